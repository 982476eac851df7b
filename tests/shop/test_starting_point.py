from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime

import habits
import pytest

from clew.clock import FixedClock
from clew.errors import Code, PartUnavailable
from clew.shop.catalogue import CatalogueView
from clew.shop.learned import Learned
from clew.shop.model import Event, EventKind, Level, Product, Purchase, StartingPoint
from clew.shop.ports import HistoryReader, Stock
from clew.shop.starting_point import StartingPoints
from clew.shop.stores.memory import MemoryCatalogue, MemoryHistory
from clew.shop.train import train
from clew.shop.weights import DAY

CLOCK = FixedClock(datetime.fromtimestamp(habits.END, UTC))


class Held:
    """A model that is there, or not."""

    def __init__(self, learned: Learned | None) -> None:
        self.learned = learned

    def current(self) -> Learned | None:
        """See `LearnedReader`."""
        return self.learned


class Shop:
    """A shop in memory with a model, and a clock for its catalogue."""

    def __init__(self) -> None:
        self.catalogue = MemoryCatalogue()
        self.history = MemoryHistory()
        self.model = Held(None)
        self.seconds = 0.0

    def points(
        self, history: HistoryReader | None = None, *, budget_s: float = 5.0
    ) -> StartingPoints:
        """What suggests."""
        return StartingPoints(
            catalogue=CatalogueView(self.catalogue, now=lambda: self.seconds),
            history=history or self.history,
            model=self.model,
            clock=CLOCK,
            budget_s=budget_s,
        )


async def stocked() -> Shop:
    shop = Shop()
    await shop.catalogue.put(habits.products(stock=9))
    await shop.history.add_purchases(habits.purchases(80))
    return shop


@pytest.fixture(scope="module")
def learned() -> Learned:
    async def work() -> Learned:
        shop = await stocked()
        lesson = await train(shop.catalogue, shop.history, before=habits.END, title="m-1")
        return lesson.learned

    return asyncio.run(work())


@pytest.fixture
async def shop(learned: Learned) -> Shop:
    shop = await stocked()
    shop.model.learned = learned
    return shop


async def buys(shop: Shop, product: str, *days_ago: int, player: str = "new") -> None:
    await shop.history.add_purchases(
        Purchase(player, f"b{day}", habits.END - day * DAY, product) for day in days_ago
    )


async def first(shop: Shop, player: str = "new", lang: str = "en", **how: object) -> str:
    point = await shop.points().of(player, lang=lang, **how)  # type: ignore[arg-type]
    return point.items[0].reason


async def test_ranked(shop: Shop) -> None:
    """Who bought anything is suggested what their own doings say, with the model named."""
    point = await shop.points().of("h003", level=Level.TYPE, k=5)
    assert (point.ranked, point.model, point.missing) == (True, "m-1", ())
    assert [item.level for item in point.items] == [Level.TYPE] * 5
    scores = [item.score for item in point.items]
    assert scores == sorted(scores, reverse=True)


async def test_a_stranger(shop: Shop) -> None:
    """A stranger is suggested what is popular, not ranked, with words that say so."""
    point = await shop.points().of("nobody", level=Level.CATEGORY)
    assert (point.ranked, point.missing) == (False, ())
    assert point.items[0].reason == "Popular this month"


async def test_without_a_model(shop: Shop) -> None:
    """Without a model everybody gets what is popular, and the model is named as missing."""
    known = await shop.points().of("nobody")
    shop.model.learned = None
    for player in ("h003", "nobody"):
        point = await shop.points().of(player)
        assert (point.ranked, point.model, point.missing) == (False, None, ("model",))
        # Training counts four weeks to the last purchase, the history four weeks to now.
        assert [item.id for item in point.items][:5] == [item.id for item in known.items][:5]


class Slow(MemoryHistory):
    """A history that hangs."""

    async def purchases(self, player: str, *, before: int | None = None) -> Sequence[Purchase]:
        """See `HistoryReader`."""
        await asyncio.sleep(3_600)
        return await super().purchases(player, before=before)


class Down(MemoryHistory):
    """A history that can't be read."""

    async def purchases(self, player: str, *, before: int | None = None) -> Sequence[Purchase]:
        """See `HistoryReader`."""
        raise PartUnavailable(Code.RECORD_UNAVAILABLE, f"no {player} {before}", remedy="wait")

    async def all_purchases(
        self, *, before: int | None = None
    ) -> AsyncIterator[Sequence[Purchase]]:
        """See `HistoryReader`."""
        yield await self.purchases("anybody", before=before)


@pytest.mark.parametrize("history", [Slow(), Down()])
async def test_a_history_that_does_not_come(shop: Shop, history: MemoryHistory) -> None:
    """A history that hangs or fails costs the ranking, not the answer, and is named."""
    point = await shop.points(history, budget_s=0.02).of("h003")
    assert (point.ranked, point.missing, len(point.items)) == (False, ("history",), 10)


async def test_with_nothing_at_all(shop: Shop) -> None:
    """With neither model nor history there is still what is for sale, by id, and no false word."""
    shop.model.learned = None
    point = await shop.points(Down()).of("h003", k=3)
    assert [item.id for item in point.items] == ["p00-0", "p00-1", "p00-2"]
    assert {item.reason for item in point.items} == {"In the shop now"}
    assert point.missing == ("model", "history")


async def test_an_empty_shop() -> None:
    """A shop without products suggests nothing."""
    for level in Level:
        assert (await Shop().points().of("anybody", level=level)).items == []


async def test_sold_out_since(shop: Shop) -> None:
    """What was sold out in the meantime is not suggested any more, and is again once it is back."""
    points = shop.points()
    best = (await points.of("h003")).items[0].id
    for stock in (0, 5):
        await shop.catalogue.restock([Stock(best, stock=stock)])
        shop.seconds += 2
        ids = [item.id for item in (await points.of("h003")).items]
        assert (best in ids) is bool(stock)


async def test_a_new_product(shop: Shop) -> None:
    """A product that the model never saw is suggested where a player looked at it."""
    new = Product("z-new", "Brass compass", ("shop", "aisle 9"), "Compass", "", 900, "EUR")
    await shop.catalogue.put([new])
    await shop.history.add_events([Event("new", habits.END - 5, EventKind.SEARCH, text="compass")])
    for level, id_ in ((Level.PRODUCT, "z-new"), (Level.TYPE, "shop > aisle 9 > Compass")):
        point = await shop.points().of("new", level=level)
        assert point.items[0].id == id_
        assert point.items[0].reason == "You searched for “compass” lately"
        assert point.ranked


@pytest.mark.parametrize(
    ("days", "english", "french"),
    [
        (range(1, 15), "about every day", "tous les jours"),
        (range(2, 40, 3), "about every 3 days", "tous les 3 jours"),
        (range(3, 80, 7), "about every week", "toutes les semaines"),
        (range(5, 160, 14), "about every two weeks", "toutes les deux semaines"),
        (range(5, 190, 30), "about every month", "tous les mois"),
    ],
)
async def test_habits_in_words(shop: Shop, days: range, english: str, french: str) -> None:
    """A habit is told with its interval, in the player's language."""
    await buys(shop, "p08-2", *days)
    how = {"level": Level.TYPE}
    assert await first(shop, **how) == f"You buy kind 8 {english}"
    assert (
        await first(shop, lang="fr-CA", **how) == f"« sorte 8 » : vous en achetez environ {french}"
    )


async def test_no_habit_is_made_up(shop: Shop) -> None:
    """Twice is no habit; neither is what was given up, nor what comes at odd times."""
    await buys(shop, "p08-2", 3, 10, player="twice")
    await buys(shop, "p08-2", *range(100, 149, 7), player="lapsed")
    await buys(shop, "p08-2", 2, 3, 4, 5, 30, 60, 130, player="odd")
    assert await first(shop, "twice") == "You bought Thing 8 number 2 before"
    assert await first(shop, "lapsed") == "You bought Thing 8 number 2 before"
    assert (
        await first(shop, "odd", "fr") == "« Chose 8 numéro 2 » : vous en achetez de temps en temps"
    )


async def test_what_others_buy_in_words(shop: Shop) -> None:
    """What others buy along is told with the thing of the player's that says so."""
    point = await shop.points().of("h003", level=Level.TYPE, k=30, new_only=True)
    told = [item for item in point.items if item.reason.startswith("People who buy ")]
    bought = {row.product[1:3] for row in habits.of(habits.purchases(80), "h003")}
    for item in told:
        other, thing = item.reason.removeprefix("People who buy kind ").split(" often buy kind ")
        assert other.zfill(2) in bought
        assert item.id.endswith(f"Kind {thing}")


@pytest.mark.parametrize(
    ("kind", "english", "french"),
    [
        (EventKind.VIEW, "You looked at Thing 8 number 2 lately", "Vous avez regardé « Chose 8"),
        (EventKind.SOLVE, "You met Thing 8 number 2 in a hunt lately", "Vous avez vu « Chose 8"),
    ],
)
async def test_sessions_in_words(shop: Shop, kind: EventKind, english: str, french: str) -> None:
    """What was looked at, or met in a hunt, is told as that."""
    await shop.history.add_events([Event("new", habits.END - 5, kind, product="p08-2")])
    assert await first(shop) == english
    assert (await first(shop, lang="fr")).startswith(french)


async def test_as_of(shop: Shop) -> None:
    """What a player does at or after the moment of asking is not known."""
    await buys(shop, "p08-2", *range(0, 30, 3))
    assert not (await shop.points().of("new", as_of=habits.END - 27 * DAY)).ranked
    assert (await shop.points().of("new", as_of=habits.END - 27 * DAY + 1)).ranked


async def test_the_same_again(shop: Shop) -> None:
    """Asked twice, or by another process, the same is suggested."""
    answers: list[StartingPoint] = [await shop.points().of("h007", k=25) for _ in range(2)]
    assert answers[0] == answers[1]
