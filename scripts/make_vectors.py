"""Writes the normaliser's test vectors, so that another language can implement it.

    python scripts/make_vectors.py            writes src/clew/text_vectors.json
    python scripts/make_vectors.py --check    fails where that file differs

The texts below are the source; what the normaliser makes of them is written beside them and then
committed: a change of rules shows as a change of that file, and needs a new normaliser version.
"""

# ruff: noqa: RUF001 - characters that look alike are what this is about

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from clew.clues.key import key_of
from clew.text import normalise

OUT = Path(__file__).resolve().parent.parent / "src" / "clew" / "text_vectors.json"

TEXTS = {
    # campaign -> texts
    "spring": (
        # case and width
        *("The Red Clock", "the red clock", "STRASSE", "straße", "ẞ", "ΟΔΥΣΣΕΥΣ", "οδυσσευς"),
        *("İstanbul", "ısı", "ﬁnd the ﬂag", "Ｃａｆｅ　１２", "ｶﾞｽ", "ガス", "Ⅳ", "㎏", "ﷺ"),
        # blanks and punctuation
        *("  two \t words\n", "two\u00a0words", "two\u3000words", "rock & roll!", "a_b", "a|b"),
        *("don't", "don’t", "l`eau", "«la fontaine»", "e-mail", "e\u2011mail", "well — now"),
        *("gate -", "- gate", "!!!", "-", "", "…", "under the clock.", "a.b,c", "@home", "a/b"),
        # digits
        *("Gate 12", "Gate 21", "Gate 1 2", "Gate ١٢", "Gate १२", "Gate １２", "Gate 𝟙𝟚"),
        *("2²", "22", "x²", "H₂O", "①", "1", "½", "1½", "1/2", "1 / 2", "1⁄2", "1⁄ 2", "㈠"),
        # signs, points and slashes
        *("Level -1", "Level −1", "Level –1", "Level 1", "Level +1", "level - 1", "(−1)", "--5"),
        *("3.5", "3,5", "35", ".5", "-.5", "..5", "5.", "no.5", "v1.2.3", "12:30", "1’000"),
        *("10,000", "1_2", "2*3", "2-3", "2 - 3", "A-12", "A -12", "Level-1 -2", "24/7", "1//2"),
        *("C++", "C#", "C", "C ♯", "50%", "50 %", "#42", "€5", "$5", "£ 5", "5 °C", "5℃", "5‰"),
        *("a = b", "a<b", "x±1", "x⁺1", "~5", "5'", "2^3"),
        # emoji and symbols
        *("🎄", "🎄🎁", "👍🏽", "👍", "👨‍👩‍👧", "❤️", "❤", "🇫🇷", "1️⃣", "♿", "Acme™", "Acme ©"),
    ),
    "printemps": (
        # accents
        *("Café", "Cafe\u0301", "CAFE", "pêche", "péché", "PECHE", "cœur", "Ærø", "Łódź", "đ"),
        *("Þór", "ħ", "q\u0303", "Άρης", "ὦ", "ΐ", "n\u0303andu", "Ångström", "a\u0328\u0301"),
        # other scripts keep their marks
        *("バス", "ハス", "ハ\u3099ス", "パン", "й", "и", "и\u0306", "Ёлка", "शि", "शी", "กี", "กิ"),
        *("한국", "\u1112\u1161\u11ab", "שָׁלוֹם", "שלום", "مُحَمَّد", "محمد", "東京", "东京", "Ֆոտո"),
    ),
    "hunt-2027": (
        # what is not seen
        *("red\u200bclock", "red\u200dclock", "red\u00adclock", "\u200fred clock\u200e", "\ufeffa"),
        *(
            "\u2067red\u2069",
            "a\u034fb",
            "\u202ered",
            "\u202dred",
            "\u202ared\u202c",
            "می\u200cخواهم",
        ),
        *("red\u2028clock", "red\x0bclock", "red\x7fclock"),
        # the longest, and repetition
        *("a" * 1_000, "-" * 50, "1-" * 20, "é" * 200, "a. " * 40),
    ),
}


def make() -> str:
    """The file's text: a vector a line, in the order above."""
    vectors = []
    for campaign, texts in TEXTS.items():
        for text in texts:
            key, spelling = normalise(text)
            vectors.append(
                {
                    "text": text,
                    "key": key,
                    "spelling": spelling,
                    "campaign": campaign,
                    "sha256": key_of(campaign, key).hex(),
                }
            )
    # ASCII, so that no editor, diff or mail program alters what is to be compared byte by byte.
    lines = ",\n".join(json.dumps(vector, ensure_ascii=True) for vector in vectors)
    return f"[\n{lines}\n]\n"


def main() -> int:
    """Writes or checks the file; the exit status is 1 where a check finds a difference."""
    parser = argparse.ArgumentParser(description="Write the normaliser's test vectors.")
    parser.add_argument("--check", action="store_true", help="write nothing, fail on a difference")
    content = make()
    if parser.parse_args().check:
        if OUT.is_file() and OUT.read_text("ascii") == content:
            return 0
        print(f"{OUT} is not what {Path(__file__).name} writes: run it again")
        return 1
    OUT.write_text(content, "ascii")
    print(f"{OUT}: {len(content):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
