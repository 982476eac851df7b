"""Faults that must never ship, planted one at a time and caught by the tests that own them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
OPTIONS = ("-x", "-q", "-p", "no:cacheprovider", "-m", "not soak")
PATIENCE_S = 300
"""How long a run of the owning tests may take; they take a tenth of it."""


class Mutant(NamedTuple):
    """A fault.

    Attributes:
        file: below the package.
        right: the text that is there.
        wrong: what it becomes.
        tests: who must notice, below tests/.
    """

    file: str
    right: str
    wrong: str
    tests: tuple[str, ...]


MUTANTS = {
    "the normaliser strips digits": Mutant(
        "text.py",
        "    plain = text.translate(_ASCII if",
        '    text = "".join(c for c in text if not c.isdigit())\n'
        "    plain = text.translate(_ASCII if",
        ("test_text.py",),
    ),
    "several hits are averaged": Mutant(
        "clues/decide.py",
        "    return Choice(None, _ranked(named, context))\n",
        "    placed = [hit for hit in named if hit.lat is not None and hit.lon is not None]\n"
        "    lat = sum(hit.lat or 0.0 for hit in placed) / len(placed)\n"
        "    lon = sum(hit.lon or 0.0 for hit in placed) / len(placed)\n"
        "    return Choice(msgspec.structs.replace(placed[0], lat=lat, lon=lon))\n",
        ("clues/test_resolver.py",),
    ),
    "keys forget the campaign": Mutant(
        "clues/key.py",
        "_prefixed(NORMALISER) + _prefixed(campaign)",
        "_prefixed(NORMALISER) + _prefixed(str(len(campaign) > 0))",
        ("test_text.py",),
    ),
    "the sentinel believes what it is told": Mutant(
        "clues/vectors/sentinel.py",
        "            if wrong is not None and not gone:\n",
        '            if wrong == "" and not gone:\n',
        ("clues/vectors/test_sentinel.py",),
    ),
}


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the source tree."""
    shutil.copytree(
        ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "*.pyc")
    )
    return tmp_path / "src"


def run(source: Path, tests: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    """Runs tests against a source tree; the run itself says which one it imported."""
    probe = "import clew.text, sys; sys.stderr.write(clew.text.__file__)"
    environment = {**os.environ, "PYTHONPATH": str(source), "PYTHONDONTWRITEBYTECODE": "1"}
    imported = subprocess.run(
        [sys.executable, "-c", probe], env=environment, capture_output=True, text=True, check=True
    )
    assert imported.stderr.startswith(str(source))
    chosen = [str(ROOT / "tests" / name) for name in tests]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *chosen, *OPTIONS],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
    )


@pytest.mark.parametrize("name", MUTANTS)
def test_a_mutant_is_caught(copied: Path, name: str) -> None:
    """The tests that own a rule fail when the rule is broken."""
    mutant = MUTANTS[name]
    path = copied / "clew" / mutant.file
    source = path.read_text()
    assert source.count(mutant.right) == 1, f"{mutant.file} has changed: plant the fault anew"
    path.write_text(source.replace(mutant.right, mutant.wrong))
    done = run(copied, mutant.tests)
    # 1 is pytest's "tests ran and some failed"; a tree that does not import would be 2 or 4.
    assert done.returncode == 1, done.stdout + done.stderr
    assert "error during collection" not in done.stdout


def test_the_copy_passes(copied: Path) -> None:
    """Without a mutant the same tests pass, so that a failure above is the mutant's."""
    tests = tuple(dict.fromkeys(name for mutant in MUTANTS.values() for name in mutant.tests))
    done = run(copied, tests)
    assert done.returncode == 0, done.stdout + done.stderr
