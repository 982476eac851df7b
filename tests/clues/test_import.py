from __future__ import annotations

from pathlib import Path

import pytest
from importing import (
    ROWS,
    Zones,
    all_findings,
    clues_of,
    run,
    small_shares,
    write,
)

from clew.clues.imports import Imported
from clew.errors import Code, Conflict, ManyRefused
from clew.testing.builders import (
    CAMPAIGN,
    clue,
    live,
    publish,
    zone_of,
)
from clew.wiring.house import House


@pytest.fixture(autouse=True)
def _shares_of_ten(house: House) -> None:
    small_shares(house)


@pytest.fixture
def path(tmp_path: Path, zones: Zones) -> Path:
    """A file of more clues than go into one transaction."""
    return write(tmp_path / "clues.csv", clues_of(zones))


async def test_a_large_file_is_published_whole(house: House, path: Path, zones: Zones) -> None:
    """A file of several shares ends like one of one, and leaves nothing behind."""
    assert await run(house, path, "summer") == Imported(ROWS, ROWS)
    assert await live(house, "summer") == clues_of(zones)
    assert await zone_of(house, "alias 44", "summer") == zones[44 % len(zones)]
    assert await all_findings(house) == []
    assert await run(house, path, "summer") == Imported(ROWS, 0)
    assert house.import_shelf.campaigns() == []


async def test_progress_counts_the_rows_that_are_in(house: House, path: Path) -> None:
    """Whoever watches is told how many rows are published, of how many."""
    told: list[tuple[str, int, int]] = []
    await house.clue_import.run(path, CAMPAIGN, progress=lambda *word: told.append(word))
    assert [word for word in told if word[0] == "publishing"] == [
        ("publishing", done, ROWS) for done in (0, 10, 20, 30, 40, 45)
    ]


async def test_a_bad_row_changes_nothing(house: House, zones: Zones, tmp_path: Path) -> None:
    """One bad row far down refuses a file of 20,000, and no campaign is made for it."""
    house.clue_import._share = 5_000  # noqa: SLF001
    clues = clues_of(zones, 20_000)
    clues[15_000] = clue("c000", zones[0], "again")
    path = write(tmp_path / "clues.csv", clues)
    with pytest.raises(Exception, match="stands on line 2 already") as refusal:
        await run(house, path, "summer")
    assert getattr(refusal.value, "where").line == 15_002  # noqa: B009
    assert await house.clues.campaign("summer") is None
    assert await all_findings(house) == []
    assert [one.name for one in (house.home / "imports").iterdir()] == ["summer.lock"]


async def test_what_forbids_a_row_is_found_before_the_first_share(
    house: House, path: Path, zones: Zones
) -> None:
    """Deleted clues in the last shares refuse the whole file, with the line of each."""
    await publish(house, clue("c033", zones[0], "old"), clue("c044", zones[0], "older"))
    for deleted in ("c033", "c044"):
        await house.publisher.delete(CAMPAIGN, deleted)
    with pytest.raises(ManyRefused) as refusal:
        await run(house, path)
    problems = refusal.value.problems()
    assert [(one.code, one.where.line) for one in problems] == [
        ("clue_deleted", 35),
        ("clue_deleted", 46),
    ]
    assert await live(house) == []
    assert house.import_shelf.campaigns() == []


async def test_one_import_of_a_campaign_at_a_time(house: House, path: Path, zones: Zones) -> None:
    """A second import in shares is refused while the first one runs; a small one is not."""
    small = write(path.with_name("small.csv"), clues_of(zones, 3))
    with house.import_shelf.turn(CAMPAIGN) as mine:
        assert mine
        with pytest.raises(Conflict, match="another import") as refusal:
            await run(house, path)
        assert refusal.value.code is Code.CLUE_BUSY
        assert await run(house, small) == Imported(3, 3)
    assert await run(house, path) == Imported(ROWS, ROWS - 3)
