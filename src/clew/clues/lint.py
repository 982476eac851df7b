"""Looking over a campaign before players do: texts that will lead them astray. Changes nothing.

- `outside_venue`: the clue's zone is on no map, or its point lies in another zone by now.
- `static`: a locked row that does not agree with the live clues.
- `collision`: one key, several places.
- `close_text`: two spellings alike by letters (`clew.clues.likeness` names metric and length rule).
- `close_meaning`: two spellings whose vectors have a cosine over the threshold, and that are not
  close by letters.
- `gives_away`: a text that says the name of its place.

Pairs are told only where the way between the two places is more than a square
(`clew.clues.lint_pairs`), the most harmful first: likeness x way.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from clew.clues.embedders.port import Embedder, embed_all
from clew.clues.heads import known_campaign
from clew.clues.key import key_of
from clew.clues.lint_model import KINDS, Kind, LintFinding, LintReport, Said
from clew.clues.lint_pairs import Ground, Matches, by_key, by_letters, by_meaning, worst
from clew.clues.lint_places import fault_of_place, faults_of_static, given_away
from clew.clues.model import Clue, StaticRow
from clew.clues.ports import ClueRecord, StaticReader, VenuePlan, VenuePlans
from clew.errors import PartUnavailable
from clew.progress import Progress, silent
from clew.text import normalise

NEAR = 0.8
"""How alike two spellings must be to be told, by letters and by meaning."""
TOP = 200
"""Findings of a kind that are listed."""


class Lint:
    """Looks over the live clues of a campaign."""

    def __init__(
        self,
        *,
        record: ClueRecord,
        static: StaticReader,
        plans: VenuePlans,
        embedder: Callable[[], Embedder],
    ) -> None:
        """`embedder` gives the embedder when it is first needed, or raises `PartUnavailable`."""
        self._record = record
        self._static = static
        self._plans = plans
        self._embedder = embedder

    async def look(
        self, campaign: str, *, near: float = NEAR, top: int = TOP, progress: Progress = silent
    ) -> LintReport:
        """What it finds; the record and the maps are needed, other parts are named if missing.

        `near` is from 0 (excluded) to 1. Raises `InputRefused` (`campaign_unknown`).
        """
        await known_campaign(self._record, campaign)
        live = {revision.clue.id: revision.clue async for revision in self._record.live(campaign)}
        plans = {
            venue: await self._plans.plan(venue)
            for venue in sorted({clue.venue for clue in live.values()})
        }
        skipped: dict[str, str] = {}
        locked = await self._locked(campaign, skipped)
        found: defaultdict[Kind, list[LintFinding]] = defaultdict(list)
        found["static"] += faults_of_static(*_static_case(campaign, locked, live.values()), live)
        standing = []
        for clue in live.values():
            plan = plans[clue.venue]
            fault = fault_of_place(clue, plan)
            if fault is not None:
                found["outside_venue"].append(fault)
            if plan is not None and plan.has(clue.zone):
                standing.append(clue)
                found["gives_away"] += given_away(clue, plan)
        pairs = _Pairs(standing, plans, near, top)
        pairs.tell("collision", by_key(pairs.keys), found, locked, campaign)
        progress("comparing letters", 0, 0)
        pairs.tell("close_text", by_letters(pairs.keys, near), found)
        try:
            vectors = await embed_all(self._embedder(), pairs.texts, progress)
        except PartUnavailable as error:
            skipped["embedding"] = error.message
        else:
            pairs.tell("close_meaning", by_meaning(vectors, near), found)
        counts = {kind: len(found[kind]) for kind in KINDS} | pairs.counts
        listed = tuple(finding for kind in KINDS for finding in found[kind][:top])
        return LintReport(
            campaign,
            len(live),
            sum(len(clue.spellings) for clue in live.values()),
            counts,
            listed,
            skipped,
        )

    async def _locked(self, campaign: str, skipped: dict[str, str]) -> Mapping[bytes, StaticRow]:
        try:
            return await self._static.locked(campaign)
        except PartUnavailable as error:
            skipped["static"] = error.message
            return {}


class _Pairs:
    """Pairs of spellings, each pair of clues told once, under the first kind that has it."""

    def __init__(
        self,
        clues: Sequence[Clue],
        plans: Mapping[str, VenuePlan | None],
        near: float,
        top: int,
    ) -> None:
        said = [Said(clue.id, text, clue.zone) for clue in clues for text in clue.spellings]
        centroids = {}
        for clue in clues:
            plan = plans[clue.venue]
            if plan is not None:
                centroids[clue.zone] = plan.centroid(clue.zone)
        self.keys = [normalise(one.text).key for one in said]
        self.texts = [one.text for one in said]
        self.counts: Counter[str] = Counter()
        self._ground = Ground(said, centroids)
        self._near = near
        self._top = top
        self._told: set[int] = set()

    def tell(
        self,
        kind: Kind,
        matches: Matches,
        found: Mapping[Kind, list[LintFinding]],
        locked: Mapping[bytes, StaticRow] | None = None,
        campaign: str = "",
    ) -> None:
        """Adds a finding for each pair of clues that no earlier kind has told."""
        for number, alike, row, other in worst(self._ground, matches):
            if number in self._told:
                continue
            self._told.add(number)
            self.counts[kind] += 1
            if self.counts[kind] <= self._top:
                decides = None if locked is None else locked.get(key_of(campaign, self.keys[row]))
                found[kind].append(self._finding(kind, alike, row, other, decides))

    def _finding(
        self, kind: Kind, alike: float, row: int, other: int, decides: StaticRow | None
    ) -> LintFinding:
        one, two = self._ground.said[row], self._ground.said[other]
        metres, levels = self._ground.apart(one, two)
        message, suggestion = _words(kind, decides)
        return LintFinding(
            kind, one, two, round(alike, 4), round(metres, 2), levels, message, suggestion
        )


def _words(kind: Kind, decides: StaticRow | None) -> tuple[str, str]:
    if kind == "collision" and decides is not None:
        return (
            f"the same key leads to both; static.csv line {decides.line} says {decides.zone}",
            "nothing to do if that is what is meant",
        )
    if kind == "collision":
        return (
            "the same key leads to both, and no static row decides: players are asked which",
            "reword one of the two, or let a static row decide",
        )
    if kind == "close_text":
        return (
            "a slip of the finger takes one for the other",
            "reword one of the two until they differ in a whole word",
        )
    return (
        "the two say much the same in other words",
        "name in each what the other place does not have",
    )


def _static_case(
    campaign: str, locked: Mapping[bytes, StaticRow], clues: Iterable[Clue]
) -> tuple[Sequence[StaticRow], Mapping[int, list[Clue]]]:
    """The rows in force, and for each by its number the live clues under its key."""
    numbers = {key: number for number, key in enumerate(locked)}
    clues_at: dict[int, list[Clue]] = {number: [] for number in numbers.values()}
    if locked:
        for clue in clues:
            for key in _keys(campaign, clue):
                if key in numbers:
                    clues_at[numbers[key]].append(clue)
    return list(locked.values()), clues_at


def _keys(campaign: str, clue: Clue) -> Iterator[bytes]:
    for text in clue.spellings:
        yield key_of(campaign, normalise(text).key)
