"""A rule set tried on the shop's own players and promotions, beside the one in force."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any, NamedTuple

from clew.clock import Clock
from clew.progress import Progress, silent
from clew.promotions.model import GIVEN
from clew.promotions.ports import HoldStore, PromotionReader
from clew.promotions.schedule import windows
from clew.rules.model import (
    ELIGIBILITY,
    FATIGUE,
    PROMOTION_CHOICE,
    EligibilityFacts,
    FatigueFacts,
    Verdict,
)
from clew.rules.model.told import DAY_S, Said, moment_told
from clew.rules.rule_book import RuleBook
from clew.rules.tally import Asked, DryRun, Tally
from clew.shop.catalogue import CatalogueView
from clew.shop.players_file import Player
from clew.shop.ports import HistoryReader
from clew.wiring.offer_ground import OfferGround, ground_of
from clew.wiring.rule_facts import OfferFacts, PlayerFacts, ToldPlayer

SAMPLE = 500
"""Players that are tried where nobody says which."""
_TOLD_EVERY = 20


class Both(NamedTuple):
    """The rules that are tried, and those that they are compared with."""

    new: RuleBook
    old: RuleBook


class Tried(NamedTuple):
    """A dry run, and what it was made on.

    Attributes:
        players: how many were tried.
        of: how many the shop knows; 0 where they were named.
        promotions: how many are live at some moment of the next 24 hours.
    """

    players: int
    of: int
    promotions: int
    run: DryRun


class RuleTrial:
    """Tries rules on players; changes nothing."""

    def __init__(
        self,
        *,
        book: PromotionReader,
        holds: HoldStore,
        catalogue: CatalogueView,
        history: HistoryReader,
        players: PlayerFacts,
        clock: Clock,
    ) -> None:
        self._book = book
        self._holds = holds
        self._catalogue = catalogue
        self._history = history
        self._players = players
        self._clock = clock

    async def known(self) -> Sequence[str]:
        """All of whom a purchase is known, by id."""
        found: set[str] = set()
        async for share in self._history.all_purchases():
            found.update(line.player for line in share)
        return sorted(found)

    async def sample(
        self, both: Both, *, most: int | None, seed: int, progress: Progress = silent
    ) -> Tried:
        """Tries `most` players, chosen by the seed; None for all."""
        known = await self.known()
        some = known
        if most is not None and most < len(known):
            some = sorted(Random(seed).sample(known, most))  # noqa: S311 - to be drawn again
        tried = await self.named(both, [Player(one, "") for one in some], progress=progress)
        return tried._replace(of=len(known))

    async def named(
        self, both: Both, players: Sequence[Player], *, progress: Progress = silent
    ) -> Tried:
        """Asks both rule sets about each player and each promotion of the next 24 hours."""
        now = int(self._clock.now().timestamp())
        offers = OfferFacts(await self._grounds(now), await self._holds.spent(), now)
        tally = Tally()
        for done, player in enumerate(players, start=1):
            said = Said(lang=player.lang, step_free=player.step_free)
            told = await self._players.of(player.id, now, said=said)
            _offers(tally, both, player.id, offers.grounds, offers.of(told))
            _fatigue(tally, both, player.id, told, now)
            if done % _TOLD_EVERY == 0 or done == len(players):
                progress("players", done, len(players))
        return Tried(len(players), 0, len(offers.grounds), tally.report())

    async def _grounds(self, now: int) -> Sequence[OfferGround]:
        catalogue = await self._catalogue.current()
        return [
            ground
            for one in await self._book.promotions(GIVEN)
            if windows(one.schedule, now, now + DAY_S)
            and (ground := ground_of(one, catalogue)) is not None
        ]


def _offers(
    tally: Tally,
    both: Both,
    player: str,
    grounds: Sequence[OfferGround],
    facts: Sequence[EligibilityFacts],
) -> None:
    verdicts = zip(_whether(both.new, facts), _whether(both.old, facts), strict=True)
    for ground, (now, before) in zip(grounds, verdicts, strict=True):
        case = Asked(
            player_id=player,
            decision=(before if now.allow else now).table,
            cost=ground.cost,
            currency=ground.promotion.currency,
            about=ground.promotion.id,
        )
        tally.compare(case, now, before)


def _whether(book: RuleBook, facts: Sequence[EligibilityFacts]) -> Sequence[Verdict[Any]]:
    """Whether each promotion may be given: what the first says that refuses, else the last."""
    checked = book.check(ELIGIBILITY, facts)
    both = zip(book.ask(ELIGIBILITY, checked), book.ask(PROMOTION_CHOICE, checked), strict=True)
    return [chosen if eligible.allow else eligible for eligible, chosen in both]


def _fatigue(tally: Tally, both: Both, player: str, told: ToldPlayer, now: int) -> None:
    facts = [FatigueFacts(told.player, moment_told(now, "UTC", "", ""))]
    (new,), (old,) = both.new.ask(FATIGUE, facts), both.old.ask(FATIGUE, facts)
    tally.compare(Asked(player_id=player, decision=FATIGUE.name), new, old)
