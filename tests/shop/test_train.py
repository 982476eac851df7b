from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

import habits
import numpy as np
import pytest

from clew.errors import Code, InputRefused, PartUnavailable
from clew.shop.compare import objections
from clew.shop.ease import neighbours
from clew.shop.fit import Judged
from clew.shop.gather import WINDOW, example
from clew.shop.learned_files import read_learned, write_learned
from clew.shop.measure import score
from clew.shop.model import Level
from clew.shop.sample import Sample
from clew.shop.shelf import Shelf
from clew.shop.stores.memory import MemoryCatalogue, MemoryHistory
from clew.shop.train import Lesson, counted, train
from shop import split

ROWS = habits.purchases(160)


KEPT: dict[int, Lesson] = {}
"""Lessons of the same rows, by their end: learning takes a second each time."""


async def trained(before: int = habits.END) -> Lesson:
    if before not in KEPT:
        KEPT[before] = await trained_anew(before)
    return KEPT[before]


async def trained_anew(before: int = habits.END) -> Lesson:
    catalogue, history = MemoryCatalogue(), MemoryHistory()
    await catalogue.put(habits.products())
    await history.add_purchases(ROWS)
    return await train(catalogue, history, before=before, title="m-1")


async def test_the_protocol() -> None:
    """Small, the benchmark's protocol: clearly better than what is popular, at every level."""
    lesson = await trained()
    for level in Level:
        assert lesson.judged[level].players > 50
        assert lesson.judged[level].ndcg > 1.15 * lesson.popular[level].ndcg
    for level in (Level.PRODUCT, Level.TYPE):
        assert lesson.judged[level].recall > 1.3 * lesson.popular[level].recall
    assert not objections(lesson.judged, lesson.popular, None)


async def test_trained_before_every_target(tmp_path: Path) -> None:
    """The independent split finds the same baskets, and refuses a model that saw any of them."""
    path = tmp_path / "baskets.csv"
    with path.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("player_id", "basket_id", "time", "product_id", "quantity"))
        for row in ROWS:
            moment = datetime.fromtimestamp(row.time, UTC).isoformat()
            writer.writerow((row.player, row.basket, moment, row.product, 1))
    told = split.targets(path)
    shelf = Shelf(habits.catalogue())
    for player, target in told["targets"].items():
        one = example(counted(habits.of(ROWS, player), shelf), told["start"], told["end"])
        assert one is not None
        assert one.time == target["time"]
        assert [shelf.products[place].id for place in one.products] == target["products"]
        assert (one.rows.time < one.time).all()
    for before, leaks in ((told["start"], False), (told["end"], True)):
        survey = (await trained(before)).survey
        print_ = {"before": before, "last": survey.last, "rows": survey.rows}
        assert bool(split.faults(told, {"fingerprint": print_})) is leaks


async def test_the_same_lesson_twice() -> None:
    """The same rows give the same fingerprint, the same numbers and the same judgement."""
    once, twice = await trained(), await trained_anew()
    assert once.survey.sha256 == twice.survey.sha256
    assert once.judged == twice.judged
    assert once.learned.mixes == twice.learned.mixes
    for level, kinds in once.learned.kinds.items():
        assert (kinds.neighbours.weight == twice.learned.kinds[level].neighbours.weight).all()


async def test_the_fingerprint() -> None:
    """The fingerprint tells how much, from when to when; a row less is another fingerprint."""
    survey = (await trained()).survey
    assert (survey.rows, survey.players) == (len(ROWS), 160)
    assert (survey.first, survey.last) == (min(r.time for r in ROWS), max(r.time for r in ROWS))
    assert survey.last is not None
    earlier = (await trained(survey.last)).survey
    assert earlier.rows < survey.rows
    assert earlier.sha256 != survey.sha256


async def test_nothing_to_learn_from() -> None:
    """Without products, or without purchases before the time, training is refused."""
    catalogue, history = MemoryCatalogue(), MemoryHistory()
    for _ in range(2):
        with pytest.raises(InputRefused) as caught:
            await train(catalogue, history, before=habits.END, title="m")
        assert caught.value.code is Code.SHOP_EMPTY
        await catalogue.put(habits.products())
    with pytest.raises(InputRefused):
        await trained(before=habits.START - 1)


async def test_files(tmp_path: Path) -> None:
    """What was written is what is read; files that do not fit each other are refused."""
    learned = (await trained()).learned
    names = write_learned(learned, tmp_path)
    assert all((tmp_path / name).stat().st_size for name in names)
    again = read_learned(tmp_path, "m-1")
    assert again.mixes == learned.mixes
    assert again.products == learned.products
    assert (
        again.kinds[Level.TYPE].neighbours.item == learned.kinds[Level.TYPE].neighbours.item
    ).all()
    np.save(tmp_path / "product-bought.npy", learned.bought[:-1])
    with pytest.raises(PartUnavailable) as caught:
        read_learned(tmp_path, "m-1")
    assert caught.value.code is Code.ARTEFACT_REFUSED


def judged(recall: float, players: int = 100) -> dict[Level, Judged]:
    return {level: Judged(players, recall, recall, players, 0.1, 0.1) for level in Level}


@pytest.mark.parametrize(
    ("new", "popular", "in_force", "may"),
    [
        (judged(0.3), judged(0.2), None, True),
        (judged(0.19), judged(0.2), None, False),
        (judged(0.3), judged(0.2), judged(0.305), True),
        (judged(0.3), judged(0.2), judged(0.31), False),
        (judged(0.0, 0), judged(0.0, 0), None, False),
    ],
)
def test_the_rule(
    new: dict[Level, Judged],
    popular: dict[Level, Judged],
    in_force: dict[Level, Judged] | None,
    may: bool,  # noqa: FBT001
) -> None:
    """Promoted by rule: no worse than popularity, and 97 % of what is in force, at every level."""
    assert (not objections(new, popular, in_force)) is may


def test_ease_by_hand() -> None:
    """EASE's weights are those of the definition: each thing told from the others by ridge."""
    bought = np.array([[1, 1, 0], [1, 1, 1], [0, 1, 1], [1, 0, 0]], float)
    inner = bought.T @ bought
    found = neighbours(inner.copy(), 0.5)
    for thing in range(3):
        others = [other for other in range(3) if other != thing]
        solved = np.linalg.solve(
            inner[np.ix_(others, others)] + 0.5 * np.eye(2), inner[others, thing]
        )
        for other, weight in zip(others, solved, strict=True):
            at = found.item[other].tolist().index(thing)
            assert abs(found.weight[other][at] / 8_192 - weight) < 1e-3


def test_measures() -> None:
    """Recall and NDCG of ten by hand; nothing wanted, nothing told."""
    told = score(np.array([5, 3, 9]), np.array([3, 4]))
    assert told is not None
    assert told.recall == 0.5
    assert told.ndcg == pytest.approx((1 / np.log2(3)) / (1 + 1 / np.log2(3)))
    assert score(np.array([1]), np.array([])) is None


def test_the_sample() -> None:
    """Whom the sample holds depends on the ids alone, not on the order in which players come."""
    shelf = Shelf(habits.catalogue())
    examples = {
        f"h{n:03}": example(
            counted(habits.of(ROWS, f"h{n:03}"), shelf), habits.END - WINDOW, habits.END
        )
        for n in range(40)
    }
    kept = []
    for order in (sorted(examples), sorted(examples, reverse=True)):
        sample = Sample(most=11)
        for player in order:
            sample.offer(player, examples[player])
        kept.append([one.time for half in sample.halves() for one in half])
    assert kept[0] == kept[1]
    assert len(kept[0]) == 11
