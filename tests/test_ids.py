from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.errors import Code, InputRefused, Where
from clew.ids import CLUE_ID_BYTES, SLUG, ZoneId, check_clue_id, check_slug, parse_zone

WHERE = Where(file="clues.csv", line=3)
SLUGS = st.from_regex(SLUG, fullmatch=True)


@given(SLUGS, st.integers(-9999, 9999), st.integers(-999999, 999999), st.integers(-999999, 999999))
def test_a_zone_id_reads_as_it_is_written(venue: str, level: int, i: int, j: int) -> None:
    """Taking a zone's id apart and writing it again gives the same id."""
    zone = ZoneId(venue, level, i, j)
    assert parse_zone(str(zone)) == zone


@given(st.text(st.sampled_from("ma0123-/ .+٣"), max_size=12))
def test_a_zone_id_has_one_writing(text: str) -> None:
    """Whatever is read as a zone id is written exactly so: no zone has two ids."""
    try:
        zone = parse_zone(text)
    except InputRefused:
        return
    assert str(zone) == text


@pytest.mark.parametrize(
    "text",
    [
        *("", "mall", "mall/0/1", "mall/0/1/2/3", "mall/00/1/2", "mall/-0/1/2", "mall/0/1/2\n"),
        *("/0/1/2", "mall/0/+1/2", "mall/0/1 /2", "mall/0/٣/2", "mall/10000/1/2", "../0/1/2"),
    ],
)
def test_what_is_no_zone_id(text: str) -> None:
    """Any other writing is refused with its place."""
    with pytest.raises(InputRefused) as refusal:
        parse_zone(text, WHERE)
    assert (refusal.value.code, refusal.value.where) == (Code.ZONE_UNKNOWN, WHERE)


@given(SLUGS)
def test_a_slug_stays(text: str) -> None:
    """An id that is writable everywhere is taken as it is."""
    assert check_slug(text, what="venue") == text


@pytest.mark.parametrize("text", ["", "-a", ".a", "a/b", "a b", "é", "a\n", "a" * 65, "a\0"])
def test_what_is_no_slug(text: str) -> None:
    """Blanks, slashes, accents, a leading sign and length are refused, and named by kind."""
    with pytest.raises(InputRefused, match="cannot be a venue id") as refusal:
        check_slug(text, what="venue", where=WHERE)
    assert (refusal.value.code, refusal.value.where) == (Code.WRONG_VALUE, WHERE)


@pytest.mark.parametrize("text", ["c1", "C 1", "clé/東京#7", "a" * CLUE_ID_BYTES])
def test_a_clue_id_is_printable_text(text: str) -> None:
    """Any printable text of bounded length may name a clue."""
    assert check_clue_id(text) == text


@pytest.mark.parametrize(
    "text",
    ["", " c1", "c1 ", "a\nb", "a\0b", "a\u202eb", "a\u200bb", "a\ud800", "a" * 129, "é" * 65],
)
def test_what_is_no_clue_id(text: str) -> None:
    """What cannot be seen or does not fit a store's key is no clue id."""
    with pytest.raises(InputRefused) as refusal:
        check_clue_id(text, WHERE)
    assert (refusal.value.code, refusal.value.where) == (Code.WRONG_VALUE, WHERE)
