# ruff: noqa: RUF001 - characters that look alike are what this is about

from __future__ import annotations

import json
import re
import sys
import unicodedata
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import clew.text
from clew.clues.key import key_of, keys_of, spelling_of
from clew.errors import Code, InputRefused, Where
from clew.text import MAX_TEXT_CHARS, NORMALISER, check_query, check_text, key_form, normalise

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(clew.text.__file__).parent / "text_vectors.json").read_text("utf-8")
)
INVISIBLE = [
    "\u200b",
    "\u200c",
    "\u200d",
    "\u2060",
    "\ufeff",
    "\u00ad",
    "\ufe0f",
    "\ufe0e",
    "\u200e",
    "\u200f",
    "\u061c",
    "\u2066",
    "\u2067",
    "\u2068",
    "\u2069",
]
ANY_TEXT = st.text(st.characters(), max_size=40)


def key(text: str) -> str:
    return normalise(text).key


# ---------------------------------------------------------------- by example


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Red Clock", "the red CLOCK"),
        ("straße", "STRASSE"),
        ("ΟΔΥΣΣΕΥΣ", "οδυσσευς"),
        ("Ｃａｆｅ １２", "cafe 12"),
        ("ﬁnd the ﬂag", "find the flag"),
        ("ｶﾞｽ", "ガス"),
        ("  two\t words\n", "two words"),
        ("two\u00a0words", "two words"),
        ("two\u3000words", "two words"),
        ("Café", "CAFE"),
        ("Cafe\u0301", "Café"),
        ("naïve œuvre", "naive oeuvre"),
        ("Łódź", "lodz"),
        ("Άρης", "αρησ"),
        ("q\u0303", "q"),
        ("don't", "don’t"),
        ("rock & roll!", "rock roll"),
        ("under the clock.", "under the clock"),
        ("«la fontaine»", "la fontaine"),
        ("e-mail", "e mail"),
        ("e‑mail", "e-mail"),
        ("gate -", "gate"),
        ("well — now", "well now"),
        ("Gate ١٢", "gate 12"),
        ("Gate १२", "gate 12"),
        ("level −1", "Level -1"),
        ("level –1", "level -1"),
        ("1 / 2", "1/2"),
        ("1⁄2", "1/2"),
        ("(12)", "12"),
        ("50%", "50 %"),
        ("#4", "# 4"),
        ("1’000", "1'000"),
        ("C ++", "c ++"),
        ("Ⅳ", "iv"),
    ],
)
def test_texts_that_are_the_same(one: str, other: str) -> None:
    """Case, width, blanks, punctuation and Latin or Greek accents make no other clue."""
    assert key(one) == key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Gate 12", "Gate 21"),
        ("Gate 12", "Gate 1 2"),
        ("Gate 12", "Gate"),
        ("Level -1", "Level 1"),
        ("Level −1", "Level 1"),
        ("Level +1", "Level 1"),
        ("A-12", "A 12"),
        ("1/2", "1 2"),
        ("1/2", "12"),
        ("½", "1/2"),
        ("½", "12"),
        ("2²", "22"),
        ("x²", "x2"),
        ("①", "1"),
        ("3.5", "35"),
        ("3.5", "3 5"),
        (".5", "5"),
        ("10,5", "105"),
        ("12:30", "1230"),
        ("2-3", "2 3"),
        ("2-3", "23"),
        ("C++", "C"),
        ("C#", "C"),
        ("C#", "C++"),
        ("5 %", "5"),
        ("€5", "$5"),
        ("5 °", "5"),
        ("🎄", "🎁"),
        ("🎄", ""),
        ("👍🏽", "👍🏿"),
        ("a = b", "a b"),
        ("バス", "ハス"),
        ("パン", "バン"),
        ("й", "и"),
        ("ё", "е"),
        ("गी", "गि"),
        ("กี", "กิ"),
        ("Москва", ""),
        ("東京", "京都"),
        ("not here", "here"),
        ("\u202eabc", "abc"),
    ],
)
def test_texts_that_differ(one: str, other: str) -> None:
    """Digits, signs, symbols, negations and the marks of other scripts tell clues apart."""
    assert key(one) != key(other)


@pytest.mark.parametrize(
    ("text", "spelling", "accented"),
    [
        ("Café", "café", True),
        ("CAFE", "cafe", False),
        ("pe\u0302che", "pêche", True),
        ("œuf", "œuf", True),
        ("バス", "バス", False),
        ("Ёлка", "ёлка", False),
    ],
)
def test_the_spelling_keeps_accents(text: str, spelling: str, accented: bool) -> None:  # noqa: FBT001
    """The spelling form still has the accents that the key form dropped, and says so."""
    assert normalise(text).spelling == spelling
    assert normalise(text).accented is accented


@pytest.mark.parametrize("text", ["", " ", "!!!", "…", "«»", "-", "()", "\u200b", "?!.,;:", "|"])
def test_nothing_is_left_of_punctuation(text: str) -> None:
    """A text of punctuation and invisible characters alone has an empty key."""
    assert normalise(text) == ("", "")


# ---------------------------------------------------------------- over all of Unicode


@settings(max_examples=400, deadline=None)
@given(ANY_TEXT)
def test_normalising_twice_is_normalising_once(text: str) -> None:
    """Both forms are their own normal form, and the spelling's key is the text's key."""
    forms = normalise(text)
    assert key(forms.key) == forms.key
    assert normalise(forms.spelling) == forms


MIXED = "aZ09 -./',:#+éÉèœŁßΆάσς½²＃１／⁄−٣\u0301\u0308\u200d\u00adй\u3099ハ🎄"


@settings(max_examples=800, deadline=None)
@given(ANY_TEXT | st.text(st.sampled_from(MIXED), max_size=12))
def test_the_key_alone_is_the_same_key(text: str) -> None:
    """The shorter way to a query's key ends where the way of both forms does."""
    assert key_form(text) == key(text)


@settings(max_examples=400, deadline=None)
@given(st.text(st.characters(max_codepoint=127), max_size=40))
def test_the_fast_path_is_the_general_path(text: str) -> None:
    """An ASCII text has the same forms when it goes the way of all other texts."""
    forms = normalise(text)
    assert forms.key == forms.spelling
    # A word joiner leaves no trace but makes the text other than ASCII.
    assert normalise(f"\u2060{text}") == normalise(f"{text}\u2060") == forms


@settings(max_examples=400, deadline=None)
@given(ANY_TEXT, st.lists(st.tuples(st.integers(0, 40), st.sampled_from(INVISIBLE)), max_size=6))
def test_invisible_characters_change_nothing(text: str, inserted: list[tuple[int, str]]) -> None:
    """Bidi marks, joiners, soft hyphens and variation selectors, anywhere, leave no trace."""
    marked = text
    for position, mark in inserted:
        marked = marked[:position] + mark + marked[position:]
    assert normalise(marked) == normalise(text)


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("aeiouncszAEyαεηιουω "), min_size=1), st.data())
def test_accents_of_latin_and_greek_change_no_key(text: str, data: st.DataObject) -> None:
    """Combining accents on Latin and Greek letters leave the key as it is."""
    marks = st.sampled_from(["", "\u0300", "\u0301", "\u0302", "\u0303", "\u0308", "\u030c"])
    accented = "".join(c + (data.draw(marks) if c != " " else "") for c in text)
    assert key(accented) == key(text)
    assert key(unicodedata.normalize("NFC", accented)) == key(text)


@settings(max_examples=100, deadline=None)
@given(st.text(st.sampled_from("かきくはひふカキクハヒフ"), min_size=1), st.data())
def test_marks_of_kana_change_the_key(text: str, data: st.DataObject) -> None:
    """A voicing mark on one kana makes another key, composed or not."""
    at = data.draw(st.integers(0, len(text) - 1))
    voiced = text[: at + 1] + "\u3099" + text[at + 1 :]
    assert key(voiced) != key(text)
    assert key(voiced) == key(unicodedata.normalize("NFC", voiced))


@settings(max_examples=200, deadline=None)
@given(ANY_TEXT)
def test_case_and_composition_change_nothing(text: str) -> None:
    """A text has the key of its case folding and of its canonical decomposition."""
    assert normalise(unicodedata.normalize("NFD", text)) == normalise(text)
    assert normalise(unicodedata.normalize("NFC", text)) == normalise(text)


# ---------------------------------------------------------------- numbers

DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2212\uff0d"
SLASHES = "/\u2044\u2215\uff0f"
DIGITS = "0123456789٠١٢٣१२३１２３𝟏𝟐"
NUMBER_ALPHABET = DASHES + SLASHES + DIGITS + ".+ ²½①aéя"
_NUMBER = re.compile(r"[-+]?(?:(?:^|(?<=[ +/-]))\.)?[0-9]+(?:\.[0-9]+)*(?:/(?=\.?[0-9]))?|[²½①]")


def numbers(text: str) -> list[str]:
    """The numbers of a text with their signs, points and slashes, read without the normaliser."""
    plain = []
    for character in unicodedata.normalize("NFC", text):
        if character in DASHES:
            plain.append("-")
        elif character in SLASHES:
            plain.append("/")
        elif unicodedata.category(character) == "Nd":
            plain.append(str(unicodedata.decimal(character)))
        else:
            plain.append(character)
    # Points in a row, or before no digit, end a sentence; slashes in a row are one slash.
    sentence = re.sub(r"\.{2,}|\.(?![0-9])", " ", "".join(plain))
    return _NUMBER.findall(re.sub(r" */[ /]*", "/", sentence))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Level −1", ["-1"]),
        ("１／２", ["1/", "2"]),
        ("v1.2.3", ["1.2.3"]),
        ("2² at .5", ["2", "²", ".5"]),
        ("no.5", ["5"]),
    ],
)
def test_the_reader_of_numbers(text: str, read: list[str]) -> None:
    """What the next properties compare is what a person would call the text's numbers."""
    assert numbers(text) == read


@settings(max_examples=1_500, deadline=None)
@given(st.text(st.sampled_from(NUMBER_ALPHABET), min_size=1, max_size=8), st.data())
def test_other_numbers_make_another_key(text: str, data: st.DataObject) -> None:
    """A text whose digits, signs, points or slashes were changed never keeps its key."""
    at = data.draw(st.integers(0, len(text)))
    put = data.draw(st.text(st.sampled_from("0123٣/-−+. "), max_size=2))
    gone = data.draw(st.integers(0, 2))
    other = text[:at] + put + text[at + gone :]
    if key(other) == key(text):
        assert numbers(other) == numbers(text)


@settings(max_examples=500, deadline=None)
@given(ANY_TEXT, ANY_TEXT, st.integers(0, 10**6), st.integers(0, 10**6))
def test_other_digits_make_another_key(before: str, after: str, one: int, other: int) -> None:
    """Whatever stands around them, two integers in the same place of a text make two keys."""
    same = key(f"{before}{one}{after}") == key(f"{before}{other}{after}")
    assert same is (one == other)


@settings(max_examples=300, deadline=None)
@given(ANY_TEXT)
def test_every_digit_is_in_the_key(text: str) -> None:
    """The key has the text's decimal digits, in order, whatever script they were written in."""
    wanted = [str(unicodedata.decimal(c)) for c in text if unicodedata.category(c) == "Nd"]
    assert [c for c in key(text) if c in "0123456789"] == wanted


# ---------------------------------------------------------------- refusals


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", Code.EMPTY_TEXT),
        ("?!", Code.EMPTY_TEXT),
        ("\u200b", Code.EMPTY_TEXT),
        ("a" * (MAX_TEXT_CHARS + 1), Code.TEXT_TOO_LONG),
        ("a" * 10_000_000, Code.TEXT_TOO_LONG),
        ("a\0b", Code.NUL_BYTE),
        ("a\x07b", Code.CONTROL_CHARACTER),
        ("a\x85b", Code.CONTROL_CHARACTER),
        ("a\ud800b", Code.INVALID_UTF8),
        *((f"a{chr(code)}b", Code.BIDI_OVERRIDE) for code in range(0x202A, 0x202F)),
    ],
)
def test_what_cannot_be_kept(text: str, code: Code) -> None:
    """A text that cannot be kept is refused with what is wrong, where, and a way out."""
    where = Where(file="clues.csv", line=7, field="text")
    with pytest.raises(InputRefused) as refusal:
        check_text(text, what="the text", where=where)
    assert refusal.value.code is code
    assert refusal.value.where == where
    assert refusal.value.remedy
    assert len(str(refusal.value)) < 500


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a" * (MAX_TEXT_CHARS + 1), Code.TEXT_TOO_LONG),
        ("a\0b", Code.NUL_BYTE),
        ("a\udfffb", Code.INVALID_UTF8),
    ],
)
def test_what_cannot_be_asked(text: str, code: Code) -> None:
    """A query is refused only where it cannot be a text at all."""
    with pytest.raises(InputRefused) as refusal:
        check_query(text)
    assert refusal.value.code is code


@pytest.mark.parametrize("text", ["", "?!", "\u202eabc", "a\x07b", "a" * MAX_TEXT_CHARS])
def test_what_can_be_asked(text: str) -> None:
    """What a player may type in error is asked, and simply not known."""
    check_query(text)


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(), max_size=60))
def test_every_text_is_kept_or_refused(text: str) -> None:
    """Any text either has a key that can be kept, or a refusal with a code and a remedy."""
    try:
        forms = check_text(text, what="the text")
    except InputRefused:
        return
    assert forms == normalise(text)
    assert forms.key


# ---------------------------------------------------------------- keys


def test_a_key_is_sha_256_over_length_prefixed_parts() -> None:
    """The published rule, worked by hand: each part's length in four big-endian bytes before it."""
    preimage = b"\x00\x00\x00\x011" + b"\x00\x00\x00\x06spring" + b"\x00\x00\x00\x05\xd0\xb9 -1"
    assert NORMALISER == "1"
    assert key_of("spring", key("Й −1")) == sha256(preimage).digest()


@settings(max_examples=200, deadline=None)
@given(
    st.tuples(st.text("ab1", max_size=4), st.text("ab1", max_size=4)),
    st.tuples(st.text("ab1", max_size=4), st.text("ab1", max_size=4)),
)
def test_a_key_belongs_to_one_campaign_and_one_text(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    """Two pairs of campaign and text share a key only where they are the same pair."""
    assert (key_of(*one) == key_of(*other)) is (one == other)


def test_texts_are_gathered_under_their_keys() -> None:
    """Each key comes once, in order, with the digests of every spelling that the texts have."""
    found = keys_of("spring", ["Pêche", "étang", "PECHE", "pêche"])
    assert found == (
        (key_of("spring", "peche"), (spelling_of("pêche"), spelling_of("peche"))),
        (key_of("spring", "etang"), (spelling_of("étang"),)),
    )


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: ascii(vector["text"])[:40])
def test_the_published_vectors_hold(vector: dict[str, str]) -> None:
    """Each vector's forms are what this implementation gives, its hash what the rule gives."""
    assert normalise(vector["text"]) == (vector["key"], vector["spelling"])
    parts = (NORMALISER, vector["campaign"], vector["key"])
    preimage = b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in parts)
    assert vector["sha256"] == sha256(preimage).hexdigest()
    assert vector["sha256"] == key_of(vector["campaign"], vector["key"]).hex()


def test_the_vectors_are_many() -> None:
    """The vectors are at least a hundred distinct texts, in more than one campaign."""
    assert len({vector["text"] for vector in VECTORS}) >= 100
    assert len({vector["campaign"] for vector in VECTORS}) >= 3


# ---------------------------------------------------------------- every code point


@pytest.mark.soak
@pytest.mark.parametrize(
    "around", ["{}", "1{}", "{}1", "a{}b", "1{}2", "- {}", "{} 1", "a{}1", "é{}é", "-{}1", "1/{}2"]
)
def test_every_code_point_in_every_place(around: str) -> None:
    """Of every code point, in each of these places, the forms are their own normal form."""
    for code in range(sys.maxunicode + 1):
        if 0xD800 <= code <= 0xDFFF:
            continue
        text = around.format(chr(code))
        forms = normalise(text)
        once = key(forms.key) == forms.key == key_form(text)
        if normalise(forms.spelling) != forms or not once:
            pytest.fail(f"U+{code:04X} in {around!r}: {forms}")
        digits = [str(unicodedata.decimal(c)) for c in text if unicodedata.category(c) == "Nd"]
        if [c for c in forms.key if c in "0123456789"] != digits:
            pytest.fail(f"U+{code:04X} in {around!r} gains or loses a digit: {forms}")
