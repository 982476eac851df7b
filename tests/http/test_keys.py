"""Keys: made once, kept as digests, checked for every write."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from served import Service, clew, serving

from clew.http.entry import is_loopback, open_to_all
from clew.http.keys import KeyFile, Scope

WRITES = {
    # what a key is needed for -> method and path
    "create a campaign": ("POST", "/v1/campaigns"),
    "close": ("POST", "/v1/campaigns/demo/close"),
    "reopen": ("POST", "/v1/campaigns/demo/reopen"),
    "list clues": ("GET", "/v1/campaigns/demo/clues"),
    "publish": ("PUT", "/v1/campaigns/demo/clues/c"),
    "delete": ("DELETE", "/v1/campaigns/demo/clues/fountain-fr-1"),
    "restore": ("POST", "/v1/campaigns/demo/clues/c/restore"),
    "misses": ("GET", "/v1/campaigns/demo/misses"),
    "accept": ("POST", "/v1/campaigns/demo/misses/accept"),
}


@pytest.mark.parametrize("what", WRITES)
def test_a_write_needs_an_admin_key(service: Service, mall: Path, what: str) -> None:
    """Without a key 401, with a wrong one or a reader's 403, and nothing is changed."""
    method, path = WRITES[what]
    told = service.ask(method, path)
    assert (told.status, told.json["code"]) == (401, "key_missing")
    assert told.headers["www-authenticate"] == "Bearer"
    reader = KeyFile(mall).create(Scope.RESOLVE)
    for key in ("clew_wrong", reader, reader + "x"):
        told = service.ask(method, path, key=key)
        assert (told.status, told.json["code"]) == (403, "key_refused")


def test_a_key_is_ascii(service: Service) -> None:
    """A header that holds anything else is no key at all: 401."""
    told = service.ask("GET", "/v1/campaigns/demo/clues", key="\xe9")
    assert (told.status, told.json["code"]) == (401, "key_missing")


def test_the_first_start_prints_the_admin_key_once(tmp_path: Path) -> None:
    """It is printed, opens a write, and is neither kept nor printed at the next start."""
    home = tmp_path / "home"
    with serving(home, workers=1, vectors=False) as service:
        key = service.printed["admin_key"]
        assert service.ask("POST", "/v1/campaigns", {"id": "spring"}, key).status == 201
    assert all(key.encode() not in file.read_bytes() for file in home.rglob("*") if file.is_file())
    assert (home / "keys.json").stat().st_mode & 0o777 == 0o600
    with serving(home, workers=1, vectors=False) as service:
        assert service.printed["admin_key"] is None
        assert service.ask("POST", "/v1/campaigns", {"id": "summer"}, key).status == 201


def test_rotation_is_in_force_at_once(service: Service, mall: Path) -> None:
    """After `clew key rotate` the old key opens nothing, and the new one everything, everywhere."""
    old = json.loads(clew(mall, "key", "rotate", "--json").stdout)["key"]
    assert service.ask("GET", "/v1/campaigns/demo/clues", key=old).status == 200
    new = json.loads(clew(mall, "key", "rotate", "--json").stdout)["key"]
    for _ in range(6):
        assert service.ask("GET", "/v1/campaigns/demo/clues", key=old).status == 403
        assert service.ask("GET", "/v1/campaigns/demo/clues", key=new).status == 200


def test_asking_with_a_key(mall: Path) -> None:
    """With `resolve_access` key, asking needs a key of either scope; health does not."""
    with serving(mall, workers=1, vectors=False, CLEW_RESOLVE_ACCESS="key") as service:
        assert service.printed["open_to_all"] is False
        assert service.ask("GET", "/healthz").status == 200
        for method, path in (
            ("POST", "/v1/resolve"),
            ("GET", "/v1/campaigns"),
            ("GET", "/v1/venues"),
            ("GET", "/metrics"),
        ):
            assert service.ask(method, path).status == 401
        key = json.loads(clew(mall, "key", "create", "--json").stdout)["key"]
        asked = {"campaign": "demo", "text": "la fontaine"}
        assert service.ask("POST", "/v1/resolve", asked, key).status == 200
        assert service.ask("GET", "/v1/campaigns", key=key).json == {"campaigns": ["demo"]}


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("x", False)],  # noqa: S104
)
def test_who_else_reaches_an_address(host: str, loopback: bool) -> None:  # noqa: FBT001
    """Asking is open by itself only where nobody but this machine reaches the address."""
    assert is_loopback(host) is loopback
    assert open_to_all("auto", host) is loopback
    assert open_to_all("open", host) is True
    assert open_to_all("key", host) is False


def test_keys_are_listed_and_ended(tmp_path: Path) -> None:
    """A listed key has no digest; a revoked one opens nothing; an unknown one is refused."""
    home = tmp_path / "home"
    made = json.loads(clew(home, "key", "create", "--scope", "admin", "--json").stdout)["key"]
    (listed,) = json.loads(clew(home, "key", "list", "--json").stdout)
    assert set(listed) == {"id", "scope", "created"}
    keys = KeyFile(home)
    assert keys.scope_of(made) is Scope.ADMIN
    assert clew(home, "key", "revoke", listed["id"]).returncode == 0
    assert keys.scope_of(made) is None
    assert "[key_unknown]" in clew(home, "key", "revoke", listed["id"]).stderr


def test_a_damaged_file_opens_nothing(tmp_path: Path) -> None:
    """Where the keys cannot be read nobody comes in, and no key is made in their place."""
    (tmp_path / "keys.json").write_text("[")
    done = clew(tmp_path, "serve", "--port", "0")
    assert done.returncode == 3
    assert "[keys_unreadable]" in done.stderr
