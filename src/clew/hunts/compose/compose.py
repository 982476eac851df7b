"""The way from a snapshot to a hunt. Pure: the same snapshot gives the same hunt anywhere."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from clew.errors import Code
from clew.hunts.compose.checks import check_hunt
from clew.hunts.compose.composed import Composed
from clew.hunts.compose.fatigue import check_fatigue
from clew.hunts.compose.puzzles import Asked, hopeless, make_puzzles
from clew.hunts.compose.reward import Choice, choose_rewards, find_survivors, in_scope
from clew.hunts.compose.scene import NoHunt, Scene, Stop
from clew.hunts.compose.shape import choose_shape
from clew.hunts.compose.targets import choose_targets
from clew.hunts.compose.usable import Usable, find_usable
from clew.hunts.compose.walk import NOWHERE, Walked, in_walking_order, route_of
from clew.hunts.compose.widen import with_promotions
from clew.hunts.model import COMPOSER, Hunt, Step, Versions
from clew.hunts.parts import digest_of, snapshot_digest
from clew.hunts.puzzles.kind import Kind
from clew.hunts.puzzles.table import KINDS
from clew.hunts.snapshot import Snapshot
from clew.hunts.world import World, spoken
from clew.rules.model import Shape

ROUNDS = 4
"""How often targets are chosen anew where no puzzle could be made of some."""
MOST_REWARDS = 6
"""Promotions for which steps are made at most."""
LEAST = 2
"""The fewest steps of a hunt that the rules want longer."""
ID_LETTERS = 24


def compose(
    snapshot: Snapshot,
    world: World,
    *,
    kinds: Mapping[str, Kind] = KINDS,
    clock: Callable[[], int] = lambda: 0,
) -> Composed:
    """A hunt, or why there is none; `world` is made of the snapshot's parts.

    `clock`: nanoseconds, for `stages`; nothing else depends on it.
    """
    way = _Way(snapshot, world, kinds, clock)
    try:
        outcome = way.walk()
    except NoHunt as none:
        return Composed(none.refused, "", way.took, way.scene.trace)
    return Composed(outcome, way.shorter, way.took, way.scene.trace)


class _Told(NamedTuple):
    steps: Sequence[Asked]
    walked: Walked
    choice: Choice


class _Way:
    def __init__(
        self,
        snapshot: Snapshot,
        world: World,
        kinds: Mapping[str, Kind],
        clock: Callable[[], int],
    ) -> None:
        self.scene = Scene(snapshot, world)
        self._stages: dict[str, int] = {}
        self.shorter = ""
        self._kinds = kinds
        self._clock = clock
        self._lang = spoken(snapshot.lang)

    @property
    def took(self) -> Mapping[str, int]:
        """Stage -> whole microseconds."""
        return {name: took // 1_000 for name, took in self._stages.items()}

    def walk(self) -> Hunt:
        """The hunt; raises `NoHunt`."""
        scene = self.scene
        with self._stage("fatigue"):
            check_fatigue(scene)
        with self._stage("usable"):
            usable = find_usable(scene)
        try:
            shape, choices = self._choices(usable)
        except NoHunt as none:
            # What is wanted has no promotion; something else in the venue may have one.
            with self._stage("usable"):
                wider = with_promotions(scene, usable)
            if wider is None:
                raise
            scene.refuse("reward", "hunt", "", "looked_wider", none.refused.message)
            usable = wider
            shape, choices = self._choices(usable)
        told = self._told(usable, shape, choices)
        with self._stage("checks"):
            self._tell_if_shorter(told.steps, shape)
            hunt = self._hunt(told)
            check_hunt(hunt, scene)
        return hunt

    def _choices(self, usable: Usable) -> tuple[Shape, Iterator[Choice]]:
        scene = self.scene
        with self._stage("promotions"):
            survivors = find_survivors(scene, usable.products)
        with self._stage("shape"):
            shape = choose_shape(scene, usable, len(survivors))
        with self._stage("reward"):
            return shape, choose_rewards(scene, survivors, usable.products)

    def _told(self, usable: Usable, shape: Shape, choices: Iterator[Choice]) -> _Told:
        """The steps for the first promotion that one of them can be about."""
        most = tries = 0
        for choice in choices:
            related = self._related(usable, choice)
            if related is not None and not related:
                self._refuse(choice, "unrelated")
                continue
            told = self._steps(usable, shape, choice, related)
            most = max(most, len(told.steps))
            if self._worth(told) >= (True, min(LEAST, shape.steps)):
                return told
            self._refuse(choice, "no_step_about_it")
            tries += 1
            if tries == MOST_REWARDS:
                break
        raise NoHunt(
            Code.TOO_LITTLE,
            f"only {most} of {shape.steps} steps could be made of "
            f"{len(usable.products)} products and {len(usable.places)} places: import more "
            "products and clues of this venue, or let the rules' table puzzle_kind allow more",
        )

    def _steps(
        self, usable: Usable, shape: Shape, choice: Choice, related: Collection[str] | None
    ) -> _Told:
        """As many steps as can be made, in the shortest order of just these.

        `related`: ids of the products that the choice is about; None: it is about everything.
        Where a stop has no puzzle another one takes its place, and the order is found anew.
        """
        failed = hopeless(self.scene, usable.places, self._kinds, self._lang)
        best = _Told((), Walked((), NOWHERE), choice)
        for _ in range(ROUNDS):
            with self._stage("targets"):
                stops = choose_targets(
                    self.scene, usable, shape.steps, related=related, without=failed
                )
            told, left = self._made(stops, shape, choice)
            if left:
                # What has puzzles may do without the others, where nothing better comes.
                failed |= {one.id for one in left}
                told, _ = self._made([one.stop for one in told.steps], shape, choice)
            if self._worth(told) > self._worth(best):
                best = told
            if not left:
                break
        return best

    def _made(
        self, stops: Sequence[Stop], shape: Shape, choice: Choice
    ) -> tuple[_Told, Sequence[Stop]]:
        with self._stage("route"):
            walked = in_walking_order(self.scene, stops)
        with self._stage("puzzles"):
            asked, left = make_puzzles(self.scene, walked.stops, shape, self._kinds, self._lang)
        return _Told(asked, walked, choice), left

    def _worth(self, told: _Told) -> tuple[bool, int]:
        """Whether the walk is that of the steps and one is about the promotion; how many."""
        whole = len(told.steps) == len(told.walked.stops)
        return whole and self._is_about(told.steps, told.choice), len(told.steps) * whole

    def _related(self, usable: Usable, choice: Choice) -> Collection[str] | None:
        """The ids of the products that a choice is about; None where it is about everything."""
        if choice.general:
            return None
        return frozenset(one.id for one in usable.products if self._about(one, choice))

    def _is_about(self, asked: Sequence[Asked], choice: Choice) -> bool:
        return choice.general or any(self._about(one.stop, choice) for one in asked)

    def _about(self, stop: Stop, choice: Choice) -> bool:
        product = stop.product
        return product is not None and in_scope(self.scene, choice.promotion, product)

    def _refuse(self, choice: Choice, why: str) -> None:
        self.scene.refuse("reward", "promotion", choice.promotion.id, why)

    def _tell_if_shorter(self, steps: Sequence[Asked], shape: Shape) -> None:
        if len(steps) < shape.steps:
            self.shorter = (
                f"{len(steps)} steps instead of {shape.steps}: no more of what may be used here "
                "makes a puzzle"
            )
            self.scene.refuse("shape", "hunt", "", "shorter", self.shorter)

    def _hunt(self, told: _Told) -> Hunt:
        snapshot = self.scene.snapshot
        digest = snapshot_digest(snapshot)
        return Hunt(
            id="h" + digest_of(f"{COMPOSER} {digest}".encode())[:ID_LETTERS],
            player=snapshot.player,
            campaign=snapshot.campaign,
            venue=snapshot.venue,
            lang=self._lang,
            step_free=snapshot.step_free,
            seed=snapshot.seed,
            as_of=snapshot.as_of,
            ranked=snapshot.ranked,
            reward=told.choice.reward,
            steps=tuple(
                _step(number, one, snapshot.reasons)
                for number, one in enumerate(told.steps, start=1)
            ),
            versions=Versions(
                rules=snapshot.names.rules_version,
                model=snapshot.model,
                catalogue=snapshot.names.catalogue_version,
                map=snapshot.names.map_version,
                composer=COMPOSER,
                snapshot=digest,
            ),
            route=route_of(self.scene, told.walked),
        )

    @contextmanager
    def _stage(self, name: str) -> Iterator[None]:
        began = self._clock()
        try:
            yield
        finally:
            self._stages[name] = self._stages.get(name, 0) + self._clock() - began


def _step(number: int, asked: Asked, reasons: Mapping[str, str]) -> Step:
    stop = asked.stop
    product = None if stop.product is None else stop.product.id
    return Step(
        n=number,
        puzzle=asked.puzzle,
        product=product,
        clue=asked.clue,
        zone=stop.zone,
        reason=reasons.get(product or "", ""),
    )
