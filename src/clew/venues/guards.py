"""What an import may not do to a venue that stands: move its drawing, or take ground in use."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from clew.errors import Code, Conflict, InputRefused, ManyRefused, Where
from clew.venues.merge import MOVED_M, Move
from clew.venues.model import VenueRecord, Zone
from clew.venues.ports import ZoneUse

_MOST_TOLD = 1_000
"""How many units or zones are told in full; the rest are counted."""


def check_moves(moves: Sequence[Move], *, accept_moves: bool) -> None:
    """Refuses a drawing that moved (`frame_moved`), and units that moved in it (`unit_moved`).

    The drawing has moved where the median of the known features lies more than `MOVED_M` off.
    """
    if not moves:
        return
    middle = median(move.metres for move in moves)
    if middle > MOVED_M:
        raise InputRefused(
            Code.FRAME_MOVED,
            f"the {len(moves)} features that the venue knows lie {middle:.2f} m (median) from "
            "where they lay: the whole drawing has moved",
            remedy="import it with --reframe if the new drawing is the right one, "
            "or as another venue",
        )
    moved = sorted((m for m in moves if m.metres > MOVED_M), key=lambda m: (-m.metres, m.feature))
    if moved and not accept_moves:
        _refuse(
            [
                InputRefused(
                    Code.UNIT_MOVED,
                    f"it lies {move.metres:.2f} m from where it lay",
                    remedy="use --accept-moves if the units really moved, "
                    "--reframe if the survey of the file changed",
                    where=Where(feature=move.feature),
                )
                for move in moved
            ]
        )


async def check_use(stored: VenueRecord, remaining: Sequence[Zone], use: ZoneUse) -> None:
    """Refuses (`zone_in_use`) while anything stands in a zone that does not remain.

    Surveys of the venue count as use. Each zone is named with what stands there.
    """
    standing: dict[str, list[str]] = {
        zone: list(who) for zone, who in (await use.in_use(stored.venue.id)).items()
    }
    for survey in stored.surveys:
        measured = f"the survey of {survey.measured_on.isoformat()}"
        standing.setdefault(survey.zone, []).append(measured)
    ids = {zone.id for zone in remaining}
    lost = {zone: who for zone, who in sorted(standing.items()) if who and zone not in ids}
    if lost:
        _refuse(
            [
                Conflict(
                    Code.ZONE_IN_USE,
                    f"zone {zone} would go, and there stands {'; '.join(who)}",
                    remedy="move or delete what stands there first, or keep its ground in the map",
                )
                for zone, who in lost.items()
            ]
        )


def _refuse(errors: Sequence[InputRefused]) -> None:
    raise errors[0] if len(errors) == 1 else ManyRefused(errors[:_MOST_TOLD], total=len(errors))
