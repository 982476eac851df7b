"""A skipped test is no passed one: the run fails unless the skip is listed."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
SKIPPED = """
import pytest

def test_that_runs():
    pass

@pytest.mark.skip(reason="{reason}")
def test_that_does_not():
    pass
"""


def run(folder: Path, name: str, reason: str, **environment: str) -> tuple[int, str]:
    """The status and the report of a run over one skipped test."""
    tests = folder / "tests"
    (tests / name).parent.mkdir(parents=True)
    shutil.copy(TESTS / "conftest.py", tests)
    shutil.copy(TESTS / "allowed_skips.txt", tests)
    (tests / name).write_text(SKIPPED.format(reason=reason))
    (folder / "pytest.ini").write_text("[pytest]\n")
    surroundings = {key: value for key, value in os.environ.items() if key != "CI"}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"],
        cwd=folder,
        env={**surroundings, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout


def test_an_unlisted_skip_fails(tmp_path: Path) -> None:
    """With CI set an unlisted skip fails the run, and the report names it and its reason."""
    status, report = run(tmp_path, "test_new.py", "too hard", CI="true")
    assert status == 1
    assert "tests/test_new.py::test_that_does_not: too hard" in report
    assert "allowed_skips.txt" in report


@pytest.mark.parametrize(
    ("name", "reason", "status"),
    [
        ("journeys/test_real_mall.py", "CLEW_TEST_DATA is not set", 0),
        ("journeys/test_real_mall.py", "another reason", 1),
        ("test_text.py", "CLEW_TEST_DATA is not set", 1),
    ],
)
def test_a_listed_skip_passes(tmp_path: Path, name: str, reason: str, status: int) -> None:
    """A skip passes where both the test and its reason are listed."""
    assert run(tmp_path, name, reason, CI="true")[0] == status


def test_at_a_desk_a_skip_is_a_skip(tmp_path: Path) -> None:
    """Without CI a skip does not fail the run."""
    assert run(tmp_path, "test_new.py", "too hard")[0] == 0
