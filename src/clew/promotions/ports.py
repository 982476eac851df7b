"""What promotions need from outside. Ports state what holds when a call returns.

A store that is down, damaged or full raises `PartUnavailable`. Nothing found is an answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol

from clew.promotions.model import Hold, HoldState, Promotion, Refusal, Spent, State, Step


class Put(NamedTuple):
    """What an import did: how many promotions are new, have a new revision, or are as they were."""

    added: int
    changed: int
    unchanged: int


class PromotionReader(Protocol):
    """Promotions, for those who choose among them."""

    async def generation(self) -> int:
        """Raised by every change to any promotion; 0 before the first.

        Sees every change that was acknowledged, by any process, before the call.
        """
        ...

    async def promotions(self, states: Iterable[State] = tuple(State)) -> Sequence[Promotion]:
        """The revisions that stand in one of the states, by id, then revision."""
        ...

    async def page(self, after: tuple[str, int], limit: int) -> Sequence[Promotion]:
        """The first revisions behind (id, revision), of any state, by id, then revision."""
        ...

    async def revisions(self, promotion: str) -> Sequence[Promotion]:
        """All revisions of one, oldest first; empty where there is none."""
        ...

    async def steps(self, promotion: str) -> Sequence[Step]:
        """The audit trail of all its revisions, oldest first."""
        ...


class PromotionWriter(Protocol):
    """Promotions, for their keepers."""

    async def put(self, promotions: Sequence[Promotion], *, who: str, at: int, why: str) -> Put:
        """Keeps new revisions as drafts, in one transaction.

        One that says what the newest revision says already, and is not archived, is unchanged.
        What was in preparation before is archived; what is in force stays in force.
        """
        ...

    async def move(
        self, promotion: Promotion, after: State, *, who: str, at: int, why: str
    ) -> Promotion:
        """Changes the state of (id, revision) from the state given, with its row of the trail.

        To `scheduled` from `approved` also ends, in the same transaction, whatever other revision
        is in force. Raises `Conflict` (`promotion_changed`) where it stands otherwise by now.
        """
        ...


class Caps(NamedTuple):
    """The bounds of one counter that a hold needs budget of.

    Attributes:
        counter: what is counted under, for example `player ada`; the promotion's own.
        units: at most so many in it.
        money: minor units, the same.
        units_spent: the refusal where units do not suffice.
        money_spent: the same for money.
    """

    counter: str
    units: int
    money: int
    units_spent: Refusal
    money_spent: Refusal


class Difference(NamedTuple):
    """A counter that is not the sum of what holds its budget."""

    promotion: str
    counter: str
    counted: Spent
    held: Spent


class Turn(NamedTuple):
    """What a hold became: a row of its audit trail.

    Attributes:
        at: seconds since 1970, UTC.
        who: a person; empty where it took its course.
        why: in the person's words; empty likewise.
    """

    after: HoldState
    at: int
    who: str = ""
    why: str = ""


class HoldStore(Protocol):
    """Holds, and what they take of budgets. Every call is one transaction, durable on return."""

    async def take(self, hold: Hold, caps: Sequence[Caps]) -> Hold | Refusal:
        """Keeps the hold if every counter has room for it, and changes nothing otherwise.

        What expired by `hold.taken` gives its budget back first. A hold of this id that is there
        already is returned as it stands. Refused (`not_in_force`) where (promotion, revision) is
        neither scheduled nor live. Raises `Conflict` (`hold_differs`) where the id was taken for
        something else.
        """
        ...

    async def make_firm(self, hold: str, now: int) -> Hold | Refusal:
        """Makes it firm, for good; a firm one is returned as it is."""
        ...

    async def release(self, hold: str, now: int) -> Hold | Refusal:
        """Gives its budget back; a released one is returned as it is. A firm one is refused."""
        ...

    async def give_back(self, hold: str, now: int, *, who: str, why: str) -> Hold | Refusal:
        """Gives its budget back, firm or not, and keeps who did it and why.

        A released one is returned as it is, and nothing more is kept; an expired one is refused.
        """
        ...

    async def trail(self, hold: str) -> Sequence[Turn]:
        """What became of a hold, oldest first; empty where there is none."""
        ...

    async def expire(self, now: int) -> int:
        """Gives back the budget of all that expired by then; how many there were."""
        ...

    async def hold(self, hold: str) -> Hold | None:
        """The hold as it stands."""
        ...

    async def holds(
        self, promotion: str, state: HoldState, *, after: str, limit: int
    ) -> Sequence[Hold]:
        """Those of a promotion in a state as it was written, by when they expire, then by id.

        At most `limit` of those behind the hold `after`; from the first where there is no such.
        """
        ...

    async def spent(self) -> Mapping[str, Spent]:
        """What is held or firm, a promotion; without those of which nothing is."""
        ...

    async def counted(self) -> Mapping[tuple[str, str], Spent]:
        """(promotion, counter) -> what is held or firm under it; without those of nothing."""
        ...

    async def counted_of(
        self, counters: Mapping[str, Sequence[str]]
    ) -> Mapping[tuple[str, str], Spent]:
        """The same of some counters: promotion -> which of its own."""
        ...

    async def differences(self) -> Sequence[Difference]:
        """Counters that are not what the holds sum up to, by promotion and counter."""
        ...

    async def recount(self) -> Sequence[Difference]:
        """Sets those counters right; which they were."""
        ...


class Ground(Protocol):
    """What promotions may be about; bound to venues and campaigns in the wiring."""

    async def venues(self) -> frozenset[str]:
        """The ids of all venues."""
        ...

    async def campaigns(self) -> frozenset[str]:
        """The ids of all campaigns."""
        ...
