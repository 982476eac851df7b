from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.shop.likely import Scopes, likely
from clew.shop.logistic import Logistic
from clew.shop.model import Offer, Purchase, Redemption
from clew.shop.redemption_features import FEATURES, LATELY_S, features

NOW = 1_800_000_000
MODEL = Logistic(FEATURES, (0.0,) * 5, (1.0,) * 5, (0.9, -0.2, 0.3, -0.05, 0.7), bias=-1.5)
SCOPES = [frozenset({"a", "b"}), frozenset({"b"}), frozenset({"z"})]

purchases = st.builds(
    Purchase,
    player=st.just("ada"),
    basket=st.sampled_from(["1", "2", "3"]),
    time=st.integers(NOW - 2 * LATELY_S, NOW + 10),
    product=st.sampled_from(["a", "b", "c"]),
    quantity=st.integers(1, 3),
    price=st.none() | st.integers(1, 900),
)


@given(st.lists(purchases, max_size=12))
def test_one_pass_is_as_good_as_many(bought: list[Purchase]) -> None:
    """The chances of many promotions at once are those of each alone."""
    told = [Offer("ada", "old", NOW - 90)]
    used = [Redemption("ada", "old", NOW - 50)]
    found = likely(MODEL, Scopes(SCOPES), "ada", NOW, bought, told, used)
    alone = [
        MODEL.probabilities(features(Offer("ada", "new", NOW), scope, bought, told, used)[None, :])[
            0
        ]
        for scope in SCOPES
    ]
    assert [one.chance for one in found] == pytest.approx(alone, abs=1e-12)


@given(st.lists(purchases, max_size=12))
def test_what_comes_later_is_not_seen(bought: list[Purchase]) -> None:
    """Purchases at the moment itself, or after, change nothing; with a model or without."""
    before = [line for line in bought if line.time < NOW]
    for model in (MODEL, None):
        assert likely(model, Scopes(SCOPES), "ada", NOW, bought) == likely(
            model, Scopes(SCOPES), "ada", NOW, before
        )


def test_without_a_model() -> None:
    """Without a model the chance is how many of the last baskets had the scope in them."""
    bought = [
        Purchase("ada", "1", NOW - 5, "a", 2, 300),
        Purchase("ada", "1", NOW - 5, "b", 1, None),
        Purchase("ada", "2", NOW - 3, "b", 1, 500),
        Purchase("ada", "0", NOW - LATELY_S - 1, "b", 1, 9_000),
    ]
    found = likely(None, Scopes(SCOPES), "ada", NOW, bought)
    assert [one.chance for one in found] == pytest.approx([2.1 / 3, 2.1 / 3, 0.1 / 3])
    assert [one.paid for one in found] == [pytest.approx(800 / 3), 500, None]


def test_nothing_to_foretell() -> None:
    """Of no promotion nothing is foretold, and a stranger has small chances, not none."""
    assert likely(MODEL, Scopes([]), "ada", NOW, []) == []
    chances = np.array([one.chance for one in likely(None, Scopes(SCOPES), "bob", NOW, [])])
    assert ((chances > 0) & (chances < 0.2)).all()
