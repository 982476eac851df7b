"""Why a hunt is as it is, for staff: scores with reasons, rules by table and row, refusals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from clew.hunts.compose.composed import Composed
from clew.hunts.compose.reward import STAGE, sought_of
from clew.hunts.compose.trace import Allowance, Note, Trace, Weighing
from clew.hunts.model import Refused, Step
from clew.hunts.ports import Holding
from clew.hunts.replay import Replay
from clew.hunts.snapshot import Snapshot
from clew.hunts.world import World
from clew.promotions.model import Hold


class HoldTold(msgspec.Struct, frozen=True):
    """The hold on the reward's budget.

    Attributes:
        money: minor units that are held.
        until: seconds since 1970 UTC.
    """

    id: str
    promotion: str
    state: str
    money: int
    until: int


class Chosen(msgspec.Struct, frozen=True):
    """Why a step is about what it is about.

    Attributes:
        n: the step's number.
        what: `product` or `zone`.
        id: of it.
        reason: why it was chosen for this player, in the hunt's language; empty where nothing that
            the player or others did speaks for it.
    """

    n: int
    what: str
    id: str
    reason: str


class Explanation(msgspec.Struct, frozen=True):
    """See above.

    Attributes:
        hunt_id: None where there is no hunt.
        no_hunt: why there is none; None where there is one.
        shorter: why it has fewer steps than the rules wanted; empty where it has all.
        ranked: whether the player's own doings or a model chose the targets.
        missing: what could not be asked in time when the snapshot was taken.
        steps: of each step why it is in the hunt; empty where there is none.
        names: what products, promotions and zones of it are called, by id.
        weighed: scores, in the order in which they were found.
        allowed: rows of the rules that allowed something.
        refused: everything that was looked at and is not in the hunt.
        hold: None where nothing is held.
        stages: stage -> microseconds, of this explanation's own composing.
    """

    player_id: str
    hunt_id: str | None
    no_hunt: Refused | None
    shorter: str
    ranked: bool
    missing: Sequence[str]
    steps: Sequence[Chosen]
    names: Mapping[str, str]
    weighed: Sequence[Weighing]
    allowed: Sequence[Allowance]
    refused: Sequence[Note]
    hold: HoldTold | None
    stages: Mapping[str, int]


def explanation(
    snapshot: Snapshot, world: World, composed: Composed, hold: Hold | None
) -> Explanation:
    """The explanation of what a snapshot was composed to."""
    hunt, trace = composed.hunt, composed.trace
    steps = [] if hunt is None else [_chosen(one) for one in hunt.steps]
    refused = [*trace.refused, *_other_promotions(snapshot, world, trace.refused, trace.weighed)]
    return Explanation(
        player_id=snapshot.player,
        hunt_id=None if hunt is None else hunt.id,
        no_hunt=composed.refused,
        shorter=composed.shorter,
        ranked=snapshot.ranked,
        missing=snapshot.missing,
        steps=steps,
        names=_names(world, snapshot.lang, [*_ids(refused, trace), *(one.id for one in steps)]),
        weighed=trace.weighed,
        allowed=trace.allowed,
        refused=refused,
        hold=None if hold is None else _told(hold),
        stages=composed.stages,
    )


def _told(hold: Hold) -> HoldTold:
    return HoldTold(hold.id, hold.promotion, str(hold.state), hold.money, hold.expires)


def _chosen(step: Step) -> Chosen:
    if step.product is None:
        return Chosen(step.n, "zone", step.zone or "", step.reason)
    return Chosen(step.n, "product", step.product, step.reason)


class Explanations:
    """Explains saved hunts, by composing them again; one a process."""

    def __init__(self, *, replay: Replay, holding: Holding) -> None:
        self._replay = replay
        self._holding = holding

    async def of(self, hunt: str) -> Explanation:
        """A saved hunt's. Raises as `Replay.of`."""
        again = await self._replay.of(hunt)
        hold = await self._holding.hold(again.saved.hold)
        return explanation(again.saved.snapshot, again.world, again.composed, hold)


def _other_promotions(
    snapshot: Snapshot, world: World, refused: Iterable[Note], weighed: Iterable[Weighing]
) -> Sequence[Note]:
    """Promotions that were filtered out before anything was asked about them, each with why."""
    told = {one.id for one in refused if one.what == "promotion"}
    told |= {one.id for one in weighed if one.what == "promotion"}
    sought = sought_of(snapshot, world, [one.product for one in snapshot.wanted])
    notes = []
    for one in world.offers.promotions:
        if one.id not in told:
            why = world.desk.why_not(one, sought)
            notes.append(Note(STAGE, "promotion", one.id, str(why or "not_reached")))
    return notes


def _ids(refused: Iterable[Note], trace: Trace) -> Iterator[str]:
    """Whatever is spoken of."""
    for note in refused:
        # A puzzle's refusal names its kind and what it was about.
        yield note.id.rpartition(" about ")[2] if note.what == "puzzle" else note.id
    yield from (one.id for one in trace.weighed)
    yield from (one.about for one in trace.allowed)


def _names(world: World, lang: str, ids: Iterable[str]) -> Mapping[str, str]:
    offers = {one.id: one for one in world.offers.promotions}
    names: dict[str, str] = {}
    for id_ in sorted(set(ids)):
        if id_ in world.shelf.products:
            names[id_] = world.shelf.products[id_].text("name", lang)
        elif id_ in offers:
            names[id_] = offers[id_].called(lang)
        elif id_ in world.terrain.spots:
            names[id_] = world.terrain.spots[id_].name
    return names
