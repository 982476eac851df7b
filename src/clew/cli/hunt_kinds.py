"""`clew hunt kinds`, `puzzle` and `lexicon`: what hunts are made of."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click
import msgspec

from clew.cli.shell import Shell, examples, json_option, pass_shell
from clew.durable import write_whole
from clew.hunts.example import example, kind_named
from clew.hunts.lexicon import Lexicon
from clew.hunts.material import Material
from clew.hunts.messages import LANGS
from clew.hunts.messages.catalogue import catalogue_files
from clew.hunts.model import About, Puzzle, Way
from clew.hunts.puzzles.kind import Kind
from clew.hunts.puzzles.table import KINDS
from clew.hunts.word_list import common_words
from clew.wiring.house import House

lang_option = click.option(
    "--lang", type=click.Choice(LANGS), default=LANGS[0], show_default=True, help="The language."
)


class _Listed(msgspec.Struct, frozen=True):
    """A kind, as it is listed."""

    name: str
    about: About
    way: Way
    needs_sight: bool
    needs_typing: bool
    difficulty: str
    languages: Sequence[str]


@click.command(epilog=examples("clew hunt kinds", "clew hunt kinds --json"))
@json_option
@pass_shell
def kinds(shell: Shell) -> None:
    """List the kinds of puzzle and challenge, ours and those that packages bring."""
    spoken = {lang: {one.kind for one in catalogue_files(lang)} for lang in LANGS}
    answer = [
        _Listed(
            name=one.name,
            about=one.about,
            way=one.way,
            needs_sight=one.needs_sight,
            needs_typing=one.needs_typing,
            difficulty=_difficulty(one),
            languages=[lang for lang in LANGS if one.name in spoken[lang]],
        )
        for one in KINDS.values()
    ]

    def human() -> None:
        shell.table(
            ("kind", "about", "answered by", "languages", "difficulty"),
            [
                (one.name, one.about, one.way, " ".join(one.languages), one.difficulty)
                for one in answer
            ],
        )

    shell.show(answer, human)


@click.command(
    epilog=examples(
        "clew hunt puzzle --kind anagram",
        "clew hunt puzzle --kind mini_crossword --lang fr --difficulty 3 --with-answer",
    )
)
@click.option("--kind", "name", required=True, metavar="NAME", help="As `clew hunt kinds` lists.")
@lang_option
@click.option(
    "--difficulty", type=click.IntRange(1, 5), default=3, show_default=True, help="Wanted."
)
@click.option("--product", metavar="ID", help="About this one (default: one that allows it).")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="Of chance.")
@click.option("--with-answer", is_flag=True, help="Tell the answer, too.")
@json_option
@pass_shell
def puzzle(
    shell: Shell,
    name: str,
    lang: str,
    difficulty: int,
    product: str | None,
    seed: int,
    with_answer: bool,  # noqa: FBT001 - click gives flags by keyword
) -> None:
    """Make one puzzle of the home's catalogue, to see what a kind does."""

    async def work(house: House) -> tuple[str, Puzzle]:
        material = await _material(house, lang)
        target, made = example(
            kind_named(name), material, product=product, difficulty=difficulty, seed=seed
        )
        return target.id, made

    target, made = shell.run(work)
    answer = {
        "kind": made.kind,
        "product_id": target,
        "lang": made.lang,
        "difficulty": made.difficulty,
        "prompt": made.prompt,
        "options": made.options,
        "equivalent": made.equivalent,
        "hints": made.hints,
        "shown": made.shown,
    }
    if with_answer:
        answer |= {"answer": made.answer, "accepted": made.accepted}

    def human() -> None:
        shell.say(made.prompt)
        for one in made.options:
            shell.say(f"  {one.id}) {one.text}")
        for n, hint in enumerate(made.hints, start=1):
            shell.say(f"Hint {n}: {hint}")
        if made.equivalent:
            shell.say(f"Without seeing it: {made.equivalent}")
        if with_answer:
            shell.say(f"Answer: {made.answer}")

    shell.show(answer, human)


@click.command(
    epilog=examples("clew hunt lexicon --lang fr --out lexicon-fr.txt", "clew hunt lexicon --json")
)
@lang_option
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write it there."
)
@json_option
@pass_shell
def lexicon(shell: Shell, lang: str, out: Path | None) -> None:
    """Print every word within which an answer is the only one, a line each, and its version.

    The common words of the language, and those of the home's catalogue.
    """

    async def work(house: House) -> tuple[Lexicon, Sequence[str]]:
        found = (await _material(house, lang)).lexicon
        words = found.words()
        if out is not None:
            write_whole(out, "".join(f"{word}\n" for word in words).encode())
        return found, words

    found, words = shell.run(work)
    version = {
        "lang": lang,
        "version": found.digest,
        "words": len(words),
        "common": len(found.common),
        "of_the_shop": len(found.own),
    }

    def human() -> None:
        if out is None:
            sys.stdout.writelines(f"{word}\n" for word in words)
        shell.warn(
            f"{len(words):,} words, {len(found.own):,} of them the shop's own, "
            f"version {found.digest}"
        )

    shell.show(version if out is not None else {**version, "list": words}, human)


async def _material(house: House, lang: str) -> Material:
    catalogue = await house.catalogue.current()
    return Material(lang, list(catalogue.products.values()), (), (), common_words(lang))


def _difficulty(kind: Kind) -> str:
    """What the kind's own file says of its difficulty: a paragraph, or the rows of a table."""
    made_by = type(kind)
    texts = (made_by.__doc__, sys.modules[made_by.__module__].__doc__)
    for paragraph in "\n\n".join(text for text in texts if text).split("\n\n"):
        lines = paragraph.strip().splitlines()
        if lines and lines[0].startswith("Difficulty:"):
            return " ".join(lines).removeprefix("Difficulty:").strip()
        if lines and lines[0].startswith("| difficulty |"):
            rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
            head = ", ".join(rows[0][1:])
            return f"{head}: " + "; ".join(f"{row[0]}: {', '.join(row[1:])}" for row in rows[2:])
    return ""
