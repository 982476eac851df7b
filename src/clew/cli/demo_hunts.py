"""What `clew demo` shows of hunts: a line a player, and one hunt in full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

import msgspec

from clew.cli.hunt_words import reward_words
from clew.cli.shell import Shell
from clew.demo.load_hunts import SampleHunt
from clew.hunts.hunts_file import composed_ms, line_of
from clew.hunts.model import Hunt, Puzzle, Way

WIDTH = 96
_FULL, _MARGIN = "   ", "     "


def show_hunts(shell: Shell, samples: Sequence[SampleHunt]) -> None:
    """A table of all, then the first hunt step by step."""
    shell.table(
        ("player", "steps#", "their kinds", "walk m#", "leads to"),
        [_row(one) for one in samples],
    )
    found = next((one for one in samples if one.composed.hunt is not None), None)
    if found is not None and found.composed.hunt is not None:
        for line in _in_full(found, found.composed.hunt):
            shell.say(line)


def told(samples: Sequence[SampleHunt]) -> Sequence[object]:
    """The same as lines of hunts.jsonl, without answers."""
    return [
        line_of(
            one.player,
            one.composed.outcome,
            compose_ms=composed_ms(one.composed),
            with_answers=False,
        )
        for one in samples
    ]


def _row(sample: SampleHunt) -> Sequence[object]:
    hunt, refused = sample.composed.hunt, sample.composed.refused
    if hunt is None:
        why = "" if refused is None else refused.message
        return (sample.player, 0, why, None, None)
    kinds = ", ".join(one.puzzle.kind.replace("_", " ") for one in hunt.steps)
    reward = msgspec.to_builtins(hunt.reward)
    return (
        sample.player,
        len(hunt.steps),
        kinds,
        -(-hunt.route.length // 10),
        f"{hunt.reward.name} ({reward_words(reward)})",
    )


def _in_full(sample: SampleHunt, hunt: Hunt) -> Iterator[str]:
    yield f"\n{hunt.player}'s hunt, {hunt.id}, ends with: {hunt.reward.name}"
    for step in hunt.steps:
        place = sample.places.get(step.zone or "", "anywhere")
        yield f"\n{step.n}. {step.puzzle.kind.replace('_', ' ')}, {place}"
        yield from _folded(step.puzzle.prompt, _FULL)
        yield from _options(step.puzzle)
        if step.reason:
            yield from _folded(f"because: {step.reason}", _FULL)


def _options(puzzle: Puzzle) -> Iterator[str]:
    for one in puzzle.options:
        yield f"{_MARGIN}{one.id}) {one.text}"
    if puzzle.way is Way.ORDER:
        yield f"{_MARGIN}(to be put in order)"


def _folded(text: str, margin: str) -> Iterator[str]:
    for line in text.splitlines():
        yield from wrap(line, WIDTH, initial_indent=margin, subsequent_indent=margin) or [""]
