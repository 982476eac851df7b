from __future__ import annotations

from pathlib import Path

import pytest
from served import clew


@pytest.fixture(scope="module")
def mall(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the demo mall, and its vectors."""
    home = tmp_path_factory.mktemp("mall") / "home"
    assert clew(home, "demo").returncode == 0
    return home
