"""The trained versions of one model: a folder each, and one small file that says which is in force.

    NAME/active.json           which version, and what it replaced; replaced whole
    NAME/3/manifest.json       what version 3 is
    NAME/3/...                 its files

A version's folder appears under its number whole and sealed, and never changes. Every process reads
`active.json` anew when it was replaced, so a promotion and a roll-back are in force everywhere at
the next look, and a crash leaves the old version in force or the new one.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from clew.clock import Clock
from clew.durable import storage_fault, sync_directory, write_whole
from clew.errors import Code, Conflict, InputRefused
from clew.model_registry.model import FORMAT, MANIFEST, Active, Step, Trained
from clew.model_registry.sealing import check_seals, refused, seals

ACTIVE = "active.json"
MOST_BYTES = 1 << 20
"""The longest manifest or `active.json`."""
_ACTIVE = msgspec.json.Decoder(Active)
_TRAINED = msgspec.json.Decoder(Trained)


class Versions:
    """The versions of one model, in a folder of its own.

    Attributes:
        name: of the model.
        folder: where they are.
    """

    def __init__(self, folder: Path, name: str, clock: Clock) -> None:
        self.name = name
        self.folder = folder / name
        self._clock = clock

    def all(self) -> Sequence[str]:
        """Every version that is there, the oldest first."""
        try:
            found = [one.name for one in self.folder.iterdir() if one.name.isdecimal()]
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise storage_fault(error, self.folder) from error
        return sorted(found, key=int)

    def active(self) -> Active | None:
        """Which version is in force; None where none ever was.

        Raises `PartUnavailable` (`artefact_refused`) where that can't be read.
        """
        path = self.folder / ACTIVE
        try:
            with path.open("rb") as stream:
                active = _ACTIVE.decode(stream.read(MOST_BYTES))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise refused(path, f"cannot be read: {error.strerror}") from error
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise refused(path, f"says nothing: {error}") from error
        if active.format != FORMAT:
            raise refused(path, f"has format {active.format}, this release reads {FORMAT}")
        return active

    def manifest(self, version: str) -> Trained:
        """What a version says about itself; its other files are not looked at.

        Raises `PartUnavailable` (`artefact_refused`).
        """
        path = self.folder / version / MANIFEST
        try:
            with path.open("rb") as stream:
                manifest = _TRAINED.decode(stream.read(MOST_BYTES))
        except OSError as error:
            raise refused(path, f"cannot be read: {error.strerror}") from error
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise refused(path, f"is no manifest: {error}") from error
        if manifest.format != FORMAT:
            raise refused(path, f"has format {manifest.format}, this release reads {FORMAT}")
        if (manifest.name, manifest.version) != (self.name, version):
            raise refused(path, f"is of {manifest.title}")
        return manifest

    def verified(self, version: str) -> tuple[Path, Trained]:
        """A version's folder and manifest, every file's size and SHA-256 as sealed.

        Raises `PartUnavailable` (`artefact_refused`) naming the file at fault.
        """
        manifest = self.manifest(version)
        check_seals(self.folder / version, manifest.files)
        return self.folder / version, manifest

    def add(self, draft: Trained, write: Callable[[Path], Sequence[str]]) -> Trained:
        """A new version, whole and sealed when the call returns; it is not in force yet.

        `write` puts its files into the folder it is given and tells their names. Raises
        `PartUnavailable` (`storage_full`, `home_unreadable`) and leaves nothing.
        """
        workplace = self.folder / f".draft-{os.getpid()}"
        try:
            self.folder.mkdir(mode=0o750, parents=True, exist_ok=True)
            shutil.rmtree(workplace, ignore_errors=True)
            workplace.mkdir(mode=0o750)
            files = seals(workplace, write(workplace))
            with self._alone():
                version = str(int((self.all() or ("0",))[-1]) + 1)
                manifest = msgspec.structs.replace(
                    draft, name=self.name, version=version, files=files
                )
                write_whole(workplace / MANIFEST, _pretty(manifest))
                for name in files:
                    _sync(workplace / name)
                workplace.replace(self.folder / version)
                sync_directory(self.folder)
        except OSError as error:
            raise storage_fault(error, self.folder) from error
        finally:
            shutil.rmtree(workplace, ignore_errors=True)
        return manifest

    def promote(self, version: str) -> Active:
        """Puts a version in force, its files verified first; everywhere at the next look.

        Raises `InputRefused` (`model_unknown`), `Conflict` (`not_newer`) where it is in force
        already, `PartUnavailable` (`artefact_refused`).
        """
        self._known(version)
        self.verified(version)
        with self._alone():
            before = self.active()
            if before is not None and before.version == version:
                raise Conflict(
                    Code.NOT_NEWER,
                    f"{self.name} {version} is in force already",
                    remedy="nothing need be done",
                )
            earlier = () if before is None else (*before.before, before.version)
            return self._put(version, earlier, before, "promote")

    def rollback(self) -> Active:
        """Puts the version in force again that the present one replaced.

        Raises `InputRefused` (`model_unknown`) where there is none, `PartUnavailable`
        (`artefact_refused`) where it is damaged.
        """
        with self._alone():
            before = self.active()
            if before is None or not before.before:
                raise InputRefused(
                    Code.MODEL_UNKNOWN,
                    f"no version of {self.name} was in force before",
                    remedy="`clew model status` shows its versions; promote one of them",
                )
            version = before.before[-1]
            self.verified(version)
            return self._put(version, before.before[:-1], before, "rollback")

    def _known(self, version: str) -> None:
        if version not in self.all():
            raise InputRefused(
                Code.MODEL_UNKNOWN,
                f"there is no version {version[:40]!r} of {self.name}",
                remedy="`clew model status` shows its versions",
            )

    def _put(self, version: str, earlier: tuple[str, ...], old: Active | None, why: str) -> Active:
        history = () if old is None else old.history
        now = int(self._clock.now().timestamp())
        active = Active(FORMAT, version, earlier, (*history, Step(version, now, why)))
        write_whole(self.folder / ACTIVE, _pretty(active))
        return active

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One writer at a time, on this machine; freed when its process ends, however it ends."""
        try:
            descriptor = os.open(self.folder / ".lock", os.O_CREAT | os.O_RDWR, 0o640)
        except OSError as error:
            raise storage_fault(error, self.folder) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)


def _pretty(value: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value, order="deterministic"), indent=2) + b"\n"


def _sync(path: Path) -> None:
    with path.open("rb") as stream:
        os.fsync(stream.fileno())
