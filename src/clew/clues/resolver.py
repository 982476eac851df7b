"""Resolving: a player's text -> one measured zone, an honest question, or a miss.

The tiers are asked in order and the first that knows decides. A tier that cannot be asked is named
in the answer and the next one is asked; this file is the only place where that is decided.
"""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from clew.clues.asked import AskedLog
from clew.clues.atlas import Atlas, Chart
from clew.clues.budget import within
from clew.clues.decide import Choice, Hit, choose
from clew.clues.key import key_of, spelling_of
from clew.clues.model import (
    CampaignHead,
    Lookup,
    Query,
    Resolution,
    StaticRow,
    Step,
    Tier,
    Versions,
)
from clew.clues.places import places_of
from clew.clues.ports import ExactReader, StaticReader
from clew.clues.told import Told, exactly, resolution_of
from clew.clues.vectors.weighed import STALE, Unavailable, Weighed
from clew.errors import Code, InputRefused, PartUnavailable
from clew.telemetry.events import Recorder, Resolved
from clew.text import NORMALISER, check_query, key_form, normalise

if TYPE_CHECKING:
    from clew.clues.vectors.tier import VectorTier


class Budgets(NamedTuple):
    """How long a query waits for each tier, in seconds."""

    exact_s: float
    vector_s: float
    static_s: float


class _Trace(msgspec.Struct, gc=False):
    """What has happened to one query so far.

    Attributes:
        started: by `perf_counter`, seconds.
    """

    started: float
    steps: list[Step] = []
    degraded: list[str] = []
    chart: Chart | None = None
    model: str | None = None
    static: int = 0
    missed: bool = False
    silenced: bool = False

    def step(self, tier: Tier, outcome: str, since: float) -> None:
        # Cut to a tenth of a microsecond; `round` takes four times as long.
        self.steps.append(Step(tier, outcome, int((perf_counter() - since) * 1e7) / 1e4))


class Resolver:
    """Answers queries. Safe for many at once; keeps nothing of a query but counts."""

    def __init__(
        self,
        *,
        exact: ExactReader,
        static: StaticReader,
        atlas: Atlas,
        budgets: Budgets,
        asked: AskedLog,
        recorder: Recorder,
        vectors: Callable[[], VectorTier] | None = None,
    ) -> None:
        """`vectors` gives the vector tier when it is first needed; None where there is none."""
        self._exact = exact
        self._static = static
        self._atlas = atlas
        self._budgets = budgets
        self._asked = asked
        self._recorder = recorder
        self._vectors = vectors

    async def resolve(self, query: Query, admit: Callable[[], None] = lambda: None) -> Resolution:
        """The answer to a query.

        `admit` is called before the vector tier is asked, which costs a thousand times the rest;
        what it raises goes to the caller.

        Raises `InputRefused` for a text that cannot be asked (`text_too_long`, `nul_byte`,
        `invalid_utf8`), an unknown or closed campaign, and a venue that the campaign does not
        cover. A part that is down is never an error: the answer names it in `degraded`.
        """
        check_query(query.text)
        trace = _Trace(perf_counter())
        # A text of punctuation alone has the empty key form, which no clue or row may have.
        key = key_of(query.campaign, key_form(query.text))
        choice = await self._ask_exact(query, key, trace)
        if choice.hit is not None or choice.contradicted:
            return self._answer(query, trace, exactly(choice, "exact"))
        meant = None
        if not choice.candidates and self._vectors is not None:
            admit()
            meant = await self._ask_vectors(query, self._vectors, trace)
        trace.missed = not choice.candidates and meant is None and not trace.degraded
        # A row of the static tier has this very text: it speaks before what merely comes near.
        decided = await self._ask_static(query, key, choice, trace)
        if decided is not None:
            return self._answer(query, trace, exactly(decided, "static"))
        if meant is None or trace.silenced:
            return self._answer(query, trace, exactly(choice, "exact"))
        return self._answer(query, trace, meant)

    # ------------------------------------------------------------ the tiers

    async def _ask_exact(self, query: Query, key: bytes, trace: _Trace) -> Choice:
        since = trace.started
        try:
            lookup = await within(self._budgets.exact_s, self._exact.lookup(query.campaign, key))
        except (PartUnavailable, TimeoutError) as error:
            trace.step("exact", "late" if isinstance(error, TimeoutError) else "unavailable", since)
            trace.degraded.append("exact")
            return Choice(None)
        head = _checked_head(lookup, query)
        if head.normaliser != NORMALISER:
            # Keys of other rules: what they would find or miss means nothing.
            trace.step("exact", "stale", since)
            trace.degraded.append("exact")
            return Choice(None)
        chart = self._atlas.known(head) or await self._atlas.chart(head)
        trace.chart = chart
        trace.model = head.model
        trace.static = head.static
        if not lookup.entries:
            trace.step("exact", "nothing", since)
            return Choice(None)
        hits = [chart.hit(entry) for entry in lookup.entries]
        choice = choose(hits, query.context, _spelling(query.text) if len(hits) > 1 else None)
        if choice.hit is not None and choice.hit.lat is None:
            trace.step("exact", "dropped_row", since)
            trace.degraded.append(f"map:{choice.hit.zone}")
            return Choice(None)
        trace.step("exact", "several_zones" if len(choice.candidates) > 1 else "one_zone", since)
        return choice

    async def _ask_static(
        self, query: Query, key: bytes, asked: Choice, trace: _Trace
    ) -> Choice | None:
        """The decision of the static tier; None where it has none."""
        since = perf_counter()
        try:
            found = await within(self._budgets.static_s, self._static.lookup(query.campaign, key))
        except (PartUnavailable, TimeoutError) as error:
            trace.step(
                "static", "late" if isinstance(error, TimeoutError) else "unavailable", since
            )
            trace.degraded.append("static")
            return None
        if found.dropped is not None:
            trace.step("static", "dropped_row", since)
            trace.degraded.append(f"static:{found.dropped}")
            # Operations locked this text to a place that is not known any more: nobody else's.
            trace.silenced = True
            return None
        if found.generation < trace.static:
            trace.step("static", "stale", since)
            trace.degraded.append("static")
            return None
        if found.row is None:
            trace.step("static", "nothing", since)
            return None
        hit = _static_hit(found.row)
        if asked.candidates and hit.zone not in {candidate.zone for candidate in asked.candidates}:
            # It names none of the live places under this key: the player decides.
            trace.step("static", "contradicts", since)
            return None
        choice = choose([hit], query.context)
        trace.step("static", "decided" if choice.hit else "one_zone", since)
        return choice

    # ------------------------------------------------------------ the vector tier

    async def _ask_vectors(
        self, query: Query, vectors: Callable[[], VectorTier], trace: _Trace
    ) -> Told | None:
        """What the vector tier says; None where it has nothing to say, or may not be asked."""
        form = key_form(query.text)
        if trace.chart is None:
            # Without the exact tier nothing that it finds could be verified.
            trace.degraded.append("vector")
        if trace.degraded or trace.chart is None or not form:
            return None
        since = perf_counter()
        try:
            weighed = await self._weighed(query, form, vectors, trace.model)
            told, outcome = await places_of(weighed, query, trace.chart, self._exact)
        except Unavailable as error:
            trace.step("vector", error.outcome, since)
            trace.degraded += dict.fromkeys((error.part, "vector"))
            return None
        except PartUnavailable:
            # Between two looks at the exact tier it went down.
            trace.step("vector", "unavailable", since)
            trace.degraded += ("exact", "vector")
            return None
        if outcome == "stale":
            trace.degraded.append("vector")
        elif outcome == "dropped_row":
            trace.degraded.append(f"map:{weighed.meant[0].entry.zone}")
        trace.step("vector", outcome, since)
        return told

    async def _weighed(
        self, query: Query, form: str, vectors: Callable[[], VectorTier], model: str | None
    ) -> Weighed:
        try:
            tier = vectors()
        except PartUnavailable as error:
            # Its model or its evidence is damaged.
            raise Unavailable("vector", error, late=False) from error
        if model != tier.model:
            return STALE
        return await tier.ask(query.campaign, query.text, form, budget_s=self._budgets.vector_s)

    # ------------------------------------------------------------ the answer

    def _answer(self, query: Query, trace: _Trace, told: Told) -> Resolution:
        versions = Versions(NORMALISER, None, None) if trace.chart is None else trace.chart.versions
        answer = resolution_of(query, told, trace.steps, trace.degraded, versions)
        self._asked.note(query.campaign, query.text, answer, searched_missed=trace.missed)
        self._recorder.resolved(
            Resolved(
                answer.outcome,
                answer.tier,
                trace.missed,
                len(trace.degraded),
                (perf_counter() - trace.started) * 1000,
            )
        )
        return answer


def _checked_head(lookup: Lookup, query: Query) -> CampaignHead:
    head = lookup.head
    if head is None:
        raise InputRefused(
            Code.CAMPAIGN_UNKNOWN,
            f"there is no campaign {query.campaign!r}",
            remedy="see `clew campaign list`, or create it by importing clues into it",
        )
    if not head.open:
        raise InputRefused(
            Code.CAMPAIGN_CLOSED,
            f"campaign {query.campaign!r} is closed",
            remedy="`clew campaign reopen` opens it again",
        )
    venue = query.context.venue
    if venue is not None and venue not in head.maps:
        raise InputRefused(
            Code.VENUE_UNKNOWN,
            f"campaign {query.campaign!r} has no clues in a venue {venue!r}",
            remedy=f"it covers: {', '.join(sorted(head.maps)) or 'no venue yet'}",
        )
    return head


def _spelling(text: str) -> bytes | None:
    """The digest of a query's spelling where it carries accents: only then may it decide."""
    forms = normalise(text)
    return spelling_of(forms.spelling) if forms.accented else None


def _static_hit(row: StaticRow) -> Hit:
    venue, level, _, _ = row.zone.split("/")
    return Hit(row.clue, row.text, row.lang, row.zone, venue, int(level), row.lat, row.lon)
