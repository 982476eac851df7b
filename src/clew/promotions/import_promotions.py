"""Taking a file of promotions in: checked as a whole, then kept all or none."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from clew.clock import Clock
from clew.errors import Code, InputRefused, ManyRefused, Where
from clew.promotions.cells import Cells
from clew.promotions.model import Promotion, State
from clew.promotions.ports import Ground, PromotionReader, PromotionWriter, Put
from clew.promotions.promotion_file import read_promotions
from clew.promotions.stack import cycle

MOST_PROMOTIONS = 20_000
"""Promotions of one file."""
MOST_TOLD = 1_000
"""Refusals of one file that are told; the others are counted."""


Read = Iterable[tuple[Cells, Promotion | InputRefused]]
"""Promotions with their places, or why each is refused."""


class _Sorted(NamedTuple):
    """What was read: by id what may be kept, and what may not."""

    good: Mapping[str, tuple[Cells, Promotion]]
    refused: Sequence[InputRefused]


class PromotionImport:
    """Imports files."""

    def __init__(
        self, *, book: PromotionReader, writer: PromotionWriter, ground: Ground, clock: Clock
    ) -> None:
        self._book = book
        self._writer = writer
        self._ground = ground
        self._clock = clock

    async def run(self, path: Path, *, who: str) -> Put:
        """Keeps what is new or changed as drafts, in one transaction.

        Raises `InputRefused` for faults of the file, `ManyRefused` for those of its promotions,
        with file and line or path; nothing is kept then.
        """
        return await self.take(
            read_promotions(path), who=who, why=f"imported from {path.name}", name=str(path)
        )

    async def take(self, read: Read, *, who: str, why: str, name: str) -> Put:
        """The same of what is read; `name` is what the refusal of nothing at all calls it."""
        # A schedule is followed to its end, so a long file must not keep players waiting.
        good, unfit = await asyncio.to_thread(_sorted, read)
        if not good and not unfit:
            raise InputRefused(
                Code.EMPTY_TEXT,
                "it holds no promotion",
                remedy="write one, at least",
                where=Where(file=name),
            )
        refused = [*unfit, *await self._misplaced(good), *await self._tangled(good)]
        if refused:
            raise ManyRefused(refused[:MOST_TOLD], total=len(refused))
        new = [one for _, one in good.values()]
        now = int(self._clock.now().timestamp())
        return await self._writer.put(new, who=who, at=now, why=why)

    async def _misplaced(
        self, good: Mapping[str, tuple[Cells, Promotion]]
    ) -> Sequence[InputRefused]:
        known = {
            "venues": (await self._ground.venues(), Code.VENUE_UNKNOWN, "clew venue list"),
            "campaigns": (
                await self._ground.campaigns(),
                Code.CAMPAIGN_UNKNOWN,
                "clew campaign list",
            ),
        }
        return [
            InputRefused(
                code,
                f"there is no {field.removesuffix('s')} {name[:80]!r}",
                remedy=f"see `{command}`",
                where=cells.at(field),
            )
            for cells, one in good.values()
            for field, (names, code, command) in known.items()
            for name in getattr(one.scope, field)
            if name not in names
        ]

    async def _tangled(self, good: Mapping[str, tuple[Cells, Promotion]]) -> Sequence[InputRefused]:
        """Refuses `after` that names nothing, and promotions that wait for each other."""
        after = {one.id: one.stacking.after for one in await self._standing()}
        after |= {id_: one.stacking.after for id_, (_, one) in good.items()}
        unknown = list(_unknown(good, after))
        circle = cycle(after)
        if circle and not unknown:
            own = next((name for name in circle if name in good), None)
            where = None if own is None else good[own][0].at("after")
            words = " after ".join([*circle, circle[0]])
            return [
                InputRefused(
                    Code.STACKING_CYCLE,
                    f"they wait for each other: {words}",
                    remedy="take one of them out of the other's `after`",
                    where=where,
                )
            ]
        return unknown

    async def _standing(self) -> Sequence[Promotion]:
        gone = {State.ENDED, State.ARCHIVED}
        return await self._book.promotions(state for state in State if state not in gone)


def _sorted(read: Read) -> _Sorted:
    good: dict[str, tuple[Cells, Promotion]] = {}
    refused: list[InputRefused] = []
    for number, (cells, one) in enumerate(read):
        if number >= MOST_PROMOTIONS:
            raise cells.wrong(
                "promotion_id",
                f"more than {MOST_PROMOTIONS:,} promotions",
                "import them in several files",
            )
        if isinstance(one, InputRefused):
            refused.append(one)
        elif one.id in good:
            refused.append(_twice(cells, one))
        else:
            good[one.id] = cells, one
    return _Sorted(good, refused)


def _unknown(
    good: Mapping[str, tuple[Cells, Promotion]], after: Mapping[str, Sequence[str]]
) -> Iterator[InputRefused]:
    for cells, one in good.values():
        for name in one.stacking.after:
            if name not in after:
                yield InputRefused(
                    Code.PROMOTION_UNKNOWN,
                    f"there is no promotion {name[:80]!r}",
                    remedy="import it in this file or before it",
                    where=cells.at("after"),
                )


def _twice(cells: Cells, one: Promotion) -> InputRefused:
    return InputRefused(
        Code.DUPLICATE_ROW,
        f"promotion {one.id!r} is there twice",
        remedy="leave one of the two",
        where=cells.at("promotion_id"),
    )
