"""Two workers are one service: what one has acknowledged, the other answers by at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from shutil import copytree

import pytest
from hunt_model import ZONES, Campaign
from lines import Line, lines_to_all
from served import Service, clew, serving, until

EDITORS = 3
"""Campaigns that are written at the same time, each with lines of its own to both workers."""


@pytest.fixture(scope="module")
def plain(
    pristine_demo: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Service, str]]:
    """Two workers over a mall without vectors, and an admin key."""
    home = Path(copytree(pristine_demo, tmp_path_factory.mktemp("two") / "home"))
    (home / "clew.toml").write_text('vector_url = "none:"\n')
    with serving(home) as service:
        yield service, admin(home)


def admin(home: Path) -> str:
    made: str = json.loads(clew(home, "key", "create", "--scope", "admin", "--json").stdout)["key"]
    return made


def lived(service: Service, key: str, operations: int) -> None:
    """So many operations, by several editors at once."""
    with ExitStack() as open_lines:

        def edit(number: int) -> Campaign:
            lines = lines_to_all(service, key, each=2)
            for line in (one for some in lines.values() for one in some):
                open_lines.enter_context(closing(line))
            name = f"spring-{operations}-{number}"
            some = next(iter(lines.values()))[0]
            assert some.ask("POST", "/v1/campaigns", {"id": name}).status == 201
            campaign = Campaign(name, lines, seed=number)
            campaign.live(-(-operations // EDITORS))
            return campaign

        with ThreadPoolExecutor(EDITORS) as pool:
            campaigns = list(pool.map(edit, range(EDITORS)))
    assert sum(one.asked for one in campaigns) >= operations
    assert all(one.seen_elsewhere > one.asked // 20 for one in campaigns)


def test_what_one_worker_wrote_the_other_answers_by(plain: tuple[Service, str]) -> None:
    """A thousand publishes, moves, deletes, restores and asks over both workers, as modelled."""
    lived(*plain, operations=1_000)


@pytest.mark.soak
def test_a_hundred_thousand_operations(plain: tuple[Service, str]) -> None:
    """A hundred thousand of them."""
    lived(*plain, operations=100_000)


SLIPS = {
    # a clue's text -> the same with a slip that only a search can forgive
    "Beneath the copper heron by the canal": "Beneath the coper heron by teh canal",
    "Where seven bicycles dream of Holland": "Where seven bycicles dream of Holand",
    "The clock that forgot its own birthday": "The clock that forgott its own birhday",
}


def test_a_search_sees_it_too(mall: Path, service: Service) -> None:
    """With vectors: a text with a slip follows its clue, through moves, at the other worker."""
    key = admin(mall)
    until(lambda: service.ask("GET", "/readyz").status == 200)
    lines = lines_to_all(service, key, each=1)
    (one,), (other,) = lines.values()
    try:
        for number, (text, slip) in enumerate(SLIPS.items()):
            path = f"/v1/campaigns/demo/clues/slip-{number}"
            for turn, zone in enumerate(ZONES):
                writer, reader = (one, other) if turn % 2 else (other, one)
                assert writer.ask("PUT", path, {"text": text, "zone": zone}).status == 200
                assert searched(reader, slip) == ("found", zone)
            assert one.ask("DELETE", path).status == 200
            assert searched(other, slip)[1] is None
            assert other.ask("POST", f"{path}/restore").status == 200
            assert searched(one, slip) == ("found", ZONES[-1])
            assert one.ask("DELETE", path).status == 200
    finally:
        one.close()
        other.close()


def searched(line: Line, text: str) -> tuple[str, str | None]:
    """(outcome, zone) of a text that was searched; a busy machine may need more than one try."""
    told = []

    def whole() -> bool:
        told.append(line.ask("POST", "/v1/resolve", {"campaign": "demo", "text": text}).json)
        return not told[-1]["degraded"]

    until(whole)
    return told[-1]["outcome"], told[-1]["zone"]
