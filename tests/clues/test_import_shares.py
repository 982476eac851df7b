from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import pytest
from importing import ROWS, SHARE, clues_of, run, small_shares, write

from clew.clues.import_shares import one_ahead
from clew.clues.imports import Imported
from clew.clues.meanings import Meanings, Ready
from clew.clues.model import Clue
from clew.progress import Progress
from clew.testing.builders import CAMPAIGN, live
from clew.wiring.house import House

Zones = Sequence[str]


async def test_one_share_is_prepared_while_another_is_published() -> None:
    """The next share's work is done by the time that this one's is; none is farther ahead."""
    told: list[str] = []

    async def prepare(share: int) -> int:
        told.append(f"prepare {share}")
        return share

    async def publish(share: int) -> None:
        for _ in range(5):
            await asyncio.sleep(0)
        told.append(f"published {share}")

    await one_ahead(range(3), prepare, publish)
    assert told == [
        "prepare 0",
        "prepare 1",
        "published 0",
        "prepare 2",
        "published 1",
        "published 2",
    ]


@pytest.mark.parametrize("where", ["prepare", "publish"])
async def test_a_share_that_fails_ends_it(where: str) -> None:
    """What one share raises is raised, and nothing goes on behind it."""
    published: list[int] = []

    async def work(share: int, here: str) -> None:
        await asyncio.sleep(0)
        if share == 1 and here == where:
            raise ValueError(where)

    async def prepare(share: int) -> int:
        await work(share, "prepare")
        return share

    async def publish(share: int) -> None:
        await work(share, "publish")
        published.append(share)

    before = len(asyncio.all_tasks())
    with pytest.raises(ValueError, match=where):
        await one_ahead(range(9), prepare, publish)
    assert published == [0]
    assert len(asyncio.all_tasks()) == before


async def test_no_share_is_nothing_to_do() -> None:
    """A file without a share ends at once."""
    done: list[int] = []

    async def prepare(share: int) -> int:
        done.append(share)
        return share

    async def publish(share: int) -> None:
        done.append(share)

    await one_ahead((), prepare, publish)
    assert done == []


class Counting:
    """Vectors as another makes them, and how many clues it was asked for."""

    def __init__(self, inner: Meanings) -> None:
        self._inner = inner
        self.model = inner.model
        self.asked: list[str] = []

    async def of(self, clues: Sequence[Clue], progress: Progress) -> Ready:
        self.asked += [clue.id for clue in clues]
        return await self._inner.of(clues, progress)


async def test_a_row_that_stands_is_not_embedded_again(
    house: House, zones: Zones, tmp_path: Path
) -> None:
    """Each clue's vectors are made once, and none for what stands already."""
    clues = clues_of(zones)
    await run(small_shares(house), write(tmp_path / "some.csv", clues[: 2 * SHARE]))
    for part in ("clue_import", "import_preparation", "publisher", "writer"):
        house.__dict__.pop(part, None)
    counting = house.__dict__["meanings"] = Counting(house.meanings)
    path = write(tmp_path / "clues.csv", clues)
    assert await run(small_shares(house), path) == Imported(ROWS, ROWS - 2 * SHARE)
    assert counting.asked == [one.id for one in clues[2 * SHARE :]]
    assert await live(house, CAMPAIGN) == clues
