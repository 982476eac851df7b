"""Codes at places: each its own, hard to mistype, impossible to make without the secret."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from clew.hunts.codes import ALPHABET, LENGTH, ScanCodes, read_code

CODES = ScanCodes(b"a secret of thirty-two bytes, ok")
ZONES = [f"mall/0/{i}/{j}" for i in range(20) for j in range(20)]
zones = st.sampled_from(ZONES)


def test_a_code_is_the_same_every_time() -> None:
    """What hangs on a wall stays good: this is the code of this secret, campaign and zone."""
    assert CODES.code("spring", "mall/0/1/2") == "9RJ9-V2GG"


def test_a_code_is_of_its_secret_campaign_and_zone() -> None:
    """Another secret, campaign or zone has another code."""
    own = CODES.code("spring", ZONES[0])
    assert own != ScanCodes(b"another secret of thirty-two byt").code("spring", ZONES[0])
    assert own != CODES.code("autumn", ZONES[0])
    assert len({CODES.code("spring", zone) for zone in ZONES}) == len(ZONES)


@given(zones, st.integers(0, LENGTH - 1), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_found_out(zone: str, at: int, other: str) -> None:
    """A slip is told as a slip; it is never another place's code."""
    letters = list(CODES.code("spring", zone).replace("-", ""))
    changed = letters[at] != other
    letters[at] = other
    assert (read_code("".join(letters)) is None) == changed


@given(zones, st.integers(0, LENGTH - 1), st.integers(0, LENGTH - 1))
def test_two_characters_that_changed_places_are_found_out(zone: str, one: int, two: int) -> None:
    """The commonest slip of all."""
    letters = list(CODES.code("spring", zone).replace("-", ""))
    letters[one], letters[two] = letters[two], letters[one]
    assert (read_code("".join(letters)) is None) == (letters[one] != letters[two])


def test_case_blanks_and_hyphens_do_not_matter() -> None:
    """A code may be typed as people type."""
    written = CODES.code("spring", ZONES[0])
    assert read_code(f"  {written.lower().replace('-', ' ')} ") == written
    assert read_code(written.replace("-", "")) == written


def test_what_is_no_code_is_none() -> None:
    """Words, other lengths and other signs are refused without a guess."""
    for text in ("", "-", "hello", "AAAA-AAAA", "1234-5678", "\uff19RJ9-V2GG", "2" * 100):
        assert read_code(text) is None


def test_a_code_leads_to_its_zone_in_its_campaign_alone() -> None:
    """A code of last spring is none this autumn, and one of elsewhere is none here."""
    code = CODES.code("spring", ZONES[7])
    assert CODES.zone_of("spring", code, ZONES) == ZONES[7]
    assert CODES.zone_of("autumn", code, ZONES) is None
    assert CODES.zone_of("spring", code, ZONES[8:]) is None
    assert CODES.zone_of("spring", "not a code", ZONES) is None
