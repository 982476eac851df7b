from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from clew.clues.model import Clue
from clew.errors import Code, Conflict, InputRefused
from clew.testing.builders import (
    CAMPAIGN,
    ask,
    build_static,
    clue,
    findings,
    house_at,
    live,
    publish,
)
from clew.text import normalise

T = TypeVar("T")
IDS = st.sampled_from(["c1", "c2", "c3", "c4"])
TEXTS = ["pêche", "peche", "gate 1", "gate -1", "water", "Water!"]
ZONES = ["mall/0/1/1", "mall/0/3/2", "mall/1/1/1", "mall/1/4/4"]


class Life(RuleBasedStateMachine):
    """Publishes, moves, deletes, restores, locks and closes; the model is two dictionaries."""

    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="clew-life-"))
        shutil.copytree(self.template, self.folder / "home")
        self.runner = asyncio.Runner()
        self.house = house_at(self.folder / "home", exact_map_gib=1)
        self.alive: dict[str, Clue] = {}
        self.gone: dict[str, Clue] = {}
        self.locked: dict[str, tuple[str, str]] = {}

    def teardown(self) -> None:
        self.run(self.house.close())
        self.runner.close()
        shutil.rmtree(self.folder)

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.runner.run(work)

    def refused(self, work: Coroutine[Any, Any, object], code: Code) -> None:
        with pytest.raises(InputRefused) as refusal:
            self.run(work)
        assert refusal.value.code is code

    # -------------------------------------------------------- the model

    def in_force(self, key: str) -> str | None:
        """The zone of the static row under a key, unless its clue or its place was deleted."""
        row = self.locked.get(key)
        if row is None:
            return None
        zone, named = row
        if named:
            return None if named in self.gone else zone
        dead = (one for one in self.gone.values() if one.zone == zone)
        return None if any(key in _keys(one) for one in dead) else zone

    def contradicts(self, one: Clue, before: Clue | None) -> bool:
        stood = _keys(before) if before is not None and before.zone == one.zone else set()
        return any(self.in_force(key) not in {None, one.zone} for key in _keys(one) - stood)

    # -------------------------------------------------------- what may happen

    @rule(
        id_=IDS,
        zone=st.sampled_from(ZONES),
        texts=st.lists(st.sampled_from(TEXTS), min_size=1, max_size=2, unique=True),
    )
    def publish(self, id_: str, zone: str, texts: list[str]) -> None:
        one = clue(id_, zone, *texts)
        if id_ in self.gone:
            self.refused(publish(self.house, one), Code.CLUE_DELETED)
        elif self.contradicts(one, self.alive.get(id_)):
            self.refused(publish(self.house, one), Code.CONTRADICTS_STATIC)
        else:
            self.run(publish(self.house, one))
            self.alive[id_] = one

    @rule(id_=IDS)
    def delete(self, id_: str) -> None:
        if id_ in self.alive:
            self.run(self.house.publisher.delete(CAMPAIGN, id_))
            self.gone[id_] = self.alive.pop(id_)
        else:
            code = Code.CLUE_DELETED if id_ in self.gone else Code.CLUE_UNKNOWN
            self.refused(self.house.publisher.delete(CAMPAIGN, id_), code)

    @rule(id_=IDS)
    def restore(self, id_: str) -> None:
        restoring = self.house.publisher.restore(CAMPAIGN, id_)
        if id_ not in self.gone:
            self.refused(restoring, Code.CLUE_UNKNOWN)
        elif self.contradicts(self.gone[id_], None):
            self.refused(restoring, Code.CONTRADICTS_STATIC)
        else:
            self.run(restoring)
            self.alive[id_] = self.gone.pop(id_)

    @rule(
        rows=st.dictionaries(
            st.sampled_from(TEXTS), st.tuples(st.sampled_from(ZONES), st.sampled_from(["", "c1"]))
        )
    )
    def lock(self, rows: dict[str, tuple[str, str]]) -> None:
        wanted: dict[str, tuple[str, str]] = {}
        bad = False
        for text, (zone, named) in rows.items():
            key = normalise(text).key
            if named and named not in self.alive:
                bad = True
            quiet = not named and any(
                one.zone == zone and key in _keys(one) for one in self.gone.values()
            )
            stands = {one.zone for one in self.alive.values() if key in _keys(one)}
            bad = bad or quiet or key in wanted or bool(stands and zone not in stands)
            bad = bad or (named in self.alive and zone != self.alive[named].zone)
            wanted[key] = (zone, named)
        building = build_static(self.house, [(text, *row) for text, row in rows.items()])
        if bad:
            with pytest.raises(InputRefused):
                self.run(building)
        else:
            self.run(building)
            self.locked = wanted

    @rule(id_=IDS, texts=st.permutations(TEXTS))
    def fail_to_publish(self, id_: str, texts: list[str]) -> None:
        """A zone that no map has is refused after the record has begun, and leaves no trace."""
        one = clue(id_, "mall/0/99/99", f"nowhere {texts[0]}")
        with pytest.raises(Conflict):
            self.run(publish(self.house, one))

    @rule()
    def close_and_open(self) -> None:
        self.run(self.house.campaigns.close(CAMPAIGN))
        self.refused(ask(self.house, "water"), Code.CAMPAIGN_CLOSED)
        self.run(self.house.campaigns.reopen(CAMPAIGN))

    @rule()
    def restart(self) -> None:
        self.run(self.house.close())
        self.house = house_at(self.folder / "home", exact_map_gib=1)

    # -------------------------------------------------------- what must hold

    @invariant()
    def answers_are_the_models(self) -> None:
        for text in TEXTS:
            answer = self.run(ask(self.house, text))
            forms = normalise(text)
            hits = [one for one in self.alive.values() if forms.key in _keys(one)]
            if forms.accented:
                spelt = [one for one in hits if forms.spelling in _spellings(one)]
                hits = spelt or hits
            zones = {one.zone for one in hits}
            decided = self.in_force(forms.key)
            if len(zones) == 1:
                expected: tuple[str, set[str]] = ("found", zones)
            elif decided is not None and (not zones or decided in zones):
                expected = ("found", {decided})
            else:
                expected = ("ambiguous" if zones else "miss", zones)
            told = {answer.zone} if answer.zone else {one.zone for one in answer.candidates}
            assert (answer.outcome, told, answer.degraded) == (*expected, ())

    @invariant()
    def the_parts_agree(self) -> None:
        assert self.run(live(self.house)) == [one for _, one in sorted(self.alive.items())]
        for finding in self.run(findings(self.house)):
            # A collision that a row left undecided by a later delete is told, and nothing else.
            assert finding.part == "static", finding
            assert "is locked to" in finding.message, finding


def _keys(one: Clue) -> set[str]:
    return {normalise(text).key for text in one.spellings}


def _spellings(one: Clue) -> set[str]:
    return {normalise(text).spelling for text in one.spellings}


def run_life(template: Path, examples: int, steps: int) -> None:
    machine = type("LifeHere", (Life,), {"template": template})
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )


def test_a_whole_life_is_as_the_model_says(mall_home: Path) -> None:
    """Whatever is published, moved, deleted, restored and locked, all parts say the same."""
    run_life(mall_home, 12, 12)


@pytest.mark.soak
def test_many_whole_lives_are_as_the_model_says(mall_home: Path) -> None:
    """The same, for many more and longer lives."""
    run_life(mall_home, 150, 40)
