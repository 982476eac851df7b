from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from served import Service, serving


@pytest.fixture(scope="module")
def service(mall: Path) -> Iterator[Service]:
    """Two workers over the demo mall."""
    with serving(mall) as running:
        yield running
