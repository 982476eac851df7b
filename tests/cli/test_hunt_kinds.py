"""What hunts are made of, on the command line, with a package of somebody else's installed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from clew.cli.main import main
from clew.hunts.lexicon import Lexicon, shop_words
from clew.hunts.puzzles.table import KINDS
from clew.hunts.word_list import common_words
from clew.shop.model import Product

PRODUCTS = """product_id,name,category,type,brand,price,currency,stock,attributes
rye,Midnight rye,Food > Bakery,bread,Fournil,5.60,EUR,9,type@fr=pain|name@fr=Seigle de minuit
roll,Butter croissant,Food > Bakery,pastries,Cie,1.40,EUR,48,name@fr=Croissant au beurre
"""
KIND = '''
from clew.hunts.messages import say
from clew.hunts.model import About, Puzzle, Way


class Backwards:
    """Difficulty: always 1."""

    name = "backwards"
    about = About.PRODUCT
    way = Way.TEXT
    needs_sight = False
    needs_typing = True
    costly = False

    def make(self, task, material):
        word = task.target.text("type", material.lang)
        return Puzzle(
            kind=self.name, lang=material.lang, difficulty=1, way=self.way,
            prompt=say(material.lang, "backwards-prompt", letters=word[::-1]),
            shown={"letters": word[::-1]}, answer=word, accepted=(word,),
        )

    def answers(self, shown, options, material):
        return [shown["letters"][::-1]]


KIND = Backwards()
'''


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with two products."""
    file = tmp_path / "products.csv"
    file.write_text(PRODUCTS)
    run(tmp_path / "home", "shop", "import", "--products", str(file))
    return tmp_path / "home"


def run(home: Path, *words: str) -> str:
    done = CliRunner().invoke(main, ["--home", str(home), *words], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_every_kind_is_listed_with_its_languages_and_difficulty(tmp_path: Path) -> None:
    """All of the table, each in both languages, each with what its difficulty means."""
    listed = json.loads(run(tmp_path, "hunt", "kinds", "--json"))
    assert [one["name"] for one in listed] == list(KINDS)
    assert all(one["languages"] == ["en", "fr"] and one["difficulty"] for one in listed)
    assert "mini_crossword" in run(tmp_path, "hunt", "kinds")


def test_a_puzzle_is_shown_and_its_answer_only_on_demand(home: Path) -> None:
    """The same seed makes the same puzzle; the answer is told to who asks for it."""
    asked = ["hunt", "puzzle", "--kind", "anagram", "--lang", "fr", "--product", "rye"]
    puzzle = json.loads(run(home, *asked, "--json"))
    assert puzzle["product_id"] == "rye"
    assert "answer" not in puzzle
    assert "accepted" not in puzzle
    told = json.loads(run(home, *asked, "--with-answer", "--json"))
    assert told.pop("answer") in {"seigle", "minuit"}
    del told["accepted"]
    assert told == puzzle
    assert puzzle["prompt"] in run(home, *asked)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--kind", "riddle"], "no kind of puzzle called riddle"),
        (["--kind", "anagram", "--product", "oat"], "no product oat"),
        (["--kind", "typed_clue"], "about a place"),
        (["--kind", "price_ladder", "--product", "rye"], "no price_ladder can be made of rye"),
    ],
)
def test_what_cannot_be_made_is_refused_with_why(home: Path, words: list[str], told: str) -> None:
    """An unknown kind or product, a place without a venue, too little to choose from."""
    done = CliRunner().invoke(main, ["--home", str(home), "hunt", "puzzle", *words])
    assert done.exit_code == 1
    assert told in done.output


def test_an_empty_shop_has_no_puzzle(tmp_path: Path) -> None:
    """It says what to do first."""
    words = ["--home", str(tmp_path), "hunt", "puzzle", "--kind", "anagram"]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 1
    assert "shop_empty" in done.output


def test_the_lexicon_is_printed_and_written(home: Path, tmp_path: Path) -> None:
    """Every word a line, common ones and the shop's own, with the version of the whole."""
    out = tmp_path / "words.txt"
    version = json.loads(run(home, "hunt", "lexicon", "--lang", "fr", "--out", str(out), "--json"))
    words = out.read_text().split()
    assert words == sorted(set(words))
    assert {"seigle", "minuit", "fournil", "ete"} <= set(words)
    assert version["words"] == len(words) == version["common"] + version["of_the_shop"]
    shop = [
        Product(
            "rye",
            "Midnight rye",
            ("Food", "Bakery"),
            "bread",
            "Fournil",
            560,
            "EUR",
            attributes={"type@fr": "pain", "name@fr": "Seigle de minuit"},
        ),
        Product(
            "roll",
            "Butter croissant",
            ("Food", "Bakery"),
            "pastries",
            "Cie",
            140,
            "EUR",
            attributes={"name@fr": "Croissant au beurre"},
        ),
    ]
    expected = Lexicon(common_words("fr"), shop_words(shop, "fr"))
    assert version["version"] == expected.digest
    assert run(home, "hunt", "lexicon", "--lang", "fr").split() == words


def test_a_package_brings_a_kind_and_its_messages(home: Path, tmp_path: Path) -> None:
    """Installed beside Clew, it is in the table and makes puzzles; nothing of ours names it."""
    site = tmp_path / "site"
    for lang, word in (("en", "Read this backwards"), ("fr", "Lisez ceci de droite à gauche")):
        (site / "reversed_words" / lang).mkdir(parents=True)
        (site / "reversed_words" / lang / "backwards.ftl").write_text(
            f"backwards-prompt = {word} : {{ $letters }}\n"
        )
    (site / "reversed_words" / "__init__.py").write_text(KIND)
    info = site / "reversed_words-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: reversed-words\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[clew.puzzles]\nbackwards = reversed_words:KIND\n"
        "[clew.messages]\nbackwards = reversed_words\n"
    )

    def clew(*words: str) -> str:
        path = os.pathsep.join([str(site), *sys.path])
        return subprocess.run(
            [
                sys.executable,
                "-c",
                "from clew.cli.main import main; main()",
                "--home",
                str(home),
                *words,
            ],
            env={**os.environ, "PYTHONPATH": path},
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    listed = json.loads(clew("hunt", "kinds", "--json"))
    assert [one["name"] for one in listed] == [*KINDS, "backwards"]
    assert listed[-1]["languages"] == ["en", "fr"]
    assert listed[-1]["difficulty"] == "always 1."
    asked = ("hunt", "puzzle", "--kind", "backwards", "--lang", "fr", "--product", "rye")
    assert "Lisez ceci de droite à gauche : niap" in clew(*asked)
