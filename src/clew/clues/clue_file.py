"""clues.csv: from rows to clues that stand in a zone, and back."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from clew.clues.model import UNDETERMINED, Clue
from clew.clues.ports import VenuePlan, VenuePlans
from clew.errors import Code, InputRefused, Where
from clew.geo import COORDINATE_DECIMALS, rounded
from clew.ids import check_clue_id, check_slug, parse_zone
from clew.tabular import Columns, decimal, read_rows
from clew.text import check_text, normalise

HEADER = ("clue_id", "text", "lang", "venue", "level", "lat", "lon", "zone", "aliases")
COLUMNS = Columns(("clue_id", "text"), HEADER[2:])
ALIAS_BAR = "|"
MAX_ALIASES = 50
"""More wordings than editors write for one place."""

_LANG = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
_LEVEL = re.compile(r"-?[0-9]{1,4}")


class Written(NamedTuple):
    """A clue as somebody wrote it, of many.

    Attributes:
        where: the line that it stands on.
        clue_id: and all that follows as `CluePlacer.place` takes it.
    """

    where: Where
    clue_id: str
    text: str
    lang: str
    venue: str
    level: str
    lat: str
    lon: str
    zone: str
    aliases: Sequence[str]


class CluePlacer:
    """Checks what an editor wrote and finds the zone it stands in; venues are asked for once."""

    def __init__(self, plans: VenuePlans) -> None:
        self._plans = plans
        self._known: dict[str, VenuePlan | None] = {}

    async def place(
        self,
        *,
        clue_id: str,
        text: str,
        lang: str = "",
        venue: str = "",
        level: str = "",
        lat: str = "",
        lon: str = "",
        zone: str = "",
        aliases: Sequence[str] = (),
        where: Where | None = None,
    ) -> Clue:
        """The clue as it will be kept.

        The place is `zone`, or `level`, `lat` and `lon` inside `venue`; where both are given they
        must agree. Raises `InputRefused` for whatever cannot be kept, with the field.
        """
        at = where or Where()
        text = _tidy(text)
        check_clue_id(clue_id, _field(at, "clue_id"))
        check_text(text, what="the text", where=_field(at, "text"))
        kept = checked_aliases(text, aliases, _field(at, "aliases"))
        tongue = _language(lang, _field(at, "lang"))
        point = _point(lat, lon, at)
        place = await self._zone(venue, level, point, zone, at)
        return Clue(clue_id, text, tongue, place, kept, *(point or (None, None)))

    async def _zone(
        self, venue: str, level: str, point: tuple[float, float] | None, zone: str, at: Where
    ) -> str:
        if not zone:
            return await self._zone_of_point(venue, level, point, at)
        parsed = parse_zone(zone, _field(at, "zone"))
        for field, given, stated in (
            ("venue", venue, parsed.venue),
            ("level", level, parsed.level),
        ):
            if given and given != str(stated):
                raise InputRefused(
                    Code.WRONG_VALUE,
                    f"{field} {given!r} does not agree with zone {zone}",
                    remedy="correct one of the two, or leave it empty",
                    where=_field(at, field),
                )
        plan = await self._plan(parsed.venue, _field(at, "zone"))
        if not plan.has(zone):
            raise InputRefused(
                Code.ZONE_UNKNOWN,
                f"venue {parsed.venue!r} has no zone {zone}",
                remedy="see `clew venue zones`, or give level, lat and lon instead",
                where=_field(at, "zone"),
            )
        if point is not None and plan.zone_at(parsed.level, *point) != zone:
            raise InputRefused(
                Code.WRONG_VALUE,
                f"the point {point[0]}, {point[1]} does not lie in zone {zone}",
                remedy="correct one of the two, or leave it empty",
                where=_field(at, "lat"),
            )
        return zone

    async def _zone_of_point(
        self, venue: str, level: str, point: tuple[float, float] | None, at: Where
    ) -> str:
        missing = [
            name
            for name, given in (("venue", venue), ("level", level), ("lat", point))
            if not given
        ]
        if missing or point is None:
            raise InputRefused(
                Code.WRONG_VALUE,
                f"the clue has no place: {', '.join(missing)} missing",
                remedy="give zone, or venue, level, lat and lon",
                where=_field(at, missing[0]),
            )
        plan = await self._plan(venue, _field(at, "venue"))
        if _LEVEL.fullmatch(level) is None:
            raise InputRefused(
                Code.WRONG_VALUE,
                f"{level[:40]!r} is not a level",
                remedy=f"give the integer ordinal; {venue} has {_listed(plan.levels)}",
                where=_field(at, "level"),
            )
        found = plan.zone_at(int(level), *point)
        if found is None:
            levels = [number for number in plan.levels if plan.zone_at(number, *point)]
            elsewhere = f"; it lies on level {_listed(levels)}" if levels else ""
            raise InputRefused(
                Code.OUTSIDE_LEVELS,
                f"the point {point[0]}, {point[1]} lies in no zone of level {level}{elsewhere}",
                remedy=f"correct the place; {venue} has the levels {_listed(plan.levels)}",
                where=_field(at, "lat"),
            )
        return found

    async def _plan(self, venue: str, where: Where) -> VenuePlan:
        if venue not in self._known:
            check_slug(venue, what="venue", where=where)
            self._known[venue] = await self._plans.plan(venue)
        plan = self._known[venue]
        if plan is None:
            raise InputRefused(
                Code.VENUE_UNKNOWN,
                f"there is no venue {venue!r}",
                remedy="import it first: `clew venue import FILE --venue ID`",
                where=where,
            )
        return plan


def read_clues(path: Path) -> Iterator[Written]:
    """The rows of a clues.csv; raises as `read_rows`."""
    for row in read_rows(path, COLUMNS):
        cells = row.values
        yield Written(
            row.where(),
            clue_id=cells["clue_id"],
            text=cells["text"],
            lang=cells["lang"],
            venue=cells["venue"],
            level=cells["level"],
            lat=cells["lat"],
            lon=cells["lon"],
            zone=cells["zone"],
            aliases=[
                alias for cell in cells["aliases"].split(ALIAS_BAR) if (alias := cell.strip())
            ],
        )


def clue_row(clue: Clue) -> tuple[str, ...]:
    """A clue as a row of clues.csv: read again, it is the same clue."""
    _, level, _, _ = clue.zone.split("/")
    point = ("", "")
    if clue.lat is not None and clue.lon is not None:
        point = (f"{clue.lat:.{COORDINATE_DECIMALS}f}", f"{clue.lon:.{COORDINATE_DECIMALS}f}")
    lang = "" if clue.lang == UNDETERMINED else clue.lang
    return (
        clue.id,
        clue.text,
        lang,
        clue.venue,
        level,
        *point,
        clue.zone,
        ALIAS_BAR.join(clue.aliases),
    )


def _tidy(text: str) -> str:
    """A text as a clues.csv gives it back: no outer blanks, line feeds between lines."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def checked_aliases(text: str, aliases: Sequence[str], where: Where) -> tuple[str, ...]:
    """The aliases that add a spelling of their own to a clue's text, in order.

    Raises `InputRefused` for what cannot be kept, and for more than `MAX_ALIASES`.
    """
    seen = {normalise(text).spelling}
    kept = []
    for alias in map(_tidy, aliases):
        if ALIAS_BAR in alias:
            raise InputRefused(
                Code.WRONG_VALUE,
                f"the alias {alias[:80]!r} holds a bar, which separates aliases",
                remedy="leave the bar out, or give two aliases",
                where=where,
            )
        forms = check_text(alias, what="an alias", where=where)
        if forms.spelling not in seen:
            seen.add(forms.spelling)
            kept.append(alias)
    if len(kept) > MAX_ALIASES:
        raise InputRefused(
            Code.TEXT_TOO_LONG,
            f"{len(kept)} aliases, at most {MAX_ALIASES} are allowed",
            remedy="make a second clue that leads to the same zone",
            where=where,
        )
    return tuple(kept)


def _language(lang: str, where: Where) -> str:
    if not lang:
        return UNDETERMINED
    if len(lang) > 35 or _LANG.fullmatch(lang) is None:  # noqa: PLR2004 - BCP 47, 4.4.1
        raise InputRefused(
            Code.WRONG_VALUE,
            f"{lang[:40]!r} is not a language tag",
            remedy="write it as BCP 47 has it: en, fr, pt-BR",
            where=where,
        )
    return lang


def _point(lat: str, lon: str, at: Where) -> tuple[float, float] | None:
    if not lat and not lon:
        return None
    point = []
    for field, given, bound in (("lat", lat, 90.0), ("lon", lon, 180.0)):
        degrees = decimal(given)
        if not abs(degrees) <= bound:
            raise InputRefused(
                Code.OUTSIDE_WGS84 if math.isfinite(degrees) else Code.WRONG_VALUE,
                f"{field} {given[:40]!r} is not a number of degrees from -{bound:g} to {bound:g}",
                remedy="give WGS84 degrees with a decimal point: 45.1843, 5.7231",
                where=_field(at, field),
            )
        point.append(rounded(degrees))
    return point[0], point[1]


def _field(where: Where, field: str) -> Where:
    return Where(file=where.file, line=where.line, field=field)


def _listed(levels: Sequence[int]) -> str:
    return ", ".join(map(str, levels)) or "none"
