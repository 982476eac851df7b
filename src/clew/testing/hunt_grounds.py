"""Made-up venues as hunts see them: levels, rooms, ways, signs and clues, by chance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from random import Random
from typing import NamedTuple

import msgspec

from clew.hunts.model import ClueText, Spoken
from clew.hunts.model import Spot as Sign
from clew.hunts.snapshot import Grounds, Pairing
from clew.shop.model import Product
from clew.testing.hunt_words import HINTED, SIGNS, TOKENS
from clew.venues.model import Portal, Spot, WayGraph

CELL_DM = 50
"""A zone's side in decimetres."""


class Plan(NamedTuple):
    """Where one can stand and cross in a made-up venue.

    Attributes:
        graph: its ways.
        levels: ordinal -> as people call it.
    """

    graph: WayGraph
    levels: dict[int, str]


def made_plan(rng: Random, venue: str, zones: int) -> Plan:
    """About so many zones over one to four levels: a hall on each, rooms beside it."""
    lowest = rng.choice((-1, 0, 0, 0))
    ordinals = range(lowest, lowest + rng.randint(1, 4))
    numbers = count()
    stands: dict[str, Spot] = {}
    portals: list[Portal] = []
    halls = {}
    for level in ordinals:
        halls[level] = next(numbers)
        share = max(6, zones // len(ordinals))
        for zone, spot, doors in _level(rng, venue, level, halls[level], share, numbers):
            stands[zone] = spot
            portals += doors
    portals += _shafts(rng, halls)
    portals.sort(key=lambda one: (one.connector, one.level, one.place, one.x, one.y))
    return Plan(
        WayGraph(venue, rng.randint(1, 40), tuple(portals), dict(sorted(stands.items()))),
        {level: f"{level}F" if level else "Ground floor" for level in ordinals},
    )


def _level(
    rng: Random, venue: str, level: int, hall: int, share: int, numbers: Iterator[int]
) -> Iterator[tuple[str, Spot, list[Portal]]]:
    """Zones of a level, each with the doors of the room that begins with it."""
    wide = rng.randint(3, 12)
    room, left = hall, 0
    for number in range(share):
        j, i = divmod(number, wide)
        doors: list[Portal] = []
        x, y = i * CELL_DM + 25, j * CELL_DM + 25
        if left == 0:
            # A third of the ground is hall, the rest rooms of one to eight squares.
            inside = rng.random() < 0.7
            room, left = (next(numbers), rng.randint(1, 8)) if inside else (hall, rng.randint(1, 5))
            if inside:
                doors = _doors(rng, level, hall, room, (x, y))
        left -= 1
        yield f"{venue}/{level}/{i}/{j}", Spot(room, level, x, y), doors


def _doors(rng: Random, level: int, hall: int, room: int, corner: tuple[int, int]) -> list[Portal]:
    if rng.random() < 0.07:
        return []  # the map draws no door, so no way is known
    found = []
    for door in range(rng.choice((1, 1, 1, 2))):
        free = rng.choices((True, False, None), (82, 10, 8))[0]
        x, y = corner[0] - 25, corner[1] + rng.randint(-25, 25)
        found += [
            Portal(f"door-{level}-{room}-{door}", "door", free, place, level, x, y)
            for place in (hall, room)
        ]
    return found


def _shafts(rng: Random, halls: dict[int, int]) -> Iterator[Portal]:
    """What leads from level to level; now and then a level is left out of the lift."""
    for number in range(rng.randint(1, 2)):
        x, y = rng.randint(0, 600), rng.randint(0, 600)
        free = rng.choices((True, None, False), (85, 10, 5))[0]
        for level, hall in halls.items():
            if rng.random() < 0.93:
                yield Portal(f"lift-{number}", "lift", free, hall, level, x, y)
    for lower in [level for level in halls if level + 1 in halls]:
        for number in range(rng.randint(0, 2)):
            kind = rng.choice(("stairs", "escalator", "ramp"))
            x, y = rng.randint(0, 600), rng.randint(0, 600)
            for level, further in ((lower, 0), (lower + 1, 40)):
                yield Portal(
                    f"{kind}-{lower}-{number}",
                    kind,
                    kind == "ramp",
                    halls[level],
                    level,
                    x + further,
                    y,
                )


def made_grounds(rng: Random, plan: Plan, products: Sequence[Product]) -> Grounds:
    """The venue with its signs, clues, capacities and accepted bundles."""
    french = rng.random() < 0.4
    signs = tuple(_signs(rng, plan, french=french))
    zones = list(plan.graph.zones)
    bounded = rng.sample(zones, rng.randint(0, len(zones) // 2))
    return Grounds(
        venue=plan.graph.venue,
        map_version=plan.graph.map_version,
        ways=msgspec.to_builtins(plan.graph),
        spots=signs,
        clues=tuple(_clues(rng, signs)),
        capacities={zone: rng.choice((1, 2, 5, 20, 100)) for zone in sorted(bounded)},
        pairs=tuple(_pairs(rng, products)),
    )


def _signs(rng: Random, plan: Plan, *, french: bool) -> Iterator[Sign]:
    zones = plan.graph.zones
    some = rng.sample(sorted(zones), min(len(zones), rng.randint(4, 70)))
    pairs = list(SIGNS)
    rng.shuffle(pairs)
    names = [pair[french] for pair in pairs]
    for number, zone in enumerate(sorted(some)):
        spot = zones[zone]
        # Where there are more signs than names, some name stands twice; some spots have none.
        name = names[number % len(names)] if rng.random() < 0.9 else ""
        if number >= len(names) and rng.random() < 0.7:
            name = f"{name} {number}" if name else ""
        label = plan.levels[spot.level]
        other = f"Niveau {spot.level}" if french else f"Level {spot.level}"
        spoken = []
        # Where the sign has a number besides, no language has a word for it.
        if name == names[number % len(names)] and rng.random() < 0.6:
            pair = pairs[number % len(names)]
            spoken = [Spoken("en", pair[0], label), Spoken("fr", pair[1], other)]
        yield Sign(zone, spot.level, label, name, spot.x, spot.y, tuple(spoken))


def _clues(rng: Random, signs: Sequence[Sign]) -> Iterator[ClueText]:
    spare = [
        (language, start[language].format(token[language]))
        for language in (0, 1)
        for start in HINTED
        for token in TOKENS
    ]
    rng.shuffle(spare)
    numbers = count()
    for sign in signs:
        for _ in range(rng.choice((0, 1, 1, 2, 3))):
            if not spare:
                return
            language, text = spare.pop()
            # Now and then a clue tells the name itself, which no puzzle may show.
            if sign.name and rng.random() < 0.1:
                text = f"{text}: {sign.name}"
            aliases = (sign.name,) if sign.name and rng.random() < 0.5 else ()
            yield ClueText(f"c{next(numbers):04}", text, aliases, ("en", "fr")[language], sign.zone)


def _pairs(rng: Random, products: Sequence[Product]) -> Iterator[Pairing]:
    types = sorted({f"{one.place_in_shop} > {one.type}" for one in products})
    wanted = {
        tuple(sorted(rng.sample(types, 2))) for _ in range(rng.randint(0, 12) * (len(types) > 1))
    }
    for first, second in sorted(wanted):
        yield Pairing(
            first,
            second,
            together=rng.randint(0, 400),
            npmi=rng.randint(-100, 900),
            lift=rng.randint(500, 20_000),
        )
