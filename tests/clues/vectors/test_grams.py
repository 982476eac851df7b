"""N-grams as numbers."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.clues.likeness import SHORT, likeness
from clew.clues.vectors.grams import Letters, grams, likenesses

FORMS = st.one_of(
    st.text(st.sampled_from("abc 1"), max_size=3 * SHORT),
    st.text(st.sampled_from("aé日本ガЖя🙂👩\u200d\U0010ffff\x00 "), max_size=3 * SHORT),
    st.text(max_size=20),
)


@settings(deadline=None)
@given(st.lists(FORMS, max_size=12), FORMS)
def test_letters_are_likeness(forms: list[str], form: str) -> None:
    """The likeness to each row is that of `clew.clues.likeness`, to the last bit, in any script."""
    letters = Letters()
    letters.add(forms)
    wanted = [likeness(one, form) for one in forms]
    assert letters.to(form).tolist() == wanted
    assert likenesses(form, forms).tolist() == wanted


@settings(deadline=None)
@given(st.lists(FORMS, max_size=8), st.lists(FORMS, max_size=8), FORMS)
def test_rows_may_come_one_by_one(first: list[str], later: list[str], form: str) -> None:
    """Added together or one at a time, the rows are the same."""
    together, single = Letters(), Letters()
    together.add(first + later)
    single.add(first)
    for one in later:
        single.add([one])
    assert np.array_equal(together.to(form), single.to(form))


def test_no_two_ngrams_share_a_number() -> None:
    """Neither within a length nor across lengths, up to the last code point."""
    forms = ["a", "ab", "\x00", "\U0010ffff", "\U0010ffff\U0010ffff", "\x00\x00\x00", "日本"]
    found = [grams([form], (1, 2, 3)) for form in forms]
    texts = {
        text[at : at + n]
        for form in forms
        for n in (1, 2, 3)
        for text in [form if n == 1 else f" {form} "]
        for at in range(len(text) - n + 1)
    }
    assert len({int(code) for one in found for code in one.codes}) == len(texts)
