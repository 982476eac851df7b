from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from clew.clock import FixedClock, SystemClock
from clew.errors import PartUnavailable
from clew.model_registry.versions import Versions
from clew.promotions.allocation.candidates import Foretold
from clew.promotions.model import BundlePrice, EarlyAccess, Fixed, Promotion, Scope
from clew.rules.desk import RuleDesk
from clew.rules.engines.zen import ZenRules
from clew.rules.stores.rule_files import RuleFiles
from clew.shop.catalogue import CatalogueView
from clew.shop.model import Product, Purchase
from clew.shop.starting_point import StartingPoints
from clew.shop.stores.memory import MemoryCatalogue, MemoryHistory
from clew.testing.promotion_stores import NOON, promotion
from clew.testing.promotion_twins import MemoryHolds, MemoryPromotions
from clew.wiring.foretelling import ShopForetelling
from clew.wiring.redemption_models import NAME, RedemptionModel
from clew.wiring.rule_facts import PlayerFacts
from clew.wiring.starting_models import NAME as START
from clew.wiring.starting_models import StartingModel


def product(id_: str, price: int, *, cost: str | None = None, stock: int | None = None) -> Product:
    """Coffee and tea stand below `Food`, the rest beside it."""
    path = ("Food", "Drinks") if id_.startswith(("coffee", "tea")) else ("Home",)
    kind = id_.partition("-")[0]
    attributes = {} if cost is None else {"cost": cost}
    return Product(id_, id_, path, kind, "", price, "EUR", stock, attributes=attributes)


CATALOGUE = [
    product("coffee-1", 1_000, cost="6.00"),
    product("coffee-2", 2_000, cost="12.00"),
    product("tea-1", 500, stock=0),
    product("tea-2", 700),
    product("lamp-1", 9_000),
]
BOUGHT = [
    Purchase("ada", "1", NOON - 500, "coffee-1", 2, 1_800),
    Purchase("ada", "2", NOON - 400, "tea-2", 1, 700),
    Purchase("bob", "3", NOON - 300, "lamp-1", 1, 9_000),
    Purchase("bob", "4", NOON, "coffee-1", 1, 1_000),
    Purchase("cyd", "5", NOON + 1, "coffee-1", 1, 1_000),
]


class Shop:
    def __init__(self, folder: Path) -> None:
        self.catalogue, self.history = MemoryCatalogue(), MemoryHistory()
        self.clock = FixedClock(datetime.fromtimestamp(NOON, UTC))
        self.holds = MemoryHolds(MemoryPromotions())
        view = CatalogueView(self.catalogue)
        nothing_learned = StartingModel(Versions(folder, START, self.clock))
        points = StartingPoints(
            catalogue=view, history=self.history, model=nothing_learned, clock=self.clock
        )
        self.foretelling = ShopForetelling(
            catalogue=view,
            history=self.history,
            model=RedemptionModel(Versions(folder, NAME, SystemClock())),
            rules=RuleDesk(shelf=RuleFiles(folder / "rules"), engine=ZenRules(), clock=self.clock),
            players=PlayerFacts(history=self.history, points=points),
            holds=self.holds,
            margin_percent=30,
        )

    async def foretold(
        self, *promotions: Promotion, players: Sequence[str] | None = None
    ) -> list[Foretold]:
        forecast = await self.foretelling.foretell(promotions, players, NOON)
        assert (forecast.by, forecast.rules) == ("purchases", 0)
        shares = [share async for share in forecast.shares]
        self.refused = sum((Counter(share.refused) for share in shares), Counter[str]())
        return [one for share in shares for one in share.offers]


@pytest.fixture
async def shop(tmp_path: Path) -> Shop:
    made = Shop(tmp_path)
    await made.catalogue.put(CATALOGUE)
    await made.history.add_purchases(BOUGHT)
    return made


def about(id_: str, scope: Scope, value: Fixed | BundlePrice = Fixed(100)) -> Promotion:  # noqa: B008 - a frozen value
    return msgspec.structs.replace(promotion(id_), scope=scope, value=value)


async def test_what_a_type_brings(shop: Shop) -> None:
    """What was paid lately counts where it is known, else the middle price; less what it costs."""
    coffee = about("coffee", Scope(types=("Food > Drinks > coffee",)))
    ada, bob = await shop.foretold(coffee)
    assert (ada.player, ada.promotion, ada.gain, ada.cost) == ("ada", "coffee", 360, 100)
    assert (bob.player, bob.gain, bob.cost) == ("bob", 600, 100)
    assert 1 > ada.likely > bob.likely > 0


async def test_what_stands_below_a_category(shop: Shop) -> None:
    """A category holds what stands below it; what is out of stock is passed over."""
    (food,) = await shop.foretold(about("food", Scope(categories=("Food",))), players=["dot"])
    assert food.gain == int(1_000 * 0.4)
    (tea,) = await shop.foretold(
        about("tea", Scope(products=("tea-1", "tea-2", "unheard-of"))), players=["dot"]
    )
    assert tea.gain == int(700 * 0.3)


async def test_about_everything_and_about_nothing(shop: Shop) -> None:
    """Without a scope it is about all that is sold; about what is gone, nothing is foretold."""
    gone = about("gone", Scope(products=("tea-1",)))
    (all_,) = await shop.foretold(about("all", Scope()), gone, players=["dot"])
    assert (all_.promotion, all_.gain) == ("all", int(1_500 * 0.4))
    assert await shop.foretold(gone) == []
    yen = msgspec.structs.replace(about("yen", Scope()), currency="JPY")
    assert await shop.foretold(yen) == []


async def test_a_bundle_is_all_of_it(shop: Shop) -> None:
    """A bundle brings the sum of its articles, and costs what is off that sum."""
    pair = about("pair", Scope(products=("coffee-1", "coffee-2")), BundlePrice(2_500))
    (ada,) = await shop.foretold(pair, players=["ada"])
    assert (ada.gain, ada.cost) == (1_200, 500)


async def test_who_takes_part(shop: Shop) -> None:
    """Without a list all take part who bought before; with one, those on it, each once."""
    everything = about("all", Scope())
    assert [one.player for one in await shop.foretold(everything)] == ["ada", "bob"]
    listed = await shop.foretold(everything, players=["dot", "ada", "dot"])
    assert [one.player for one in listed] == ["ada", "dot"]


async def test_what_the_rules_refuse_is_not_foretold(shop: Shop) -> None:
    """Of every offer that the rules refuse, none is left, and it is counted by who refused it."""
    dear = about("dear", Scope(types=("Food > Drinks > coffee",)), Fixed(1_400))
    early = msgspec.structs.replace(about("early", Scope()), value=EarlyAccess(24))
    tea = about("tea", Scope(products=("tea-2",)))
    found = await shop.foretold(dear, early, tea, players=["ada", "dot"])
    assert [(one.player, one.promotion) for one in found] == [("ada", "tea"), ("dot", "tea")]
    assert shop.refused == {"eligibility": 4}


async def test_rules_that_are_lost_foretell_nothing(shop: Shop, tmp_path: Path) -> None:
    """Where it is not known which rules are in force, there is no forecast."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "active.json").write_text("{")
    with pytest.raises(PartUnavailable):
        await shop.foretold(about("tea", Scope(products=("tea-2",))))
