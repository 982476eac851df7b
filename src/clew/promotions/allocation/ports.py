"""What the allocation needs from outside. Ports state what holds when a call returns."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple, Protocol

from clew.promotions.allocation.candidates import Foretold
from clew.promotions.allocation.kept import Allocation, Lapse
from clew.promotions.model import Promotion

_NONE: Mapping[str, int] = MappingProxyType({})


class Share(NamedTuple):
    """What is foretold of some of the players.

    Attributes:
        offers: that the rules allow.
        refused: the decision that refused -> how many offers; they are not among `offers`.
    """

    offers: Sequence[Foretold]
    refused: Mapping[str, int] = _NONE


class Forecast(NamedTuple):
    """What is foretold of tonight.

    Attributes:
        by: name and version of what foretells.
        shares: what is foretold, in shares of bounded size; each player in one of them.
        rules: version of the rules that allowed it; None where none were asked.
    """

    by: str
    shares: AsyncIterator[Share]
    rules: int | None = None


class Foretelling(Protocol):
    """Who is likely to redeem what, and what comes of it; bound to the shop in the wiring."""

    async def foretell(
        self, promotions: Sequence[Promotion], players: Sequence[str] | None, now: int
    ) -> Forecast:
        """Of each promotion for each player, from what lies strictly before `now`, seconds.

        `players` None: all of whom a purchase is known. A promotion about nothing that is sold is
        left out, and so is what the rules refuse.
        """
        ...


class AllocationShelf(Protocol):
    """The last night's allocation, for all processes of a home."""

    def current(self) -> Allocation | Lapse:
        """As it was kept last, by any process; why not, where there is none or it is damaged.

        Costs a look at a file's status. Never raises.
        """
        ...

    def keep(self, allocation: Allocation) -> Allocation:
        """Replaces the last one, durable when the call returns; with its number.

        Readers see the old one or the new one. Raises `PartUnavailable`.
        """
        ...
