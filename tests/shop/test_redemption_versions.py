from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from clew.errors import Code, PartUnavailable
from clew.progress import silent
from clew.settings import load
from clew.shop.model import Offer, Purchase, Redemption
from clew.shop.redemption_features import FEATURES, features
from clew.shop.redemption_files import MODEL, read_model, write_model
from clew.shop.train_redemption import Trial, against, learned, try_out
from clew.wiring.house import House
from clew.wiring.redemption_models import WORSE, Outcome, objections

BEGIN, DAY = 1_700_000_000, 86_400
PLAYERS = [f"p{number:02}" for number in range(60)]
OFFERS = [
    Offer(player, f"week-{week}", BEGIN + week * 7 * DAY) for week in range(8) for player in PLAYERS
]
REDEMPTIONS = [
    Redemption(one.player, one.promotion, one.time + DAY)
    for number, one in enumerate(OFFERS)
    if int(one.player[1:]) < 20 and number % 5
]
"""A third of the players redeem four of five offers, the others none."""


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    home = House(load(tmp_path / "home", {}))
    home.prepare()
    await home.history.add_purchases(
        Purchase(player, f"b{week}", BEGIN + week * 7 * DAY - 3600, "brie", 1, 500)
        for player in PLAYERS
        for week in range(8)
    )
    yield home
    await home.close()


async def train(house: House, *, promote: bool = True) -> Outcome:
    return await house.redemption_training.run(
        OFFERS, REDEMPTIONS, {}, promote=promote, progress=silent
    )


async def test_a_version_is_tried_kept_and_put_in_force(house: House) -> None:
    """What foretells later offers comes into force, and says what it was learned from."""
    outcome = await train(house)
    assert outcome.promoted
    assert outcome.trial.auc > 0.9
    manifest = outcome.manifest
    assert (manifest.name, manifest.version) == ("redemption", "1")
    assert manifest.fingerprint.rows == len(OFFERS) + len(REDEMPTIONS)
    assert manifest.metrics["later offers"]["auc"] == pytest.approx(outcome.trial.auc, abs=1e-5)
    look = house.redemption_model.look()
    assert (look.version, look.fault) == ("1", None)
    assert look.model is not None
    used = [Redemption("a", "week-0", BEGIN)]
    told = [Offer("a", "week-0", BEGIN)]
    now = Offer("a", "week-9", BEGIN + 70 * DAY)
    redeemer, stranger = (
        float(look.model.probabilities(features(now, set(), [], told, past)[None, :])[0])
        for past in (used, [])
    )
    assert redeemer > stranger


async def test_without_promote_it_is_only_kept(house: House) -> None:
    """A version that nobody promotes is there, and nothing is in force."""
    outcome = await train(house, promote=False)
    assert not outcome.promoted
    assert house.redemption_versions.all() == ["1"]
    assert house.redemption_model.look().model is None


async def test_a_damaged_version_is_refused_and_the_last_good_one_serves(house: House) -> None:
    """One byte more in the model's file: it is named, and the version before serves."""
    await train(house)
    await train(house)
    path = house.redemption_versions.folder / "2" / MODEL
    path.chmod(0o600)
    path.write_bytes(path.read_bytes() + b" ")
    fresh = House(house.configuration)
    look = fresh.redemption_model.look()
    assert look.version == "1"
    assert look.fault is not None
    assert MODEL in str(look.fault)
    await fresh.close()


async def test_the_same_data_gives_the_same_model(house: House) -> None:
    """Trained twice, the files are the same byte for byte."""
    first, second = await train(house), await train(house)
    assert first.manifest.files == second.manifest.files
    assert first.manifest.fingerprint.sha256 == second.manifest.fingerprint.sha256


TRIAL = Trial(600, 400, 40, 0.8, 0.7, 0.08, 0.09, 0.02, ())


def test_a_worse_version_does_not_come_into_force() -> None:
    """Neither one that is no better than the rate, nor one that the one in force outdoes."""
    assert objections(TRIAL, None) == objections(TRIAL, (0.08, 0.08)) == []
    assert len(objections(replace(TRIAL, brier=0.09), None)) == 1
    assert objections(TRIAL, (0.08 * WORSE * 0.999, 0.08)) == []
    assert len(objections(TRIAL, (0.08 * WORSE * 1.001, 0.08))) == 1


async def test_the_version_in_force_is_compared_on_offers_that_it_has_not_seen(
    house: House,
) -> None:
    """A model is judged by later offers than it was learned from; without any it is no judge."""
    tried = await try_out(house.history, OFFERS, REDEMPTIONS)
    kept = learned(tried)
    compared = against(kept, tried, seen=0)
    assert compared is not None
    assert compared[1] < compared[0]
    assert against(kept, tried, seen=OFFERS[-1].time) is None


async def test_a_model_of_other_features_is_refused(house: House, tmp_path: Path) -> None:
    """A file that names other features, or numbers that are too few, is never used."""
    await train(house)
    model = house.redemption_model.look().model
    assert model is not None
    for broken in (
        replace(model, names=("age", *FEATURES[1:])),
        replace(model, weights=model.weights[:-1]),
    ):
        write_model(broken, tmp_path)
        with pytest.raises(PartUnavailable) as refused:
            read_model(tmp_path)
        assert refused.value.code is Code.ARTEFACT_REFUSED
    (tmp_path / MODEL).write_text("{}")
    with pytest.raises(PartUnavailable):
        read_model(tmp_path)
