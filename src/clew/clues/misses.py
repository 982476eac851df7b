"""What players asked in vain: which clue they may have meant, and taking a text in as its alias."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import msgspec

from clew.clues.asked import OTHER, masked
from clew.clues.attempt import Attempt
from clew.clues.clue_file import checked_aliases
from clew.clues.embedders.port import Embedder, embed_all
from clew.clues.heads import known_campaign
from clew.clues.key import key_of
from clew.clues.likeness import Likeness
from clew.clues.model import Revision, State
from clew.clues.ports import AskedStore, ClueRecord, ExactReader
from clew.clues.publisher import Published, Publisher
from clew.clues.vectors.ports import VectorReader
from clew.errors import Code, Conflict, InputRefused, PartUnavailable, Where
from clew.progress import Progress, silent
from clew.text import check_text, normalise

CANDIDATES = 3
"""Clues that are shown beside a text."""
EVERY_TEXT = 1_000_000
"""More texts than are kept of a campaign."""
NEAR = 16
"""Spellings of each kind of evidence from which those are taken."""
SEARCH_S = 10.0
"""How long one search may take, in seconds: the first may have to read the campaign."""
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
        model: str | None,
        embedder: Callable[[], Embedder],
        reader: Callable[[], VectorReader],
    ) -> None:
        """`model`: the version of the vector model; None without a vector tier.

        `embedder` and `reader` give its parts when they are first needed, or raise
        `PartUnavailable`.
        """
        self._record = record
        self._asked = asked
        self._exact = exact
        self._publisher = publisher
        self._model = model
        self._embedder = embedder
        self._reader = reader

    async def look(self, campaign: str, *, top: int, progress: Progress = silent) -> MissReport:
        """The `top` texts with what may have been meant. Raises `campaign_unknown`.

        Without the vector tier the letters speak alone; one that fails is named in `skipped`.
        """
        await known_campaign(self._record, campaign)
        totals = dict(await self._asked.top(campaign, "total", 10))
        counted = await self._asked.top(campaign, "missed", top)
        texts = [text for text, _ in counted if text != OTHER]
        skipped: dict[str, str] = {}
        meant: Mapping[str, tuple[Meant, ...]] = {}
        try:
            if self._model is not None and texts:
                meant = await self._by_search(campaign, self._model, texts, progress)
        except PartUnavailable as error:
            skipped["vector"] = error.message
        if not meant and texts:
            meant = await self._by_letters(campaign, texts)
        misses = [Miss(text, times, meant.get(text, ())) for text, times in counted]
        return MissReport(campaign, totals, tuple(misses), skipped)

    async def _by_search(
        self, campaign: str, model: str, texts: Sequence[str], progress: Progress
    ) -> dict[str, tuple[Meant, ...]]:
        vectors = await embed_all(self._embedder(), texts, progress)
        found = {}
        for text, vector in zip(texts, vectors, strict=True):
            seen = await self._reader().search(
                campaign, model, vector, normalise(text).key, limit=NEAR, deadline_s=SEARCH_S
            )
            said = [(one.clue, one.form) for one in seen]
            found[text] = _nearest(said, [one.scores for one in seen])
        clues = {one.clue for some in found.values() for one in some}
        written = await self._record.latest(campaign, clues)
        return {
            text: tuple(_as_written(one, written) for one in some if one.clue in written)
            for text, some in found.items()
        }

    async def _by_letters(
        self, campaign: str, texts: Sequence[str]
    ) -> dict[str, tuple[Meant, ...]]:
        live = [revision.clue async for revision in self._record.live(campaign)]
        said = [(clue.id, text) for clue in live for text in clue.spellings]
        letters = Likeness([normalise(text).key for _, text in said])
        return {
            text: _nearest(said, [(0.0, like) for like in letters.to(normalise(text).key)])
            for text in texts
        }

    async def accept(
        self, campaign: str, text: str, clue: str, *, attempt: Attempt | None = None
    ) -> Published:
        """Makes a text an alias of a live clue; it answers and is off the list on return.

        A text that leads to the clue already only leaves the list. Refuses `clue_unknown` or
        `clue_deleted`, a text that leads to another place (`text_taken`, saying where), what
        cannot be an alias, and as `Publisher.publish` does; `attempt` is for that.
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
            campaign, [msgspec.structs.replace(kept, aliases=aliases)], attempt=attempt
        )
        await self.forget(campaign, text)
        return published

    async def forget(self, campaign: str, text: str) -> None:
        """Takes a text off the list, however it is written there."""
        key = key_of(campaign, normalise(text).key)
        listed = [subject for subject, _ in await self._asked.top(campaign, "missed", EVERY_TEXT)]
        same = [one for one in listed if key_of(campaign, normalise(one).key) == key]
        await self._asked.forget(campaign, [*same, masked(text)])


def _nearest(
    said: Sequence[tuple[str, str]], scores: Sequence[tuple[float, ...]]
) -> tuple[Meant, ...]:
    """The best of what is said by its better kind of evidence, each clue once."""
    ranked = sorted(zip(scores, said, strict=True), key=lambda one: (-max(one[0]), one[1]))
    best: dict[str, Meant] = {}
    for (meaning, letters), (clue, text) in ranked:
        score = max(meaning, letters)
        if score <= 0 or len(best) == CANDIDATES:
            break
        by = "letters" if letters >= meaning else "meaning"
        best.setdefault(clue, Meant(clue, text, round(float(min(score, 1.0)), 4), by))
    return tuple(best.values())


def _as_written(meant: Meant, written: Mapping[str, Revision]) -> Meant:
    """The spelling as its clue has it, in place of its key form."""
    for text in written[meant.clue].clue.spellings:
        if normalise(text).key == meant.text:
            return msgspec.structs.replace(meant, text=text)
    return meant
