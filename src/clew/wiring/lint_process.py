"""Looking over a campaign in a process of its own: it takes a while, and players ask meanwhile.

python -P -m clew.wiring.lint_process PARENT_PID
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import msgspec

from clew.clues.bounded.child import die_with
from clew.clues.lint_model import LintReport
from clew.errors import ClewError, Code, PartUnavailable, Problem
from clew.settings import Configuration, Settings
from clew.wiring.aside import told_aside
from clew.wiring.house import House

LOOK_S = 60.0
"""How long a look may take, seconds; 10,000 clues took 32 (docs/lint.md)."""


class Look(msgspec.Struct, frozen=True):
    """What to look over, and where it is.

    Attributes:
        near, top: as `clew.clues.lint.Lint.look` takes them.
    """

    home: str
    settings: Settings
    campaign: str
    near: float
    top: int


_LOOK = msgspec.json.Decoder(Look)


class Looked(msgspec.Struct, frozen=True):
    """The report, or why there is none."""

    report: LintReport | None = None
    fault: Problem | None = None


_LOOKED = msgspec.json.Decoder(Looked)


class LintProcess:
    """Looks over one campaign at a time."""

    def __init__(self, configuration: Configuration, *, within_s: float = LOOK_S) -> None:
        self._configuration = configuration
        self._within_s = within_s
        self._turn = asyncio.Lock()

    async def look(self, campaign: str, *, near: float, top: int) -> LintReport:
        """As `clew.clues.lint.Lint.look`.

        Raises `PartUnavailable` (`lint_unavailable`) where another look runs, or this one takes
        too long; nothing is left running then.
        """
        if self._turn.locked():
            raise _unavailable("another campaign is being looked over", "ask again when it is done")
        async with self._turn:
            home, settings = str(self._configuration.home), self._configuration.settings
            looked = await self._asked(Look(home, settings, campaign, near, top))
        if looked.fault is not None:
            fault = looked.fault
            raise PartUnavailable(Code(fault.code), fault.message, remedy=fault.remedy)
        if looked.report is None:
            raise _unavailable("there is no report", "`clew clue lint` says more")
        return looked.report

    async def _asked(self, look: Look) -> Looked:
        try:
            told = await told_aside(__name__, msgspec.json.encode(look), within_s=self._within_s)
            return _LOOKED.decode(told)
        except TimeoutError as error:
            raise _unavailable(
                f"it took longer than {self._within_s:g} seconds",
                "run `clew clue lint` on the command line, which may take its time",
            ) from error
        except msgspec.DecodeError as error:
            raise _unavailable("its process died", "`clew clue lint` says more") from error


def _unavailable(why: str, remedy: str) -> PartUnavailable:
    return PartUnavailable(Code.LINT_UNAVAILABLE, f"the lint: {why}", remedy=remedy)


async def _looked(look: Look) -> Looked:
    house = House(Configuration(Path(look.home), look.settings))
    try:
        return Looked(await house.lint.look(look.campaign, near=look.near, top=look.top))
    except ClewError as error:
        return Looked(fault=error.problems()[0])
    finally:
        await house.close()


def main() -> None:
    """Reads what to look over, and writes what it finds."""
    die_with(int(sys.argv[1]))
    look = _LOOK.decode(sys.stdin.buffer.read())
    sys.stdout.buffer.write(msgspec.json.encode(asyncio.run(_looked(look))))


if __name__ == "__main__":
    main()
