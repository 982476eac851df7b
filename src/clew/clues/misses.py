"""What players asked in vain: which clue they may have meant, and taking a text in as its alias."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from clew.clues.asked import OTHER, masked
from clew.clues.clue_file import checked_aliases
from clew.clues.embedders.port import Embedder, embed_all
from clew.clues.heads import known_campaign
from clew.clues.key import key_of
from clew.clues.likeness import Likeness
from clew.clues.model import State
from clew.clues.ports import AskedStore, ClueRecord, ExactReader
from clew.clues.progress import Progress, silent
from clew.clues.publisher import Published, Publisher
from clew.errors import Code, Conflict, InputRefused, PartUnavailable, Where
from clew.text import check_text, normalise

CANDIDATES = 3
"""Clues that are shown beside a text."""
EVERY_TEXT = 1_000_000
"""More texts than are kept of a campaign."""
_MASKS = ("<digits>", "<e-mail>")


class Meant(msgspec.Struct, frozen=True):
    """A clue that players may have meant.

    Attributes:
        clue: its id.
        text: the spelling that comes nearest, its text or an alias.
        score: from 0 to 1; the higher of likeness by letters and cosine of the vectors.
        by: `letters` or `meaning`, whichever it is.
    """

    clue: str
    text: str
    score: float
    by: str


class Miss(msgspec.Struct, frozen=True):
    """A text that no clue answered.

    Attributes:
        text: as it is kept; `other` counts the texts past the bound.
        times: how often it was asked.
        candidates: the most likely clues, the first one first; each clue once.
    """

    text: str
    times: int
    candidates: tuple[Meant, ...]


class MissReport(msgspec.Struct, frozen=True):
    """What was asked in vain in a campaign.

    Attributes:
        totals: `asked`, `missed`, `both_tiers_missed`.
        misses: the most asked first.
        skipped: what could not be asked for candidates, and what it said.
    """

    campaign: str
    totals: dict[str, int]
    misses: tuple[Miss, ...]
    skipped: dict[str, str]


class Misses:
    """The list of misses, and the way off it."""

    def __init__(
        self,
        *,
        record: ClueRecord,
        asked: AskedStore,
        exact: ExactReader,
        publisher: Publisher,
        embedder: Callable[[], Embedder],
    ) -> None:
        """`embedder` gives the embedder when it is first needed, or raises `PartUnavailable`."""
        self._record = record
        self._asked = asked
        self._exact = exact
        self._publisher = publisher
        self._embedder = embedder

    async def look(self, campaign: str, *, top: int, progress: Progress = silent) -> MissReport:
        """The `top` texts with what may have been meant. Raises `campaign_unknown`.

        Without the embedding the letters speak alone, and it is named in `skipped`.
        """
        await known_campaign(self._record, campaign)
        totals = dict(await self._asked.top(campaign, "total", 10))
        counted = await self._asked.top(campaign, "missed", top)
        live = [revision.clue async for revision in self._record.live(campaign)]
        said = [(clue.id, text) for clue in live for text in clue.spellings]
        texts = [text for text, _ in counted]
        skipped: dict[str, str] = {}
        cosines: NDArray[np.float32] | None = None
        if said and texts:
            try:
                vectors = await embed_all(
                    self._embedder(), [*texts, *(text for _, text in said)], progress
                )
                cosines = vectors[: len(texts)] @ vectors[len(texts) :].T
            except PartUnavailable as error:
                skipped["embedding"] = error.message
        letters = Likeness([normalise(text).key for _, text in said])
        misses = []
        for row, (text, times) in enumerate(counted):
            meant: tuple[Meant, ...] = ()
            if said and text != OTHER:
                alike = letters.to(normalise(text).key)
                meant = _nearest(said, alike, None if cosines is None else cosines[row])
            misses.append(Miss(text, times, meant))
        return MissReport(campaign, totals, tuple(misses), skipped)

    async def accept(self, campaign: str, text: str, clue: str) -> Published:
        """Makes a text an alias of a live clue; it answers and is off the list on return.

        A text that leads to the clue already only leaves the list. Refuses `clue_unknown` or
        `clue_deleted`, a text that leads to another place (`text_taken`, saying where), what
        cannot be an alias, and as `Publisher.publish` does.
        """
        key = key_of(campaign, check_text(text, what="the text").key)
        if any(mask in text for mask in _MASKS):
            raise InputRefused(
                Code.WRONG_VALUE,
                f"{text!r} is kept without what players wrote in place of the mask",
                remedy="give the words as a player types them",
            )
        await known_campaign(self._record, campaign)
        standing = (await self._record.latest(campaign, [clue])).get(clue)
        if standing is None or standing.state is not State.LIVE:
            deleted = standing is not None
            raise InputRefused(
                Code.CLUE_DELETED if deleted else Code.CLUE_UNKNOWN,
                f"clue {clue[:80]!r} was deleted"
                if deleted
                else f"campaign {campaign!r} has no clue {clue[:80]!r}",
                remedy=f"`clew clue restore {clue}` brings it back"
                if deleted
                else "see `clew clue export`",
            )
        kept = standing.clue
        entries = (await self._exact.lookup(campaign, key)).entries
        elsewhere = [entry for entry in entries if entry.zone != kept.zone]
        if elsewhere:
            leads = ", ".join(f"{entry.zone} (clue {entry.clue})" for entry in elsewhere)
            raise Conflict(
                Code.TEXT_TAKEN,
                f"{text!r} leads to {leads} already, and clue {clue!r} to {kept.zone}",
                remedy="accept it for that clue, or reword that one first",
            )
        aliases = checked_aliases(kept.text, [*kept.aliases, text], Where())
        (published,) = await self._publisher.publish(
            campaign, [msgspec.structs.replace(kept, aliases=aliases)]
        )
        listed = [subject for subject, _ in await self._asked.top(campaign, "missed", EVERY_TEXT)]
        same = [one for one in listed if key_of(campaign, normalise(one).key) == key]
        await self._asked.forget(campaign, [*same, masked(text)])
        return published


def _nearest(
    said: Sequence[tuple[str, str]],
    letters: NDArray[np.float64],
    cosines: NDArray[np.float32] | None,
) -> tuple[Meant, ...]:
    scores = letters if cosines is None else np.maximum(letters, cosines)
    best: dict[str, Meant] = {}
    for row in np.argsort(-scores, kind="stable"):
        clue, text = said[row]
        if scores[row] <= 0 or len(best) == CANDIDATES:
            break
        by = "letters" if scores[row] == letters[row] else "meaning"
        best.setdefault(clue, Meant(clue, text, round(float(min(scores[row], 1.0)), 4), by))
    return tuple(best.values())
