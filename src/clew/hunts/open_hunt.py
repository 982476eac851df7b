"""The use case behind every request for a hunt: the open one, or a new one with its hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import perf_counter_ns
from types import MappingProxyType
from typing import NamedTuple

from clew.clock import Clock
from clew.errors import Code, Conflict, Where
from clew.hunts.compose.compose import compose
from clew.hunts.compose.composed import Composed
from clew.hunts.model import Hunt
from clew.hunts.ports import Holding, HuntStore
from clew.hunts.refusals import refusal_of, unknown
from clew.hunts.rehearse import Rehearsal
from clew.hunts.saved import Saved, State
from clew.hunts.take_snapshot import Asking, Taken, TakeSnapshot
from clew.hunts.told_why import told_why
from clew.ids import check_id, check_slug
from clew.promotions.model import HoldState, Refusal

MOST_TRIES = 3
"""Snapshots that are taken at most where the hold is refused."""

NOTHING_HELD_BACK: Mapping[str, str] = MappingProxyType({})


class Opened(NamedTuple):
    """What became of a request.

    Attributes:
        new: whether it was composed now.
        composed: how; None for one that was open before.
    """

    saved: Saved
    new: bool
    composed: Composed | None


class OpenHunt:
    """Gives players their hunt; one a process."""

    def __init__(
        self,
        *,
        snapshots: TakeSnapshot,
        holding: Holding,
        store: HuntStore,
        clock: Clock,
        ticks: Callable[[], int] = perf_counter_ns,
    ) -> None:
        self._snapshots = snapshots
        self._holding = holding
        self._store = store
        self._clock = clock
        self._ticks = ticks

    async def of(self, asking: Asking) -> Opened:
        """The player's open hunt of the campaign, or a new one whose reward is held.

        Asked twice, at once or later, there is one. Raises `InputRefused` for what was asked,
        `Conflict` with the code of what is missing where there is no hunt (`hunts_enough`,
        `no_products`, `no_promotions`, `no_zones`, `rules_allow_nothing`, `too_little`) and
        `hold_refused` where the budget went to others each time; `PartUnavailable`.
        """
        check_asking(asking)
        held_back: dict[str, str] = {}
        for _ in range(MOST_TRIES):
            standing = await self._store.open_hunt(asking.player, asking.campaign, self._now())
            if standing is not None:
                return Opened(standing, new=False, composed=None)
            taken, composed = await self.try_out(asking, held_back)
            if composed.refused is not None:
                raise refusal_of(composed.refused)
            hunt = composed.hunt
            if hunt is None:
                raise TypeError("neither a hunt nor a refusal")
            refusal = await self._held(hunt, taken)
            if refusal is None:
                return await self._saved(hunt, taken, composed)
            held_back[hunt.reward.promotion] = refusal
        last, why = list(held_back.items())[-1]
        raise Conflict(
            Code.HOLD_REFUSED,
            f"the budgets of {len(held_back)} promotions were taken by others while the hunt was "
            f"composed; the last: {last}: {why}",
            remedy="ask again",
            retry_after_s=1,
        )

    async def try_out(
        self,
        asking: Asking,
        held_back: Mapping[str, str] = NOTHING_HELD_BACK,
        rehearsal: Rehearsal | None = None,
    ) -> tuple[Taken, Composed]:
        """What would be composed now; nothing is held or saved.

        With a rehearsal, what came before counts, and this counts for what comes after. Raises as
        `of` for what was asked; that there is no hunt is in the answer.
        """
        check_asking(asking)
        began = self._ticks()
        taken = await self._snapshots.take(asking, dict(held_back))
        if rehearsal is not None:
            taken = taken._replace(snapshot=rehearsal.over(taken.snapshot))
        took = self._ticks() - began
        composed = compose(taken.snapshot, taken.world, clock=self._ticks)
        taken, composed = told_why(taken, composed)
        if rehearsal is not None and composed.hunt is not None:
            rehearsal.add(composed.hunt)
        return taken, composed.after("snapshot", took // 1_000)

    async def give_up(self, hunt: str) -> Saved:
        """Ends an open hunt and gives its hold back; twice is once.

        Raises `InputRefused` (`hunt_unknown`) and `Conflict` (`hunt_over`).
        """
        saved = await self._store.close(hunt, State.GIVEN_UP, self._now())
        await self._holding.release(saved.hold)
        return saved

    async def show(self, hunt: str) -> Saved:
        """One hunt. Raises `InputRefused` (`hunt_unknown`)."""
        saved = await self._store.hunt(hunt)
        if saved is None:
            raise unknown(hunt)
        return saved

    async def _held(self, hunt: Hunt, taken: Taken) -> str | None:
        """Takes the reward's hold; why not, where it is refused or of another revision."""
        held = await self._holding.take(hunt.id, hunt.reward, hunt.player, taken.snapshot.until)
        if isinstance(held, Refusal):
            return str(held)
        if held.state not in {HoldState.HELD, HoldState.FIRM}:
            return f"hold_{held.state}"
        if held.revision != hunt.reward.revision:
            await self._holding.release(hunt.id)
            return "other_revision"
        return None

    async def _saved(self, hunt: Hunt, taken: Taken, composed: Composed) -> Opened:
        snapshot = taken.snapshot
        new = Saved(hunt, State.OPEN, hunt.id, snapshot, snapshot.as_of, snapshot.until)
        try:
            saved = await self._store.save(new, taken.pieces, self._now())
        except BaseException:
            # Whoever is told that there is no hunt must not keep others from their promotion.
            await self._holding.release(hunt.id)
            raise
        if saved.hunt.id == hunt.id:
            return Opened(saved, new=True, composed=composed)
        await self._holding.release(hunt.id)
        return Opened(saved, new=False, composed=None)

    def _now(self) -> int:
        return int(self._clock.now().timestamp())


def check_asking(asking: Asking) -> None:
    """Raises `InputRefused` (`wrong_value`) for ids out of bounds."""
    check_id(asking.player, what="player", where=Where(field="player"))
    check_slug(asking.campaign, what="campaign", where=Where(field="campaign"))
    if asking.venue is not None:
        check_slug(asking.venue, what="venue", where=Where(field="venue"))
