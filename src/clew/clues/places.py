"""Where the spellings that a text may mean lead to: the exact tier's places, never others."""

from __future__ import annotations

from clew.clues.atlas import Chart
from clew.clues.decide import CONTRADICTED_CONFIDENCE, Choice, Hit, choose
from clew.clues.evidence import MOST_ASKED
from clew.clues.key import key_of
from clew.clues.model import Candidate, Query
from clew.clues.ports import ExactReader
from clew.clues.told import Told
from clew.clues.vectors.weighed import Weighed


async def places_of(
    weighed: Weighed, query: Query, chart: Chart, exact: ExactReader
) -> tuple[Told | None, str]:
    """What to tell the player, and the outcome of the step; raises `PartUnavailable`.

    A spelling that may be answered is a key of the exact tier, and all that stands under that key
    counts: the same words may lead to two places, and then the context decides or the player.
    """
    if weighed.outcome == "below":
        return await _worth_asking(weighed, query, chart, exact), "below"
    if weighed.outcome != "one_zone":
        return None, weighed.outcome
    (meant,) = weighed.meant
    lookup = await exact.lookup(query.campaign, key_of(query.campaign, meant.form))
    if meant.entry not in lookup.entries:
        return None, "moving"
    choice = choose([chart.hit(entry) for entry in lookup.entries], query.context)
    if choice.hit is None:
        sure = meant.probability * (CONTRADICTED_CONFIDENCE if choice.contradicted else 1.0)
        chances = [sure / len(choice.candidates)] * len(choice.candidates)
        return _asking(choice, chances, weighed), "several_zones"
    if choice.hit.lat is None:
        return None, "dropped_row"
    found = Told(
        "vector", choice, (), round(meant.probability, 6), weighed.score, weighed.runner_up
    )
    return found, "one_zone"


async def _worth_asking(weighed: Weighed, query: Query, chart: Chart, exact: ExactReader) -> Told:
    """Every place of every spelling that is worth asking about, each place once."""
    chances: dict[str, tuple[Hit, float]] = {}
    for meant in weighed.meant:
        lookup = await exact.lookup(query.campaign, key_of(query.campaign, meant.form))
        hits = {entry.zone: chart.hit(entry) for entry in lookup.entries}
        for zone, hit in hits.items():
            chances.setdefault(zone, (hit, meant.probability / len(hits)))
    some = list(chances.values())[:MOST_ASKED]
    return _asking(Choice(None, tuple(hit for hit, _ in some)), [p for _, p in some], weighed)


def _asking(choice: Choice, chances: list[float], weighed: Weighed) -> Told:
    candidates = tuple(
        Candidate(hit.clue, hit.text, hit.zone, hit.level, round(chance, 6))
        for hit, chance in zip(choice.candidates, chances, strict=True)
    )
    return Told("vector", choice, candidates, 0.0, weighed.score, weighed.runner_up)
