"""What every step of the way has at hand: the snapshot, its world, chance, and the trace."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple

import msgspec

from clew.hunts.chance import Chance
from clew.hunts.compose.trace import Allowance, Note, Trace, Weighing
from clew.hunts.model import Refused, Spot
from clew.hunts.snapshot import Snapshot
from clew.hunts.world import World
from clew.rules.model import Decision, F, Moment, O, Verdict
from clew.rules.model.told import moment_told
from clew.shop.model import Product

_WORDS = {
    "nothing_fired": "no row of {table} allows it",
    "no_table": "the rules have no table {table}",
    "unfit_facts": "what is known of it is out of the bounds that {table} is told",
    "engine_fault": "the rule engine gave no whole answer",
}


class Stop(NamedTuple):
    """Somewhere that a step could be.

    Attributes:
        product: that it is about; None for a place alone.
        spot: where; None where the product stands nowhere.
        score: by which it is wanted, 0 to 1,000.
    """

    product: Product | None
    spot: Spot | None
    score: int

    @property
    def id(self) -> str:
        """Of its product, else of its zone."""
        if self.product is not None:
            return self.product.id
        return self.spot.zone if self.spot is not None else ""

    @property
    def zone(self) -> str | None:
        """Of its spot."""
        return None if self.spot is None else self.spot.zone


class _Asked(NamedTuple):
    """What the rules were asked, and said."""

    stage: str
    table: str
    about: Sequence[tuple[str, str]]
    verdicts: Sequence[Verdict[Any]]


class NoHunt(Exception):
    """There is no hunt; ends the way."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.refused = Refused(code, message)


class Scene:
    """One hunt in the making."""

    def __init__(self, snapshot: Snapshot, world: World) -> None:
        self.snapshot = snapshot
        self.world = world
        # Not of the whole snapshot: a stock that changed elsewhere leaves this hunt as it is.
        self.chance = Chance(f"{snapshot.campaign}\x1f{snapshot.player}\x1f{snapshot.seed}")
        self._log: list[Note | _Asked] = []
        self._weighed: list[tuple[str, str, int, str, tuple[object, ...]]] = []

    @cached_property
    def moment(self) -> Moment:
        """The moment, as the rules are told it."""
        snapshot = self.snapshot
        return moment_told(snapshot.as_of, snapshot.timezone, snapshot.venue, snapshot.campaign)

    @cached_property
    def shut(self) -> dict[str, str]:
        """Zone or connector -> why it can't be used."""
        return {one.id: one.why for one in self.snapshot.shut}

    @cached_property
    def within(self) -> str:
        """What the zones of the venue begin with."""
        return f"{self.snapshot.venue}/"

    @cached_property
    def closed(self) -> frozenset[str]:
        """The connectors that can't be used."""
        return frozenset(self.shut).intersection(self.world.terrain.connectors)

    @cached_property
    def step_free(self) -> frozenset[str]:
        """The zones to which a step-free way is known."""
        return self.world.terrain.step_free(self.closed)

    def refuse(self, stage: str, what: str, id_: str, why: str, says: str = "") -> None:
        """Notes that something is not in the hunt."""
        self._log.append(Note(stage, what, id_, why, says))

    def weigh(self, what: str, id_: str, score: int, says: str, *told: object) -> None:
        """Notes a score; `says` has a place in braces for each thing that it tells."""
        self._weighed.append((what, id_, score, says, told))

    def ask(
        self,
        stage: str,
        decision: Decision[F, O],
        facts: Sequence[F],
        about: Sequence[tuple[str, str]],
    ) -> Sequence[Verdict[O]]:
        """The rules' verdicts, each noted with what it is about: (what, id)."""
        verdicts = self.world.rules.ask(decision, facts)
        # What it says is put in words when somebody wants to read it.
        self._log.append(_Asked(stage, decision.name, about, verdicts))
        return verdicts

    def trace(self) -> Trace:
        """What was noted so far."""
        refused: list[Note] = []
        allowed: list[Allowance] = []
        for one in self._log:
            if isinstance(one, Note):
                refused.append(one)
                continue
            for (what, id_), verdict in zip(one.about, one.verdicts, strict=True):
                if verdict.allow:
                    gives = _gives(verdict)
                    allowed.append(Allowance(one.table, id_, verdict.row, verdict.says, gives))
                else:
                    says = _WORDS.get(verdict.why, verdict.why).format(table=one.table)
                    refused.append(Note(one.stage, what, id_, "rules", says))
        weighed = [
            Weighing(what, id_, score, says.format(*told))
            for what, id_, score, says, told in self._weighed
        ]
        return Trace(tuple(refused), tuple(allowed), tuple(weighed))


def _gives(verdict: Verdict[Any]) -> str:
    if verdict.outputs is None:
        return ""
    fields = msgspec.structs.asdict(verdict.outputs)
    return ", ".join(f"{name} {value}" for name, value in fields.items())
