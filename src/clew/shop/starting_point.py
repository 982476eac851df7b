"""Where a hunt for a player may begin: what the player is likely to want, with the reason in words.

Without a trained model, or where a player's history does not come in time, what is popular is
suggested instead, with `ranked: false`, and what was missing is named. Nothing out of stock is.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from clew.clock import Clock
from clew.errors import ClewError
from clew.shop.catalogue import Catalogue, CatalogueView
from clew.shop.fit import popularity_only
from clew.shop.gather import WINDOW
from clew.shop.ground import Ground
from clew.shop.held import Lines
from clew.shop.learned import Learned
from clew.shop.model import Event, Level, Purchase, StartingPoint, Suggestion
from clew.shop.popular import counted_popularity
from clew.shop.ports import HistoryReader, LearnedReader
from clew.shop.rank import Pick, rank, see
from clew.shop.reasons import Reasons
from clew.shop.session import doings
from clew.shop.shelf import Shelf
from clew.shop.train import counted

BUDGET_S = 0.25
"""How long a player's history may take, in seconds; a hunt that begins later begins with what is
popular."""
RECOUNT_S = 3_600
"""How long what is popular is taken as counted where no model says it, in seconds."""


class Basis(NamedTuple):
    """What a suggestion is made of.

    Attributes:
        ground: the shelf, and what was learned or what is popular.
        model: title of the trained model; None for mere popularity.
    """

    ground: Ground
    model: str | None


class Begun(NamedTuple):
    """A starting point whose reasons are put in words when they are asked for.

    Attributes:
        picks: id -> pick, the best first.
        reasons: finds the words for each.
        ranked, model, missing: see `StartingPoint`.
    """

    picks: Mapping[str, Pick]
    reasons: Reasons
    ranked: bool
    model: str | None
    missing: Sequence[str]


class StartingPoints:
    """Suggests; one a process."""

    def __init__(
        self,
        *,
        catalogue: CatalogueView,
        history: HistoryReader,
        model: LearnedReader,
        clock: Clock,
        budget_s: float = BUDGET_S,
    ) -> None:
        self._catalogue = catalogue
        self._history = history
        self._model = model
        self._clock = clock
        self._budget_s = budget_s
        self._shelf = Shelf(Catalogue(0, ()))
        self._grounds: dict[str, Ground] = {}
        self._counted: tuple[int, Learned] | None = None
        self._laying = asyncio.Lock()

    async def of(
        self,
        player: str,
        *,
        level: Level = Level.PRODUCT,
        k: int = 10,
        lang: str = "en",
        as_of: int | None = None,
        new_only: bool = False,
    ) -> StartingPoint:
        """At most `k` suggestions, the best first, ties by id; fewer where less is for sale.

        `as_of`: what the player did from then on is not known; now where None. `new_only`: none
        that the player bought before. Raises `PartUnavailable` where the catalogue can't be read.
        """
        begun = await self.begin(
            player, level=level, k=k, lang=lang, as_of=as_of, new_only=new_only
        )
        items = [
            Suggestion(id_, level, pick.score, begun.reasons.of(pick))
            for id_, pick in begun.picks.items()
        ]
        return StartingPoint(player, items, begun.ranked, begun.model, begun.missing)

    async def begin(
        self,
        player: str,
        *,
        level: Level,
        k: int,
        lang: str,
        as_of: int | None = None,
        new_only: bool = False,
    ) -> Begun:
        """The same for who says why of few of them."""
        moment = int(self._clock.now().timestamp()) if as_of is None else as_of
        shelf = await self._shelved()
        learned = self._model.current()
        missing = () if learned is not None else ("model",)
        told = await self._told(player, moment)
        if told is None:
            missing, told = (*missing, "history"), ((), ())
        purchases, events = told
        lines = _known(purchases, shelf, moment)
        done = doings(events, shelf, moment)
        ranked = learned is not None and bool(len(lines.product) or done)
        ground = await self._ground(shelf, learned, moment, ranked=ranked)
        if not ranked:
            lines, done = _known((), shelf, moment), ()
        seen = see(ground, lines, done)
        labels = shelf.labels[level]
        found = rank(ground, seen, level, k, new_only=new_only)
        picks = {labels[pick.place]: pick for pick in found}
        title = None if learned is None else learned.title
        return Begun(picks, Reasons(ground, lines, seen, level, lang), ranked, title, missing)

    async def _shelved(self) -> Shelf:
        catalogue = await self._catalogue.current()
        if catalogue.version != self._shelf.version:
            async with self._laying:
                if catalogue.version != self._shelf.version:
                    self._shelf = await asyncio.to_thread(self._shelf.followed, catalogue)
        return self._shelf

    async def _told(
        self, player: str, before: int
    ) -> tuple[Sequence[Purchase], Sequence[Event]] | None:
        """The player's history; None where it does not come in time, or not at all."""
        try:
            async with asyncio.timeout(self._budget_s):
                return await self._history.past(player, before=before)
        except (TimeoutError, ClewError):
            return None

    async def _ground(
        self, shelf: Shelf, learned: Learned | None, moment: int, *, ranked: bool
    ) -> Ground:
        """What was learned on this shelf, or what is popular on it."""
        if learned is None:
            learned = await self._popular(moment)
        key = "ranked" if ranked else "popular"
        ground = self._grounds.get(key)
        source = learned if ranked else popularity_only(learned.title, learned)
        if ground is not None and ground.shelf is shelf and ground.learned.bought is source.bought:
            return ground
        async with self._laying:
            if ground is not None and ground.learned.bought is source.bought:
                ground = await asyncio.to_thread(ground.on, shelf)
            else:
                ground = await asyncio.to_thread(Ground, source, shelf)
            self._grounds[key] = ground
        return ground

    async def _popular(self, moment: int) -> Learned:
        """What was bought lately, counted from the history now and then."""
        if self._counted is None or abs(moment - self._counted[0]) > RECOUNT_S:
            counted = await counted_popularity(
                self._history, self._shelf, since=moment - WINDOW, before=moment
            )
            self._counted = (moment, counted)
        return self._counted[1]


def _known(purchases: Sequence[Purchase], shelf: Shelf, moment: int) -> Lines:
    return counted(purchases, shelf).lines(moment)
