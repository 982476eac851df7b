"""docs/api.md: its commands are run, and print what stands below them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from served import Service, clew

PAGE = Path(__file__).parents[2] / "docs" / "api.md"
MS = re.compile(r'"ms":[0-9.]+')
MADE = re.compile(r'"(created|closed|day|at|taken|expires)":("[^"]+"|\d+)')


def blocks_of(kind: str) -> list[str]:
    """The insides of the page's blocks of that kind."""
    page = PAGE.read_text("utf-8")
    return re.findall(rf"^```{kind}\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)


def steps() -> list[tuple[str, str]]:
    """(command, expected output) of the page's console blocks, in order."""
    blocks = re.findall(
        r"^```console\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL
    )
    found: list[tuple[str, str]] = []
    for line in "".join(blocks).splitlines():
        if line.startswith("$ "):
            found.append((line[2:], ""))
        else:
            command, output = found[-1]
            found[-1] = (command, output + line)
    return found


def still(text: str) -> str:
    """The text with times that differ from run to run left out."""
    return MADE.sub(r'"\1":"..."', MS.sub('"ms":0', text)).strip()


def surroundings(service: Service, mall: Path) -> dict[str, str]:
    made = json.loads(clew(mall, "key", "create", "--scope", "admin", "--json").stdout)
    return {**os.environ, "CLEW": service.url, "KEY": made["key"]}


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl")
def test_the_commands_print_what_stands_there(service: Service, mall: Path) -> None:
    """Each curl command, run in order, is answered with what the page shows."""
    around = surroundings(service, mall)
    assert len(steps()) > 10
    for command, expected in steps():
        done = subprocess.run(
            ["bash", "-c", command], env=around, capture_output=True, text=True, check=True
        )
        assert still(done.stdout) == still(expected), command


PRINTED = ("found demo-mall/0/14/9 45.", "open [1, 2]")
"""What the page's Python examples print, in their order."""


def test_the_python_examples_run(service: Service, mall: Path) -> None:
    """The page's Python prints the square of the fountain, and opens a hunt."""
    key = surroundings(service, mall)["KEY"]
    for example, printed in zip(blocks_of("python"), PRINTED, strict=True):
        program = f"CLEW = {service.url!r}\nKEY = {key!r}\n{example}"
        done = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True
        )
        assert done.stdout.startswith(printed)
