"""Asking the vector tier: which stored spelling a text means, verified before it counts.

A search may be late, stale or wrong, so nothing of what it tells is taken on trust: a row counts
only while its revision is its clue's live one, and only with the scores that its stored vector and
form give here.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from time import monotonic

import numpy as np

from clew.clues.embedders.port import Embedder
from clew.clues.evidence import Scored, judge
from clew.clues.evidence_model import EvidenceModel
from clew.clues.model import Entry
from clew.clues.ports import RowVerifier
from clew.clues.rows import CHANNELS, Seen, Stand
from clew.clues.vectors.grams import likenesses
from clew.clues.vectors.ports import Vector, VectorReader
from clew.clues.vectors.weighed import STALE, Meant, Unavailable, Weighed
from clew.errors import Code, PartUnavailable

START_S = 30.0
"""How long the parts may take to get ready where nobody waits, seconds."""
LIMIT, WIDER = 32, 128
"""Spellings that are asked for by each kind of evidence; the second where too few of them live."""
ENOUGH = 8
"""Live spellings that a judgement wants, where the campaign has as many."""
SAME = 1e-3
"""How far a told score may lie from the one computed again: float32 rounds at 1e-6."""


class VectorTier:
    """Embeds, searches, verifies and judges. Keeps nothing of a text."""

    def __init__(
        self,
        *,
        embedder: Callable[[], Embedder],
        reader: Callable[[], VectorReader],
        verifier: RowVerifier,
        evidence: EvidenceModel,
        model: str,
        start: Callable[[str, float], Awaitable[None]],
        patience_s: float = START_S,
    ) -> None:
        """`embedder` and `reader` are made when first needed; `model` is the embedder's version.

        `start` gets the parts ready for a campaign, in at most so many seconds; the first text of a
        campaign waits `patience_s` for it, which is start, not asking.
        """
        self._embedder = embedder
        self._reader = reader
        self._verifier = verifier
        self._evidence = evidence
        self.model = model
        self._start = start
        self._patience_s = patience_s
        self._started: set[str] = set()

    async def ask(self, campaign: str, text: str, form: str, *, budget_s: float) -> Weighed:
        """What a text of key form `form` means, in at most `budget_s` seconds.

        Raises `Unavailable`.
        """
        if campaign not in self._started:
            await self.warm(campaign, within_s=self._patience_s)
        until = monotonic() + budget_s
        try:
            (vector,) = await self._embedder().embed([text], deadline_s=budget_s)
        except PartUnavailable as error:
            raise Unavailable("embedding", error, late=monotonic() >= until) from error
        try:
            return await self._searched(campaign, vector, form, until)
        except PartUnavailable as error:
            raise Unavailable("vector", error, late=monotonic() >= until) from error

    async def warm(self, campaign: str, *, within_s: float = START_S) -> None:
        """Gets the parts ready, so that the first player need not wait; raises `Unavailable`."""
        self._started.add(campaign)
        try:
            await self._start(campaign, within_s)
        except PartUnavailable as error:
            raise Unavailable("vector", error, late=False) from error

    async def _searched(self, campaign: str, vector: Vector, form: str, until: float) -> Weighed:
        # A clue that changes under the first search stands with its new revision in the second: a
        # spelling that was seen and is gone may never leave the first place to its runner-up.
        for limit in (LIMIT, WIDER):
            seen = await self._reader().search(
                campaign, self.model, vector, form, limit=limit, deadline_s=until - monotonic()
            )
            verified = await self._verifier.verify(campaign, self.model, seen)
            moved = any(stand.live and stand.row is None for stand in verified.stands)
            try:
                rows = _counted(form, vector, seen, verified.stands)
            except PartUnavailable:
                self._reader().doubt()
                raise
            if not moved and (len(seen) < limit or len(rows) >= ENOUGH):
                break
        head = verified.head
        if head is None or not head.open or head.model != self.model:
            return STALE
        return Weighed("moving") if moved else _weighed(form, rows, self._evidence)


def _counted(
    form: str, vector: Vector, seen: Sequence[Seen], stands: Sequence[Stand]
) -> list[tuple[Entry, Scored]]:
    """The rows that live, with the scores that they have by what is stored of them."""
    told = [(one, stand) for one, stand in zip(seen, stands, strict=True) if stand.row is not None]
    rows = [stand.row for _, stand in told if stand.row is not None]
    stored = np.array([np.frombuffer(row.vector, "<f2") for row in rows], np.float32)
    if not rows or stored.shape != (len(rows), len(vector)):
        if rows:
            raise _implausible("has vectors of another length in store")
        return []
    letters = likenesses(form, [row.form for row in rows])
    scores = np.stack([stored @ vector, letters], axis=1)
    claimed = [one.scores for one, _ in told]
    if any(len(one) != len(CHANNELS) for one in claimed) or not np.allclose(
        scores, np.array(claimed), rtol=0, atol=SAME
    ):
        raise _implausible("tells other scores than its stored spellings give")
    return [
        (entry, Scored(entry.zone, row.form, tuple(mine)))
        for (_, stand), row, mine in zip(told, rows, scores.tolist(), strict=True)
        if (entry := stand.entry) is not None
    ]


def _weighed(form: str, rows: Sequence[tuple[Entry, Scored]], evidence: EvidenceModel) -> Weighed:
    judged = judge(form, [scored for _, scored in rows], evidence)
    meant = tuple(
        Meant(rows[row][1].form, rows[row][0], probability)
        for row, probability in zip(judged.order, judged.probabilities, strict=True)
    )
    if judged.accepted:
        return Weighed("one_zone", meant[:1], judged.score, judged.runner_up)
    outcome = "below" if judged.asked else "nothing"
    return Weighed(outcome, meant[: judged.asked], judged.score, judged.runner_up)


def _implausible(fault: str) -> PartUnavailable:
    return PartUnavailable(
        Code.VECTORS_UNAVAILABLE,
        f"the vector tier {fault}",
        remedy="`clew doctor` looks closer; `clew repair` makes the vectors again",
    )
