"""The demo's tables: clues.csv, static-places.csv and queries.csv, checked against each other."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from demo_mall.collisions import COLLISIONS
from demo_mall.geojson import to_wgs84
from demo_mall.known import BEST_KNOWN, CAMPAIGN, DECIDED, QUERIES, UNREGISTERED, VENUE
from demo_mall.plan import Spot

CLUE_COLUMNS = ("clue_id", "text", "lang", "venue", "level", "lat", "lon", "zone", "aliases")
STATIC_COLUMNS = ("text", "lang", "campaign", "clue_id", "at_clue")
QUERY_COLUMNS = ("query_id", "text", "lang", "venue", "level", "lat", "lon", "accuracy_m")

_WRITTEN = Path(__file__).with_name("clues.toml")


class Clue(NamedTuple):
    """One row of clues.csv before it is placed.

    Attributes:
        id: `place-language-number`, or `place-name` for the name on the sign.
        place: what it leads to.
        lang: `en` or `fr`.
        spellings: its text, then its aliases; none holds a bar.
    """

    id: str
    place: str
    lang: str
    spellings: tuple[str, ...]


def read_clues(spots: Mapping[str, Spot]) -> list[Clue]:
    """Every clue, place by place; raises `ValueError` where a text leads to more than it may."""
    written = tomllib.loads(_WRITTEN.read_text(encoding="utf-8"))
    strangers = set(written) - set(spots)
    if strangers:
        raise ValueError(f"clues.toml speaks of places that the plan lacks: {sorted(strangers)}")
    clues = [
        clue
        for place, spot in spots.items()
        for clue in _of_place(place, spot, written.get(place, {}))
    ]
    _check_collisions(clues)
    return clues


def _of_place(place: str, spot: Spot, written: Mapping[str, list[str]]) -> list[Clue]:
    clues = [
        Clue(f"{place}-{lang}-{number}", place, lang, tuple(map(str.strip, line.split("|"))))
        for lang, lines in sorted(written.items())
        for number, line in enumerate(lines, start=1)
    ]
    known = {folded(spelling) for clue in clues for spelling in clue.spellings}
    signs = []
    for lang in ("fr", "en"):
        names = tuple(name for name, spoken in spot.names.items() if spoken == lang)
        if names and folded(names[0]) not in known:
            clue_id = f"{place}-name" if lang == "fr" else f"{place}-name-{lang}"
            signs.append(Clue(clue_id, place, lang, names))
    return signs + clues


def _check_collisions(clues: Iterable[Clue]) -> None:
    found: dict[str, set[str]] = {}
    owner: dict[tuple[str, str], str] = {}
    for clue in clues:
        for spelling in clue.spellings:
            key = folded(spelling)
            found.setdefault(key, set()).add(clue.place)
            if owner.setdefault((key, clue.place), clue.id) != clue.id:
                raise ValueError(f"{clue.id} repeats {spelling!r} of {owner[key, clue.place]}")
    met = {key: places for key, places in found.items() if len(places) > 1}
    meant = {folded(text): set(places) for places, texts in COLLISIONS.items() for text in texts}
    if met != meant:
        differ = {key for key in met.keys() | meant.keys() if met.get(key) != meant.get(key)}
        raise ValueError(f"collisions.py and clues.toml differ on {sorted(differ)}")


def folded(text: str) -> str:
    """A rough key for this table's own checks: no case, accents or punctuation.

    Coarser than Clew's own normaliser, so what differs here differs there.
    """
    plain = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe"))
    kept = (c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join("".join(kept).split())


def clue_rows(clues: Iterable[Clue], spots: Mapping[str, Spot]) -> Iterator[tuple[str, ...]]:
    """The rows of clues.csv; `zone` is left to the venue's own frame."""
    for clue in clues:
        spot = spots[clue.place]
        text, *aliases = clue.spellings
        lat, lon = _written(*to_wgs84(spot.at))
        yield clue.id, text, clue.lang, VENUE, str(spot.level), lat, lon, "", "|".join(aliases)


def static_rows(clues: Iterable[Clue]) -> Iterator[tuple[str, ...]]:
    """The rows of static-places.csv; the zone is the one of the clue in the last column."""
    by_id = {clue.id: clue for clue in clues}
    registered = {folded(spelling) for clue in by_id.values() for spelling in clue.spellings}
    for clue_id in BEST_KNOWN:
        clue = by_id[clue_id]
        yield clue.spellings[0], clue.lang, CAMPAIGN, clue_id, clue_id
    for text, clue_id in DECIDED:
        clue = by_id[clue_id]
        if text not in clue.spellings:
            raise ValueError(f"{clue_id} is not spelt {text!r}")
        yield text, clue.lang, CAMPAIGN, clue_id, clue_id
    for text, lang, clue_id in UNREGISTERED:
        if folded(text) in registered:
            raise ValueError(f"{text!r} is a clue, so the static tier would not be needed")
        yield text, lang, CAMPAIGN, "", by_id[clue_id].id


def query_rows(spots: Mapping[str, Spot]) -> Iterator[tuple[str, ...]]:
    """The rows of queries.csv."""
    for number, query in enumerate(QUERIES, start=1):
        lat, lon, accuracy = "", "", ""
        if query.beside:
            east, north = spots[query.beside].at
            lat, lon = _written(*to_wgs84((east + 3, north)))
            accuracy = query.accuracy_m
        yield f"q{number:02}", query.text, query.lang, VENUE, query.level, lat, lon, accuracy


def _written(lat: float, lon: float) -> tuple[str, str]:
    return f"{lat:.7f}", f"{lon:.7f}"
