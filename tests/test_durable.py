from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from clew.durable import replacing, storage_fault, write_whole
from clew.errors import Code, PartUnavailable


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    """The new bytes are there when the call returns, and no draft is left."""
    path = tmp_path / "file"
    write_whole(path, b"old")
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [path]


def test_an_error_in_the_block_leaves_the_old_file(tmp_path: Path) -> None:
    """Whatever goes wrong while writing, the old bytes stay and no draft is left."""
    path = tmp_path / "file"
    write_whole(path, b"old")
    with pytest.raises(TypeError), replacing(path) as stream:
        stream.writelines([b"half", "text"])  # type: ignore[list-item]  # the fault in the midst
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_nobody_sees_half_a_file(tmp_path: Path) -> None:
    """Until the block has ended, readers have the old bytes."""
    path = tmp_path / "file"
    write_whole(path, b"old")
    with replacing(path) as stream:
        stream.write(b"half")
        stream.flush()
        assert path.read_bytes() == b"old"
    assert path.read_bytes() == b"half"


def test_a_place_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    """A directory that is not there is `home_unreadable` with its place."""
    path = tmp_path / "missing" / "file"
    with pytest.raises(PartUnavailable) as fault:
        write_whole(path, b"new")
    assert (fault.value.code, fault.value.where.file) == (Code.HOME_UNREADABLE, str(path))


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, Code.STORAGE_FULL),
        (errno.EDQUOT, Code.STORAGE_FULL),
        (errno.EFBIG, Code.STORAGE_FULL),
        (errno.EACCES, Code.HOME_UNREADABLE),
        (errno.EROFS, Code.HOME_UNREADABLE),
    ],
)
def test_the_systems_errors_in_our_words(tmp_path: Path, number: int, code: Code) -> None:
    """A full disk is told from one that may not be written, each with a remedy."""
    fault = storage_fault(OSError(number, os.strerror(number)), tmp_path)
    assert fault.code is code
    assert fault.remedy
    assert fault.exit_status == 3


@pytest.mark.skipif(sys.platform == "win32", reason="file size limits are POSIX")
def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    """A file for which there is no room is `storage_full`; the old one stays, without a draft."""
    script = """
import resource, sys
from pathlib import Path
from clew.durable import write_whole
from clew.errors import ClewError
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    write_whole(Path(sys.argv[1]), b"x" * 5000)
except ClewError as error:
    print(error.code)
"""
    path = tmp_path / "file"
    write_whole(path, b"old")
    told = subprocess.run(
        [sys.executable, "-c", script, str(path)], check=True, capture_output=True, text=True
    )
    assert told.stdout == "storage_full\n"
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
