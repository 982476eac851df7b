"""What the evidence weighs: for each spelling that may be meant, what speaks for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import log
from typing import NamedTuple

from clew.clues.contradiction import contradict, facts_of
from clew.clues.word_match import word_likeness

LOOKED_AT = 12
"""Spellings whose words are compared one by one; the others are too far behind to be meant."""
_PLAIN = 0.2
"""The weight of a word that every spelling has; a rare one weighs up to log(LOOKED_AT + 1) more."""


class Reading(NamedTuple):
    """All rows of one key form.

    Attributes:
        row: of the first of them.
        form: the key form.
        zones: where they lead.
        scores: the best of them in each channel.
        leads: how far each score is above the best of a spelling that leads elsewhere.
    """

    row: int
    form: str
    zones: frozenset[str]
    scores: tuple[float, ...]
    leads: tuple[float, ...] = ()


class Sign(NamedTuple):
    """What speaks for a reading.

    Attributes:
        values: in the order of `sign_names`.
        contradicted: whether the text and the spelling cannot mean the same.
    """

    values: tuple[float, ...]
    contradicted: bool


def sign_names(channels: Sequence[str]) -> tuple[str, ...]:
    """The names of the signs, in the order of `Sign.values`."""
    of_channels = [name for channel in channels for name in (channel, f"{channel} lead")]
    return (*of_channels, *OF_WORDS)


OF_WORDS = (
    "heard",
    "covered",
    "words",
    "words lead",
    "unheard",
    "uncovered",
    "all words",
    "letters x words",
    "one word",
    "two words",
    "three words",
    "brevity x letters",
    "contradicted",
)


def with_leads(readings: Sequence[Reading]) -> list[Reading]:
    """The readings with their leads."""
    if not readings:
        return []
    columns = [
        _leads(scores, readings) for scores in zip(*(r.scores for r in readings), strict=True)
    ]
    return [
        r._replace(leads=lead) for r, lead in zip(readings, zip(*columns, strict=True), strict=True)
    ]


def _leads(values: Sequence[float], readings: Sequence[Reading]) -> list[float]:
    order = sorted(range(len(values)), key=values.__getitem__, reverse=True)
    found = []
    for value, reading in zip(values, readings, strict=True):
        rival = next((row for row in order if not readings[row].zones <= reading.zones), None)
        found.append(value - (values[rival] if rival is not None else 0.0))
    return found


def foremost(readings: Sequence[Reading]) -> list[Reading]:
    """The readings worth a closer look: the best of each channel, then the best in all."""
    if len(readings) <= LOOKED_AT:
        return list(readings)
    chosen: dict[str, Reading] = {}
    for channel in range(len(readings[0].scores)):
        best = max(readings, key=lambda one: one.scores[channel])
        chosen[best.form] = best
    for reading in sorted(readings, key=lambda one: -sum(one.scores)):
        if len(chosen) == LOOKED_AT:
            break
        chosen.setdefault(reading.form, reading)
    return [chosen[form] for form in sorted(chosen)]


def signs(form: str, readings: Sequence[Reading]) -> list[Sign]:
    """What speaks for each of the readings; `readings` are those of `foremost`."""
    words = form.split()
    others = [reading.form.split() for reading in readings]
    rarity = Rarity(others)
    shared = [rarity.shared(words, other) for other in others]
    leads = _leads([one.words for one in shared], readings)
    facts = facts_of(words)
    found = []
    for reading, other, share, lead in zip(readings, others, shared, leads, strict=True):
        contradicted = contradict(facts, facts_of(other))
        letters = reading.scores[-1]
        pairs = [v for pair in zip(reading.scores, reading.leads, strict=True) for v in pair]
        found.append(
            Sign(
                (
                    *pairs,
                    share.heard,
                    share.covered,
                    share.words,
                    lead,
                    min(share.unheard, 5),
                    min(share.uncovered, 5),
                    float(share.unheard + share.uncovered == 0),
                    letters * share.words,
                    *(float(len(words) == count) for count in (1, 2, 3)),
                    letters / len(words),
                    float(contradicted),
                ),
                contradicted,
            )
        )
    return found


class Shared(NamedTuple):
    """What two texts have in common, each share from 0 to 1 and rare words counting most.

    Attributes:
        heard: the share of the asked words that the spelling has.
        covered: the share of the spelling's words that were asked.
        words: the share of both.
        unheard: asked words that the spelling has not.
        uncovered: words of the spelling that were not asked.
    """

    heard: float
    covered: float
    words: float
    unheard: int
    uncovered: int


class Rarity:
    """How rare words are among the spellings that may be meant."""

    def __init__(self, texts: Sequence[Sequence[str]]) -> None:
        """A word is rare where few of the texts have it."""
        self._texts = len(texts)
        self._with: Counter[str] = Counter()
        for words in texts:
            self._with.update(set(words))

    def _weight(self, word: str) -> float:
        return _PLAIN + log((self._texts + 1) / (self._with[word] + 1))

    def shared(self, ours: Sequence[str], theirs: Sequence[str]) -> Shared:
        """What the words of two texts have in common; a word with a typo counts a little less."""
        left = list(theirs)
        rest = []
        heard = covered = 0.0
        for word in ours:
            if word in left:
                left.remove(word)
                weight = self._weight(word)
                heard += weight
                covered += weight
            else:
                rest.append(word)
        unheard = 0
        lost = 0.0
        for word in rest:
            how, best = max(((word_likeness(word, one), one) for one in left), default=(0.0, ""))
            weight = self._weight(best if how else word)
            heard += how * weight
            lost += (1 - how) * weight
            if how:
                left.remove(best)
                covered += how * weight
            else:
                unheard += 1
        gone = sum(map(self._weight, left))
        return Shared(
            heard / (heard + lost) if heard else 0.0,
            covered / (covered + gone) if covered else 0.0,
            (heard + covered) / (heard + lost + covered + gone) if heard else 0.0,
            unheard,
            len(left),
        )
