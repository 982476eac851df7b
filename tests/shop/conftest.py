from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

Written = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Written:
    """Writes a file of rows, given as lines, and tells where."""

    def write(name: str, header: str, *rows: str) -> Path:
        lines: Sequence[str] = (header, *rows)
        path = tmp_path / name
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return path

    return write
