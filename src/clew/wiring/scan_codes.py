"""The codes at places, wired to the home's secret."""

from __future__ import annotations

from pathlib import Path

from clew.hunts.codes import ScanCodes
from clew.hunts.stores.scan_secret import scan_secret


def scan_codes(home: Path) -> ScanCodes:
    """The codes of a home. Raises `PartUnavailable` where its secret can't be kept or read."""
    return ScanCodes(scan_secret(home))
