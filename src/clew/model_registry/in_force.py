"""The version of a model that is in force, loaded once and kept up: the last good one serves."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Generic, NamedTuple, TypeVar

from clew.errors import ClewError
from clew.model_registry.model import Trained
from clew.model_registry.versions import ACTIVE, Versions

T = TypeVar("T")


class Look(NamedTuple, Generic[T]):
    """What is served now.

    Attributes:
        model: as loaded; None where no version is good, or none was ever promoted.
        version: of it.
        fault: why it is not the version that should be in force; None where it is.
    """

    model: T | None
    version: str | None
    fault: ClewError | None


class InForce(Generic[T]):
    """One model, for one process.

    `current` costs one `stat` while nothing changes. A version that is damaged, or that does not
    load, is refused; the one that was served stays, or in a new process the latest good one that
    was in force before.
    """

    def __init__(self, versions: Versions, load: Callable[[Path, Trained], T]) -> None:
        self._versions = versions
        self._load = load
        self._mark: tuple[int, ...] | None = None
        self._look: Look[T] = Look(None, None, None)

    def current(self) -> Look[T]:
        """What is served; never raises."""
        mark = self._marked()
        if mark != self._mark:
            self._look = self._looked()
            self._mark = mark
        return self._look

    def _marked(self) -> tuple[int, ...]:
        try:
            told = (self._versions.folder / ACTIVE).stat()
        except OSError:
            return ()
        return (told.st_ino, told.st_mtime_ns, told.st_size)

    def _looked(self) -> Look[T]:
        try:
            active = self._versions.active()
        except ClewError as error:
            return self._look._replace(fault=error)
        if active is None:
            return Look(None, None, None)
        fault: ClewError | None = None
        for version in (active.version, *self._else(active.before)):
            if fault is not None and version == self._look.version:
                return self._look._replace(fault=fault)
            try:
                return Look(self._loaded(version), version, fault)
            except ClewError as error:
                fault = fault or error
        return Look(None, None, fault)

    def _else(self, before: tuple[str, ...]) -> tuple[str, ...]:
        """What may serve instead: what is served, then what was in force, the latest first."""
        served = () if self._look.version is None else (self._look.version,)
        return (*served, *reversed(before))

    def _loaded(self, version: str) -> T:
        return self._load(*self._versions.verified(version))
