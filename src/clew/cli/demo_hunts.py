"""What `clew demo` shows of hunts: a line a player, and one hunt in full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from clew.cli.shell import Shell
from clew.demo.load_hunts import SampleHunt
from clew.hunts.hunts_file import composed_ms, line_of
from clew.hunts.model import Hunt, Puzzle, Reward, Way
from clew.money import plain
from clew.promotions.model import Kind

WIDTH = 96
_FULL, _MARGIN = "   ", "     "


def show_hunts(shell: Shell, samples: Sequence[SampleHunt]) -> None:
    """A table of all, then the first hunt step by step."""
    shell.table(
        ("player", "steps#", "their kinds", "walk m#", "leads to", "ms#"),
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


def reward_words(reward: Reward) -> str:
    """What a promotion gives, in a few words."""
    money = f"{plain(reward.value, reward.currency)} {reward.currency}"
    words = {
        Kind.PERCENT: f"{reward.value} % off",
        Kind.FIXED: f"{money} off",
        Kind.FREE_ITEM: f"a present worth {money}",
        Kind.BUNDLE_PRICE: f"{money} for all of it",
        Kind.SHIPPING: f"delivery, worth {money}",
        Kind.POINTS: f"{reward.value} points",
        Kind.EARLY_ACCESS: f"{reward.value} hours before others",
    }
    return words[Kind(reward.kind)]


def _row(sample: SampleHunt) -> Sequence[object]:
    hunt, refused = sample.composed.hunt, sample.composed.refused
    if hunt is None:
        why = "" if refused is None else refused.message
        return (sample.player, 0, why, None, None, None)
    kinds = ", ".join(one.puzzle.kind.replace("_", " ") for one in hunt.steps)
    reward = f"{hunt.reward.name} ({reward_words(hunt.reward)})"
    return (
        sample.player,
        len(hunt.steps),
        kinds,
        -(-hunt.route.length // 10),
        reward,
        f"{composed_ms(sample.composed):.1f}",
    )


def _in_full(sample: SampleHunt, hunt: Hunt) -> Iterator[str]:
    yield f"\n{hunt.player}'s hunt, {hunt.id}, ends with: {hunt.reward.name}"
    for step in hunt.steps:
        yield f"\n{step.n}. {step.puzzle.kind.replace('_', ' ')}, {sample.places.get(step.zone or '', 'anywhere')}"
        yield from _folded(step.puzzle.prompt, _FULL)
        yield from _options(step.puzzle)
        yield from _folded(f"because: {step.reason}", _FULL)


def _options(puzzle: Puzzle) -> Iterator[str]:
    for one in puzzle.options:
        yield f"{_MARGIN}{one.id}) {one.text}"
    if puzzle.way is Way.ORDER:
        yield f"{_MARGIN}(to be put in order)"


def _folded(text: str, margin: str) -> Iterator[str]:
    for line in text.splitlines():
        yield from wrap(line, WIDTH, initial_indent=margin, subsequent_indent=margin) or [""]
