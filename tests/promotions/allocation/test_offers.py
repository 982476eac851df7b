from __future__ import annotations

from pathlib import Path

import msgspec
from hypothesis import given
from nights import Drawn, nights

from clew.promotions.allocation.allocate import allocate
from clew.promotions.allocation.candidates import Candidate, Take
from clew.promotions.allocation.figures import Figures, Method
from clew.promotions.allocation.kept import FRESH_S, Allocation, Lapse
from clew.promotions.allocation.offers import rank, score
from clew.promotions.allocation.prices import scores
from clew.promotions.allocation.solve import relax
from clew.promotions.stores.allocation_file import AllocationFile

NOON = 1_800_000_000
NO_FIGURES = Figures(0, 0, 0, 0, 1.0, None, 0.0, 0.0, (), 0.0, 0.0)
KEPT = Allocation(
    number=0,
    made_at=NOON,
    currency="EUR",
    method=Method.PRICES,
    why="prices were better",
    foretold_by="redemption 1",
    prices={"units/dear": 2.0},
    figures=NO_FIGURES,
)
OFFERS = [
    Candidate("ada", "cheap", 1_500, (Take("units/cheap", 1_000),)),
    Candidate("ada", "dear", 1_900, (Take("units/dear", 1_000),)),
    Candidate("ada", "same", 1_500, ()),
]


@given(nights(players=6))
def test_online_scores_are_the_nights(drawn: Drawn) -> None:
    """An offer scored online has the score that the night gave it, to the last thousandth."""
    problem = drawn.problem
    relaxed = relax(problem)
    assert relaxed is not None
    prices = dict(zip(problem.budgets, relaxed.prices.tolist(), strict=True))
    told = {(one.player, one.promotion): one for one in drawn.candidates}
    pairs = [
        (problem.players[player], problem.promotions[promotion])
        for player, promotion in zip(problem.player, problem.promotion, strict=True)
    ]
    assert [score(told[pair], prices) for pair in pairs] == scores(problem, relaxed.prices).tolist()


def test_by_prices() -> None:
    """With prices kept, the best score comes first and one below 0 is kept back for others."""
    ranked = rank(OFFERS, KEPT, currency="EUR", now=NOON + 60)
    assert (ranked.method, ranked.lapse) == (Method.PRICES, None)
    assert [(one.offer.promotion, one.score) for one in ranked.offers] == [
        ("cheap", 1_500),
        ("same", 1_500),
    ]
    assert [(one.offer.promotion, one.score) for one in ranked.kept_back] == [("dear", -100)]
    assert rank(OFFERS[::-1], KEPT, currency="EUR", now=NOON + 60) == ranked


def test_greedily() -> None:
    """With greedy kept, the most valuable comes first, whatever the prices were."""
    kept = msgspec.structs.replace(KEPT, method=Method.GREEDY)
    ranked = rank(OFFERS, kept, currency="EUR", now=NOON)
    assert [one.offer.promotion for one in ranked.offers] == ["dear", "cheap", "same"]
    assert (ranked.method, ranked.kept_back, ranked.lapse) == (Method.GREEDY, [], None)


def test_what_cannot_be_used_is_said() -> None:
    """A missing, damaged, old or foreign allocation means greedy, and the answer names which."""
    for kept, now, currency, lapse in (
        (Lapse.MISSING, NOON, "EUR", Lapse.MISSING),
        (Lapse.UNREADABLE, NOON, "EUR", Lapse.UNREADABLE),
        (KEPT, NOON + FRESH_S, "EUR", Lapse.STALE),
        (KEPT, NOON - 1, "EUR", Lapse.STALE),
        (KEPT, NOON, "USD", Lapse.OTHER_CURRENCY),
    ):
        ranked = rank(OFFERS, kept, currency=currency, now=now)
        assert (ranked.method, ranked.lapse) == (Method.GREEDY, lapse)
        assert ranked.offers[0].offer.promotion == "dear"
        assert not ranked.kept_back


def test_every_reader_sees_the_last(tmp_path: Path) -> None:
    """What one process keeps is what every other reads next, under the next number."""
    path = tmp_path / "promotions" / "allocation.json"
    writer, reader = AllocationFile(path), AllocationFile(path)
    assert reader.current() is Lapse.MISSING
    assert writer.keep(KEPT).number == 1
    assert reader.current() == msgspec.structs.replace(KEPT, number=1)
    assert writer.keep(msgspec.structs.replace(KEPT, why="again")).number == 2
    seen = reader.current()
    assert isinstance(seen, Allocation)
    assert (seen.number, seen.why) == (2, "again")
    assert reader.current() is seen


def test_a_damaged_file(tmp_path: Path) -> None:
    """A damaged file is no allocation and no failure; the next night replaces it."""
    path = tmp_path / "allocation.json"
    shelf = AllocationFile(path)
    shelf.keep(KEPT)
    path.write_bytes(path.read_bytes()[:-40])
    assert shelf.current() is Lapse.UNREADABLE
    assert shelf.keep(KEPT).number == 1
    assert isinstance(shelf.current(), Allocation)


def test_a_night_is_kept_whole(tmp_path: Path) -> None:
    """What a night came to is read back as it was: method, reason, prices and figures."""
    drawn = [Candidate(f"p{n}", "a", n + 1, (Take("u", 5),)) for n in range(9)]
    night = allocate(Drawn(drawn, {"u": 10}, 1).problem)
    told = msgspec.structs.replace(
        KEPT, method=night.method, why=night.why, prices=night.prices, figures=night.figures
    )
    shelf = AllocationFile(tmp_path / "allocation.json")
    kept = shelf.keep(told)
    assert AllocationFile(tmp_path / "allocation.json").current() == kept
