"""The pages around the code say what the code does."""

from __future__ import annotations

import ast
import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from clew.text import normalise

ROOT = Path(__file__).resolve().parent.parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)")
CLEW = Path(sys.executable).with_name("clew")


def prose(page: Path) -> str:
    """A page without its code blocks, in which brackets mean something else."""
    return re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)


def links(page: Path) -> Iterator[tuple[str, str]]:
    """(text, target) of every link that stays inside the tree."""
    for text, target in LINK.findall(prose(page)):
        if not re.match(r"[a-z]+:", target):
            yield text, target.partition("#")[0]


def defined(path: Path) -> set[str]:
    """The names that a module defines: functions, classes, constants, methods as `Class.method`."""
    names: set[str] = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.Assign):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.add(node.target.id)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
            names |= {
                f"{node.name}.{inner.name}"
                for inner in node.body
                if isinstance(node, ast.ClassDef)
                and isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef)
            }
    return names


def console_lines(page: Path) -> list[tuple[str, str]]:
    """(command, expected output) of the page's console blocks, in order."""
    blocks = re.findall(
        r"^```console\n(.*?)^```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    steps: list[tuple[str, str]] = []
    for line in "".join(blocks).splitlines():
        if line.startswith("$ "):
            steps.append((line[2:], ""))
        else:
            command, output = steps[-1]
            steps[-1] = (command, f"{output}{line}\n")
    return steps


def test_generated_pages_are_what_the_code_says() -> None:
    """The pages of commands and settings, and the plan of the demo mall, are up to date."""
    check = subprocess.run(
        [sys.executable, ROOT / "scripts" / "make_docs.py", "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert check.returncode == 0, check.stdout + check.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    """Every link to a file of the tree resolves."""
    missing = [target for _, target in links(page) if not (page.parent / target).exists()]
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_named_code_exists(page: Path) -> None:
    """A link from a name in the code leads to the module that defines it."""
    wrong = []
    for text, target in links(page):
        name = re.fullmatch(r"`([A-Za-z_][\w.]*)`", text)
        if name is None or not target.endswith(".py") or name[1].endswith(".py"):
            continue
        if name[1] not in defined(page.parent / target):
            wrong.append(f"{name[1]} is not in {target}")
    assert not wrong


def test_the_readme_prints_what_it_says(tmp_path: Path) -> None:
    """The README's commands, run in order over the demo, print what stands below them."""
    surroundings = {**os.environ, "CLEW_HOME": str(tmp_path / "home"), "PYTHONUTF8": "1"}

    def run(*words: str) -> str:
        done = subprocess.run(
            [CLEW, *words],
            env=surroundings,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        return "".join(f"{line.rstrip()}\n" for line in (done.stdout + done.stderr).splitlines())

    run("demo")
    steps = console_lines(ROOT / "README.md")
    assert steps
    for command, expected in steps:
        program, *words = shlex.split(command)
        assert program == "clew"
        assert run(*words) == expected, command


def test_the_normalisers_examples_hold() -> None:
    """Each row of the normaliser's table is what the normaliser does."""
    page = (ROOT / "docs" / "normaliser.md").read_text("utf-8")
    rows = re.findall(r"^\| `(.+?)` \| (?:`(.+)`)? ?\|$", page, re.MULTILINE)
    assert len(rows) > 20
    assert [(text, normalise(text).key) for text, _ in rows] == rows


def test_the_layers_are_the_ones_that_are_held() -> None:
    """ARCHITECTURE.md shows the layers of the import contract, line by line."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    layers = next(one["layers"] for one in contracts if one["type"] == "layers")
    page = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    assert "```text\n" + "\n".join(layers) + "\n```" in page


def test_every_decision_is_listed_and_has_its_parts() -> None:
    """A decision has a number, a date, context, decision and consequences, and is in the list."""
    folder = ROOT / "docs" / "decisions"
    listed = (folder / "README.md").read_text("utf-8")
    for number, page in enumerate(sorted(folder.glob("0*.md")), start=1):
        text = page.read_text("utf-8")
        assert page.name.startswith(f"{number:04}-")
        assert text.startswith(f"# {number}. ")
        assert re.search(r"^\d{4}-\d{2}-\d{2}\. (Accepted|Superseded by )", text, re.MULTILINE)
        for part in ("## Context", "## Decision", "## Consequences"):
            assert part in text
        assert f"({page.name})" in listed
