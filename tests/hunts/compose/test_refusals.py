from __future__ import annotations

from typing import Any

import msgspec
import pytest

from clew.hunts.snapshot import Shut


def _without(documents: Any, table: str) -> dict[str, Any]:
    return {name: one for name, one in documents.items() if name != table}


def test_a_campaign_without_promotions_is_refused(ground: Any) -> None:
    """No promotion at all: `no_promotions`, and what makes one."""
    offers = msgspec.structs.replace(ground.parts.offers, promotions=())
    refused = ground.composed({"offers": offers}).refused
    assert refused.code == "no_promotions"
    assert "clew promotion import" in refused.message


def test_promotions_that_are_not_live_are_refused(ground: Any) -> None:
    """None is live at the moment: `no_promotions`, and how many there are."""
    refused = ground.composed(as_of=946_684_800).refused
    assert refused.code == "no_promotions"
    assert str(len(ground.parts.offers.promotions)) in refused.message


def test_no_usable_product_is_refused(ground: Any) -> None:
    """Everything sold out and every place shut: `no_products`, with what was looked at."""
    goods = msgspec.structs.replace(
        ground.parts.goods,
        products=tuple(
            msgspec.structs.replace(one, stock=0) for one in ground.parts.goods.products
        ),
    )
    shut = tuple(Shut(zone, "closed") for zone in sorted(ground.parts.ground.ways["zones"]))
    refused = ground.composed({"goods": goods}, shut=shut).refused
    assert refused.code == "no_products"
    assert "out_of_stock" in refused.message


def test_an_empty_shop_is_refused(ground: Any) -> None:
    """Nothing for sale and nowhere to go: `no_products`."""
    goods = msgspec.structs.replace(ground.parts.goods, products=())
    plain = msgspec.structs.replace(ground.parts.ground, spots=(), clues=())
    refused = ground.composed({"goods": goods, "ground": plain}).refused
    assert refused.code == "no_products"


def test_a_venue_without_zones_is_refused(ground: Any) -> None:
    """A map without zones: `no_zones`, and what brings some."""
    bare = msgspec.structs.replace(
        ground.parts.ground,
        ways={**ground.parts.ground.ways, "zones": {}, "portals": []},
        spots=(),
        clues=(),
    )
    refused = ground.composed({"ground": bare}).refused
    assert refused.code == "no_zones"
    assert "map" in refused.message


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ("fatigue", "rules_allow_nothing"),
        ("hunt_shape", "rules_allow_nothing"),
        ("eligibility", "rules_allow_nothing"),
        ("promotion_choice", "rules_allow_nothing"),
        ("usable", "no_products"),
        ("puzzle_kind", "too_little"),
    ],
)
def test_rules_that_allow_nothing_are_named(ground: Any, table: str, code: str) -> None:
    """Where a table is missing there is no hunt, and the refusal or its trace names the table."""
    documents = _without(ground.parts.book.documents, table)
    book = msgspec.structs.replace(ground.parts.book, documents=documents)
    done = ground.composed({"book": book})
    assert done.refused.code == code
    said = [done.refused.message, *(note.says for note in done.trace.refused)]
    assert any(table in text for text in said)


def test_who_has_had_enough_is_refused(ground: Any) -> None:
    """As many hunts today as the rules allow: `hunts_enough`, with the row that says so."""
    facts = msgspec.structs.replace(ground.snapshot.facts, hunts_today=3)
    refused = ground.composed(facts=facts).refused
    assert refused.code == "hunts_enough"
    assert "regular" in refused.message


def test_who_was_rewarded_enough_is_refused(ground: Any) -> None:
    """As many rewards this week as the rules allow: `hunts_enough`."""
    facts = msgspec.structs.replace(ground.snapshot.facts, rewards_7d=5)
    assert ground.composed(facts=facts).refused.code == "hunts_enough"
