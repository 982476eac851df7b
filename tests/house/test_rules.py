"""House rules that no linter has, each with its reason in the message."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from clew.cli.main import main

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "clew"
MODULES = sorted(PACKAGE.rglob("*.py"))
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "base", "core", "manager", "misc"}
MOST_LINES = 350
OWNED_BY_NOBODY = {"msgspec", "tzdata"}
"""Dependencies that any module may import: they shape data, or are data, and do nothing."""
IMPORTED_AS = {
    "faiss-cpu": "faiss",
    "fluent-compiler": "fluent_compiler",
    "pyspellchecker": "spellchecker",
    "opening-hours-py": "opening_hours",
    "python-dateutil": "dateutil",
    "zen-engine": "zen",
}
"""Dependencies whose module has another name."""


def told(path: Path) -> str:
    """A module's path as messages name it."""
    return str(path.relative_to(ROOT))


def commands(group: click.Group, *above: str) -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, with its words."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, *above, name)
        else:
            yield " ".join([*above, name]), command


COMMANDS = dict(commands(main))


def test_no_name_that_says_nothing() -> None:
    """A module is named for what it does."""
    empty = [told(p) for p in MODULES if {p.stem, p.parent.name} & EMPTY_NAMES]
    assert not empty, f"{empty}: such a name gathers whatever has no home; name the thing it does"


def test_one_file_reads_the_environment() -> None:
    """Only settings.py reads the environment or a TOML file."""
    reads = re.compile(r"os\.environ|os\.getenv|\bgetenv\(|\btomllib\b|import environ\b")
    guilty = [
        told(path)
        for path in MODULES
        if path.name != "settings.py" and reads.search(path.read_text())
    ]
    assert not guilty, f"{guilty}: a setting that is read elsewhere is in no table; use settings.py"


def test_every_module_says_what_it_is_for() -> None:
    """Every module opens with a docstring."""
    silent = [told(p) for p in MODULES if ast.get_docstring(ast.parse(p.read_text())) is None]
    assert not silent, f"{silent}: a reader opens the file to learn what it is for; say it first"


def test_small_files() -> None:
    """No module is longer than a reader can hold."""
    long = {
        told(path): lines
        for path in MODULES
        if (lines := len(path.read_text().splitlines())) > MOST_LINES
    }
    assert not long, f"{long}: past {MOST_LINES} lines a file usually holds two things; part them"


def test_every_dependency_has_an_owner() -> None:
    """Each run-time dependency is named in a contract that says who may import it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    names = {
        re.split(r"[\[<>=~! ]", line)[0].lower() for line in project["project"]["dependencies"]
    }
    owned = {
        vendor
        for contract in project["tool"]["importlinter"]["contracts"]
        for vendor in contract.get("forbidden_modules", ())
        if not vendor.startswith("clew")
    }
    nobody = {IMPORTED_AS.get(name, name) for name in names} - owned - OWNED_BY_NOBODY
    assert not nobody, f"{nobody}: a vendor without an owner spreads; give it a contract"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_shows_an_example(name: str) -> None:
    """Each command's help ends with an example that begins with the command itself."""
    epilog = COMMANDS[name].epilog or ""
    assert re.search(rf"^  clew (--home \S+ )?{name}\b", epilog, re.MULTILINE), (
        f"clew {name}: people copy an example before they read an option; give one in the epilog"
    )


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_speaks_json(name: str) -> None:
    """Each command takes --json."""
    options = {option for parameter in COMMANDS[name].params for option in parameter.opts}
    assert "--json" in options, f"clew {name}: scripts need every answer as data; add json_option"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_says_what_it_does(name: str) -> None:
    """Each option of each command has a line of help, and each command a sentence."""
    command = COMMANDS[name]
    assert command.help, f"clew {name}: say what it does"
    silent = [p.name for p in command.params if isinstance(p, click.Option) and not p.help]
    assert not silent, f"clew {name}: {silent} without help"
