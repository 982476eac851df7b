"""What every store of proposed pairs must keep to. A store's tests subclass the battery.

The subclass gives the fixture `pairs`, an empty store.
"""

from __future__ import annotations

import pytest

from clew.errors import Code, InputRefused
from clew.shop.model import Judged, Pair, Proposal, Verdict
from clew.shop.ports import PairStore


def proposed(first: str, second: str, npmi: float = 0.5, *, margin: float | None = 0.3) -> Proposal:
    """A proposal with every field filled."""
    return Proposal(
        pair=Pair(first, second, 40, npmi, 12.5, 0.25),
        later=Judged(9, 11.0, 0.125),
        split=1_700_000_000,
        products=(3, 2),
        margin=margin,
    )


class PairBattery:
    """The promises of `PairStore`."""

    async def test_what_was_proposed_comes_back_the_best_first(self, pairs: PairStore) -> None:
        """Proposals come back as given, the highest NPMI first, ties by name."""
        given = [
            proposed("b", "c", 0.4),
            proposed("a", "d", 0.4, margin=None),
            proposed("a", "b", 0.9),
        ]
        await pairs.propose(given)
        assert await pairs.proposals() == [given[2], given[1], given[0]]

    async def test_proposing_again_replaces_what_nobody_judged(self, pairs: PairStore) -> None:
        """A pair that is not found again is forgotten, unless somebody judged it."""
        await pairs.propose([proposed("a", "b"), proposed("a", "c"), proposed("a", "d")])
        await pairs.judge("a", "b", Verdict.ACCEPTED)
        await pairs.judge("a", "c", Verdict.REJECTED)
        await pairs.propose([proposed("x", "y")])
        kept = {(one.pair.first, one.pair.second): one.state for one in await pairs.proposals()}
        assert kept == {
            ("a", "b"): Verdict.ACCEPTED,
            ("a", "c"): Verdict.REJECTED,
            ("x", "y"): Verdict.PROPOSED,
        }

    async def test_a_verdict_stays_with_new_figures(self, pairs: PairStore) -> None:
        """A judged pair that is found again keeps its verdict and takes the new figures."""
        await pairs.propose([proposed("a", "b", 0.4)])
        await pairs.judge("a", "b", Verdict.ACCEPTED)
        await pairs.propose([proposed("a", "b", 0.7)])
        (kept,) = await pairs.proposals()
        assert (kept.state, kept.pair.npmi) == (Verdict.ACCEPTED, 0.7)

    async def test_a_verdict_can_be_changed(self, pairs: PairStore) -> None:
        """What was accepted can be rejected, and proposed again."""
        await pairs.propose([proposed("a", "b")])
        for verdict in (Verdict.ACCEPTED, Verdict.REJECTED, Verdict.PROPOSED):
            assert (await pairs.judge("a", "b", verdict)).state is verdict
        assert (await pairs.proposals())[0].state is Verdict.PROPOSED

    async def test_nobody_judges_what_was_not_proposed(self, pairs: PairStore) -> None:
        """A verdict over an unknown pair, or one named backwards, is refused."""
        await pairs.propose([proposed("a", "b")])
        for first, second in (("b", "a"), ("a", "z")):
            with pytest.raises(InputRefused) as refused:
                await pairs.judge(first, second, Verdict.ACCEPTED)
            assert refused.value.code is Code.PAIR_UNKNOWN
