"""The trained starting point, between the shop that makes it and the registry that keeps it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.metadata import version as version_of
from pathlib import Path
from typing import NamedTuple

import msgspec

from clew.clock import Clock
from clew.model_registry.in_force import InForce, Look
from clew.model_registry.model import FORMAT, Fingerprint, Trained
from clew.model_registry.versions import Versions
from clew.progress import Progress
from clew.shop.compare import objections
from clew.shop.fit import Judged, judged
from clew.shop.ground import Ground
from clew.shop.learned import Learned, Mix
from clew.shop.learned_files import read_learned, write_learned
from clew.shop.model import Level
from clew.shop.ports import CatalogueReader, HistoryReader
from clew.shop.train import Lesson, train

NAME = "starting-point"
"""Of the model, in `models/` of the home."""


class StartingModel:
    """See `LearnedReader`: the version in force, or the last good one."""

    def __init__(self, versions: Versions) -> None:
        self._in_force = InForce(versions, _load)

    def current(self) -> Learned | None:
        """See `LearnedReader`."""
        return self._in_force.current().model

    def look(self) -> Look[Learned]:
        """The same with the version, and why it is not the one that should be."""
        return self._in_force.current()


class Trial(NamedTuple):
    """What a training led to.

    Attributes:
        manifest: of the new version.
        promoted: whether it is in force now.
        objections: why the rule does not promote it; empty where it may.
        judged: level -> how well it foretold what was held out.
        popular: the same of popularity alone.
        in_force: the same of the version that was in force, None without one.
    """

    manifest: Trained
    promoted: bool
    objections: Sequence[str]
    judged: Mapping[Level, Judged]
    popular: Mapping[Level, Judged]
    in_force: Mapping[Level, Judged] | None


class StartingTraining:
    """Trains a version, keeps it, compares it, and puts it in force where the rule allows."""

    def __init__(
        self,
        *,
        catalogue: CatalogueReader,
        history: HistoryReader,
        versions: Versions,
        clock: Clock,
    ) -> None:
        self._catalogue = catalogue
        self._history = history
        self._versions = versions
        self._clock = clock

    async def run(self, *, before: int | None, promote: bool, progress: Progress) -> Trial:
        """Trains on everything strictly before; now where None.

        The version is kept either way. With `promote` it comes into force unless the rule objects
        (`shop/compare.py`). Raises `InputRefused` (`shop_empty`), `PartUnavailable`.
        """
        end = int(self._clock.now().timestamp()) if before is None else before
        lesson = await train(
            self._catalogue, self._history, before=end, title=NAME, progress=progress
        )
        in_force = self._judged_in_force(lesson)
        against = objections(lesson.judged, lesson.popular, in_force)
        draft = _draft(lesson, end)
        manifest = self._versions.add(draft, lambda folder: write_learned(lesson.learned, folder))
        promoted = promote and not against
        if promoted:
            self._versions.promote(manifest.version)
        return Trial(manifest, promoted, against, lesson.judged, lesson.popular, in_force)

    def _judged_in_force(self, lesson: Lesson) -> Mapping[Level, Judged] | None:
        learned = StartingModel(self._versions).current()
        if learned is None:
            return None
        ground = Ground(learned, lesson.shelf)
        return {level: judged(ground, lesson.judges, level) for level in Level}


def _load(folder: Path, manifest: Trained) -> Learned:
    return read_learned(folder, manifest.title)


def _draft(lesson: Lesson, before: int) -> Trained:
    survey, learned = lesson.survey, lesson.learned
    metrics = {
        str(level): {
            name: round(float(value), 6) for name, value in msgspec.structs.asdict(judged).items()
        }
        | {"popular_recall": round(lesson.popular[level].recall, 6)}
        for level, judged in lesson.judged.items()
    }
    mixes = {f"mix of {level}": _words(mix) for level, mix in learned.mixes.items()}
    within = learned.within
    return Trained(
        format=FORMAT,
        name=NAME,
        version="0",
        files={},
        fingerprint=Fingerprint(
            survey.first, survey.last, before, survey.rows, survey.players, survey.sha256
        ),
        metrics=metrics,
        parameters=mixes
        | {
            "mix within types": _words(within.of_kind),
            "products": f"own {within.own}, kind {within.kind}",
            "half-life": f"{int((learned.decay > learned.decay[0] // 2).sum())} days",
        },
        tools={name: version_of(name) for name in ("clew", "numpy")},
    )


def _words(mix: Mix) -> str:
    return ", ".join(f"{name} {value}" for name, value in msgspec.structs.asdict(mix).items())
