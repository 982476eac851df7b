"""What two rule sets say otherwise, added up: who gains, who loses, what it costs at most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from clew.rules.model import DECISIONS, Verdict
from clew.rules.rule_book import RuleBook

MOST_TURNS = 10_000


class Asked(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who is asked about, and what.

    Attributes:
        player_id: who it is about.
        decision: which table is asked.
        cost: what a yes costs the shop, minor units of `currency`.
        about: what it is about, for the report; a promotion's id, for example.
    """

    player_id: str
    decision: str
    cost: int = 0
    currency: str = ""
    about: str = ""


class Turn(msgspec.Struct, frozen=True):
    """A verdict that would be another.

    Attributes:
        row: that fires under the new rules; empty where none does.
        row_before: that fires under the present ones.
    """

    player_id: str
    decision: str
    about: str
    row: str
    row_before: str
    cost: int
    currency: str


class Balance(msgspec.Struct, frozen=True):
    """What becomes of one thing that was asked about, a promotion for example.

    Attributes:
        gain: lines that are allowed then and are not now.
        lose: lines that are allowed now and are not then.
        cost: minor units that it would cost more at most, each line taken once; negative where
            less.
    """

    about: str
    gain: int
    lose: int
    cost: int
    currency: str


class DryRun(msgspec.Struct, frozen=True):
    """What would be different.

    Attributes:
        asked: lines.
        allowed: under the new rules.
        allowed_before: under the present ones.
        gain: refused now, allowed then; the first 10,000.
        lose: allowed now, refused then; the first 10,000.
        change: allowed by both, with other outputs; the first 10,000.
        counts: gain, lose, change, same -> lines.
        players_gain: players who gain something.
        players_lose: players who lose something.
        cost: currency -> minor units that it would cost more; negative where less.
        balances: of each thing that is gained or lost, by its name.
    """

    asked: int
    allowed: int
    allowed_before: int
    gain: Sequence[Turn]
    lose: Sequence[Turn]
    change: Sequence[Turn]
    counts: Mapping[str, int]
    players_gain: int
    players_lose: int
    cost: Mapping[str, int]
    balances: Sequence[Balance] = ()


class Tally:
    """Adds up the lines of one dry run."""

    def __init__(self) -> None:
        self._turns: dict[str, list[Turn]] = {"gain": [], "lose": [], "change": []}
        self._players: dict[str, set[str]] = {"gain": set(), "lose": set(), "change": set()}
        self._counts: Counter[str] = Counter()
        self._cost: Counter[str] = Counter()
        self._balances: dict[tuple[str, str], Counter[str]] = {}

    def add(self, share: Sequence[tuple[Asked, Any]], new: RuleBook, old: RuleBook) -> None:
        """Asks both about a share of the lines."""
        for name in {case.decision for case, _ in share}:
            cases = [(case, facts) for case, facts in share if case.decision == name]
            facts = [one for _, one in cases]
            decision = DECISIONS[name]
            pairs = zip(new.ask(decision, facts), old.ask(decision, facts), strict=True)
            for (case, _), (now, before) in zip(cases, pairs, strict=True):
                self.compare(case, now, before)

    def compare(self, case: Asked, now: Verdict[Any], before: Verdict[Any]) -> None:
        """Takes in what both said: `now` the rules that are tried, `before` those in force."""
        self._counts["asked"] += 1
        self._counts["allowed"] += now.allow
        self._counts["allowed_before"] += before.allow
        if now.allow == before.allow and now.outputs == before.outputs:
            self._counts["same"] += 1
            return
        what = "change" if now.allow == before.allow else "gain" if now.allow else "lose"
        self._counts[what] += 1
        self._players[what].add(case.player_id)
        more = case.cost * (now.allow - before.allow)
        if case.currency:
            self._cost[case.currency] += more
        if case.about and what != "change":
            balance = self._balances.setdefault((case.about, case.currency), Counter())
            balance.update({what: 1, "cost": more})
        if len(self._turns[what]) < MOST_TURNS:
            who = (case.player_id, case.decision, case.about)
            self._turns[what].append(Turn(*who, now.row, before.row, case.cost, case.currency))

    def report(self) -> DryRun:
        """What was found."""
        counts = self._counts
        return DryRun(
            asked=counts["asked"],
            allowed=counts["allowed"],
            allowed_before=counts["allowed_before"],
            gain=self._turns["gain"],
            lose=self._turns["lose"],
            change=self._turns["change"],
            counts={name: counts[name] for name in ("gain", "lose", "change", "same")},
            players_gain=len(self._players["gain"]),
            players_lose=len(self._players["lose"]),
            cost=dict(self._cost),
            balances=[
                Balance(about, one["gain"], one["lose"], one["cost"], currency)
                for (about, currency), one in sorted(self._balances.items())
            ],
        )
