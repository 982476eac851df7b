"""Many hunts composed one after the other as if each were held and saved, while nothing is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

import msgspec

from clew.hunts.model import Hunt
from clew.hunts.snapshot import Snapshot
from clew.promotions.model import Spent

_NOTHING = Spent()


class Rehearsal:
    """What the hunts so far would have taken of budgets and of zones."""

    def __init__(self) -> None:
        self._all: dict[str, Spent] = {}
        self._own: defaultdict[str, dict[str, Spent]] = defaultdict(dict)
        self._crowds: Counter[str] = Counter()

    def over(self, snapshot: Snapshot) -> Snapshot:
        """The snapshot as it would have been taken after them."""
        crowd = Counter(dict(snapshot.crowd))
        crowd.update(self._crowds)
        return msgspec.structs.replace(
            snapshot,
            spent=_sum(snapshot.spent, self._all),
            own=_sum(snapshot.own, self._own.get(snapshot.player, {})),
            # They all take place on one day.
            today=_sum(snapshot.today, self._all),
            crowd=dict(sorted(crowd.items())),
        )

    def add(self, hunt: Hunt) -> None:
        """One more of them."""
        promise = {hunt.reward.promotion: Spent(1, hunt.reward.most)}
        self._all = dict(_sum(self._all, promise))
        self._own[hunt.player] = dict(_sum(self._own[hunt.player], promise))
        self._crowds.update({step.zone for step in hunt.steps if step.zone is not None})


def _sum(one: Mapping[str, Spent], other: Mapping[str, Spent]) -> Mapping[str, Spent]:
    return {
        id_: Spent(
            one.get(id_, _NOTHING).units + other.get(id_, _NOTHING).units,
            one.get(id_, _NOTHING).money + other.get(id_, _NOTHING).money,
        )
        for id_ in sorted(one.keys() | other.keys())
    }
