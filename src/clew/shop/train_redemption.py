"""Learning who redeems: from past offers, judged on later ones, then learned from all of them.

What it foretells is whether somebody who is offered a promotion will redeem it. It does not say
whether the offer is why: who redeems might have bought anyway. That takes an experiment.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple, TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from clew.errors import Code, InputRefused
from clew.progress import Progress, silent
from clew.shop.calibration import Bin, auc, brier, calibration, calibration_error
from clew.shop.logistic import Logistic, fit
from clew.shop.model import Offer, Redemption
from clew.shop.ports import HistoryReader
from clew.shop.redemption_features import FEATURES, features

LATER_SHARE = 0.4
"""Of the offers, by time of their promotion: about that many judge what the others taught."""
_EITHER = 20
"""Offers of each outcome that there must be on both sides; fewer teach and judge nothing."""
_NO_SCOPES: Mapping[str, AbstractSet[str]] = {}
_Own = TypeVar("_Own", Offer, Redemption)


class Tried(NamedTuple):
    """Past offers as numbers, and what came of them.

    Attributes:
        rows: shape (offers, len(FEATURES)).
        redeemed: shape (offers,).
        time: of each offer, seconds; shape (offers,).
    """

    rows: NDArray[np.float64]
    redeemed: NDArray[np.bool_]
    time: NDArray[np.int64]


class Trial(msgspec.Struct, frozen=True):
    """How well it foretold the later offers, learned from the earlier ones.

    Attributes:
        earlier: offers that it was learned from.
        later: offers that it was judged on.
        redeemed: of the later ones.
        auc: the chance that one that was redeemed stands above one that was not.
        auc_of_share: the same of the share of past offers redeemed alone.
        brier: mean squared difference, lower is better.
        brier_of_rate: the same where every offer gets the earlier rate.
        off: mean distance between foretold and came, over `parts`.
        parts: ten parts of the later offers, the least likely first.
    """

    earlier: int
    later: int
    redeemed: int
    auc: float
    auc_of_share: float
    brier: float
    brier_of_rate: float
    off: float
    parts: Sequence[Bin]


async def try_out(
    history: HistoryReader,
    offers: Sequence[Offer],
    redemptions: Sequence[Redemption],
    *,
    scopes: Mapping[str, AbstractSet[str]] = _NO_SCOPES,
    progress: Progress = silent,
) -> Tried:
    """The numbers of each offer at its time, player by player; in order of time, then player.

    `scopes`: promotion -> the articles that it is about; one that is not there is about all.
    """
    by_player, redeemed = _by_player(offers), _by_player(redemptions)
    found = []
    for done, (player, told) in enumerate(sorted(by_player.items())):
        own = redeemed.get(player, [])
        used = {one.promotion for one in own}
        bought = await history.purchases(player)
        found += [
            (
                one.time,
                player,
                one.promotion in used,
                features(one, scopes.get(one.promotion, frozenset()), bought, told, own),
            )
            for one in told
        ]
        progress("reading", done + 1, len(by_player))
    found.sort(key=lambda one: (one[0], one[1], one[2], one[3].tolist()))
    return Tried(
        np.array([row for *_, row in found]).reshape(-1, len(FEATURES)),
        np.array([came for _, _, came, _ in found], dtype=bool),
        np.array([time for time, *_ in found], dtype=np.int64),
    )


def judged(tried: Tried) -> Trial:
    """Learns from the earlier offers, and foretells the later ones.

    Raises `InputRefused` (`too_little_told`) where either side has too few of either outcome.
    """
    later = _later(tried)
    earlier = ~later
    for side in (earlier, later):
        came = int(tried.redeemed[side].sum())
        if min(came, int(side.sum()) - came) < _EITHER:
            raise _too_little()
    model = learned(Tried(tried.rows[earlier], tried.redeemed[earlier], tried.time[earlier]))
    rows, came_true = tried.rows[later], tried.redeemed[later]
    likely = model.probabilities(rows)
    parts = calibration(likely, came_true)
    rate = np.full(len(rows), tried.redeemed[earlier].mean())
    return Trial(
        earlier=int(earlier.sum()),
        later=int(later.sum()),
        redeemed=int(came_true.sum()),
        auc=auc(likely, came_true),
        auc_of_share=auc(rows[:, FEATURES.index("redeemed_share")], came_true),
        brier=brier(likely, came_true),
        brier_of_rate=brier(rate, came_true),
        off=calibration_error(parts),
        parts=parts,
    )


def against(model: Logistic, tried: Tried, *, seen: int) -> tuple[float, float] | None:
    """Mean squared errors, of what the earlier offers teach and of another model.

    Both over the later offers that the other one has not `seen`: those after that time. None where
    these have too few of either outcome to tell.
    """
    later = _later(tried)
    unseen = later & (tried.time > seen)
    came = tried.redeemed[unseen]
    if min(int(came.sum()), int((~came).sum())) < _EITHER:
        return None
    rows = tried.rows[unseen]
    own = learned(Tried(tried.rows[~later], tried.redeemed[~later], tried.time[~later]))
    return brier(own.probabilities(rows), came), brier(model.probabilities(rows), came)


def _later(tried: Tried) -> NDArray[np.bool_]:
    if not len(tried.time):
        return np.zeros(0, dtype=bool)
    split = int(np.sort(tried.time)[int(len(tried.time) * (1 - LATER_SHARE))])
    return np.asarray(tried.time >= split)


def learned(tried: Tried) -> Logistic:
    """The model of all that was tried. Raises `ValueError` where all or none was redeemed."""
    return fit(tried.rows, tried.redeemed, FEATURES)


def _by_player(rows: Sequence[_Own]) -> dict[str, list[_Own]]:
    found: defaultdict[str, list[_Own]] = defaultdict(list)
    for row in rows:
        found[row.player].append(row)
    return dict(found)


def _too_little() -> InputRefused:
    return InputRefused(
        Code.TOO_LITTLE_TOLD,
        "there are too few offers to learn from, or too few of them were redeemed",
        remedy=f"give at least {_EITHER} that were redeemed and {_EITHER} that were not, both "
        "before and after the split in time",
    )
