"""Twins of the promotions' stores that keep what they are told in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from clew.promotions.counting import (
    NOTHING,
    changed,
    differs,
    expired,
    given_back,
    no_room,
    settled,
)
from clew.promotions.model import (
    GIVEN,
    IN_FORCE,
    IN_PREPARATION,
    Hold,
    HoldState,
    Promotion,
    Refusal,
    Spent,
    State,
    Step,
)
from clew.promotions.ports import Caps, Difference, Put, Turn


class MemoryPromotions:
    """`PromotionReader` and `PromotionWriter` in memory."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, int], Promotion] = {}
        self._steps: list[Step] = []

    async def generation(self) -> int:
        """See `PromotionReader`."""
        return len(self._steps)

    async def promotions(self, states: Iterable[State] = tuple(State)) -> Sequence[Promotion]:
        """See `PromotionReader`."""
        wanted = set(states)
        return [self._kept[name] for name in sorted(self._kept) if self._kept[name].state in wanted]

    async def page(self, after: tuple[str, int], limit: int) -> Sequence[Promotion]:
        """See `PromotionReader`."""
        return [self._kept[name] for name in sorted(self._kept) if name > after][:limit]

    async def revisions(self, promotion: str) -> Sequence[Promotion]:
        """See `PromotionReader`."""
        return [self._kept[name] for name in sorted(self._kept) if name[0] == promotion]

    async def steps(self, promotion: str) -> Sequence[Step]:
        """See `PromotionReader`."""
        return [step for step in self._steps if step.promotion == promotion]

    async def put(self, promotions: Sequence[Promotion], *, who: str, at: int, why: str) -> Put:
        """See `PromotionWriter`."""
        added = altered = unchanged = 0
        for one in promotions:
            known = await self.revisions(one.id)
            last = known[-1] if known else None
            if last is not None and last.state is not State.ARCHIVED:
                as_new = msgspec.structs.replace(one, state=last.state, revision=last.revision)
                if as_new == last:
                    unchanged += 1
                    continue
            for before in known:
                if before.state in IN_PREPARATION:
                    self._move(before, State.ARCHIVED, who, at, why)
            number = 1 + (last.revision if last is not None else 0)
            self._kept[one.id, number] = msgspec.structs.replace(
                one, state=State.DRAFT, revision=number
            )
            self._steps.append(Step(one.id, number, None, State.DRAFT, who, at, why))
            added += last is None
            altered += last is not None
        return Put(added, altered, unchanged)

    async def move(
        self, promotion: Promotion, after: State, *, who: str, at: int, why: str
    ) -> Promotion:
        """See `PromotionWriter`."""
        stands = self._kept.get((promotion.id, promotion.revision))
        if stands is None or stands.state is not promotion.state:
            raise changed(promotion.id)
        if promotion.state is State.APPROVED and after is State.SCHEDULED:
            for other in await self.revisions(promotion.id):
                if other.state in IN_FORCE:
                    words = f"revision {promotion.revision} takes its place"
                    self._move(other, State.ENDED, who, at, words)
        return self._move(stands, after, who, at, why)

    def _move(self, before: Promotion, after: State, who: str, at: int, why: str) -> Promotion:
        moved = msgspec.structs.replace(before, state=after)
        self._kept[before.id, before.revision] = moved
        self._steps.append(Step(before.id, before.revision, before.state, after, who, at, why))
        return moved


class MemoryHolds:
    """`HoldStore` in memory; what is spent is summed anew each time, so nothing can differ."""

    def __init__(self, book: MemoryPromotions) -> None:
        self._book = book
        self._holds: dict[str, Hold] = {}
        self._trails: dict[str, list[Turn]] = {}

    async def take(self, hold: Hold, caps: Sequence[Caps]) -> Hold | Refusal:
        """See `HoldStore`."""
        kept = self._look(hold.id, hold.taken)
        if kept is not None:
            if not kept.same_promise(hold):
                raise differs(hold.id)
            return kept
        revisions = await self._book.revisions(hold.promotion)
        if not any(one.revision == hold.revision and one.state in GIVEN for one in revisions):
            return Refusal.NOT_IN_FORCE
        for name, other in list(self._holds.items()):
            if other.promotion == hold.promotion:
                self._look(name, hold.taken)
        refusal = no_room(hold, caps, self._counted(hold.promotion))
        if refusal is None:
            self._keep(hold, hold.taken)
        return hold if refusal is None else refusal

    async def make_firm(self, hold: str, now: int) -> Hold | Refusal:
        """See `HoldStore`."""
        return await self._settle(hold, HoldState.FIRM, now)

    async def release(self, hold: str, now: int) -> Hold | Refusal:
        """See `HoldStore`."""
        return await self._settle(hold, HoldState.RELEASED, now)

    async def give_back(self, hold: str, now: int, *, who: str, why: str) -> Hold | Refusal:
        """See `HoldStore`."""
        kept = self._look(hold, now)
        answer = given_back(kept)
        if answer is not None or kept is None:
            return answer or Refusal.HOLD_UNKNOWN
        return self._keep(msgspec.structs.replace(kept, state=HoldState.RELEASED), now, who, why)

    async def trail(self, hold: str) -> Sequence[Turn]:
        """See `HoldStore`."""
        return self._trails.get(hold, [])

    async def expire(self, now: int) -> int:
        """See `HoldStore`."""
        gone = [name for name, hold in self._holds.items() if expired(hold, now)]
        for name in gone:
            self._look(name, now)
        return len(gone)

    async def hold(self, hold: str) -> Hold | None:
        """See `HoldStore`."""
        return self._holds.get(hold)

    async def holds(
        self, promotion: str, state: HoldState, *, after: str, limit: int
    ) -> Sequence[Hold]:
        """See `HoldStore`."""
        found = [
            one for one in self._holds.values() if one.promotion == promotion and one.state is state
        ]
        last = self._holds.get(after)
        if last is not None:
            found = [one for one in found if (one.expires, one.id) > (last.expires, last.id)]
        return sorted(found, key=lambda one: (one.expires, one.id))[:limit]

    async def spent(self) -> Mapping[str, Spent]:
        """See `HoldStore`."""
        names = {hold.promotion for hold in self._holds.values()}
        summed = {name: self._counted(name).get("all", NOTHING) for name in sorted(names)}
        return {name: spent for name, spent in summed.items() if spent.units}

    async def counted(self) -> Mapping[tuple[str, str], Spent]:
        """See `HoldStore`."""
        names = {hold.promotion for hold in self._holds.values()}
        return {
            (name, counter): spent
            for name in names
            for counter, spent in self._counted(name).items()
            if spent.units
        }

    async def counted_of(
        self, counters: Mapping[str, Sequence[str]]
    ) -> Mapping[tuple[str, str], Spent]:
        """See `HoldStore`."""
        counted = await self.counted()
        names = {(one, counter) for one, own in counters.items() for counter in own}
        return {name: spent for name, spent in counted.items() if name in names}

    async def differences(self) -> Sequence[Difference]:
        """See `HoldStore`."""
        return []

    async def recount(self) -> Sequence[Difference]:
        """See `HoldStore`."""
        return []

    async def _settle(self, hold: str, wanted: HoldState, now: int) -> Hold | Refusal:
        kept = self._look(hold, now)
        answer = settled(kept, wanted)
        if answer is not None or kept is None:
            return answer or Refusal.HOLD_UNKNOWN
        return self._keep(msgspec.structs.replace(kept, state=wanted), now)

    def _keep(self, hold: Hold, at: int, who: str = "", why: str = "") -> Hold:
        self._holds[hold.id] = hold
        self._trails.setdefault(hold.id, []).append(Turn(hold.state, at, who, why))
        return hold

    def _look(self, hold: str, now: int) -> Hold | None:
        """The hold as it stands once what expired is marked so."""
        kept = self._holds.get(hold)
        if kept is not None and expired(kept, now):
            kept = self._keep(msgspec.structs.replace(kept, state=HoldState.EXPIRED), now)
        return kept

    def _counted(self, promotion: str) -> dict[str, Spent]:
        summed: dict[str, Spent] = {}
        for hold in self._holds.values():
            if hold.promotion == promotion and hold.state in {HoldState.HELD, HoldState.FIRM}:
                for counter in hold.counters:
                    before = summed.get(counter, NOTHING)
                    summed[counter] = Spent(before.units + hold.units, before.money + hold.money)
        return summed
