"""What composing gives: a hunt or why there is none, with everything that was noted on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

from clew.hunts.compose.trace import Trace
from clew.hunts.model import Hunt, Refused


class Composed:
    """See above.

    Attributes:
        outcome: the hunt, or why there is none.
        shorter: why the hunt has fewer steps than the rules wanted, in words; empty where it has
            all.
        stages: stage -> microseconds that it took; no part of the result.
    """

    def __init__(
        self,
        outcome: Hunt | Refused,
        shorter: str,
        stages: Mapping[str, int],
        tell: Callable[[], Trace],
    ) -> None:
        self.outcome = outcome
        self.shorter = shorter
        self.stages = stages
        self._tell = tell

    @cached_property
    def trace(self) -> Trace:
        """What was refused, allowed and weighed; put in words when it is first asked for."""
        return self._tell()

    @property
    def hunt(self) -> Hunt | None:
        """The hunt; None where there is none."""
        return self.outcome if isinstance(self.outcome, Hunt) else None

    @property
    def refused(self) -> Refused | None:
        """Why there is no hunt; None where there is one."""
        return self.outcome if isinstance(self.outcome, Refused) else None

    def of(self, hunt: Hunt) -> Composed:
        """The same with that hunt."""
        return Composed(hunt, self.shorter, self.stages, self._tell)

    def after(self, stage: str, took: int) -> Composed:
        """The same with a stage before the others, microseconds."""
        return Composed(self.outcome, self.shorter, {stage: took, **self.stages}, self._tell)
