"""players.csv: who is asked about, and in which language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import msgspec

from clew.errors import Code, InputRefused
from clew.ids import check_id
from clew.tabular import Columns, Refusals, Row, read_rows

COLUMNS = Columns(("player_id",), ("lang", "step_free"))
_LANG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*", re.ASCII)
_YES_NO = {"": False, "0": False, "no": False, "false": False, "1": True, "yes": True, "true": True}


class Player(msgspec.Struct, frozen=True, gc=False):
    """One row.

    Attributes:
        id: the shop's own.
        lang: BCP 47, of the words that the player is spoken to with.
        step_free: whether the player's ways must do without steps.
    """

    id: str
    lang: str = "en"
    step_free: bool = False


def read_players(path: Path) -> Sequence[Player]:
    """Every player of the file, in its order.

    Raises `InputRefused` with all faults of the file: `wrong_value` for an id, a language or a
    yes-or-no, `duplicate_row` for a player who stands there twice.
    """
    refusals, players, lines = Refusals(), [], dict[str, int]()
    for row in read_rows(path, COLUMNS):
        try:
            player = _player(row)
        except InputRefused as refusal:
            refusals.add(refusal)
            continue
        if lines.setdefault(player.id, row.line) == row.line:
            players.append(player)
        else:
            refusals.add(_twice(row, lines[player.id]))
    refusals.refuse()
    return players


def _player(row: Row) -> Player:
    told = row.values
    lang, step_free = told["lang"] or "en", told["step_free"].casefold()
    if not _LANG.fullmatch(lang):
        raise _wrong(row, "lang", "write a language tag, for example en or fr")
    if step_free not in _YES_NO:
        raise _wrong(row, "step_free", "write true or false")
    id_ = check_id(told["player_id"], what="player", where=row.where("player_id"))
    return Player(id_, lang, _YES_NO[step_free])


def _twice(row: Row, line: int) -> InputRefused:
    return InputRefused(
        Code.DUPLICATE_ROW,
        f"player {row.values['player_id'][:80]!r} stands on line {line} already",
        remedy="name each player once",
        where=row.where("player_id"),
    )


def _wrong(row: Row, field: str, remedy: str) -> InputRefused:
    return InputRefused(
        Code.WRONG_VALUE,
        f"{row.values[field][:40]!r} cannot be read",
        remedy=remedy,
        where=row.where(field),
    )
