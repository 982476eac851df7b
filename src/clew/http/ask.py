"""The body of `POST /v1/resolve`: bytes -> a query, or a refusal that names the field."""

from __future__ import annotations

import re
from typing import Annotated

import msgspec

from clew.clues.model import NO_CONTEXT, Context, Query
from clew.errors import Code, InputRefused, Where
from clew.http.problems import DoorCode, Refused
from clew.ids import SLUG
from clew.text import MAX_TEXT_CHARS

_AT = re.compile(r" - at `\$\.?(.*)`$")
_UNNAMED = re.compile(r"(?:unknown|required) field `([^`]{0,80})`")

Slug = Annotated[str, msgspec.Meta(pattern=f"^{SLUG.pattern}$")]


class AskContext(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """What is known about who asks; it ranks, and never hides.

    Attributes:
        lang: the player's language, BCP 47.
        venue: the venue that the player is in.
        level: the integer ordinal of the level that the player means.
        lat: the player's position, degrees; together with `lon`.
        lon: degrees.
        accuracy_m: the position's stated accuracy, metres.
    """

    lang: Annotated[str, msgspec.Meta(max_length=35)] | None = None
    venue: Slug | None = None
    level: Annotated[int, msgspec.Meta(ge=-9999, le=9999)] | None = None
    lat: Annotated[float, msgspec.Meta(ge=-90, le=90)] | None = None
    lon: Annotated[float, msgspec.Meta(ge=-180, le=180)] | None = None
    accuracy_m: Annotated[float, msgspec.Meta(ge=0)] | None = None


class Ask(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A text that a player typed.

    Attributes:
        campaign: the campaign's id.
        text: as it was typed.
        context: what is known about who asks.
    """

    campaign: Slug
    text: Annotated[str, msgspec.Meta(max_length=MAX_TEXT_CHARS)]
    context: AskContext | None = None


_decode = msgspec.json.Decoder(Ask).decode


def query_of(body: bytes) -> Query:
    """The query that a body asks.

    Raises `Refused` (`broken_json`) for what is no JSON and `InputRefused` (`invalid_utf8`,
    `text_too_long`, `outside_wgs84`, `wrong_value`) with the field for what cannot be asked.
    """
    try:
        ask = _decode(body)
    except msgspec.ValidationError as error:
        raise misfit(error) from error
    except UnicodeDecodeError as error:
        raise InputRefused(
            Code.INVALID_UTF8,
            "the body is not UTF-8",
            remedy="send it as UTF-8",
            where=Where(field="body"),
        ) from error
    except (msgspec.DecodeError, RecursionError) as error:
        raise Refused(
            DoorCode.BROKEN_JSON,
            f"the body is not JSON: {error}",
            remedy='send {"campaign": ..., "text": ...}',
            field="body",
        ) from error
    return Query(ask.text, ask.campaign, _context(ask.context))


def misfit(error: msgspec.ValidationError) -> InputRefused:
    """The refusal of JSON that has not the wanted shape, with the field."""
    told = str(error)
    at, unnamed = _AT.search(told), _UNNAMED.search(told)
    path = [part for part in (at and at[1], unnamed and unnamed[1]) if part]
    field = ".".join(path) or "body"
    return InputRefused(
        _code(field, told),
        f"{field}: {_AT.sub('', told)}",
        remedy="see /v1/openapi.json for what is taken",
        where=Where(field=field),
    )


def _code(field: str, told: str) -> Code:
    if field == "text" and "length" in told:
        return Code.TEXT_TOO_LONG
    if field in {"context.lat", "context.lon"} and ("<=" in told or ">=" in told):
        return Code.OUTSIDE_WGS84
    return Code.WRONG_VALUE


def _context(given: AskContext | None) -> Context:
    if given is None:
        return NO_CONTEXT
    if (given.lat is None) != (given.lon is None):
        missing = "context.lat" if given.lat is None else "context.lon"
        raise InputRefused(
            Code.WRONG_VALUE,
            f"{missing} is missing",
            remedy="give both lat and lon, or neither",
            where=Where(field=missing),
        )
    return Context(
        given.lang or None, given.venue, given.level, given.lat, given.lon, given.accuracy_m
    )
