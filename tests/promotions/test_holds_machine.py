from __future__ import annotations

import asyncio
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from clew.clock import FixedClock
from clew.errors import Conflict
from clew.promotions.holds import Holds
from clew.promotions.model import IN_FORCE, Budget, Hold, HoldState, Refusal, State
from clew.promotions.stores.sql import SqlPromotions
from clew.promotions.stores.sql_holds import SqlHolds
from clew.record.engine import Record, sqlite_url
from clew.testing.promotion_stores import NOON, in_force, promotion
from clew.testing.promotion_twins import MemoryHolds, MemoryPromotions

BUDGETS = {
    "one": Budget(units=1),
    "few": Budget(units=3, units_per_player=2, units_per_day=2),
    "dear": Budget(money=250, money_per_player=200, money_per_day=220),
    "over": Budget(units=2, overbook_percent=50),
}
NAMES = st.sampled_from(sorted(BUDGETS))
HOLDS = st.sampled_from([f"h{number}" for number in range(8)])
PLAYERS = st.sampled_from(("ada", "bob"))


class Takers(RuleBasedStateMachine):
    """Whatever is done in whatever order, both stores say the same and no bound is passed."""

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()
        self.clock = FixedClock(datetime.fromtimestamp(NOON, UTC))
        self.memory_book = MemoryPromotions()
        self.memory = MemoryHolds(self.memory_book)
        self._open()
        new = [promotion(name, budget) for name, budget in BUDGETS.items()]
        for book in (self.memory_book, self.book):
            self.runner.run(in_force(book, *new))
        self.known: dict[str, Hold] = {}
        self.firm: set[str] = set()
        self.given: set[str] = set()

    def _open(self) -> None:
        self.record = Record(sqlite_url(Path(self.folder.name) / "record.sqlite"))
        self.book = SqlPromotions(self.record)
        self.store = SqlHolds(self.record)
        self.both = (
            Holds(book=self.memory_book, store=self.memory, clock=self.clock),
            Holds(book=self.book, store=self.store, clock=self.clock),
        )

    def teardown(self) -> None:
        self.runner.run(self.record.close())
        self.runner.close()
        self.folder.cleanup()

    @rule(
        hold=HOLDS,
        name=NAMES,
        player=PLAYERS,
        money=st.integers(0, 200),
        lasts=st.sampled_from((None, 0, 10, 86_400)),
    )
    def take(self, hold: str, name: str, player: str, money: int, lasts: int | None) -> None:
        until = None if lasts is None else int(self.clock.moment.timestamp()) + lasts
        answers = []
        for holds in self.both:
            try:
                taken = holds.take(hold, name, player, money=money, until=until)
                answers.append(self.runner.run(taken))
            except Conflict:
                answers.append(Refusal.RULES)
        assert Refusal.RULES not in answers or hold in self.known
        assert answers[0] == answers[1]
        if isinstance(answers[0], Hold):
            self.known[hold] = answers[0]

    @rule(hold=HOLDS)
    def make_firm(self, hold: str) -> None:
        answers = [self.runner.run(holds.make_firm(hold)) for holds in self.both]
        assert answers[0] == answers[1]
        if isinstance(answers[0], Hold):
            self.firm.add(hold)

    @rule(hold=HOLDS)
    def release(self, hold: str) -> None:
        answers = [self.runner.run(holds.release(hold)) for holds in self.both]
        assert answers[0] == answers[1]
        assert not (hold in self.firm and isinstance(answers[0], Hold))
        assert not (hold in self.given and answers[0] != self._kept(hold))

    @rule(hold=HOLDS)
    def give_back(self, hold: str) -> None:
        answers = [self.runner.run(one.give_back(hold, "undone", who="bob")) for one in self.both]
        assert answers[0] == answers[1]
        if isinstance(answers[0], Hold):
            self.firm.discard(hold)
            self.given.add(hold)
        else:
            assert hold not in self.firm

    @rule()
    def sweep(self) -> None:
        counts = [self.runner.run(holds.sweep()) for holds in self.both]
        assert counts[0] == counts[1]

    @rule(seconds=st.sampled_from((-90_000, -600, 5, 600, 1_800, 90_000)))
    def the_clock_moves(self, seconds: int) -> None:
        moved = int(self.clock.moment.timestamp()) + seconds
        self.clock.moment = datetime.fromtimestamp(max(NOON, min(moved, NOON + 10 * 86_400)), UTC)

    @rule(name=NAMES, to=st.sampled_from((State.PAUSED, State.LIVE)))
    def it_is_paused_or_resumed(self, name: str, to: State) -> None:
        for book in (self.memory_book, self.book):
            for stands in self.runner.run(book.revisions(name)):
                if stands.state in IN_FORCE and stands.state is not to:
                    self.runner.run(book.move(stands, to, who="ada", at=NOON, why=""))

    @precondition(lambda self: self.known)
    @rule()
    def it_is_opened_again(self) -> None:
        self.runner.run(self.record.close())
        self._open()

    def _kept(self, hold: str) -> Hold | None:
        return self.runner.run(self.store.hold(hold))

    @invariant()
    def what_was_given_back_stays_so(self) -> None:
        for hold in sorted(self.known):
            trail = list(self.runner.run(self.store.trail(hold)))
            assert trail == list(self.runner.run(self.memory.trail(hold)))
            kept = self._kept(hold)
            assert kept is not None
            assert trail[-1].after is kept.state
            assert (hold in self.given) <= (kept.state is HoldState.RELEASED)

    @invariant()
    def nothing_is_over_spent_or_leaked(self) -> None:
        assert self.runner.run(self.store.differences()) == []
        assert self.runner.run(self.store.spent()) == self.runner.run(self.memory.spent())
        standing = [
            kept
            for hold in self.known
            if (kept := self.runner.run(self.store.hold(hold))) is not None
            and kept.state in {HoldState.HELD, HoldState.FIRM}
        ]
        for name, budget in BUDGETS.items():
            mine = [hold for hold in standing if hold.promotion == name]
            if budget.units is not None:
                allowed = budget.units * (100 + budget.overbook_percent) // 100
                assert sum(hold.units for hold in mine) <= allowed
            if budget.money is not None:
                assert sum(hold.money for hold in mine) <= budget.money
            for player in ("ada", "bob"):
                theirs = [hold for hold in mine if hold.player == player]
                assert sum(hold.units for hold in theirs) <= (budget.units_per_player or 99)
                assert sum(hold.money for hold in theirs) <= (budget.money_per_player or 9**9)
            for day in {hold.day for hold in mine}:
                then = [hold for hold in mine if hold.day == day]
                assert sum(hold.units for hold in then) <= (budget.units_per_day or 99)
                assert sum(hold.money for hold in then) <= (budget.money_per_day or 9**9)
        assert self.firm <= {hold.id for hold in standing if hold.state is HoldState.FIRM}


Takers.TestCase.settings = settings(max_examples=15, stateful_step_count=25, deadline=None)
TestTakers = Takers.TestCase
