"""Holds: budget taken for one player, made firm when the hunt is solved, given back otherwise.

The store decides in one transaction; here is what it is asked. A hold expires by the clock's time:
from `expires` on it is refused whether anybody swept it or not, and what was once marked expired
stays so. A clock that jumps forward ends holds early, one that jumps back lets them last; neither
ever gives more than a budget has.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from clew.clock import Clock
from clew.errors import Code, InputRefused
from clew.ids import CLUE_ID_BYTES
from clew.money import MOST_MINOR
from clew.promotions.model import (
    GIVEN,
    MOST_UNITS,
    Budget,
    Hold,
    Promotion,
    Refusal,
    State,
)
from clew.promotions.ports import Caps, HoldStore, PromotionReader
from clew.promotions.schedule import is_live, local_day

HOLD_S = 1_800
"""How long a hold lasts where the hunt has no end of its own, in seconds."""
MOST_HOLD_S = 31 * 86_400
"""The longest hold, in seconds: a mistaken end must not keep budget for years."""

MOST_REASON = 500
"""The longest reason for giving a hold back, characters."""
MOST_WHO = 64
"""The longest name of a person, characters."""


class Holds:
    """Takes, makes firm and gives back.

    Attributes:
        refusals: what was refused so far, by its reason.
    """

    def __init__(self, *, book: PromotionReader, store: HoldStore, clock: Clock) -> None:
        self._book = book
        self._store = store
        self._clock = clock
        self.refusals: Counter[Refusal] = Counter()

    async def take(
        self,
        hold: str,
        promotion: str,
        player: str,
        *,
        money: int,
        units: int = 1,
        until: int | None = None,
    ) -> Hold | Refusal:
        """Takes budget, or says why not.

        `hold` is the taker's id of it: asked twice, it is taken once. `money` is what the promise
        costs the shop at most, minor units; `until` is the hunt's end (default: `HOLD_S` from now).
        Raises `InputRefused` (`wrong_value`) for amounts and ids out of bounds.
        """
        _check(hold, player, money, units)
        answer = await self._take(hold, promotion, player, money=money, units=units, until=until)
        return self._counted(answer)

    async def _take(
        self, hold: str, promotion: str, player: str, *, money: int, units: int, until: int | None
    ) -> Hold | Refusal:
        now = self._now()
        end = now + HOLD_S if until is None else min(until, now + MOST_HOLD_S)
        revisions = await self._book.revisions(promotion)
        found = _in_force(revisions)
        refusal = _refusal(found, revisions, now, end)
        if refusal is not None:
            # What was promised before stands, whatever became of the promotion since.
            kept = await self._store.hold(hold)
            if kept is None:
                return refusal
            found = next((one for one in revisions if one.revision == kept.revision), found)
        if found is None:
            return refusal or Refusal.UNKNOWN
        day = local_day(now, found.schedule.timezone).isoformat()
        asked = Hold(hold, promotion, found.revision, player, day, units, money, now, end)
        return await self._store.take(asked, caps_of(found.budget, asked))

    async def make_firm(self, hold: str) -> Hold | Refusal:
        """Makes a hold firm: its budget is given for good. Twice is once."""
        return self._counted(await self._store.make_firm(hold, self._now()))

    async def release(self, hold: str) -> Hold | Refusal:
        """Gives a hold's budget back. Twice is once; a firm one stays."""
        return self._counted(await self._store.release(hold, self._now()))

    async def give_back(self, hold: str, reason: str, *, who: str = "") -> Hold | Refusal:
        """Gives a hold's budget back, firm or not: the hunt was cancelled, the sale undone.

        Twice is once, with the first reason. Raises `InputRefused` (`wrong_value`) without one of
        at most 500 characters.
        """
        if not 0 < len(reason.strip()) <= MOST_REASON:
            raise _wrong("reason", f"a text of 1 to {MOST_REASON} characters")
        if len(who) > MOST_WHO:
            raise _wrong("who", f"a name of at most {MOST_WHO} characters")
        return self._counted(
            await self._store.give_back(hold, self._now(), who=who, why=reason.strip())
        )

    async def sweep(self) -> int:
        """Gives back the budget of everything that has expired; how many holds that were."""
        return await self._store.expire(self._now())

    def _counted(self, answer: Hold | Refusal) -> Hold | Refusal:
        if not isinstance(answer, Hold):
            self.refusals[answer] += 1
        return answer

    def _now(self) -> int:
        return int(self._clock.now().timestamp())


def closed(promotion: Promotion, now: int) -> Refusal | None:
    """Why it may not be promised at a moment by its state and schedule; None where it may."""
    if promotion.state is State.PAUSED:
        return Refusal.PAUSED
    if promotion.state not in GIVEN:
        return Refusal.NOT_IN_FORCE
    return None if is_live(promotion.schedule, now) else Refusal.OUTSIDE_SCHEDULE


def caps_of(budget: Budget, hold: Hold) -> Sequence[Caps]:
    """The counters that a hold is counted under, in the order in which they are taken.

    Only the first, of all, may be overbooked. What has no bound is bounded by what a whole number
    of every reader of JSON can hold, so that no sum overflows.
    """
    most = 100 + budget.overbook_percent
    units = None if budget.units is None else budget.units * most // 100
    money = None if budget.money is None else budget.money * most // 100
    everything, player, day = hold.counters
    return (
        _caps(everything, units, money, Refusal.UNITS_SPENT, Refusal.MONEY_SPENT),
        _caps(
            player,
            budget.units_per_player,
            budget.money_per_player,
            Refusal.UNITS_OF_PLAYER_SPENT,
            Refusal.MONEY_OF_PLAYER_SPENT,
        ),
        _caps(
            day,
            budget.units_per_day,
            budget.money_per_day,
            Refusal.UNITS_OF_DAY_SPENT,
            Refusal.MONEY_OF_DAY_SPENT,
        ),
    )


def _caps(
    counter: str, units: int | None, money: int | None, no_units: Refusal, no_money: Refusal
) -> Caps:
    return Caps(
        counter,
        MOST_MINOR if units is None else units,
        MOST_MINOR if money is None else min(money, MOST_MINOR),
        no_units,
        no_money,
    )


def _in_force(revisions: Sequence[Promotion]) -> Promotion | None:
    """The revision in force, a paused one among them."""
    standing = (*GIVEN, State.PAUSED)
    return next((one for one in reversed(revisions) if one.state in standing), None)


def _refusal(
    found: Promotion | None, revisions: Sequence[Promotion], now: int, end: int
) -> Refusal | None:
    if found is None:
        return Refusal.NOT_IN_FORCE if revisions else Refusal.UNKNOWN
    return closed(found, now) or (Refusal.HOLD_EXPIRED if end <= now else None)


def _check(hold: str, player: str, money: int, units: int) -> None:
    for field, text in (("hold", hold), ("player", player)):
        if not 0 < len(text.encode("utf-8", "surrogatepass")) <= CLUE_ID_BYTES:
            raise _wrong(field, f"an id of 1 to {CLUE_ID_BYTES} bytes")
    if not 0 <= money <= MOST_MINOR:
        raise _wrong("money", f"minor units from 0 to {MOST_MINOR}")
    if not 1 <= units <= MOST_UNITS:
        raise _wrong("units", f"a whole number from 1 to {MOST_UNITS}")


def _wrong(field: str, what: str) -> InputRefused:
    return InputRefused(
        Code.WRONG_VALUE, f"{field} is not {what}", remedy=f"give {what} as {field}"
    )
