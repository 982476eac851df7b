from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.errors import Code, InputRefused
from clew.shop.calibration import auc, brier, calibration, calibration_error
from clew.shop.logistic import fit
from clew.shop.model import Offer, Purchase, Redemption
from clew.shop.redemption_features import FEATURES, LATELY_S, features
from clew.shop.stores.memory import MemoryHistory
from clew.shop.train_redemption import Tried, judged, learned, try_out

NOW = 1_700_000_000
DAY = 86_400
OFFER = Offer("p", "spring", NOW)


def line(
    days_ago: float, product: str = "brie", *, basket: str = "b", price: int = 500
) -> Purchase:
    return Purchase("p", basket, NOW - int(days_ago * DAY), product, 1, price)


def told(**changed: object) -> dict[str, float]:
    known: dict[str, object] = {"scope": set(), "bought": [], "told": [], "redeemed": []}
    return dict(zip(FEATURES, features(OFFER, **{**known, **changed}), strict=True))  # type: ignore[arg-type]


def test_a_stranger_has_numbers_too() -> None:
    """Nobody's history at all gives finite numbers: nothing bought, nothing redeemed."""
    numbers = told()
    assert numbers["redeemed_share"] == pytest.approx(0.1)
    assert numbers["days_since_redeemed"] == pytest.approx(np.log1p(365))
    assert (numbers["baskets"], numbers["spend"], numbers["in_scope"]) == (0, 0, 0)


def test_the_numbers_are_those_of_the_last_twelve_weeks() -> None:
    """Baskets, spend and lines in the scope count for twelve weeks; redemptions for ever."""
    numbers = told(
        scope={"brie"},
        bought=[
            line(10),
            line(10, "wine", price=1500),
            line(3, "brie", basket="c"),
            line(85, basket="old"),
        ],
        told=[Offer("p", "winter", NOW - 90 * DAY), Offer("p", "autumn", NOW - 200 * DAY)],
        redeemed=[Redemption("p", "autumn", NOW - 190 * DAY)],
    )
    assert numbers["baskets"] == pytest.approx(np.log1p(2))
    assert numbers["spend"] == pytest.approx(np.log1p(25))
    assert numbers["in_scope"] == pytest.approx(np.log1p(2))
    assert numbers["redeemed_share"] == pytest.approx(1.1 / 3)
    assert numbers["days_since_redeemed"] == pytest.approx(np.log1p(190))


def test_a_promotion_without_a_scope_is_about_everything() -> None:
    """An empty scope holds every article."""
    assert told(bought=[line(1), line(2, "wine")])["in_scope"] == pytest.approx(np.log1p(2))


moments = st.integers(-3 * LATELY_S, 3 * LATELY_S)


@given(st.lists(moments, max_size=8), st.lists(moments, max_size=4), st.lists(moments, max_size=4))
def test_nothing_from_the_offer_on_is_looked_at(
    bought: list[int], offered: list[int], used: list[int]
) -> None:
    """What happens at the offer's moment or later changes no number."""
    lines = [Purchase("p", f"b{at}", NOW + at, "brie", 1, 500) for at in bought]
    others = [Offer("p", f"o{at}", NOW + at) for at in offered]
    past = [Redemption("p", f"o{at}", NOW + at) for at in used]
    whole = told(bought=lines, told=others, redeemed=past)
    before = told(
        bought=[one for one in lines if one.time < NOW],
        told=[one for one in others if one.time < NOW],
        redeemed=[one for one in past if one.time < NOW],
    )
    assert whole == before
    assert all(np.isfinite(list(whole.values())))


@given(st.randoms(use_true_random=False))
def test_the_order_of_a_history_decides_nothing(random: object) -> None:
    """The same purchases, offers and redemptions in any order give the same numbers."""
    lines = [line(days, basket=f"b{days}") for days in range(1, 9)]
    others = [Offer("p", f"o{at}", NOW - at * DAY) for at in range(1, 6)]
    past = [Redemption("p", f"o{at}", NOW - at * DAY) for at in (1, 4)]
    straight = told(bought=lines, told=others, redeemed=past)
    for some in (lines, others, past):
        random.shuffle(some)  # type: ignore[attr-defined]
    assert told(bought=lines, told=others, redeemed=past) == pytest.approx(straight)


def test_a_fit_finds_what_made_the_outcomes() -> None:
    """From many outcomes of a known rule its weights come back, and its probabilities come true."""
    random = np.random.default_rng(7)
    rows = random.normal(size=(20_000, 2)) * [3.0, 0.5] + [10.0, -2.0]
    likely = 1 / (1 + np.exp(-(0.5 * (rows[:, 0] - 10) - 2 * (rows[:, 1] + 2) - 1)))
    outcomes = random.random(len(rows)) < likely
    model = fit(rows, outcomes, ("a", "b"))
    assert np.array(model.weights) / np.array(model.scales) == pytest.approx([0.5, -2], abs=0.1)
    assert model.probabilities(rows) == pytest.approx(likely, abs=0.03)
    assert model.probabilities(rows).mean() == pytest.approx(outcomes.mean(), abs=1e-6)


def test_a_number_that_never_varies_does_no_harm() -> None:
    """A feature with one value has no weight, and the fit does not fail over it."""
    rows = np.column_stack([np.arange(40.0), np.ones(40)])
    model = fit(rows, np.arange(40) % 3 == 0, ("a", "same"))
    assert model.weights[1] == 0


@pytest.mark.parametrize("outcomes", [[True] * 4, [False] * 4, []])
def test_one_outcome_teaches_nothing(outcomes: list[bool]) -> None:
    """Where everything came true, or nothing, there is no model."""
    with pytest.raises(ValueError, match="both outcomes"):
        fit(np.ones((len(outcomes), 1)), np.array(outcomes, dtype=bool), ("a",))


scores = st.lists(
    st.tuples(st.integers(0, 6).map(lambda at: at / 6), st.booleans()), min_size=2, max_size=30
)


@given(scores)
def test_auc_is_the_share_of_pairs_in_the_right_order(scored: list[tuple[float, bool]]) -> None:
    """Counted over all pairs of one that came true and one that did not; ties count half."""
    foretold = np.array([score for score, _ in scored])
    came = np.array([true for _, true in scored])
    right = [
        1.0 if one > other else 0.5 if one == other else 0.0
        for one in foretold[came]
        for other in foretold[~came]
    ]
    if right:
        assert auc(foretold, came) == pytest.approx(sum(right) / len(right))
    else:
        assert np.isnan(auc(foretold, came))


@given(scores, st.integers(1, 12))
def test_calibration_counts_every_row_once(scored: list[tuple[float, bool]], bins: int) -> None:
    """The parts hold all rows, rise in what was foretold, and add up to what came."""
    foretold = np.array([score for score, _ in scored])
    came = np.array([true for _, true in scored])
    parts = calibration(foretold, came, bins)
    assert sum(part.rows for part in parts) == len(scored)
    assert sum(part.rows * part.came for part in parts) == pytest.approx(came.sum())
    means = [part.foretold for part in parts]
    assert means == sorted(means)
    assert 0 <= calibration_error(parts) <= 1
    assert 0 <= brier(foretold, came) <= 1


def tried(count: int, *, fits: bool) -> Tried:
    """Offers over time, redeemed by those who did before; or by nobody in the later half."""
    random = np.random.default_rng(3)
    rows = random.random((count, len(FEATURES)))
    redeemed = random.random(count) < rows[:, 0] ** 2
    if not fits:
        redeemed[count // 2 :] = False
    return Tried(rows, redeemed, np.arange(count))


def test_the_trial_judges_later_offers_by_earlier_ones() -> None:
    """The later two fifths are foretold by the rest, better than by the rate alone."""
    trial = judged(tried(2_000, fits=True))
    assert (trial.earlier, trial.later) == (1_200, 800)
    assert trial.auc > 0.7
    assert trial.brier < trial.brier_of_rate
    assert trial.off < 0.1


@pytest.mark.parametrize("few", [tried(30, fits=True), tried(2_000, fits=False)])
def test_too_little_is_refused(few: Tried) -> None:
    """Few offers, or later ones that nobody redeemed, are refused with what is missing."""
    with pytest.raises(InputRefused) as refused:
        judged(few)
    assert refused.value.code is Code.TOO_LITTLE_TOLD


@settings(max_examples=20)
@given(st.permutations(range(30)))
async def test_a_players_numbers_do_not_depend_on_the_others_order(order: list[int]) -> None:
    """Offers in any order give the same rows and the same model."""
    history = MemoryHistory()
    await history.add_purchases(
        Purchase(f"p{at}", "b", NOW - at * DAY, "brie", 1, 100 * at + 100) for at in range(30)
    )
    offers = [Offer(f"p{at}", "spring", NOW) for at in range(30)]
    used = [Redemption(f"p{at}", "spring", NOW + DAY) for at in range(0, 30, 3)]
    straight = await try_out(history, offers, used)
    shuffled = await try_out(history, [offers[at] for at in order], used)
    assert (straight.rows == shuffled.rows).all()
    assert straight.redeemed.sum() == 10
    assert learned(straight) == learned(shuffled)
