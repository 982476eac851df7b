"""docs/openapi.json is the whole truth: schemathesis asks what it allows, and what it forbids."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from served import Service, clew, serving, until

DOCUMENT = Path(__file__).parents[2] / "docs" / "openapi.json"
SCHEMATHESIS = Path(sys.executable).parent / "schemathesis"
LEFT_OUT = {
    # check of schemathesis -> why it is none of ours
    "positive_data_acceptance": "no schema can say that a zone is on a map, or a text has a letter",
    "ensure_resource_availability": "404 in a new campaign may be about the clue that is named",
    "use_after_free": "`restore` brings a deleted clue back",
}


@pytest.fixture(scope="module")
def asked(mall: Path) -> Iterator[Service]:
    """Two workers over the demo mall, ready."""
    with serving(mall) as running:
        until(lambda: running.ask("GET", "/readyz").status == 200)
        yield running


def told_apart(service: Service, home: Path, key: str | None, *words: str) -> None:
    """Runs schemathesis against the service; fails with what it says."""
    headers = [] if key is None else ["--header", f"Authorization: Bearer {key}"]
    done = subprocess.run(
        [
            *(str(SCHEMATHESIS), "run", str(DOCUMENT), "--url", service.url, "--no-color"),
            *("--exclude-checks", ",".join(LEFT_OUT), "--continue-on-failure"),
            *("--request-timeout", "30"),
            *("--generation-database", "none", "--generation-with-security-parameters", "false"),
            *("--warnings", "off", *headers, *words),
        ],
        cwd=home.parent,
        env={**os.environ, "SCHEMATHESIS_HOOKS": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(service.workers()) == 2
    assert service.ask("GET", "/healthz").json == {"alive": True}


def admin(home: Path) -> str:
    made: str = json.loads(clew(home, "key", "create", "--scope", "admin", "--json").stdout)["key"]
    return made


def test_what_an_editor_is_answered(asked: Service, mall: Path) -> None:
    """With an admin key: no 500, and no status, type, header or shape that is not documented."""
    told_apart(asked, mall, admin(mall), "--max-time", "20", "--seed", "1")


def test_what_a_stranger_is_answered(asked: Service, mall: Path) -> None:
    """Without a key: the same, and nothing that needs one is answered."""
    told_apart(asked, mall, None, "--max-time", "10", "--seed", "1")


@pytest.mark.soak
def test_minutes_with_a_key(asked: Service, mall: Path) -> None:
    """The same for three and a half minutes, from another seed each time."""
    told_apart(asked, mall, admin(mall), "--max-time", "210")


@pytest.mark.soak
def test_minutes_without_a_key(asked: Service, mall: Path) -> None:
    """The same for a minute and a half, from another seed each time."""
    told_apart(asked, mall, None, "--max-time", "90")
