"""The model of redemptions, between the shop that makes it and the registry of models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from hashlib import sha256
from importlib.metadata import version as version_of
from pathlib import Path
from typing import NamedTuple

import msgspec

from clew.clock import Clock
from clew.model_registry.in_force import InForce, Look
from clew.model_registry.model import FORMAT, Fingerprint, Trained
from clew.model_registry.versions import Versions
from clew.progress import Progress
from clew.shop.logistic import Logistic
from clew.shop.model import Offer, Redemption
from clew.shop.ports import HistoryReader
from clew.shop.redemption_files import read_model, write_model
from clew.shop.train_redemption import Trial, Tried, against, judged, learned, try_out

NAME = "redemption"
"""Of the model, in `models/` of the home."""
WORSE = 1.03
"""How many times the squared error of the version in force a new one may have."""


class RedemptionModel:
    """The version in force, or the last good one."""

    def __init__(self, versions: Versions) -> None:
        self._in_force = InForce(versions, _load)

    def look(self) -> Look[Logistic]:
        """The model, its version, and why it is not the one that should be."""
        return self._in_force.current()


class Outcome(NamedTuple):
    """What a training led to.

    Attributes:
        manifest: of the new version.
        promoted: whether it is in force now.
        objections: why the rule does not promote it; empty where it may.
        trial: how well it foretold later offers.
    """

    manifest: Trained
    promoted: bool
    objections: Sequence[str]
    trial: Trial


class RedemptionTraining:
    """Trains a version, keeps it, compares it, and puts it in force where the rule allows."""

    def __init__(
        self, *, history: HistoryReader, versions: Versions, model: RedemptionModel, clock: Clock
    ) -> None:
        self._history = history
        self._versions = versions
        self._model = model
        self._clock = clock

    async def run(
        self,
        offers: Sequence[Offer],
        redemptions: Sequence[Redemption],
        scopes: Mapping[str, AbstractSet[str]],
        *,
        promote: bool,
        progress: Progress,
    ) -> Outcome:
        """Learns from offers and what came of them; the version is kept either way.

        With `promote` it comes into force unless it foretells the later offers worse than their
        rate alone, or than the version in force. Raises `InputRefused` (`too_little_told`).
        """
        tried = await try_out(self._history, offers, redemptions, scopes=scopes, progress=progress)
        trial = judged(tried)
        objected = objections(trial, self._compared(tried))
        draft = self._draft(offers, redemptions, trial)
        kept = learned(tried)
        manifest = self._versions.add(draft, lambda folder: write_model(kept, folder))
        promoted = promote and not objected
        if promoted:
            self._versions.promote(manifest.version)
        return Outcome(manifest, promoted, objected, trial)

    def _compared(self, tried: Tried) -> tuple[float, float] | None:
        look = self._model.look()
        if look.model is None or look.version is None:
            return None
        seen = self._versions.manifest(look.version).fingerprint.last
        return against(look.model, tried, seen=seen or 0)

    def _draft(
        self, offers: Sequence[Offer], redemptions: Sequence[Redemption], trial: Trial
    ) -> Trained:
        rows = sorted(map(repr, (*offers, *redemptions)))
        times = [one.time for one in offers]
        return Trained(
            format=FORMAT,
            name=NAME,
            version="0",
            files={},
            fingerprint=Fingerprint(
                min(times),
                max(times),
                int(self._clock.now().timestamp()),
                len(rows),
                len({one.player for one in offers}),
                sha256("\n".join(rows).encode()).hexdigest(),
            ),
            metrics={
                "later offers": {
                    name: round(float(getattr(trial, name)), 6)
                    for name in ("auc", "auc_of_share", "brier", "brier_of_rate", "off")
                }
            },
            parameters={"foretells": "whether an offer is redeemed; not whether it is the cause"},
            tools={name: version_of(name) for name in ("clew", "numpy", "scipy")},
        )


def objections(trial: Trial, compared: tuple[float, float] | None) -> Sequence[str]:
    """Why a version may not come into force.

    `compared`: its squared error and that of the version in force, over offers that neither had
    seen; None where there are too few of them.
    """
    found = []
    if trial.brier >= trial.brier_of_rate:
        found.append("it foretells later offers no better than their rate alone")
    if compared is not None and compared[0] > WORSE * compared[1]:
        found.append(
            f"the version in force foretells new offers better: {compared[1]:.4f} squared error "
            f"against {compared[0]:.4f}"
        )
    return found


def _load(folder: Path, _manifest: Trained) -> Logistic:
    return read_model(folder)


def told(outcome: Outcome) -> dict[str, object]:
    """The outcome as data."""
    return dict(msgspec.to_builtins(outcome._asdict()))
