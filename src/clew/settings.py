"""What an operator can set: a TOML file in the home, then `CLEW_*` in the environment.

This is the only file that reads either. A name in the file that is not below is refused.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from clew.errors import Code, InputRefused, Where

FILE_NAME = "clew.toml"


Positive = Annotated[int, msgspec.Meta(ge=1)]
Percent = Annotated[int, msgspec.Meta(ge=0, le=99)]


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Every setting, with its unit and default.

    Attributes:
        record_url: where campaigns, venues and clue revisions are kept. Default: a SQLite file
            in the home. A SQLAlchemy async URL; only SQLite's is tested.
        exact_url: where the exact tier is kept. Default: `lmdb:exact` in the home.
            `memory:` keeps nothing, for trials.
        exact_budget_ms: how long a query waits for the exact tier, in milliseconds. Default 50:
            far above any honest lookup, far below what a player notices.
        static_budget_ms: the same for the static tier. Default 50.
        exact_map_gib: the largest size the exact tier's file may reach, in GiB. Default 64; the
            file is sparse, so this costs no disk until it is used. All processes must agree.
        vector_url: where the vector tier keeps the spellings of clues. Default `exact:`: in the
            exact tier's own file, changed by the same transaction. `none:` goes without: what
            the exact tier does not know, only the static tier may answer. All processes of a
            home must agree; after a change run `clew repair`.
        vector_budget_ms: how long a query waits for the vector tier, embedding included, in
            milliseconds. Default 150: three times what the slowest honest one takes on a busy
            machine, and still at once for a player. The command line, where no player waits,
            grants twenty times that.
        asked_texts: how many distinct unanswered texts are remembered for each campaign; the
            rest are counted together as `other`. Default 10,000: a screenful an hour for a week.
        embedding: the folder of the embedding artefact, from the home where it is not absolute.
            Default: the one that this release ships.
        static_rows: the most rows that static.csv may hold. Default 2,000: the best-known clues,
            few enough for people to have checked each.
        lease_s: how long a publisher alone may finish what it began, in seconds. Default 30: a
            hundred times what a publish takes, and what others wait for at most after a crash.
        resolve_access: whether asking `clew serve` needs a key. Default `auto`: no key where only
            this machine reaches the address, a key elsewhere. `open` never needs one; `key`
            always does. Writing needs the admin key always.
        idle_s: how long a connection to `clew serve` may stand idle, and how long the head of a
            request may take to arrive, in seconds. Default 75: players think for 10 to 20, and
            proxies keep their own connections for 60.
        access_log: whether `clew serve` prints a line of JSON for each request, with route, status
            and time, and without texts, ids and addresses. Default false: the counts of
            `/metrics` cost less and tell more.
        bundle_discount: what a bundle usually takes off the sum of its prices, in percent.
            Default 15: what `clew shop pairs` reckons with.
        margin_floor: what must be left of a bundle's price after the articles' cost, in percent
            of that price. Default 20. An article without a `cost` attribute keeps no floor, so it
            is not proposed unless the operator says so.
        timezone: what the clocks show in venues of which `clew zone import --timezone` has told
            nothing, as an IANA name, for example `Europe/Paris`. Default: none, and opening hours
            without a time zone are refused: an hour too late is a closed door.
    """

    record_url: str = ""
    exact_url: str = "lmdb:exact"
    exact_budget_ms: Positive = 50
    static_budget_ms: Positive = 50
    exact_map_gib: Positive = 64
    vector_url: str = "exact:"
    vector_budget_ms: Positive = 150
    asked_texts: Positive = 10_000
    embedding: str = ""
    static_rows: Positive = 2_000
    lease_s: Positive = 30
    resolve_access: Literal["auto", "open", "key"] = "auto"
    idle_s: Positive = 75
    access_log: bool = False
    bundle_discount: Percent = 15
    margin_floor: Percent = 20
    timezone: str = ""


class Configuration(msgspec.Struct, frozen=True):
    """The home directory and the settings that hold there.

    Attributes:
        home: absolute path of the data directory.
        settings: defaults, then the file, then the environment.
    """

    home: Path
    settings: Settings


def load(home: Path | None, environment: Mapping[str, str] | None = None) -> Configuration:
    """The configuration for a home; without one, `CLEW_HOME`, else the user's data directory.

    Raises `InputRefused` (`config_wrong`) for an unknown name or a value of the wrong kind.
    """
    environment = os.environ if environment is None else environment
    if home is None:
        home = (
            Path(environment["CLEW_HOME"])
            if environment.get("CLEW_HOME")
            else _default_home(environment)
        )
    home = home.expanduser().absolute()
    file = home / FILE_NAME
    values = _from_file(file)
    for name in Settings.__struct_fields__:
        given = environment.get(f"CLEW_{name.upper()}")
        if given is not None:
            values[name] = given
    try:
        settings = msgspec.convert(values, Settings, strict=False)
    except msgspec.ValidationError as error:
        raise InputRefused(
            Code.CONFIG_WRONG,
            str(error),
            remedy=f"correct it there or in CLEW_*; known: {', '.join(Settings.__struct_fields__)}",
            where=Where(file=str(file)),
        ) from error
    return Configuration(home, settings)


def _from_file(file: Path) -> dict[str, Any]:
    try:
        with file.open("rb") as stream:
            return tomllib.load(stream)
    except FileNotFoundError:
        return {}
    except OSError:
        # An unreadable home is reported by the part that needs it, with what it was needed for.
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputRefused(
            Code.CONFIG_WRONG,
            str(error),
            remedy="write it as TOML, for example: exact_budget_ms = 50",
            where=Where(file=str(file)),
        ) from error


def _default_home(environment: Mapping[str, str]) -> Path:
    data = environment.get("XDG_DATA_HOME")
    return (Path(data) if data else Path("~/.local/share")) / "clew"
