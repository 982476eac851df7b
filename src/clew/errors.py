"""Every way Clew can say no.

The tree; each leaf carries a code from `Code`, says what was wrong, where, and what to do:

    ClewError
    ├── InputRefused        what was given cannot be accepted; nothing was changed (exit 1)
    │   ├── Conflict        it is well-formed, but what stands already forbids it
    │   └── ManyRefused     several refusals of one file, told together
    └── PartUnavailable     a part that the work needs is down, unreadable or full (exit 3)

Vendors' exceptions are turned into these where the vendor is named, with the cause chained.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

import msgspec


class Code(StrEnum):
    """The closed set of codes; a code's meaning never changes."""

    # text and files
    BIDI_OVERRIDE = "bidi_override"
    CONTROL_CHARACTER = "control_character"
    EMPTY_TEXT = "empty_text"
    FILE_UNREADABLE = "file_unreadable"
    INVALID_UTF8 = "invalid_utf8"
    NUL_BYTE = "nul_byte"
    TEXT_TOO_LONG = "text_too_long"
    WRONG_COLUMNS = "wrong_columns"
    WRONG_VALUE = "wrong_value"
    DUPLICATE_ROW = "duplicate_row"
    # maps
    BROKEN_GEOJSON = "broken_geojson"
    BROKEN_IMDF = "broken_imdf"
    CONNECTOR_UNKNOWN = "connector_unknown"
    FRAME_MOVED = "frame_moved"
    NO_LEVELS = "no_levels"
    NOT_CLOSED = "not_closed"
    NOT_PROJECTED = "not_projected"
    OPENING_HOURS_REFUSED = "opening_hours_refused"
    OUTSIDE_CELL = "outside_cell"
    OUTSIDE_LEVELS = "outside_levels"
    OUTSIDE_WGS84 = "outside_wgs84"
    UNIT_MOVED = "unit_moved"
    VENUE_EXISTS = "venue_exists"
    VENUE_TOO_LARGE = "venue_too_large"
    VENUE_UNKNOWN = "venue_unknown"
    ZONE_IN_USE = "zone_in_use"
    ZONE_LOCKED = "zone_locked"
    ZONE_UNKNOWN = "zone_unknown"
    # clues
    ATTEMPT_BROKEN = "attempt_broken"
    ATTEMPT_DIFFERS = "attempt_differs"
    ATTEMPT_RUNNING = "attempt_running"
    CAMPAIGN_CLOSED = "campaign_closed"
    CAMPAIGN_EXISTS = "campaign_exists"
    CAMPAIGN_UNKNOWN = "campaign_unknown"
    CLUE_BUSY = "clue_busy"
    CLUE_DELETED = "clue_deleted"
    CLUE_UNKNOWN = "clue_unknown"
    CONTRADICTS_STATIC = "contradicts_static"
    LEASE_LOST = "lease_lost"
    NOT_NEWER = "not_newer"
    TEXT_TAKEN = "text_taken"
    # the shop
    CATEGORY_LOOP = "category_loop"
    CURRENCY_MIXED = "currency_mixed"
    CURRENCY_UNKNOWN = "currency_unknown"
    HTML_REFUSED = "html_refused"
    IMPORT_RUNNING = "import_running"
    IN_THE_FUTURE = "in_the_future"
    PAIR_UNKNOWN = "pair_unknown"
    PRODUCT_UNKNOWN = "product_unknown"
    SHOP_EMPTY = "shop_empty"
    TOO_LITTLE_TOLD = "too_little_told"
    # the rules
    RULES_REFUSED = "rules_refused"
    RULES_UNKNOWN = "rules_unknown"
    # promotions
    ALLOCATION_RUNNING = "allocation_running"
    HOLD_DIFFERS = "hold_differs"
    HOLD_REFUSED = "hold_refused"
    HOLD_UNKNOWN = "hold_unknown"
    PROMOTION_CHANGED = "promotion_changed"
    PROMOTION_OVER = "promotion_over"
    PROMOTION_STATE = "promotion_state"
    PROMOTION_UNKNOWN = "promotion_unknown"
    SCHEDULE_REFUSED = "schedule_refused"
    STACKING_CYCLE = "stacking_cycle"
    # hunts
    HUNTS_ENOUGH = "hunts_enough"
    HUNT_OVER = "hunt_over"
    HUNT_UNKNOWN = "hunt_unknown"
    NO_PRODUCTS = "no_products"
    NO_PROMOTIONS = "no_promotions"
    NO_ZONES = "no_zones"
    RULES_ALLOW_NOTHING = "rules_allow_nothing"
    TOO_LITTLE = "too_little"
    # parts
    ADDRESS_REFUSED = "address_refused"
    ALLOCATION_UNAVAILABLE = "allocation_unavailable"
    ARTEFACT_REFUSED = "artefact_refused"
    ATTEMPTS_FULL = "attempts_full"
    BACKUP_REFUSED = "backup_refused"
    CONFIG_WRONG = "config_wrong"
    EMBEDDING_SHED = "embedding_shed"
    EMBEDDING_UNAVAILABLE = "embedding_unavailable"
    EXACT_UNAVAILABLE = "exact_unavailable"
    HOME_UNREADABLE = "home_unreadable"
    KEYS_UNREADABLE = "keys_unreadable"
    KEY_UNKNOWN = "key_unknown"
    LINT_UNAVAILABLE = "lint_unavailable"
    MAP_UNAVAILABLE = "map_unavailable"
    MODEL_UNKNOWN = "model_unknown"
    RECORD_UNAVAILABLE = "record_unavailable"
    RULES_UNAVAILABLE = "rules_unavailable"
    SNAPSHOT_DAMAGED = "snapshot_damaged"
    STATIC_UNAVAILABLE = "static_unavailable"
    STORAGE_FULL = "storage_full"
    VECTORS_SHED = "vectors_shed"
    VECTORS_UNAVAILABLE = "vectors_unavailable"


class Where(msgspec.Struct, frozen=True, omit_defaults=True):
    """The place of a fault in what was given.

    Attributes:
        file: the file as the caller named it.
        line: line in the file, the first one is 1.
        column: character in the line, the first one is 1.
        field: the column's or property's name.
        feature: the id of the map feature.
    """

    file: str | None = None
    line: int | None = None
    column: int | None = None
    field: str | None = None
    feature: str | None = None

    def __str__(self) -> str:
        place = self.file or ""
        if self.line is not None:
            place += f":{self.line}"
            if self.column is not None:
                place += f":{self.column}"
        if self.feature is not None:
            place += f" feature {self.feature}"
        if self.field is not None:
            place += f" field {self.field}"
        return place.strip()


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """An error as data, for `--json` and for problem details.

    Attributes:
        retry_after_s: whole seconds after which the same attempt may succeed.
        reason: which of the code's own reasons it was, from a closed set; None where it has none.
    """

    code: str
    message: str
    remedy: str
    where: Where = Where()
    retry_after_s: int | None = None
    reason: str | None = None


class ClewError(Exception):
    """The root: a code, what was wrong, where, and the way out."""

    exit_status = 1

    def __init__(
        self, code: Code, message: str, *, remedy: str, where: Where | None = None
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.remedy = remedy
        self.where = where or Where()

    def problems(self) -> Sequence[Problem]:
        """The error as data; several where one file had several faults."""
        return [Problem(str(self.code), self.message, self.remedy, self.where)]

    def __str__(self) -> str:
        place = str(self.where)
        return f"{place + ': ' if place else ''}{self.message} [{self.code}]; {self.remedy}"


class InputRefused(ClewError):
    """What was given cannot be accepted; nothing was changed."""


class Conflict(InputRefused):
    """Well-formed, but what stands already forbids it.

    Attributes:
        retry_after_s: whole seconds to wait where time alone lifts it; None where it does not.
        reason: which of the code's own reasons it was; None where it has none.
    """

    def __init__(
        self,
        code: Code,
        message: str,
        *,
        remedy: str,
        where: Where | None = None,
        retry_after_s: int | None = None,
        reason: str | None = None,
    ) -> None:
        super().__init__(code, message, remedy=remedy, where=where)
        self.retry_after_s = retry_after_s
        self.reason = reason

    def problems(self) -> Sequence[Problem]:
        """The error as data, with how long to wait."""
        code, message, remedy = str(self.code), self.message, self.remedy
        return [Problem(code, message, remedy, self.where, self.retry_after_s, self.reason)]


class ManyRefused(InputRefused):
    """Several refusals of one input, told together.

    Attributes:
        errors: the refusals in the order of the input, at least one.
        total: how many there were; `errors` may hold only the first of them.
    """

    def __init__(self, errors: Iterable[InputRefused], *, total: int | None = None) -> None:
        self.errors = tuple(errors)
        self.total = len(self.errors) if total is None else total
        first = self.errors[0]
        super().__init__(
            first.code,
            f"{self.total} refused; the first: {first.message}",
            remedy=first.remedy,
            where=first.where,
        )

    def problems(self) -> Sequence[Problem]:
        """Each refusal as data."""
        return [problem for error in self.errors for problem in error.problems()]


class PartUnavailable(ClewError):
    """A part that the work needs is down, unreadable or full."""

    exit_status = 3
