"""Which promotions the rules are to be asked about: by schedule, scope, budget and state.

An index, so that what does not survive costs nothing: it is built for `SPAN_S`, follows the clock
by the moments at which windows open and close, and is looked up by venue, campaign and article.
`why_not` says the same of one promotion, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from clew.promotions.counting import NOTHING
from clew.promotions.holds import closed
from clew.promotions.model import GIVEN, Promotion, Refusal, Scope, Spent
from clew.promotions.schedule import windows

SPAN_S = 86_400
"""How far ahead windows are enumerated at once, in seconds."""
PARTS = " > "
_ANY = ""


class Sought(NamedTuple):
    """For whom promotions are sought, here and now.

    Attributes:
        moment: seconds since 1970 UTC.
        products: ids of what may interest the player; the others likewise.
        types: keys.
        categories: paths, `A > B`; what is about `A` is about them, too.
    """

    moment: int
    venue: str
    campaign: str
    products: frozenset[str] = frozenset()
    types: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()


Label = tuple[str, str]


def why_not(promotion: Promotion, sought: Sought, spent: Mapping[str, Spent]) -> Refusal | None:
    """Why one does not survive; None where it does. `spent`: of each promotion, in all."""
    return (
        closed(promotion, sought.moment)
        or _elsewhere(promotion.scope, sought)
        or exhausted(promotion, spent.get(promotion.id, NOTHING))
    )


def _elsewhere(scope: Scope, sought: Sought) -> Refusal | None:
    if scope.venues and sought.venue not in scope.venues:
        return Refusal.OTHER_VENUE
    if scope.campaigns and sought.campaign not in scope.campaigns:
        return Refusal.OTHER_CAMPAIGN
    return None if _labels_of(scope) & _labels_sought(sought) else Refusal.OUT_OF_SCOPE


def exhausted(promotion: Promotion, spent: Spent) -> Refusal | None:
    """The bound in all that has no room for one more unit, or for any money."""
    budget = promotion.budget
    most = 100 + budget.overbook_percent
    if budget.units is not None and spent.units >= budget.units * most // 100:
        return Refusal.UNITS_SPENT
    if budget.money is not None and spent.money >= budget.money * most // 100:
        return Refusal.MONEY_SPENT
    return None


class Prefilter:
    """The index over a set of promotions. One reader at a time."""

    def __init__(self, promotions: Iterable[Promotion], spent: Mapping[str, Spent]) -> None:
        """Of each id the revision that may be given; `spent` as `HoldStore.spent` tells it."""
        self._all = sorted(
            (one for one in promotions if one.state in GIVEN), key=lambda one: one.id
        )
        self._place = {one.id: number for number, one in enumerate(self._all)}
        self._exhausted: set[int] = set()
        self._live: set[int] = set()
        self._buckets: dict[tuple[str, str], dict[Label, set[int]]] = {}
        self._changes: list[tuple[int, int, bool]] = []
        self._at = self._next = 0
        self._until = -1
        self._charged: Mapping[str, Spent] = {}
        self.charge(spent)

    def charge(self, spent: Mapping[str, Spent]) -> None:
        """Takes in what is spent by now; costs what has changed."""
        for id_ in dict(set(spent.items()) ^ set(self._charged.items())):
            number = self._place.get(id_)
            if number is None:
                continue
            live = number in self._live
            if exhausted(self._all[number], spent.get(id_, NOTHING)) is None:
                self._exhausted.discard(number)
                if live:
                    self._add(number)
            else:
                self._exhausted.add(number)
                self._remove(number)
        self._charged = dict(spent)

    def survivors(self, sought: Sought) -> Sequence[Promotion]:
        """Those for which `why_not` says None, by id; costs what survives."""
        self._follow(sought.moment)
        wanted = _labels_sought(sought)
        found: set[int] = set()
        for name in product({sought.venue, _ANY}, {sought.campaign, _ANY}):
            bucket = self._buckets.get(name)
            if bucket:
                found.update(*(bucket[label] for label in bucket.keys() & wanted))
        return [self._all[number] for number in sorted(found)]

    def live(self, moment: int) -> Sequence[Promotion]:
        """All that are live at a moment with budget left in all, by id, whatever they are about."""
        self._follow(moment)
        return [self._all[number] for number in sorted(self._live - self._exhausted)]

    def _follow(self, moment: int) -> None:
        if not self._at <= moment < self._until:
            self._enumerate(moment)
        self._at = moment
        while self._next < len(self._changes) and self._changes[self._next][0] <= moment:
            _, number, opens = self._changes[self._next]
            self._next += 1
            if opens:
                self._live.add(number)
                if number not in self._exhausted:
                    self._add(number)
            else:
                self._live.discard(number)
                self._remove(number)

    def _enumerate(self, moment: int) -> None:
        self._until = moment + SPAN_S
        self._live.clear()
        self._buckets.clear()
        self._next = 0
        changes = []
        for number, one in enumerate(self._all):
            for window in windows(one.schedule, moment, self._until):
                changes.append((window.start, number, True))
                changes.append((window.end, number, False))
        # What closes comes before what opens at one moment, so that a touching window stays open.
        self._changes = sorted(changes, key=lambda change: (change[0], change[2]))

    def _add(self, number: int) -> None:
        for bucket, label in self._names(number):
            self._buckets.setdefault(bucket, {}).setdefault(label, set()).add(number)

    def _remove(self, number: int) -> None:
        for bucket, label in self._names(number):
            labels = self._buckets.get(bucket, {})
            numbers = labels.get(label, set())
            numbers.discard(number)
            if not numbers:
                labels.pop(label, None)

    def _names(self, number: int) -> Iterator[tuple[tuple[str, str], Label]]:
        scope = self._all[number].scope
        for venue in scope.venues or (_ANY,):
            for campaign in scope.campaigns or (_ANY,):
                for label in _labels_of(scope):
                    yield (venue, campaign), label


def _labels_of(scope: Scope) -> frozenset[Label]:
    labels = {
        *(("product", one) for one in scope.products),
        *(("type", one) for one in scope.types),
        *(("category", one) for one in scope.categories),
    }
    return frozenset(labels or {("all", _ANY)})


def _labels_sought(sought: Sought) -> frozenset[Label]:
    wanted = {("all", _ANY)}
    wanted.update([("product", one) for one in sought.products])
    wanted.update([("type", one) for one in sought.types])
    wanted.update(*map(_labels_above, sought.categories))
    return frozenset(wanted)


@lru_cache(maxsize=4_096)
def _labels_above(category: str) -> Sequence[Label]:
    """Of a category and those that it stands in."""
    parts = category.split(PARTS)
    return [("category", PARTS.join(parts[:size])) for size in range(1, len(parts) + 1)]
