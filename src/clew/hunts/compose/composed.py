"""What composing gives: a hunt or why there is none, with everything that was noted on the way."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from clew.hunts.compose.trace import Trace
from clew.hunts.model import Hunt, Refused


class Composed(msgspec.Struct, frozen=True):
    """See above.

    Attributes:
        outcome: the hunt, or why there is none.
        trace: what was refused, allowed and weighed.
        shorter: why the hunt has fewer steps than the rules wanted, in words; empty where it has
            all.
        stages: stage -> microseconds that it took; no part of the result.
    """

    outcome: Hunt | Refused
    trace: Trace
    shorter: str
    stages: Mapping[str, int]

    @property
    def hunt(self) -> Hunt | None:
        """The hunt; None where there is none."""
        return self.outcome if isinstance(self.outcome, Hunt) else None

    @property
    def refused(self) -> Refused | None:
        """Why there is no hunt; None where there is one."""
        return self.outcome if isinstance(self.outcome, Refused) else None
