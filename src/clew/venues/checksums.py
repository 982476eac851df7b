"""Checksums of single rows: what is altered behind our back is dropped by name, the rest serves."""

from __future__ import annotations

import hashlib

from clew.venues.model import Survey


def zone_checksum(zone: str, lat: float, lon: float) -> str:
    """The checksum of a zone's geometric centroid: 16 hex digits of SHA-256."""
    return row_checksum(f"{zone},{lat:.7f},{lon:.7f},geometric")


def survey_checksum(survey: Survey) -> str:
    """The checksum of a survey row, over every field but itself: 16 hex digits of SHA-256."""
    return row_checksum(
        f"{survey.zone},{survey.lat:.7f},{survey.lon:.7f},{survey.accuracy_m!r},"
        f"{survey.measured_on.isoformat()},{survey.instrument}"
    )


def row_checksum(row: str) -> str:
    """The first 16 hex digits of a row's SHA-256: far past any chance of an unseen change."""
    return hashlib.sha256(row.encode("utf-8", "surrogatepass")).hexdigest()[:16]
