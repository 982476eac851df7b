"""The house plan's contracts, seen to catch what they are there for."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
DOWN = "Imports go down the house only; a new folder without a layer breaks the build"
NO_CIRCLE = "No package imports itself in a circle, at any depth"
DATA_ONLY = "Of the venues, the clues know the data only; behaviour crosses through their own ports"
LMDB = "LMDB is named by the stores that share its one file alone"
SQLALCHEMY = "SQLAlchemy is named by the record, and by the stores that keep rows in it"
ALEMBIC = "Alembic is named by the record's migrations alone"
CLICK = "Click and Rich are named by the command line alone"
MODELS = "Of the models, the clues know the data only; an artefact is loaded in the wiring"
EMBEDDING = "The embedding's run time and tokenizer are named by its own process alone"
NUMPY = (
    "Numpy is named where the clues compare texts, where the shop counts, where promises are "
    "allocated, and where tests of them do, alone"
)
SCIPY = "Scipy is named where the shop counts, and by the one file that calls HiGHS, alone"
SHOP_DATA = "Of the venues and models, the shop knows the data only"
SIBLINGS = "Clues, promotions, shop and rules know of each other the data only"
CURRENCIES = "The table of currencies is read by the money alone"
FAISS = "FAISS is named by the vector tier's inverted lists alone"
SERVER = "The server is named by the files that start it and keep it up alone"
LITESTAR = "Litestar is named by the door alone"
RULES = "Of the layers below and beside them, the rules know the data only"
REFERENCE = "What decision tables mean is told a second time by what knows nothing of the rules"
ENGINE = "The rule engine is named by its adapter alone"
PROMOTIONS = "Of their neighbours and of venues and models, the promotions know the data only"
CALENDARS = (
    "Calendar rules are read by one file of the promotions, and by one that checks it, alone"
)
CHECKER = "Hunts are checked by what shares no code with those who compose them"
HUNTS = "Of what they are made of, the hunts know the data only"
MESSAGES = "Fluent's messages are compiled by the catalogue of messages alone"
WORD_LISTS = "Of the spelling checker only its lists are read, as files"
CODES = "QR codes are drawn by one file alone"
HOURS = "Opening hours are read by one file of the venues alone"
GEOMETRY = "Geometry, projections and graphs are named by the venues alone"


class Violation(NamedTuple):
    """A line that breaks a contract.

    Attributes:
        file: where it is planted, below the package; made where it is not there.
        line: what is planted.
        contract: the name of the contract that must break.
    """

    file: str
    line: str
    contract: str


VIOLATIONS = {
    "hunts read a map themselves": Violation(
        "hunts/route/ways.py", "import clew.venues.way_graph", HUNTS
    ),
    "QR codes beside their drawer": Violation("cli/hunt_codes.py", "import segno", CODES),
    "opening hours beside their reader": Violation(
        "venues/ground.py", "import opening_hours", HOURS
    ),
    "venues know the hunts": Violation("venues/reach.py", "import clew.hunts.route.ways", DOWN),
    "clues use how venues import": Violation(
        "clues/decide.py", "import clew.venues.import_venue", DATA_ONLY
    ),
    "clues use a venue store": Violation(
        "clues/ports.py", "from clew.venues.stores import map_file", DATA_ONLY
    ),
    "clues know the command line": Violation("clues/decide.py", "import clew.cli.shell", DOWN),
    "venues know the clues": Violation("venues/merge.py", "import clew.clues.model", DOWN),
    "a domain is wired from inside": Violation("clues/resolver.py", "import clew.wiring", DOWN),
    "a leaf climbs": Violation("errors.py", "import clew.ids", DOWN),
    "a domain reads settings": Violation("venues/zones.py", "import clew.settings", DOWN),
    "a folder without a layer": Violation("helpers/__init__.py", "", DOWN),
    "a file without a layer": Violation("tools.py", "", DOWN),
    "a circle in the clues": Violation("clues/model.py", "import clew.clues.ports", NO_CIRCLE),
    "a circle of a file and a folder": Violation(
        "clues/ports.py", "import clew.clues.stores.memory", NO_CIRCLE
    ),
    "LMDB beside its store": Violation("clues/publisher.py", "import lmdb", LMDB),
    "LMDB in the wiring": Violation("wiring/house.py", "import lmdb", LMDB),
    "SQLAlchemy in a use case": Violation(
        "clues/campaigns.py", "from sqlalchemy import select", SQLALCHEMY
    ),
    "SQLAlchemy in another store": Violation(
        "clues/stores/asked_sqlite.py", "import sqlalchemy", SQLALCHEMY
    ),
    "Alembic in the engine": Violation("record/engine.py", "import alembic", ALEMBIC),
    "click in the clues": Violation("clues/import_clues.py", "import click", CLICK),
    "rich in the demo": Violation("demo/load.py", "from rich import print", CLICK),
    "shapely in the clues": Violation("clues/atlas.py", "import shapely", GEOMETRY),
    "networkx in the wiring": Violation("wiring/plans.py", "import networkx", GEOMETRY),
    "clues load an artefact": Violation(
        "clues/atlas.py", "import clew.model_registry.artefact", MODELS
    ),
    "the run time in a worker": Violation(
        "clues/embedders/worker.py", "import onnxruntime", EMBEDDING
    ),
    "the tokenizer in the wiring": Violation("wiring/house.py", "import tokenizers", EMBEDDING),
    "numpy in the venues": Violation("venues/zones.py", "import numpy", NUMPY),
    "scipy in the clues": Violation("clues/decide.py", "import scipy", SCIPY),
    "the shop loads a model": Violation(
        "shop/pairs.py", "import clew.model_registry.artefact", SHOP_DATA
    ),
    "the shop asks the clues": Violation("shop/pairs.py", "import clew.clues.decide", SIBLINGS),
    "currencies in the shop": Violation("shop/margin.py", "import iso4217", CURRENCIES),
    "FAISS in the index": Violation("clues/vectors/index.py", "import faiss", FAISS),
    "the server beside its file": Violation("http/worker.py", "import granian", SERVER),
    "Litestar on the command line": Violation("cli/serve.py", "import litestar", LITESTAR),
    "the door knows the command line": Violation("http/server.py", "import clew.cli.shell", DOWN),
    "rules read the catalogue": Violation("rules/lint.py", "import clew.shop.ports", RULES),
    "the reference reads as the rules do": Violation(
        "testing/rule_reference.py", "import clew.rules.cells.parse", REFERENCE
    ),
    "the engine in the lint": Violation("rules/lint.py", "import zen", ENGINE),
    "promotions know the shop's stores": Violation(
        "promotions/holds.py", "import clew.shop.ports", PROMOTIONS
    ),
    "HiGHS in the comparison": Violation(
        "promotions/allocation/compare.py", "import scipy.optimize", SCIPY
    ),
    "numpy where offers are ranked": Violation("promotions/holds.py", "import numpy", NUMPY),
    "dateutil in a use case": Violation(
        "promotions/schedule.py", "import dateutil.rrule", CALENDARS
    ),
    "hunts read the catalogue's store": Violation(
        "hunts/material.py", "import clew.shop.catalogue", HUNTS
    ),
    "the checker solves as the composer does": Violation(
        "hunt_check/solvers/anagram.py", "import clew.hunts.words", DOWN
    ),
    "the checker reads promotions": Violation(
        "hunt_check/reward.py", "import clew.promotions.model", CHECKER
    ),
    "Fluent in a kind of puzzle": Violation(
        "hunts/puzzles/kind.py", "import fluent_compiler.bundle", MESSAGES
    ),
    "the checker beside its lists": Violation(
        "hunts/word_list.py", "import spellchecker", WORD_LISTS
    ),
    "pyproj in a leaf": Violation("geo.py", "from pyproj import Geod", GEOMETRY),
}


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the source tree and of the contracts."""
    copy = tmp_path_factory.mktemp("house")
    shutil.copytree(ROOT / "src", copy / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    return copy


def contracts(tree: Path) -> dict[str, bool]:
    """Each contract's name, and whether the tree keeps it."""
    check = (
        "import sys; from importlinter.cli import lint_imports_command as lint; sys.exit(lint())"
    )
    done = subprocess.run(
        [sys.executable, "-c", check, "--no-cache"],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree / "src"), "COLUMNS": "400", "NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    names = [contract["name"] for contract in PROJECT["tool"]["importlinter"]["contracts"]]
    # The report is wrapped to the terminal's width.
    report = " ".join(done.stdout.split())
    verdicts = {
        name: f"{name} KEPT" in report
        for name in names
        if f"{name} KEPT" in report or f"{name} BROKEN" in report
    }
    assert verdicts.keys() == set(names), done.stdout + done.stderr
    assert (done.returncode == 0) is all(verdicts.values()), done.stdout + done.stderr
    return verdicts


def test_the_tree_keeps_every_contract(tree: Path) -> None:
    """As it stands, the source tree keeps every contract."""
    assert all(contracts(tree).values())


def test_every_contract_has_its_violation() -> None:
    """Each contract is broken by one of the violations that are planted below."""
    names = {contract["name"] for contract in PROJECT["tool"]["importlinter"]["contracts"]}
    assert {violation.contract for violation in VIOLATIONS.values()} == names


@pytest.mark.parametrize("name", VIOLATIONS)
def test_a_violation_is_caught(tree: Path, name: str) -> None:
    """A planted violation breaks the contract that forbids it, by name."""
    planted = VIOLATIONS[name]
    path = tree / "src" / "clew" / planted.file
    before = path.read_text() if path.exists() else None
    folder_is_new = not path.parent.exists()
    path.parent.mkdir(exist_ok=True)
    try:
        # Last, so that a docstring and `from __future__` stay where they must be.
        path.write_text(f"{before or ''}\n{planted.line}\n")
        assert not contracts(tree)[planted.contract]
    finally:
        if before is not None:
            path.write_text(before)
        elif folder_is_new:
            shutil.rmtree(path.parent)
        else:
            path.unlink()
