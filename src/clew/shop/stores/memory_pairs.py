"""What goes together, in memory: for tests, and for what lives no longer than that."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from clew.shop.model import Proposal, Verdict
from clew.shop.refusals import pair_unknown


class MemoryPairs:
    """See `PairStore`."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Proposal] = {}

    async def proposals(self) -> Sequence[Proposal]:
        """See `PairStore`."""
        return sorted(
            self._kept.values(), key=lambda one: (-one.pair.npmi, one.pair.first, one.pair.second)
        )

    async def propose(self, found: Iterable[Proposal]) -> None:
        """See `PairStore`."""
        judged = {key: one for key, one in self._kept.items() if one.state is not Verdict.PROPOSED}
        self._kept = dict(judged)
        for one in found:
            key = (one.pair.first, one.pair.second)
            self._kept[key] = replace(one, state=judged[key].state) if key in judged else one

    async def judge(self, first: str, second: str, verdict: Verdict) -> Proposal:
        """See `PairStore`."""
        known = self._kept.get((first, second))
        if known is None:
            raise pair_unknown(first, second)
        self._kept[first, second] = replace(known, state=verdict)
        return self._kept[first, second]
