from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.errors import Code, InputRefused
from clew.shop.margin import Terms, may_be_bundled
from clew.shop.model import Level, Product, Purchase, Verdict
from clew.shop.propose_pairs import Found, PairProposals
from clew.shop.stores.memory import MemoryCatalogue, MemoryHistory
from clew.shop.stores.memory_pairs import MemoryPairs

KINDS = ("Food > Cheese > soft", "Food > Cheese > hard", "Drinks > Wine > red", "Toys > top")


def article(id_: str, kind: str, *, cost: str | None = "2.00", stock: int | None = 5) -> Product:
    *category, type_ = kind.split(" > ")
    attributes = {} if cost is None else {"cost": cost}
    return Product(id_, id_, tuple(category), type_, "", 1000, "EUR", stock, attributes=attributes)


@dataclass
class Shop:
    """A shop in memory that sells one article of each kind."""

    catalogue: MemoryCatalogue = field(default_factory=MemoryCatalogue)
    history: MemoryHistory = field(default_factory=MemoryHistory)
    pairs: MemoryPairs = field(default_factory=MemoryPairs)

    async def sell(self, products: list[Product], baskets: list[list[str]]) -> None:
        await self.catalogue.put(products)
        await self.history.add_purchases(
            Purchase(f"player-{number % 7}", f"b{number}", 1000 + number, id_)
            for number, held in enumerate(baskets)
            for id_ in held
        )

    async def find(self, terms: Terms = Terms(), *, least: int = 2, top: int = 50) -> Found:  # noqa: B008
        proposing = PairProposals(catalogue=self.catalogue, history=self.history, store=self.pairs)
        return await proposing.find(terms, least=least, top=top)


ONE_OF_EACH = [article(f"p{at}", kind) for at, kind in enumerate(KINDS)]
TOGETHER = [["p0", "p2"], ["p1"], ["p3"]] * 20
"""Soft cheese and red wine always meet; the rest never does."""


async def test_what_goes_together_is_proposed_and_judged_later() -> None:
    """A pair is found in the earlier three quarters of baskets, and has its figures in the rest."""
    shop = Shop()
    await shop.sell(ONE_OF_EACH, TOGETHER)
    found = await shop.find()
    (proposal,) = found.proposals
    assert (proposal.pair.first, proposal.pair.second) == (KINDS[2], KINDS[0])
    assert (found.baskets, found.later_baskets) == (45, 15)
    assert (proposal.pair.together, proposal.later.together) == (15, 5)
    assert proposal.pair.lift == proposal.later.lift == 3.0
    assert (found.median_later_lift, found.kept) == (3.0, 1.0)
    assert proposal.split == 1045
    assert await shop.pairs.proposals() == [proposal]


async def test_a_kind_that_is_sold_out_is_not_proposed() -> None:
    """One kind without an article in stock, and there is no pair."""
    shop = Shop()
    gone = [article("p0", KINDS[0], stock=0), *ONE_OF_EACH[1:]]
    await shop.sell(gone, TOGETHER)
    found = await shop.find()
    assert found.proposals == []
    assert found.mined == 1


async def test_a_kind_below_the_floor_is_not_proposed() -> None:
    """Where no article of a kind leaves the floor after the discount, there is no pair."""
    shop = Shop()
    await shop.sell([article("p0", KINDS[0], cost="6.81"), *ONE_OF_EACH[1:]], TOGETHER)
    assert (await shop.find(Terms(15, 20))).proposals == []
    (proposal,) = (await shop.find(Terms(14, 20))).proposals
    assert proposal.margin == pytest.approx(0.2081, abs=1e-4)


async def test_an_unknown_cost_needs_the_operators_word() -> None:
    """Without a cost there is no floor to keep, so only `without_cost` proposes it."""
    shop = Shop()
    await shop.sell([article("p0", KINDS[0], cost=None), *ONE_OF_EACH[1:]], TOGETHER)
    assert (await shop.find()).proposals == []
    (proposal,) = (await shop.find(Terms(without_cost=True))).proposals
    assert proposal.products == (1, 1)


async def test_a_verdict_survives_the_next_search() -> None:
    """What was rejected is still rejected when the same baskets propose it again."""
    shop = Shop()
    await shop.sell(ONE_OF_EACH, TOGETHER)
    pair = (await shop.find()).proposals[0].pair
    await shop.pairs.judge(pair.first, pair.second, Verdict.REJECTED)
    await shop.find()
    assert [one.state for one in await shop.pairs.proposals()] == [Verdict.REJECTED]


async def test_without_baskets_there_is_nothing_to_propose() -> None:
    """An empty history is refused, and what was proposed before stays."""
    shop = Shop()
    await shop.sell(ONE_OF_EACH, [])
    with pytest.raises(InputRefused) as refused:
        await shop.find()
    assert refused.value.code is Code.SHOP_EMPTY


articles = st.lists(
    st.tuples(
        st.sampled_from(KINDS),
        st.sampled_from([None, "2.00", "6.80", "9.00"]),
        st.sampled_from([0, 3, None]),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=60)
@given(
    articles,
    st.lists(st.lists(st.integers(0, 7), min_size=1, max_size=4), min_size=1, max_size=40),
    st.booleans(),
)
async def test_every_proposal_can_be_sold(
    sold: list[tuple[str, str | None, int | None]],
    baskets: list[list[int]],
    without_cost: bool,  # noqa: FBT001
) -> None:
    """Whatever the shop: two categories, and articles of both in stock above the floor."""
    shop, terms = Shop(), Terms(without_cost=without_cost)
    products = [
        article(f"p{at}", kind, cost=cost, stock=stock)
        for at, (kind, cost, stock) in enumerate(sold)
    ]
    held = [[f"p{at % len(products)}" for at in sorted(set(basket))] for basket in baskets]
    await shop.sell(products, held)
    for proposal in (await shop.find(terms)).proposals:
        pair = proposal.pair
        assert pair.first.rpartition(" > ")[0] != pair.second.rpartition(" > ")[0]
        for kind, number in zip((pair.first, pair.second), proposal.products, strict=True):
            fit = [
                one
                for one in products
                if one.label(Level.TYPE) == kind and may_be_bundled(one, terms)
            ]
            assert len(fit) == number > 0
        assert proposal.margin is None or proposal.margin >= 0.2
