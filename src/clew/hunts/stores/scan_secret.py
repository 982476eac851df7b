"""The secret that codes at places are made with: a file of the home, for its owner alone."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from clew.durable import storage_fault, sync_directory
from clew.errors import Code, PartUnavailable, Where

FILE_NAME = "scan-secret"
SECRET_BYTES = 32


def scan_secret(home: Path) -> bytes:
    """The home's secret, made at first use; the same ever after, in every process.

    Raises `PartUnavailable` (`home_unreadable`, `storage_full`). A file of another size is refused
    rather than replaced: the codes that hang on walls would end.
    """
    path = home / FILE_NAME
    try:
        if not path.exists():
            _make(path)
        secret = path.read_bytes()
    except OSError as error:
        raise storage_fault(error, path) from error
    if len(secret) != SECRET_BYTES:
        raise PartUnavailable(
            Code.HOME_UNREADABLE,
            f"the secret of the codes at places has {len(secret)} bytes instead of {SECRET_BYTES}",
            remedy="put it back from a backup; or remove it, and print and hang new codes",
            where=Where(file=str(path)),
        )
    return secret


def _make(path: Path) -> None:
    """Puts a new secret there, whole; where another process was first, its own stays."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.draft")
    try:
        file = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(file, "wb") as stream:
            stream.write(secrets.token_bytes(SECRET_BYTES))
            stream.flush()
            os.fsync(stream.fileno())
        with suppress(FileExistsError):
            os.link(draft, path)
        sync_directory(path.parent)
    finally:
        draft.unlink(missing_ok=True)
