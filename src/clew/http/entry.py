"""Who may come in: what a request's key opens, and what is open to all."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler

from clew.http.keys import KeyFile, Scope
from clew.http.problems import DoorCode, Refused
from clew.http.wire import Headers

_REMEDY = "send `Authorization: Bearer KEY`; `clew key create` and `clew key rotate` make one"


class Entry:
    """Checks keys. Where reading is open, a key is not looked at."""

    def __init__(self, keys: KeyFile, *, open_to_all: bool) -> None:
        """`open_to_all`: whether asking needs no key; writing always does."""
        self._keys = keys
        self._open = open_to_all

    def check_read(self, headers: Headers) -> None:
        """Returns if the request may ask; raises `Refused` (`key_missing`, `key_refused`)."""
        if not self._open:
            self._scope(headers)

    def check_write(self, headers: Headers) -> None:
        """Returns if the request may change things; raises `Refused`."""
        if self._scope(headers) is not Scope.ADMIN:
            raise Refused(
                DoorCode.KEY_REFUSED, "this key does not open this", remedy="use an admin key"
            )

    def check_hunts(self, headers: Headers) -> None:
        """Returns if the request may open players' hunts; raises `Refused`."""
        if self._scope(headers) not in {Scope.ADMIN, Scope.HUNTS}:
            raise Refused(
                DoorCode.KEY_REFUSED,
                "this key does not open hunts",
                remedy="use an admin key, or one that `clew key create --scope hunts` makes",
            )

    def may_write(self, headers: Headers) -> bool:
        """Whether the request may change things, and so see all that is kept."""
        try:
            self.check_write(headers)
        except Refused:
            return False
        return True

    def _scope(self, headers: Headers) -> Scope:
        kind, _, key = (headers.get("authorization") or "").partition(" ")
        if kind.lower() != "bearer" or not key:
            raise Refused(DoorCode.KEY_MISSING, "this needs a key", remedy=_REMEDY)
        scope = self._keys.scope_of(key.strip())
        if scope is None:
            raise Refused(DoorCode.KEY_REFUSED, "this key is not in force", remedy=_REMEDY)
        return scope


def open_to_all(access: str, host: str) -> bool:
    """Whether asking needs no key: as the setting says, else on an address of this machine only."""
    return access == "open" or (access == "auto" and is_loopback(host))


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches the address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def readers(connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
    """Guards a route that asks."""
    connection.app.state.entry.check_read(connection.headers)


def writers(connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
    """Guards a route that changes things, or tells what players wrote."""
    connection.app.state.entry.check_write(connection.headers)


def hunters(connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
    """Guards a route that opens players' hunts."""
    connection.app.state.entry.check_hunts(connection.headers)
