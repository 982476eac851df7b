"""The shortlist by letters of a snapshot."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from clew.clues.vectors.grams import likenesses
from clew.clues.vectors.letters_file import LettersWriter, MappedLetters

SYLLABLES = ["ba", "ce", "di", "fo", "gu", "le", "mi", "no", "pra", "stu", "tre", "ville"]


def written(forms: list[str], folder: Path, share: int) -> MappedLetters:
    """An index over those forms, added in shares of that many."""
    with LettersWriter(folder) as writer:
        for at in range(0, len(forms), share):
            writer.add(forms[at : at + share])
        writer.finish()
    return MappedLetters(folder)


def texts(count: int) -> list[str]:
    """Texts of one to four made words."""
    chance = np.random.default_rng(3)
    made = ["".join(chance.choice(SYLLABLES, chance.integers(2, 5))) for _ in range(400)]
    return list(
        dict.fromkeys(" ".join(chance.choice(made, chance.integers(1, 5))) for _ in range(count))
    )


def slips(form: str) -> list[str]:
    """The form with its middle letter missing, wrong, and swapped with the next one."""
    at = len(form) // 2
    return [
        form[:at] + form[at + 1 :],
        form[:at] + "x" + form[at + 1 :],
        form[:at] + form[at + 1] + form[at] + form[at + 2 :],
    ]


def test_a_slip_finds_the_text_that_was_meant(tmp_path: Path) -> None:
    """Of 5,000 texts of the same syllables, 64 are told, and the meant one is among them."""
    forms = texts(5_000)
    letters = written(forms, tmp_path, 512)
    asked = [(slip, at) for at in range(0, len(forms), 97) for slip in slips(forms[at])]
    found = [at in letters.shortlist(slip, 64) for slip, at in asked]
    assert sum(found) >= 0.97 * len(asked)


def test_the_most_alike_of_all_is_on_the_list(tmp_path: Path) -> None:
    """For other texts too, in nearly all cases: single letters alone are not indexed."""
    forms = texts(2_000)
    letters = written(forms, tmp_path, 512)
    asked = [text for text in texts(2_200) if text not in forms]
    found = 0
    for text in asked:
        alike = likenesses(text, forms)
        found += alike[letters.shortlist(text, 256)].max() == alike.max()
    assert found >= 0.97 * len(asked)


def test_the_shares_do_not_matter(tmp_path: Path) -> None:
    """Written in one share or in many, the files are the same."""
    forms = texts(300)
    for folder, share in (("one", 300), ("many", 7)):
        (tmp_path / folder).mkdir()
        written(forms, tmp_path / folder, share)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "many" / path.name).read_bytes()


def test_a_frequent_text_is_read_within_the_budget(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where every row has nearly the same n-grams, the rare ones decide."""
    monkeypatch.setattr("clew.clues.vectors.letters_file.BUDGET", 500)
    forms = [f"the fountain by gate {at}" for at in range(2_000)]
    letters = written(forms, tmp_path, 512)
    assert 1_234 in letters.shortlist("the fontain by gate 1234", 32)


@pytest.mark.parametrize("forms", [[], [""], ["a"], ["🙂"]])
def test_little_to_ask(tmp_path: Path, forms: list[str]) -> None:
    """No rows, no n-grams, one character: told are the rows that share one, if any."""
    letters = written(forms, tmp_path, 1)
    assert letters.shortlist("qqq", 5).tolist() == []
    assert letters.shortlist(forms[0] if forms else "", 5).tolist() == list(range(len(forms)))
