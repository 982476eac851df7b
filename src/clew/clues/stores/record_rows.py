"""Rows of the record's tables to campaigns and revisions, and back."""

from __future__ import annotations

from typing import Any

import msgspec

from clew.clues.lease import Lease
from clew.clues.model import Campaign, Clue, Revision, State

UNFINISHED = (State.PUBLISHING, State.DELETING)
_aliases = msgspec.json.Decoder(tuple[str, ...]).decode


def revision_values(one: Revision) -> dict[str, Any]:
    """The columns of a revision."""
    return {
        "campaign": one.campaign,
        "clue": one.clue.id,
        "revision": one.number,
        "state": one.state,
        "text": one.clue.text,
        "lang": one.clue.lang,
        "aliases": msgspec.json.encode(one.clue.aliases).decode(),
        "zone": one.clue.zone,
        "venue": one.clue.venue,
        "lat": one.clue.lat,
        "lon": one.clue.lon,
        "created": one.created,
        "lease": one.lease.token if one.lease else None,
        "lease_until": one.lease.until if one.lease else None,
    }


def revision_of(row: Any) -> Revision:
    """The revision that a row of the table holds."""
    aliases = _aliases(row.aliases)
    clue = Clue(row.clue, row.text, row.lang, row.zone, aliases, row.lat, row.lon)
    state = State(row.state)
    held = row.lease is not None and state in UNFINISHED
    lease = Lease(row.lease, row.lease_until) if held else None
    return Revision(row.campaign, clue, row.revision, state, row.created, lease)


def campaign_of(row: Any) -> Campaign:
    """The campaign that a row of the table holds."""
    return Campaign(row.id, row.state == "open", row.created, row.closed, row.generation)
