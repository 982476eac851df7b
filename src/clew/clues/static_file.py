"""Building the static tier from a static.csv: checked against the maps and the live clues."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import msgspec

from clew.clues.heads import CampaignHeads, unknown_campaign
from clew.clues.key import key_of
from clew.clues.model import UNDETERMINED, State, StaticRow
from clew.clues.ports import ClueRecord, ExactTier, StaticWriter, VenuePlans
from clew.errors import Code, Conflict, InputRefused, ManyRefused, PartUnavailable
from clew.ids import parse_zone
from clew.tabular import Columns, Row, read_rows
from clew.text import check_text

COLUMNS = Columns(("text", "campaign", "zone"), ("lang", "clue_id"))


class Built(msgspec.Struct, frozen=True):
    """What a build put in force.

    Attributes:
        generation: of the new lock.
        rows: how many texts.
        zones: how many locked centroids.
        campaigns: those that the texts belong to.
    """

    generation: int
    rows: int
    zones: int
    campaigns: tuple[str, ...]


class StaticBuilder:
    """Replaces the static tier as a whole, and locks again when centroids were measured anew."""

    def __init__(
        self,
        *,
        static: StaticWriter,
        exact: ExactTier,
        record: ClueRecord,
        plans: VenuePlans,
        heads: CampaignHeads,
        max_rows: int,
    ) -> None:
        self._static = static
        self._exact = exact
        self._record = record
        self._plans = plans
        self._heads = heads
        self._max_rows = max_rows

    async def build(self, path: Path, *, ends: date | None) -> Built:
        """Puts a static.csv in force, its zones' centroids locked until `ends`; as `take`."""
        return await self.take(read_rows(path, COLUMNS), ends=ends)

    async def take(self, given: Iterable[Row], *, ends: date | None) -> Built:
        """Puts rows of `COLUMNS` in force, their zones' centroids locked until `ends`.

        What stands already keeps its generation; a lock that cannot be read is replaced.

        Raises `ManyRefused` with a line for each row that names an unknown campaign, zone or
        clue, repeats a text, or contradicts the live clues, and `Conflict` (`not_newer`) where
        somebody else has built meanwhile; nothing is changed then.
        """
        rows: list[StaticRow] = []
        lines: dict[tuple[str, bytes], int] = {}
        refused: list[InputRefused] = []
        for row in given:
            try:
                key, checked = await self._checked(row)
                _check_once(row, lines.get((checked.campaign, key)))
            except InputRefused as refusal:
                refused.append(refusal)
                continue
            lines[checked.campaign, key] = row.line
            rows.append(checked)
        if len(rows) > self._max_rows:
            refused.append(
                InputRefused(
                    Code.WRONG_VALUE,
                    f"{len(rows):,} rows, at most {self._max_rows:,} are served",
                    remedy="keep the best-known texts, or raise static_rows in clew.toml",
                )
            )
        if refused:
            raise refused[0] if len(refused) == 1 else ManyRefused(refused)
        return await self._put(rows, ends)

    async def lock_again(self, zones: Sequence[str]) -> None:
        """Takes over the centroids in force of zones that were measured anew; texts stay."""
        rows = await self._static.rows()
        if not {row.zone for row in rows}.intersection(zones):
            return
        renewed = [msgspec.structs.replace(row, **await self._centroid(row.zone)) for row in rows]
        await self._put(renewed, await self._static.ends())

    async def _put(self, rows: Sequence[StaticRow], ends: date | None) -> Built:
        campaigns = {row.campaign for row in rows}
        known = [campaign.id for campaign in await self._record.campaigns()]
        try:
            generation = await self._static.generation()
            stands = await self._static.stands(rows, ends)
        except PartUnavailable as error:
            if error.code is not Code.STATIC_UNAVAILABLE:
                raise
            # The lock cannot be read, and building it again is what mends it.
            generation, stands = 0, False
        asked = await self._heads.static_generation()
        if generation < asked:
            # Lost, or restored from before: the heads go on missing it until a newer one is built.
            generation, stands = asked, False
        if not stands:
            await self._exact.reserve(len(known))
            generation += 1
            await self._static.replace(rows, generation=generation, ends=ends)
        # Every campaign's: the generation is the tier's, and rows that went are news, too.
        for campaign in known:
            await self._heads.refresh(campaign)
        zones = len({row.zone for row in rows})
        return Built(generation, len(rows), zones, tuple(sorted(campaigns)))

    async def _checked(self, row: Row) -> tuple[bytes, StaticRow]:
        cells = row.values
        forms = check_text(cells["text"], what="the text", where=row.where("text"))
        if len(cells["text"].splitlines()) > 1:
            raise InputRefused(
                Code.WRONG_VALUE,
                "the text has more than one line",
                remedy="write it on one line: static.csv is read line by line",
                where=row.where("text"),
            )
        campaign = cells["campaign"]
        if await self._record.campaign(campaign) is None:
            refusal = unknown_campaign(campaign)
            raise InputRefused(
                refusal.code, refusal.message, remedy=refusal.remedy, where=row.where("campaign")
            )
        zone = str(parse_zone(cells["zone"], row.where("zone")))
        clue = cells["clue_id"] or None
        key = key_of(campaign, forms.key)
        await self._agrees(campaign, key, clue, zone, row)
        place = await self._centroid(zone, row)
        lang = cells["lang"] or UNDETERMINED
        checked = StaticRow(
            text=cells["text"],
            lang=lang,
            campaign=campaign,
            zone=zone,
            clue=clue,
            line=row.line,
            **place,
        )
        if await self._static.silenced(checked):
            raise Conflict(
                Code.CLUE_DELETED,
                f"a clue with this text was deleted from zone {zone}, so the row would keep quiet",
                remedy="name in clue_id the live clue that is meant, or restore the deleted one",
                where=row.where("clue_id"),
            )
        return key, checked

    async def _agrees(
        self, campaign: str, key: bytes, clue: str | None, zone: str, row: Row
    ) -> None:
        if clue is not None:
            standing = (await self._record.latest(campaign, [clue])).get(clue)
            if standing is None or standing.state is not State.LIVE:
                raise InputRefused(
                    Code.CLUE_UNKNOWN,
                    f"campaign {campaign!r} has no live clue {clue!r}",
                    remedy="correct clue_id, or leave it empty",
                    where=row.where("clue_id"),
                )
            _check_place({standing.clue.zone}, zone, row)
        lookup = await self._exact.lookup(campaign, key)
        _check_place({entry.zone for entry in lookup.entries}, zone, row)

    async def _centroid(self, zone: str, row: Row | None = None) -> dict[str, float]:
        plan = await self._plans.plan(parse_zone(zone).venue)
        if plan is None or not plan.has(zone):
            raise InputRefused(
                Code.ZONE_UNKNOWN,
                f"there is no zone {zone}",
                remedy="see `clew venue zones`",
                where=row.where("zone") if row else None,
            )
        lat, lon = plan.centroid(zone)
        return {"lat": lat, "lon": lon}


def _check_place(stands_in: set[str], zone: str, row: Row) -> None:
    if stands_in and zone not in stands_in:
        raise Conflict(
            Code.CONTRADICTS_STATIC,
            f"{row.values['text']!r} leads to {', '.join(sorted(stands_in))}, the row says {zone}",
            remedy="correct the row's zone, or move the clue first",
            where=row.where("zone"),
        )


def _check_once(row: Row, first_line: int | None) -> None:
    if first_line is not None:
        raise InputRefused(
            Code.DUPLICATE_ROW,
            f"line {first_line} has the same text already",
            remedy="keep one of the two",
            where=row.where("text"),
        )
