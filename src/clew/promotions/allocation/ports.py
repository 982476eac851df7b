"""What the allocation needs from outside. Ports state what holds when a call returns."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from typing import NamedTuple, Protocol

from clew.promotions.allocation.candidates import Foretold
from clew.promotions.allocation.kept import Allocation, Lapse
from clew.promotions.model import Promotion


class Forecast(NamedTuple):
    """What is foretold of tonight.

    Attributes:
        by: name and version of what foretells.
        shares: what is foretold, in shares of bounded size; each player in one of them.
    """

    by: str
    shares: AsyncIterator[Sequence[Foretold]]


class Foretelling(Protocol):
    """Who is likely to redeem what, and what comes of it; bound to the shop in the wiring."""

    async def foretell(
        self, promotions: Sequence[Promotion], players: Sequence[str] | None, now: int
    ) -> Forecast:
        """Of each promotion for each player, from what lies strictly before `now`, seconds.

        `players` None: all of whom a purchase is known. A promotion about nothing that is sold is
        left out.
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
