from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clew.clues.clue_file import ALIAS_BAR, HEADER, MAX_ALIASES, clue_row
from clew.clues.model import Clue
from clew.errors import Code, InputRefused, ManyRefused, Where
from clew.tabular import write_rows
from clew.testing.builders import CAMPAIGN, export, import_again, live, publish
from clew.text import normalise
from clew.wiring.house import House

Zones = Sequence[str]


async def place(house: House, **given: Any) -> Clue:
    return await house.placer.place(
        **({"clue_id": "c1", "text": "water", "zone": "mall/0/1/1"} | given)
    )


async def refused(house: House, **given: Any) -> tuple[Code, str | None]:
    with pytest.raises(InputRefused) as refusal:
        await place(house, **given, where=Where(file="clues.csv", line=7))
    assert (refusal.value.where.file, refusal.value.where.line) == ("clues.csv", 7)
    assert refusal.value.remedy
    return refusal.value.code, refusal.value.where.field


async def centroid(house: House, zone: str) -> dict[str, str]:
    plan = await house.plans.plan("mall")
    assert plan is not None
    lat, lon = plan.centroid(zone)
    return {"lat": str(lat), "lon": str(lon)}


# ---------------------------------------------------------------- a place


async def test_a_zone_is_a_place(house: House) -> None:
    """A clue with a zone stands there; language and point stay unsaid."""
    assert await place(house) == Clue("c1", "water", "und", "mall/0/1/1")


async def test_a_point_is_a_place(house: House, zones: Zones) -> None:
    """A clue with venue, level and point stands in the zone that the point lies in."""
    point = await centroid(house, zones[7])
    placed = await place(house, zone="", venue="mall", level="1", **point)
    assert placed.zone == zones[7]
    assert (placed.lat, placed.lon) == (float(point["lat"]), float(point["lon"]))


async def test_both_must_agree(house: House, zones: Zones) -> None:
    """Zone and point together are kept where they agree, and refused where they do not."""
    point = await centroid(house, zones[0])
    assert (await place(house, zone=zones[0], venue="mall", level="0", **point)).zone == zones[0]
    assert await refused(house, zone=zones[1], **point) == (Code.WRONG_VALUE, "lat")
    assert await refused(house, zone=zones[0], level="1") == (Code.WRONG_VALUE, "level")
    assert await refused(house, zone=zones[0], venue="store") == (Code.WRONG_VALUE, "venue")


@pytest.mark.parametrize(
    ("given", "code", "field"),
    [
        ({"zone": ""}, Code.WRONG_VALUE, "venue"),
        ({"zone": "", "venue": "mall", "level": "0"}, Code.WRONG_VALUE, "lat"),
        ({"zone": "mall/0/1"}, Code.ZONE_UNKNOWN, "zone"),
        ({"zone": "mall/0/01/1"}, Code.ZONE_UNKNOWN, "zone"),
        ({"zone": "mall/0/999/1"}, Code.ZONE_UNKNOWN, "zone"),
        ({"zone": "store/0/1/1"}, Code.VENUE_UNKNOWN, "zone"),
        ({"lat": "91", "lon": "2"}, Code.OUTSIDE_WGS84, "lat"),
        ({"lat": "48", "lon": "180.1"}, Code.OUTSIDE_WGS84, "lon"),
        ({"lat": "nan", "lon": "2"}, Code.WRONG_VALUE, "lat"),
        ({"lat": "48,85", "lon": "2"}, Code.WRONG_VALUE, "lat"),
        ({"lat": "48.85"}, Code.WRONG_VALUE, "lon"),
        ({"clue_id": ""}, Code.WRONG_VALUE, "clue_id"),
        ({"clue_id": "é" * 65}, Code.WRONG_VALUE, "clue_id"),
        ({"clue_id": "a\u202eb"}, Code.WRONG_VALUE, "clue_id"),
        ({"text": "!?"}, Code.EMPTY_TEXT, "text"),
        ({"text": "a" * 1001}, Code.TEXT_TOO_LONG, "text"),
        ({"lang": "english language"}, Code.WRONG_VALUE, "lang"),
        ({"lang": "e"}, Code.WRONG_VALUE, "lang"),
        ({"aliases": ["ok", "\u202dx"]}, Code.BIDI_OVERRIDE, "aliases"),
        ({"aliases": ["a|b"]}, Code.WRONG_VALUE, "aliases"),
        ({"aliases": [f"a{n}" for n in range(MAX_ALIASES + 1)]}, Code.TEXT_TOO_LONG, "aliases"),
    ],
)
async def test_what_cannot_be_kept(
    house: House, given: dict[str, Any], code: Code, field: str
) -> None:
    """Whatever cannot be kept is refused with its field and a remedy."""
    assert await refused(house, **given) == (code, field)


async def test_a_point_outside_every_level_is_refused(house: House, zones: Zones) -> None:
    """A point in no zone of its level is refused; where it lies on another level that is told."""
    point = await centroid(house, zones[0])
    assert await refused(house, zone="", venue="mall", level="0", lat="48.5", lon="2.35") == (
        Code.OUTSIDE_LEVELS,
        "lat",
    )
    with pytest.raises(InputRefused, match="lies on level 0, 1"):
        await place(house, zone="", venue="mall", level="5", **point)
    assert await refused(house, zone="", venue="mall", level="G", **point) == (
        Code.WRONG_VALUE,
        "level",
    )


async def test_aliases_that_add_nothing_are_left_out(house: House) -> None:
    """An alias is kept where it adds a spelling of its own, accents included."""
    placed = await place(house, text="Pêche", aliases=["PÊCHE", "peche", "Peche!", "fishing"])
    assert placed.aliases == ("peche", "fishing")


async def test_blanks_around_a_text_are_not_kept(house: House) -> None:
    """Texts and aliases lose their outer blanks, so that what is exported is what is kept."""
    placed = await place(house, text="  water\n", aliases=[" basin "])
    assert (placed.text, placed.aliases) == ("water", ("basin",))


# ---------------------------------------------------------------- out and in again

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20)


@settings(
    max_examples=60,
    deadline=None,
    # One house for all examples: each publishes the one clue anew.
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(WORDS, min_size=1, max_size=3), st.booleans())
async def test_an_exported_clue_is_imported_as_the_same(
    house: House,
    tmp_path: Path,
    texts: list[str],
    pointed: bool,  # noqa: FBT001
) -> None:
    """A clue that was kept comes back the same, whatever its text, through a clues.csv."""
    point = await centroid(house, "mall/0/1/1") if pointed else {}
    try:
        kept = await place(house, text=texts[0], aliases=texts[1:], **point)
    except InputRefused:
        return
    write_rows(tmp_path / "out.csv", HEADER, iter([clue_row(kept)]))
    await import_again(house, tmp_path / "out.csv")
    assert await live(house) == [kept]


async def test_export_import_export_is_byte_equal(
    house: House, zones: Zones, tmp_path: Path
) -> None:
    """Importing an export changes nothing, and exporting again gives the same bytes."""
    await publish(
        house,
        Clue("b", 'a "quoted", text', "fr-CA", zones[0], ("pêche", "C++")),
        Clue("a", "two\nlines | bar", "und", zones[8]),
        Clue("c", "Ärmel", "de", zones[1], lat=None),
    )
    path = await export(house, tmp_path / "one.csv")
    imported = await import_again(house, path, again=False)
    assert (imported.rows, imported.published) == (3, 0)
    assert (await export(house, tmp_path / "two.csv")).read_bytes() == path.read_bytes()


# ---------------------------------------------------------------- a file


async def test_a_file_is_all_or_nothing(house: House, tmp_path: Path) -> None:
    """Bad rows refuse the whole file, each with its line, and no campaign is made for it."""
    path = tmp_path / "clues.csv"
    path.write_text(
        "clue_id,text,zone\nc1,water,mall/0/1/1\nc2,?,mall/0/1/1\nc1,loo,mall/0/1/1\n"
        "c3,loo,mall/0/99/99\n"
    )
    with pytest.raises(ManyRefused) as refusal:
        await import_again(house, path, "summer")
    problems = refusal.value.problems()
    assert [(one.code, one.where.line) for one in problems] == [
        ("empty_text", 3),
        ("duplicate_row", 4),
        ("zone_unknown", 5),
    ]
    assert await house.clues.campaign("summer") is None
    assert await live(house) == []


async def test_an_import_makes_its_campaign(house: House, tmp_path: Path) -> None:
    """A campaign that is not there is created with its first clues."""
    path = tmp_path / "clues.csv"
    path.write_bytes(
        "\ufeffclue_id,text,zone,aliases\r\nc1,water,mall/0/1/1,basin | the  well ||\r\n".encode()
    )
    await import_again(house, path, "summer")
    (one,) = await live(house, "summer")
    assert one.aliases == ("basin", "the  well")
    assert await live(house, CAMPAIGN) == []


def test_the_bar_is_no_part_of_a_key() -> None:
    """What separates aliases in the file means nothing inside a text."""
    assert normalise(f"a{ALIAS_BAR}b") == normalise("a b")
