"""The fields of one promotion as a file gives them, from CSV cells or JSON values alike."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from clew.errors import Code, InputRefused, Where
from clew.ids import CLUE_ID_BYTES
from clew.money import minor_units
from clew.text import check_text

BAR = "|"
MOST_WORDS = 1_000
"""The most entries of one list."""
_WHOLE = re.compile(r"-?[0-9]{1,18}", re.ASCII)
_YES = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False, "": False}


class Cells:
    """One promotion's fields; each is read by its kind, and refused with its place."""

    def __init__(self, values: Mapping[str, Any], where: Where, path: str = "") -> None:
        """`path`: what precedes a field's name in a refusal, for example `[3].`."""
        self._values = values
        self._where = where
        self._path = path

    def at(self, field: str) -> Where:
        """The place of a field."""
        where = self._where
        return Where(where.file, where.line, None, f"{self._path}{field}")

    def fields(self) -> Sequence[str]:
        """The names of what is there."""
        return list(self._values)

    def given(self, field: str) -> bool:
        """Whether the field says anything."""
        return self._values.get(field) not in (None, "", [], {})

    def wrong(self, field: str, message: str, remedy: str) -> InputRefused:
        """The refusal of a field."""
        return InputRefused(Code.WRONG_VALUE, message, remedy=remedy, where=self.at(field))

    def text(self, field: str, *, required: bool = False) -> str:
        """A text; empty where it is not given."""
        value = self._values.get(field)
        if value is None or value == "":
            if required:
                raise self.wrong(field, f"{field} is missing", f"give {field}")
            return ""
        if isinstance(value, bool) or not isinstance(value, str | int):
            raise self.wrong(field, f"{field} is no text", f"write {field} in quotes")
        text = str(value)
        check_text(text, what=field, where=self.at(field))
        return text

    def whole(self, field: str, low: int, high: int) -> int | None:
        """A whole number in bounds; None where it is not given."""
        text = self.text(field)
        if not text:
            return None
        number = int(text) if _WHOLE.fullmatch(text) else None
        if number is None or not low <= number <= high:
            raise self.wrong(
                field,
                f"{field} is {text[:40]!r}",
                f"give a whole number from {low:,} to {high:,}",
            )
        return number

    def needed(self, field: str, low: int, high: int) -> int:
        """The same, required."""
        number = self.whole(field, low, high)
        if number is None:
            raise self.wrong(field, f"{field} is missing", f"give {field}")
        return number

    def money(self, field: str, currency: str) -> int | None:
        """Minor units of a plain decimal; None where it is not given."""
        text = self.text(field)
        return minor_units(text, currency, self.at(field)) if text else None

    def yes(self, field: str) -> bool:
        """Whether it says yes; not given is no."""
        value = self._values.get(field)
        if isinstance(value, bool):
            return value
        said = _YES.get(self.text(field).casefold())
        if said is None:
            raise self.wrong(field, f"{field} is neither true nor false", "write true or false")
        return said

    def words(self, field: str) -> tuple[str, ...]:
        """A list: of JSON, or in one cell separated by bars."""
        value = self._values.get(field)
        items = value if isinstance(value, list) else self.text(field).split(BAR)
        words = []
        for item in items:
            if not isinstance(item, str):
                raise self.wrong(field, f"an entry of {field} is no text", "write it in quotes")
            if word := item.strip():
                check_text(word, what=f"an entry of {field}", where=self.at(field))
                words.append(word)
        if len(words) > MOST_WORDS or len(set(words)) != len(words):
            raise self.wrong(
                field,
                f"{field} has more than {MOST_WORDS:,} entries, or one of them twice",
                "write each entry once",
            )
        if any(len(word.encode()) > CLUE_ID_BYTES for word in words):
            raise self.wrong(
                field, f"an entry of {field} is too long", f"use at most {CLUE_ID_BYTES} bytes"
            )
        return tuple(words)

    def pairs(self, field: str) -> dict[str, str]:
        """Names with values: an object of JSON, or `name=value` separated by bars."""
        value = self._values.get(field)
        if isinstance(value, dict):
            inner = Cells(value, self._where, f"{self._path}{field}.")
            return {name: inner.text(name) for name in value}
        pairs: dict[str, str] = {}
        for word in self.words(field):
            name, equals, text = word.partition("=")
            if not equals or not name or name in pairs:
                raise self.wrong(
                    field, f"{word[:40]!r} is no name=value, or is there twice", "see the formats"
                )
            pairs[name] = text
        return pairs

    def moment(self, text: str, field: str) -> datetime:
        """A wall clock's time, `2027-05-01T10:00`, or a date for its midnight."""
        try:
            moment = datetime.fromisoformat(text)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is not None or moment.microsecond:
            raise self.wrong(
                field,
                f"{text[:40]!r} is no time of a wall clock",
                "write it without an offset, for example 2027-05-01T10:00",
            )
        return moment

    def day(self, text: str, field: str) -> date:
        """A date, `2027-05-01`."""
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise self.wrong(field, f"{text[:40]!r} is no date", "write it as 2027-05-01") from None
