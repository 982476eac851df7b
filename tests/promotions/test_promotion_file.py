from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clew.clock import FixedClock
from clew.errors import Code, InputRefused, ManyRefused
from clew.promotions.import_promotions import PromotionImport
from clew.promotions.model import Fixed, Percent, Promotion, State
from clew.promotions.ports import Put
from clew.promotions.promotion_file import FIELDS, read_promotions
from clew.testing.promotion_stores import NOON
from clew.testing.promotion_twins import MemoryPromotions

BREAD: dict[str, Any] = {
    "promotion_id": "bread",
    "name": "Fresh bread",
    "kind": "percent",
    "percent": 20,
    "amount": "3.50",
    "currency": "EUR",
    "categories": ["Food > Bakery"],
    "venues": ["mall"],
    "campaigns": ["spring"],
    "tags": ["new", "evening"],
    "start": "2027-05-01T17:00",
    "duration": "PT2H",
    "timezone": "Europe/Paris",
    "rule": "FREQ=WEEKLY;BYDAY=MO,FR",
    "except": ["2027-05-03T17:00"],
    "blackouts": ["2027-05-14"],
    "units": 500,
    "units_per_player": 1,
    "money": "1000",
    "money_per_day": "99.90",
    "overbook_percent": 10,
    "group": "bakery",
    "exclusive": False,
    "margin_floor": 5,
    "attributes": {"name@fr": "Du pain frais"},
}


class Ground:
    """One venue, one campaign."""

    async def venues(self) -> frozenset[str]:
        return frozenset({"mall"})

    async def campaigns(self) -> frozenset[str]:
        return frozenset({"spring"})


def importer(book: MemoryPromotions) -> PromotionImport:
    """The use case."""
    clock = FixedClock(datetime.fromtimestamp(NOON, UTC))
    return PromotionImport(book=book, writer=book, ground=Ground(), clock=clock)


def written(folder: Path, *promotions: object) -> Path:
    """A file of JSON."""
    path = folder / "promotions.json"
    path.write_text(json.dumps(promotions))
    return path


def in_csv(folder: Path, *promotions: dict[str, Any]) -> Path:
    """The same as CSV."""
    path = folder / "promotions.csv"
    with path.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, FIELDS)
        writer.writeheader()
        for one in promotions:
            writer.writerow({name: _cell(value) for name, value in one.items()})
    return path


def _cell(value: object) -> object:
    if isinstance(value, list):
        return "|".join(value)
    if isinstance(value, dict):
        return "|".join(f"{name}={text}" for name, text in value.items())
    return value


def good(path: Path) -> list[Promotion]:
    """What is read without a refusal."""
    found = [one for _, one in read_promotions(path)]
    assert all(isinstance(one, Promotion) for one in found), found
    return [one for one in found if isinstance(one, Promotion)]


def test_both_formats_say_the_same(tmp_path: Path) -> None:
    """A promotion is the same from JSON and from CSV, in every field, money in minor units."""
    (one,) = good(written(tmp_path, BREAD))
    assert good(in_csv(tmp_path, BREAD)) == [one]
    assert one.value == Percent(20, 350)
    assert (one.budget.money, one.budget.money_per_day) == (100_000, 9_990)
    assert one.scope.categories == ("Food > Bakery",)
    assert one.called("fr") == "Du pain frais"
    assert one.called("de") == "Fresh bread"
    assert (one.schedule.days, one.schedule.seconds) == (0, 7_200)
    assert one.tags == ("new", "evening")


KINDS = [
    {"kind": "fixed", "amount": "5"},
    {"kind": "free_item", "product": "tea", "amount": "1.20"},
    {"kind": "bundle_price", "products": ["tea", "cup"], "amount": "9.90"},
    {"kind": "shipping", "amount": "4.90"},
    {"kind": "points", "points": 200, "amount": "2"},
    {"kind": "early_access", "hours": 24},
]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind["kind"])
def test_every_kind(tmp_path: Path, kind: dict[str, Any]) -> None:
    """Each kind is read with its own fields, from both formats."""
    bare = {name: value for name, value in BREAD.items() if name not in {"percent", "amount"}}
    (one,) = good(written(tmp_path, bare | kind))
    assert one.kind == kind["kind"]
    assert good(in_csv(tmp_path, bare | kind)) == [one]


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"currency": "XQQ"}, Code.CURRENCY_UNKNOWN, "currency"),
        ({"currency": "eur"}, Code.CURRENCY_UNKNOWN, "currency"),
        ({"money": "-5"}, Code.WRONG_VALUE, "money"),
        ({"money": "99999999999999999"}, Code.WRONG_VALUE, "money"),
        ({"money": "90071992547409.92"}, Code.WRONG_VALUE, "money"),
        ({"money": 12.5}, Code.WRONG_VALUE, "money"),
        ({"amount": "0.001"}, Code.WRONG_VALUE, "amount"),
        ({"amount": "0"}, Code.WRONG_VALUE, "amount"),
        ({"percent": 0}, Code.WRONG_VALUE, "percent"),
        ({"percent": 101}, Code.WRONG_VALUE, "percent"),
        ({"percent": "a fifth"}, Code.WRONG_VALUE, "percent"),
        ({"percent": None}, Code.WRONG_VALUE, "percent"),
        ({"kind": "gift"}, Code.WRONG_VALUE, "kind"),
        ({"points": 5}, Code.WRONG_VALUE, "points"),
        ({"units": -1}, Code.WRONG_VALUE, "units"),
        ({"units": 10**30}, Code.WRONG_VALUE, "units"),
        ({"units": True}, Code.WRONG_VALUE, "units"),
        ({"overbook_percent": 500}, Code.WRONG_VALUE, "overbook_percent"),
        ({"exclusive": "maybe"}, Code.WRONG_VALUE, "exclusive"),
        ({"margin_floor": 101}, Code.WRONG_VALUE, "margin_floor"),
        ({"promotion_id": "a b"}, Code.WRONG_VALUE, "promotion_id"),
        ({"promotion_id": ""}, Code.WRONG_VALUE, "promotion_id"),
        ({"name": "a\u202eb"}, Code.BIDI_OVERRIDE, "name"),
        ({"tags": ["a", "a"]}, Code.WRONG_VALUE, "tags"),
        ({"tags": [5]}, Code.WRONG_VALUE, "tags"),
        ({"products": ["x" * 200]}, Code.WRONG_VALUE, "products"),
        ({"start": "2027-05-01T10:00Z"}, Code.WRONG_VALUE, "start"),
        ({"start": "tomorrow"}, Code.WRONG_VALUE, "start"),
        ({"duration": "2 hours"}, Code.SCHEDULE_REFUSED, "duration"),
        ({"timezone": "Europe/Atlantis"}, Code.SCHEDULE_REFUSED, "timezone"),
        ({"rule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}, Code.SCHEDULE_REFUSED, "rule"),
        ({"except": ["2027-05-04T17:00"]}, Code.SCHEDULE_REFUSED, "except"),
        ({"blackouts": ["2027-02-30"]}, Code.WRONG_VALUE, "blackouts"),
        ({"attributes": {"name@fr": 5, "x": []}}, Code.WRONG_VALUE, "attributes.x"),
        (
            {"products": [f"p{n}" for n in range(1_000)], "venues": [f"v{n}" for n in range(11)]},
            Code.WRONG_VALUE,
            "products",
        ),
        ({"unit": 5}, Code.WRONG_VALUE, "unit"),
        ({"venues": ["moon"]}, Code.VENUE_UNKNOWN, "venues"),
        ({"campaigns": ["winter"]}, Code.CAMPAIGN_UNKNOWN, "campaigns"),
        ({"after": ["nobody"]}, Code.PROMOTION_UNKNOWN, "after"),
        ({"after": ["bread"]}, Code.STACKING_CYCLE, "after"),
    ],
)
async def test_what_is_refused(
    tmp_path: Path, changes: dict[str, Any], code: Code, field: str
) -> None:
    """Each fault is refused with its path and a remedy, and nothing of the file is kept."""
    book = MemoryPromotions()
    fine = BREAD | {"promotion_id": "fine"}
    with pytest.raises(ManyRefused) as refused:
        await importer(book).run(written(tmp_path, fine, BREAD | changes), who="ada")
    (refusal,) = refused.value.errors
    assert (refusal.code, refusal.where.field) == (code, f"[1].{field}")
    assert refusal.where.file == str(tmp_path / "promotions.json")
    assert refusal.remedy
    assert await book.promotions() == []


async def test_rows_of_csv_are_refused_with_their_line(tmp_path: Path) -> None:
    """Every bad row is told, with its line and column; none of the file is kept."""
    book = MemoryPromotions()
    bad = [BREAD | {"promotion_id": f"b{n}", "money": "-1"} for n in range(3)]
    with pytest.raises(ManyRefused) as refused:
        await importer(book).run(in_csv(tmp_path, BREAD, *bad), who="ada")
    places = [(one.where.line, one.where.field) for one in refused.value.errors]
    assert places == [(3, "money"), (4, "money"), (5, "money")]
    assert await book.promotions() == []


@pytest.mark.parametrize(
    "content",
    ["", "{}", "[1]", "[[]]", "not json", '[{"promotion_id": "\ud800"}]', "[" * 100_000, "[]"],
)
async def test_files_that_are_no_promotions(tmp_path: Path, content: str) -> None:
    """What is no array of objects, or an empty one, is refused."""
    path = tmp_path / "promotions.json"
    path.write_bytes(content.encode("utf-8", "surrogatepass"))
    with pytest.raises(InputRefused):
        await importer(MemoryPromotions()).run(path, who="ada")


async def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """A file that cannot be read is told with its name."""
    with pytest.raises(InputRefused) as refusal:
        await importer(MemoryPromotions()).run(tmp_path / "none.json", who="ada")
    assert refusal.value.code is Code.FILE_UNREADABLE


async def test_twice_in_one_file(tmp_path: Path) -> None:
    """An id that is there twice is refused, whatever the two say."""
    with pytest.raises(ManyRefused) as refused:
        await importer(MemoryPromotions()).run(written(tmp_path, BREAD, BREAD), who="ada")
    assert refused.value.errors[0].code is Code.DUPLICATE_ROW


async def test_cycles_with_what_stands_already(tmp_path: Path) -> None:
    """A cycle over what was imported before is found, too, until that has ended."""
    book = MemoryPromotions()
    first = BREAD | {"promotion_id": "first"}
    second = BREAD | {"promotion_id": "second", "after": ["first"]}
    await importer(book).run(written(tmp_path, first, second), who="ada")
    looped = first | {"after": ["second"]}
    with pytest.raises(ManyRefused) as refused:
        await importer(book).run(written(tmp_path, looped), who="ada")
    assert refused.value.errors[0].code is Code.STACKING_CYCLE


async def test_the_same_file_again_changes_nothing(tmp_path: Path) -> None:
    """A second import is unchanged; a changed price is a new draft beside the old one."""
    book = MemoryPromotions()
    path = written(tmp_path, BREAD)
    assert await importer(book).run(path, who="ada") == Put(1, 0, 0)
    assert await importer(book).run(path, who="ada") == Put(0, 0, 1)
    changed = BREAD | {"kind": "fixed", "percent": None, "amount": "1"}
    assert await importer(book).run(written(tmp_path, changed), who="ada") == Put(0, 1, 0)
    old, new = await book.revisions("bread")
    assert (old.state, new.state, new.value) == (State.ARCHIVED, State.DRAFT, Fixed(100))


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=30)
)
WORDS = st.sampled_from(
    ("EUR", "FREQ=DAILY;BYMONTHDAY=31", "P1D", "2027-05-01", "percent", "20", "Europe/Paris", "a|b")
)
VALUES = SCALARS | WORDS | st.lists(SCALARS | WORDS, max_size=3)
OBJECTS = st.dictionaries(
    st.sampled_from(FIELDS) | st.text(max_size=8), VALUES | st.dictionaries(st.text(), SCALARS)
)


@given(OBJECTS)
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_in_the_fields(tmp_path: Path, changes: dict[str, Any]) -> None:
    """Any JSON in any field is a promotion or a refusal with its place, never anything else."""
    path = tmp_path / "promotions.json"
    path.write_text(json.dumps([BREAD | changes], allow_nan=False, default=str))
    ((_, one),) = read_promotions(path)
    assert isinstance(one, Promotion) or (one.where.field and one.remedy)
