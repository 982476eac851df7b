"""The lint finds what is planted, and keeps quiet over a campaign that is clean."""

from __future__ import annotations

import random
from collections.abc import Sequence

import msgspec
import pytest

from clew.clues.lint_model import LintFinding, LintReport
from clew.clues.model import Clue, State
from clew.errors import Code, InputRefused
from clew.geo import distance_m
from clew.ids import parse_zone
from clew.testing.builders import CAMPAIGN, VENUE, build_static, clue, live, publish
from clew.text import normalise
from clew.venues.model import VenueRecord
from clew.wiring.house import House

_FIRST = """
amber brave copper dusty elegant foggy golden humble ivory jolly knitted lonely mighty narrow orange
patient quiet rusty silver timid urgent velvet wooden yellow zealous ancient bitter crooked distant
eager
"""
_SECOND = """
anchor bicycle candle dragon engine feather guitar hammer iguana jacket kettle lantern mirror needle
octopus pillow quilt rocket saddle teapot umbrella violin window yacht zebra basket cactus doorbell
elephant fiddle
"""
FIRST, SECOND = _FIRST.split(), _SECOND.split()
PARAPHRASES = (
    ("where can I buy a train ticket", "I want to purchase railway tickets"),
    ("the shop for children's toys", "a toy store for kids"),
    ("where do people park their cars", "the car park for visitors"),
    ("I would like to drink a coffee", "get a cup of coffee please"),
    ("running shoes for the marathon", "sneakers to run a marathon"),
    ("flowers for my mother's birthday", "a birthday bouquet of flowers for mum"),
    ("learn to play the guitar", "guitar lessons for beginners"),
    ("medicine against a headache", "pills for headache relief"),
)
PLANTED = 8
"""Faults of a kind that are planted at a time."""


def seeded(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - a fault that was planted must be planted again


async def ground(house: House) -> VenueRecord:
    record = await house.venues.load(VENUE)
    assert record is not None
    return record


def clean(chance: random.Random, zones: Sequence[str]) -> list[Clue]:
    """Clues no two of which say the like."""
    seconds = chance.sample(SECOND, len(SECOND))
    texts = [f"{one} {two}" for one, two in zip(FIRST, seconds, strict=True)]
    texts += [one for pair in PARAPHRASES for one in pair[:1]]
    return [clue(f"c{n}", chance.choice(zones), text) for n, text in enumerate(texts)]


def far(chance: random.Random, zones: Sequence[str], zone: str) -> str:
    """A zone that is more than a square away."""
    here = parse_zone(zone)
    return chance.choice(
        [
            one
            for one in zones
            if parse_zone(one).level != here.level or abs(parse_zone(one).i - here.i) > 2
        ]
    )


def slipped(chance: random.Random, text: str) -> str:
    """The text with one letter wrong, missing, added or swapped; never the same key."""
    while True:
        at = chance.randrange(len(text) - 1)
        letter = chance.choice("abcdefghijklmnopqrstuvwxyz")
        other = chance.choice(
            [
                text[:at] + letter + text[at + 1 :],
                text[:at] + letter + text[at:],
                text[:at] + text[at + 1] + text[at] + text[at + 2 :],
                text[:at] + text[at + 1 :],
            ]
        )
        if normalise(other).key != normalise(text).key:
            return other


def told(report: LintReport, kind: str) -> set[str]:
    """The clues that findings of a kind name."""
    return {
        said.clue
        for one in report.findings
        if one.kind == kind
        for said in (one.said, one.other)
        if said is not None
    }


@pytest.mark.parametrize("seed", range(4))
async def test_a_clean_campaign_is_told_nothing_of(house: House, seed: int) -> None:
    """Over a campaign whose texts are unlike each other, at most 1 % of the clues are named."""
    zones = [zone.id for zone in (await ground(house)).zones]
    clues = clean(seeded(seed), zones)
    await publish(house, *clues)
    report = await house.lint.look(CAMPAIGN)
    assert report.skipped == {}
    assert (report.clues, report.spellings) == (len(clues), len(clues))
    assert len(report.findings) <= len(clues) / 100


@pytest.mark.parametrize("seed", range(4))
async def test_planted_faults_are_found(house: House, seed: int) -> None:
    """Of faults of every kind, planted into a clean campaign, 95 % and more are told by kind."""
    chance = seeded(seed)
    record = await ground(house)
    # A square on the rim of a hall may belong to no unit, and then has no name to give away.
    zones = [zone.id for zone in record.zones if zone.unit is not None]
    clues = clean(chance, zones)
    await publish(house, *clues)
    victims = chance.sample(clues[: len(FIRST)], 3 * PLANTED)
    wanted: dict[str, set[str]] = {}

    def plant(kind: str, victim: Clue, text: str) -> Clue:
        name = f"{kind}-{victim.id}"
        wanted.setdefault(kind, set()).add(name)
        return clue(name, far(chance, zones, victim.zone), text)

    planted = [
        *[plant("close_text", one, slipped(chance, one.text)) for one in victims[:PLANTED]],
        *[
            plant("collision", one, f"{one.text.upper()}!")
            for one in victims[PLANTED : 2 * PLANTED]
        ],
        *[
            plant("close_meaning", one, said)
            for one, (_, said) in zip(clues[len(FIRST) :], PARAPHRASES, strict=True)
        ],
    ]
    by_id = {zone.id: zone for zone in record.zones}
    for one in victims[2 * PLANTED :]:
        level = parse_zone(one.zone).level
        name = f"gives_away-{one.id}"
        wanted.setdefault("gives_away", set()).add(name)
        planted.append(clue(name, one.zone, f"{one.text} of HALL {level}"))
        there = by_id[far(chance, zones, one.zone)]
        name = f"outside_venue-{one.id}"
        wanted.setdefault("outside_venue", set()).add(name)
        moved = clue(name, one.zone, f"{name} {chance.randrange(10**9)}")
        planted.append(msgspec.structs.replace(moved, lat=there.lat, lon=there.lon + 1))
    await publish(house, *planted)
    report = await house.lint.look(CAMPAIGN)
    for kind, names in wanted.items():
        assert len(names & told(report, kind)) >= 0.95 * len(names), kind
        assert report.counts[kind] >= len(names)


async def test_a_zone_that_no_map_has(house: House, zones: Sequence[str]) -> None:
    """A clue whose zone is on no map is told, and takes part in no pair."""
    lost = clue("lost", "mall/0/900/900", "amber anchor")
    begun = await house.clues.begin(CAMPAIGN, [lost], State.PUBLISHING, "2027-05-01T12:00:00Z")
    await house.clues.finish(begun, State.LIVE)
    await publish(house, clue("c1", zones[0], "Amber anchor"))
    (finding,) = (await house.lint.look(CAMPAIGN)).findings
    assert (finding.kind, finding.said.clue) == ("outside_venue", "lost")
    assert "mall/0/900/900" in finding.message


async def test_metres_are_between_the_served_centroids(house: House) -> None:
    """A pair's metres are the distance of the two centroids that the map serves."""
    record = await ground(house)
    points = {zone.id: (zone.lat, zone.lon) for zone in record.zones}
    chance = seeded(7)
    zones = list(points)
    pairs = [(one, far(chance, zones, one)) for one in chance.sample(zones, 12)]
    await publish(
        house,
        *[clue(f"a{n}", one, f"{FIRST[n]} {SECOND[n]}") for n, (one, _) in enumerate(pairs)],
        *[clue(f"b{n}", two, f"{FIRST[n]} {SECOND[n]}") for n, (_, two) in enumerate(pairs)],
    )
    found = [one for one in (await house.lint.look(CAMPAIGN)).findings if one.kind == "collision"]
    assert len(found) == len(pairs)
    for one in found:
        assert one.other is not None
        assert one.metres == round(distance_m(*points[one.said.zone], *points[one.other.zone]), 2)
        levels = parse_zone(one.said.zone).level - parse_zone(one.other.zone).level
        assert one.levels == abs(levels)


def harm(finding: LintFinding) -> float:
    assert finding.alike is not None
    assert finding.metres is not None
    return finding.alike * (finding.metres + 20 * finding.levels)


async def test_the_worst_first(house: House) -> None:
    """Pairs come in the order of likeness times way, a floor counting as 20 metres."""
    zones = [zone.id for zone in (await ground(house)).zones]
    chance = seeded(3)
    words = [f"doorbell {n}" for n in range(30)]
    await publish(
        house, *[clue(f"c{n}", chance.choice(zones), word) for n, word in enumerate(words)]
    )
    report = await house.lint.look(CAMPAIGN, near=0.7)
    harms = [harm(one) for one in report.findings if one.kind == "close_text"]
    assert len(harms) > 100
    assert harms == pytest.approx(sorted(harms, reverse=True), rel=1e-3)


async def test_one_spot_is_no_finding(house: House) -> None:
    """Two clues in one square, or in squares side by side, are one spot to a player."""
    zones = {zone.id for zone in (await ground(house)).zones}
    here = "mall/0/2/2" if "mall/0/2/2" in zones else min(zones)
    _, level, i, j = here.split("/")
    beside = f"mall/{level}/{int(i) + 1}/{j}"
    across = f"mall/{level}/{int(i) + 3}/{j}"
    await publish(
        house,
        clue("c1", here, "amber anchor"),
        clue("c2", here, "Amber anchor!"),
        clue("c3", beside, "amber ancho"),
    )
    assert (await house.lint.look(CAMPAIGN)).findings == ()
    await publish(house, clue("c4", across, "amber anchors"))
    assert {one.kind for one in (await house.lint.look(CAMPAIGN)).findings} == {"close_text"}


async def test_a_static_row_that_decides(house: House, zones: Sequence[str]) -> None:
    """A collision says whether a static row decides it, and where it leads."""
    await publish(house, clue("c1", zones[0], "amber anchor"), clue("c2", zones[9], "Amber anchor"))
    (finding,) = (await house.lint.look(CAMPAIGN)).findings
    assert "no static row decides" in finding.message
    await build_static(house, [("amber anchor", zones[0], "c1")])
    (finding,) = (await house.lint.look(CAMPAIGN)).findings
    assert (finding.kind, finding.alike) == ("collision", 1.0)
    assert f"says {zones[0]}" in finding.message


async def test_a_static_row_against_the_record(house: House, zones: Sequence[str]) -> None:
    """A row whose text was edited to one that a clue elsewhere has is told."""
    await publish(house, clue("c1", zones[0], "amber anchor"), clue("c2", zones[9], "brave yacht"))
    await build_static(house, [("amber anchor", zones[0], "")])
    path = house.home / "static" / "static.csv"
    path.write_text(path.read_text().replace("amber anchor", "brave yacht"))
    found = (await house.lint.look(CAMPAIGN)).findings
    assert [one.kind for one in found] == ["static"]
    assert "c2" in found[0].message


async def test_a_plain_name_is_a_clue(house: House, zones: Sequence[str]) -> None:
    """A text that is the place's name and no more gives nothing away; one that says more does."""
    await publish(house, clue("c1", zones[0], "Hall 0", "the hall 00", "under hall 0"))
    found = (await house.lint.look(CAMPAIGN)).findings
    assert [(one.kind, one.said.text) for one in found] == [("gives_away", "under hall 0")]


async def test_without_the_embedding(house: House, zones: Sequence[str]) -> None:
    """Where the artefact is damaged the rest is told, and the part is named."""
    damaged = House(
        msgspec.structs.replace(
            house.configuration,
            settings=msgspec.structs.replace(house.settings, embedding="nowhere"),
        )
    )
    await publish(house, clue("c1", zones[0], "amber anchor"), clue("c2", zones[9], "amber ancor"))
    report = await damaged.lint.look(CAMPAIGN)
    await damaged.close()
    assert list(report.skipped) == ["embedding"]
    assert [one.kind for one in report.findings] == ["close_text"]


async def test_it_changes_nothing(house: House, zones: Sequence[str]) -> None:
    """After a look the live clues are what they were; at most `top` of a kind are listed."""
    clues = [clue(f"c{n}", zones[n % 2 * 9], f"doorbell {n}") for n in range(10)]
    await publish(house, *clues)
    report = await house.lint.look(CAMPAIGN, top=2)
    assert len([one for one in report.findings if one.kind == "close_text"]) == 2
    assert report.counts["close_text"] > 2
    assert await live(house) == clues


async def test_an_unknown_campaign_is_refused(house: House) -> None:
    """A campaign that is not there is a refusal, not a clean bill."""
    with pytest.raises(InputRefused) as refused:
        await house.lint.look("autumn")
    assert refused.value.code is Code.CAMPAIGN_UNKNOWN
