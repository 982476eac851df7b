"""Resolving: a player's text -> one measured zone, an honest question, or a miss.

The tiers are asked in order and the first that knows decides. A tier that cannot be asked is named
in the answer and the next one is asked; this file is the only place where that is decided.
"""

from __future__ import annotations

from time import perf_counter
from typing import NamedTuple

from clew.clues.asked import AskedLog
from clew.clues.atlas import Atlas, Chart
from clew.clues.budget import within
from clew.clues.decide import Choice, Hit, candidates_of, choose
from clew.clues.key import key_of, spelling_of
from clew.clues.model import (
    CampaignHead,
    Entry,
    Lookup,
    Outcome,
    Query,
    Receipt,
    Resolution,
    StaticRow,
    Step,
    Tier,
    Versions,
)
from clew.clues.ports import ExactReader, StaticReader
from clew.errors import Code, InputRefused, PartUnavailable
from clew.telemetry.events import Recorder, Resolved
from clew.text import NORMALISER, check_query, key_form, normalise


class Budgets(NamedTuple):
    """How long a query waits for each tier, in seconds."""

    exact_s: float
    static_s: float


class _Trace:
    """What has happened to one query so far."""

    __slots__ = ("degraded", "missed", "started", "static_generation", "steps", "versions")

    def __init__(self) -> None:
        self.started = perf_counter()
        self.steps: list[Step] = []
        self.degraded: list[str] = []
        self.versions = Versions(NORMALISER, None, None)
        self.static_generation = 0
        self.missed = False

    def step(self, tier: Tier, outcome: str, since: float) -> None:
        self.steps.append(Step(tier, outcome, round((perf_counter() - since) * 1000, 4)))


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
    ) -> None:
        self._exact = exact
        self._static = static
        self._atlas = atlas
        self._budgets = budgets
        self._asked = asked
        self._recorder = recorder

    async def resolve(self, query: Query) -> Resolution:
        """The answer to a query.

        Raises `InputRefused` for a text that cannot be asked (`text_too_long`, `nul_byte`,
        `invalid_utf8`), an unknown or closed campaign, and a venue that the campaign does not
        cover. A part that is down is never an error: the answer names it in `degraded`.
        """
        check_query(query.text)
        trace = _Trace()
        # A text of punctuation alone has the empty key form, which no clue or row may have.
        key = key_of(query.campaign, key_form(query.text))
        choice = await self._ask_exact(query, key, trace)
        if choice.hit is not None:
            return self._answer(query, trace, choice, "exact")
        trace.missed = not choice.candidates and not trace.degraded
        if choice.contradicted:
            return self._answer(query, trace, choice, "exact")
        decided = await self._ask_static(query, key, choice, trace)
        if decided is not None:
            return self._answer(query, trace, decided, "static")
        return self._answer(query, trace, choice, "exact")

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
        trace.versions = chart.versions
        trace.static_generation = head.static
        if not lookup.entries:
            trace.step("exact", "nothing", since)
            return Choice(None)
        hits = [_hit(entry, chart) for entry in lookup.entries]
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
            return None
        if found.generation < trace.static_generation:
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

    # ------------------------------------------------------------ the answer

    def _answer(self, query: Query, trace: _Trace, choice: Choice, tier: Tier) -> Resolution:
        hit = choice.hit
        if hit is not None:
            outcome: Outcome = "found"
        else:
            outcome = "ambiguous" if choice.candidates else "miss"
        known = outcome != "miss"
        score = 1.0 if known else None
        runner_up = 1.0 if len(choice.candidates) > 1 else None
        receipt = Receipt(
            tuple(trace.steps), score, runner_up, 0.0 if runner_up else None, trace.versions
        )
        answer = Resolution(
            query.id,
            outcome,
            hit.clue if hit else None,
            hit.zone if hit else None,
            hit.venue if hit else None,
            hit.level if hit else None,
            hit.lat if hit else None,
            hit.lon if hit else None,
            tier if known else None,
            1.0 if hit else None,
            candidates_of(choice) if choice.candidates else (),
            tuple(trace.degraded),
            receipt,
        )
        self._asked.note(query.campaign, query.text, answer, searched_missed=trace.missed)
        self._recorder.resolved(
            Resolved(
                outcome,
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


def _hit(entry: Entry, chart: Chart) -> Hit:
    venue, level, _, _ = entry.zone.split("/")
    served = chart.served(venue, entry.zone)
    lat, lon = (None, None) if served is None else (served.lat, served.lon)
    return Hit(
        entry.clue, entry.text, entry.lang, entry.zone, venue, int(level), lat, lon, entry.spellings
    )


def _spelling(text: str) -> bytes | None:
    """The digest of a query's spelling where it carries accents: only then may it decide."""
    forms = normalise(text)
    return spelling_of(forms.spelling) if forms.accented else None


def _static_hit(row: StaticRow) -> Hit:
    venue, level, _, _ = row.zone.split("/")
    return Hit(row.clue, row.text, row.lang, row.zone, venue, int(level), row.lat, row.lon)
