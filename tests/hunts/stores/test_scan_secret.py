"""The secret of the codes: made once, for its owner alone, never replaced in silence."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from clew.errors import Code, PartUnavailable
from clew.hunts.stores.scan_secret import FILE_NAME, SECRET_BYTES, scan_secret


def test_it_is_made_at_first_use_and_kept(tmp_path: Path) -> None:
    """The second asking gives the same bytes, and only the owner may read the file."""
    first = scan_secret(tmp_path)
    assert len(first) == SECRET_BYTES
    assert scan_secret(tmp_path) == first
    assert (tmp_path / FILE_NAME).stat().st_mode & 0o777 == 0o600


def test_all_who_come_first_get_the_same(tmp_path: Path) -> None:
    """Workers that start together print and hear the same codes; no draft stays behind."""
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: scan_secret(tmp_path), range(16)))
    assert len(found) == 1
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


def test_two_homes_have_two_secrets(tmp_path: Path) -> None:
    """What hangs in one shop says nothing of another's."""
    homes = [tmp_path / "one", tmp_path / "two"]
    for home in homes:
        home.mkdir()
    assert scan_secret(homes[0]) != scan_secret(homes[1])


def test_a_damaged_one_is_refused(tmp_path: Path) -> None:
    """A new secret would end all codes that hang on walls, so nobody makes one unasked."""
    (tmp_path / FILE_NAME).write_bytes(b"short")
    with pytest.raises(PartUnavailable) as refused:
        scan_secret(tmp_path)
    assert refused.value.code is Code.HOME_UNREADABLE
    assert (tmp_path / FILE_NAME).read_bytes() == b"short"
