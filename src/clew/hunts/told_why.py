"""Why a hunt leads where it does, in words that are found once it is known where."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from clew.hunts.compose.composed import Composed
from clew.hunts.model import Hunt
from clew.hunts.take_snapshot import Taken


def told_why(taken: Taken, composed: Composed) -> tuple[Taken, Composed]:
    """The same with reasons for what the hunt leads to and the player wants, in both.

    Composing the snapshot again gives the hunt with its reasons. To find words for all that a
    player may want would take as long as to find the hunt.
    """
    hunt = composed.hunt
    if hunt is None:
        return taken, composed
    wanted = {one.product for one in taken.snapshot.wanted}
    reasons = {
        step.product: taken.reason(step.product) for step in hunt.steps if step.product in wanted
    }
    snapshot = msgspec.structs.replace(taken.snapshot, reasons=reasons)
    return taken._replace(snapshot=snapshot), composed.of(_with_reasons(hunt, snapshot.reasons))


def _with_reasons(hunt: Hunt, reasons: Mapping[str, str]) -> Hunt:
    return msgspec.structs.replace(
        hunt,
        steps=tuple(
            msgspec.structs.replace(step, reason=reasons.get(step.product or "", ""))
            for step in hunt.steps
        ),
    )
