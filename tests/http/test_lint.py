"""Looking over a campaign over HTTP, and in a process of its own."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from served import Service, clew

from clew.errors import Code, PartUnavailable
from clew.settings import load
from clew.wiring.lint_process import LintProcess

PATH = "/v1/campaigns/demo/lint"


@pytest.fixture(scope="module")
def key(service: Service, mall: Path) -> str:
    """An admin key."""
    assert service.process.poll() is None
    made: str = json.loads(clew(mall, "key", "create", "--scope", "admin", "--json").stdout)["key"]
    return made


def test_it_is_what_the_command_line_says(service: Service, key: str, mall: Path) -> None:
    """The report is that of `clew clue lint`, with the same thresholds."""
    told = service.ask("GET", f"{PATH}?near=0.7&top=5", key=key)
    assert told.status == 200
    words = ("--near", "0.7", "--top", "5", "--json")
    printed = clew(mall, "clue", "lint", "--campaign", "demo", *words)
    assert told.json == json.loads(printed.stdout)
    assert told.json["findings"]


def test_what_cannot_be_looked_over(service: Service, key: str) -> None:
    """An unknown campaign is 404, a threshold out of range 422, and without a key nothing."""
    told = service.ask("GET", "/v1/campaigns/autumn/lint", key=key)
    assert (told.status, told.json["code"]) == (404, "campaign_unknown")
    for words in ("near=0", "near=2", "top=0", "top=1001", "near=x"):
        assert service.ask("GET", f"{PATH}?{words}", key=key).status == 422
    assert service.ask("GET", PATH).status == 401


async def test_one_look_at_a_time(mall: Path) -> None:
    """A second look is refused at once while the first one runs."""
    lints = LintProcess(load(mall))
    first = asyncio.create_task(lints.look("demo", near=0.8, top=1))
    await asyncio.sleep(0)
    with pytest.raises(PartUnavailable) as refusal:
        await lints.look("demo", near=0.8, top=1)
    assert refusal.value.code is Code.LINT_UNAVAILABLE
    assert (await first).campaign == "demo"


async def test_a_look_that_takes_too_long(mall: Path) -> None:
    """It is ended, said so, and the next one may begin."""
    lints = LintProcess(load(mall), within_s=0.01)
    for _ in range(2):
        with pytest.raises(PartUnavailable) as refusal:
            await lints.look("demo", near=0.8, top=1)
        assert "longer than" in refusal.value.message
