from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from served import Service, clew, serving


@pytest.fixture(scope="module")
def mall(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the demo mall."""
    home = tmp_path_factory.mktemp("served") / "home"
    assert clew(home, "demo").returncode == 0
    return home


@pytest.fixture(scope="module")
def service(mall: Path) -> Iterator[Service]:
    """Two workers over the demo mall."""
    with serving(mall) as running:
        yield running
