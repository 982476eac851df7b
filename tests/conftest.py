from __future__ import annotations

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def data() -> Path:
    """The development data folder that the environment names."""
    folder = os.environ.get("CLEW_TEST_DATA")
    if not folder:
        pytest.skip("CLEW_TEST_DATA is not set")
    return Path(folder)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A data directory that does not exist yet."""
    return tmp_path / "home"
