"""Comparing the vector tier with the record: what lacks vectors, and whether they are found."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence

import numpy as np

from clew.clues.changes import has_meanings
from clew.clues.meanings import Meanings
from clew.clues.model import CampaignHead, Clue, State
from clew.clues.ports import ClueRecord, ExactInspector
from clew.clues.rows import Meaning
from clew.clues.vectors.keeper import SnapshotKeeper
from clew.clues.vectors.ports import VectorReader
from clew.errors import PartUnavailable
from clew.progress import silent
from clew.venues.model import Finding

SAMPLE = 16
"""Clues of a campaign that are embedded again and sought, spread evenly over their ids."""
SEARCH_S = 10.0
"""How long a search may take here, in seconds: a first one may have to read the campaign."""
SAME = 0.999
"""The least cosine of a vector made again and the stored one: float16 rounds far less."""
_REPAIR = "`clew repair`"


class VectorCheck:
    """Looks at every open campaign; changes nothing."""

    def __init__(
        self,
        *,
        record: ClueRecord,
        exact: ExactInspector,
        meanings: Meanings,
        reader: Callable[[], VectorReader],
        snapshots: SnapshotKeeper | None,
    ) -> None:
        """`reader` gives the vector tier when it is first needed."""
        self._record = record
        self._exact = exact
        self._meanings = meanings
        self._reader = reader
        self._snapshots = snapshots

    async def findings(self) -> AsyncIterator[Finding]:
        """Every difference; none where the tier is as it should be, or where there is none."""
        model = self._meanings.model
        if model is None:
            return
        try:
            known = {one.id for one in await self._record.campaigns() if one.open}
            async for head in self._exact.heads():
                if head.campaign in known:
                    async for finding in self._campaign(head, model):
                        yield finding
        except PartUnavailable as error:
            yield Finding("vector", str(error.where), error.message, error.remedy)

    async def _campaign(self, head: CampaignHead, model: str) -> AsyncIterator[Finding]:
        if self._snapshots is not None:
            for finding in await self._snapshots.findings(head.campaign):
                yield finding
        name = f"campaign {head.campaign}"
        live = [one async for one in self._exact.held(head.campaign) if one.zone is not None]
        lacking = [one.clue for one in live if not has_meanings(one, model)]
        if lacking:
            yield Finding(
                "vector",
                name,
                f"{len(lacking):,} of {len(live):,} clues lack vectors of {model}, "
                f"{lacking[0]!r} among them",
                _REPAIR,
            )
        elif head.model != model:
            message = f"is searched with {head.model or 'no model'}, this is {model}"
            yield Finding("vector", name, message, _REPAIR)
        else:
            async for finding in self._sought(head.campaign, model):
                yield finding

    async def _sought(self, campaign: str, model: str) -> AsyncIterator[Finding]:
        latest = await self._record.latest(campaign)
        clues = [one.clue for _, one in sorted(latest.items()) if one.state is State.LIVE]
        sample = clues[:: -(-len(clues) // SAMPLE) or 1]
        made = await self._meanings.of(sample, silent)
        for clue in sample:
            if not await self._is_found(campaign, model, clue, made[clue.id]):
                yield Finding(
                    "vector",
                    f"clue {clue.id} of campaign {campaign}",
                    "a search for its own words does not come upon it",
                    _REPAIR,
                )

    async def _is_found(
        self, campaign: str, model: str, clue: Clue, meanings: Sequence[Meaning]
    ) -> bool:
        for meaning in meanings:
            vector = np.frombuffer(meaning.vector, "<f2").astype(np.float32)
            seen = await self._reader().search(
                campaign, model, vector, meaning.form, limit=SAMPLE, deadline_s=SEARCH_S
            )
            own = [one.scores for one in seen if (one.clue, one.form) == (clue.id, meaning.form)]
            # Where more clues share the words than are told, its own need not be among them.
            crowd = sum(one.form == meaning.form for one in seen) >= SAMPLE
            if not crowd and not any(min(scores) >= SAME for scores in own):
                return False
        return True
