"""Whether each puzzle has one answer, the one that counts as right, and gives nothing away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from clew.hunt_check.faults import Fault, Rule
from clew.hunt_check.given import Given
from clew.hunt_check.lexicon import Lexicon
from clew.hunt_check.line import Line, Step
from clew.hunt_check.solvers.table import SOLVERS
from clew.text import key_form

LANGUAGES = ("en", "fr")
OPTION_IDS = "abcdefghijklmnopqrstuvwxyz"
HINTS = 3
_UNSEEN = frozenset(
    ["id", "zone", "level", "attribute", "rule", "move", "asked", "directions", "shifts", "length"]
)
"""Keys of what is shown that tell a machine which thing is meant; players read it in words."""
_OWN_COST = "cost"


def check_answers(line: Line, given: Given) -> Iterator[Fault]:
    """Of every step."""
    for step in line.steps:
        for rule, message in puzzle_faults(step, lexicon_of(step, given)):
            yield line.fault(rule, message, step)
        spoken = given.snapshot["lang"].split("-")[0]
        if step.lang != (spoken if spoken in LANGUAGES else LANGUAGES[0]):
            yield line.fault(Rule.LANGUAGE, f"it speaks {step.lang} to who speaks {spoken}", step)


def lexicon_of(step: Step, given: Given) -> Lexicon:
    """The lexicon that a step's answer is the only one of."""
    return given.shared.lexicon(given.names["goods"], given.names["ground"], step.lang)


def puzzle_faults(step: Step, lexicon: Lexicon) -> Iterator[tuple[Rule, str]]:
    """What is wrong with one puzzle by itself."""
    yield from form_faults(step)
    yield from _solved(step, lexicon)
    yield from _leaks(step, lexicon)
    yield from _lacks(step)


def form_faults(step: Step) -> Iterator[tuple[Rule, str]]:
    """What is wrong with the form of a puzzle, whatever it is about."""
    texts = [one.text for one in step.options]
    ids = [one.id for one in step.options]
    if ids != list(OPTION_IDS[: len(ids)]) or len(set(map(key_form, texts))) != len(texts):
        yield Rule.OPTIONS, f"the options are {list(zip(ids, texts, strict=True))}"
    if step.way in {"option", "order"} and len(ids) < 2:  # noqa: PLR2004 - no choice
        yield Rule.OPTIONS, "there is nothing to choose from"
    if step.way == "option" and step.answer not in ids:
        yield Rule.OPTIONS, f"the answer {step.answer!r} is no option"
    if step.way == "order" and sorted(step.answer.split()) != ids:
        yield Rule.OPTIONS, f"the answer {step.answer!r} is no order of all options"
    key = key_form(step.answer) if step.way == "text" else step.answer
    if key not in step.accepted:
        yield Rule.ACCEPTED, f"{step.answer!r} is not among {step.accepted}"
    if len(step.hints) != HINTS or len(set(step.hints)) != HINTS or not all(step.hints):
        yield Rule.HINTS, f"the hints are {step.hints}"
    if not step.prompt:
        yield Rule.PROMPT_LACKS, "the prompt is empty"


def _solved(step: Step, lexicon: Lexicon) -> Iterator[tuple[Rule, str]]:
    solver = SOLVERS.get(step.kind)
    if solver is None:
        yield Rule.KIND_UNKNOWN, f"the checker has no solver of kind {step.kind}"
        return
    found = sorted(set(solver.solve(step, lexicon)))
    if not found:
        yield Rule.NO_ANSWER, "no answer was found"
    elif len(found) > 1:
        yield Rule.SEVERAL_ANSWERS, f"the answers are {', '.join(found[:5])}"
    elif found[0] not in step.accepted:
        yield Rule.OTHER_ANSWER, f"the answer is {found[0]}, accepted is {step.accepted}"
    elif solver.alone and len(step.accepted) > 1:
        yield Rule.ACCEPTED, f"besides {found[0]} others count as right: {step.accepted}"


# ---------------------------------------------------------------- what must not be told


def _leaks(step: Step, lexicon: Lexicon) -> Iterator[tuple[Rule, str]]:
    secrets = _secrets(step, lexicon)
    for text in map(str, (*step.told, *_told(step.shown))):
        words = f" {key_form(text)} "
        for secret in secrets:
            if f" {secret} " in words:
                yield Rule.LEAKED, f"{text[:60]!r} tells {secret!r}"
    if _OWN_COST in _keys(step.shown):
        yield Rule.LEAKED, "what is shown has the shop's own cost"


def _secrets(step: Step, lexicon: Lexicon) -> Sequence[str]:
    """What no text may hold as whole words, in key form."""
    if step.way == "text":
        return [one for one in step.accepted if one]
    if step.way in {"place", "scan"}:
        names = lexicon.spots.get(step.answer, {}).get("names", ())
        secret = names if step.kind in NAMES_STAY_SECRET else ()
        return [key_form(one) for one in (step.answer, *secret)]
    if step.way == "order":
        return [key_form(step.answer)]
    return []


NAMES_STAY_SECRET = frozenset({"typed_clue", "visit_place"})
"""Kinds whose answer is the place's name, however it is found."""


def _told(value: Any) -> Iterator[str | int]:
    """Every text and number within JSON values that a page shows."""
    if isinstance(value, str) or type(value) is int:
        yield value
    elif isinstance(value, Mapping):
        for key, one in value.items():
            if key not in _UNSEEN:
                yield from _told(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _told(one)


def _keys(value: Any) -> set[str]:
    if isinstance(value, Mapping):
        return set(value) | {key for one in value.values() for key in _keys(one)}
    if isinstance(value, list | tuple):
        return {key for one in value for key in _keys(one)}
    return set()


# ---------------------------------------------------------------- what must be told


def _lacks(step: Step) -> Iterator[tuple[Rule, str]]:
    """What is drawn must be written, too: some read the prompt alone, or have it read to them."""
    written = _pressed(" ".join((step.prompt, step.equivalent, *(o.text for o in step.options))))
    for text in map(str, _told(step.shown)):
        if _pressed(text) not in written:
            yield Rule.PROMPT_LACKS, f"{text[:60]!r} is drawn, and written nowhere"


def _pressed(text: str) -> str:
    return key_form(text).replace(" ", "")
