"""What the evidence weighs: for each spelling that may be meant, what speaks for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from math import log, prod
from typing import NamedTuple

from clew.clues.contradiction import Facts, contradict, facts_of, mended
from clew.clues.word_match import within, word_likeness

LOOKED_AT = 12
"""Spellings whose words are compared one by one; the others are too far behind to be meant."""
_SHORT = 8
"""Letters under which a text has one slip, from which on two."""
_FEW = 3
_SO_SHORT = 5
"""Words up to which a plural is no slip."""
_PLAIN = 0.2
"""The weight of a word that every spelling has; a rare one weighs up to log(LOOKED_AT + 1) more."""


class Reading(NamedTuple):
    """All rows of one key form.

    Attributes:
        row: of the first of them.
        form: the key form.
        zones: where they lead.
        scores: the best of them in each channel.
    """

    row: int
    form: str
    zones: frozenset[str]
    scores: tuple[float, ...]


class Sign(NamedTuple):
    """What speaks for a reading.

    Attributes:
        values: in the order of `sign_names`.
        barred: whether it may be asked about only: the text contradicts the spelling
            (`clew.clues.contradiction`), or a short one is its plural or singular, which names
            another kind of place as often as it is a slip.
        reworded: whether under half of the words are the spelling's: another language, or other
            words for the same.
    """

    values: tuple[float, ...]
    barred: bool
    reworded: bool


OF_CHANNEL = ("", " lead", " high", " clear")
"""Of each channel: the score, how far it is above the best one elsewhere, and both again where they
are high: a line with a bend."""
OF_WORDS = (
    "lead in all",
    "leads together",
    "heard",
    "covered",
    "words",
    "words lead",
    "words high",
    "in common",
    "in common lead",
    "unheard",
    "uncovered",
    "strange words",
    "all words",
    "letters x words",
    "other words",
    "other words, score",
    "other words, lead",
    "slip",
    "ends alike",
    "begins alike",
    "plural",
    "plural x brevity",
    "brevity",
    "other numbers",
    "contradicted",
)
HIGH, CLEAR, MOST_WORDS, OTHER = 0.8, 0.1, 0.7, 0.5
"""Where the lines bend; and under what share of words a text says it in other words."""


def sign_names(channels: Sequence[str]) -> tuple[str, ...]:
    """The names of the signs, in the order of `Sign.values`."""
    return (*(f"{channel}{of}" for channel in channels for of in OF_CHANNEL), *OF_WORDS)


LENGTHS = ("a word", "two or three words", "more words")


def length_of(form: str) -> int:
    """Which of `LENGTHS` a key form has; a short text weighs its signs otherwise."""
    words = form.count(" ") + 1
    return 0 if words == 1 else 1 if words <= _FEW else 2


def _leads(
    values: Sequence[float], readings: Sequence[Reading], out: Sequence[bool]
) -> list[float]:
    """How far each value is above the best one in another zone, of those that are not out."""
    order = sorted(range(len(values)), key=values.__getitem__, reverse=True)
    order = [row for row in order if not out[row]]
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
    facts = facts_of(words)
    stated = [facts_of(other) for other in others]
    pairs = zip(others, stated, strict=True)
    ours = [_facts_beside(words, facts, other, one) for other, one in pairs]
    out = [mine.numbers != one.numbers for mine, one in zip(ours, stated, strict=True)]
    against = [contradict(mine, one) for mine, one in zip(ours, stated, strict=True)]
    scores = list(zip(*(reading.scores for reading in readings), strict=True))
    ahead = list(zip(*(_leads(column, readings, out) for column in scores), strict=True))
    words_ahead = _leads([one.words for one in shared], readings, out)
    common_ahead = _leads([one.common for one in shared], readings, out)
    return [
        Sign(
            (
                *_of_channels(reading.scores, ahead[at]),
                *_of_words(shared[at], reading, ahead[at], words_ahead[at], common_ahead[at]),
                *_of_letters("".join(words), "".join(others[at])),
                *_of_number(words, others[at]),
                float(out[at]),
                float(against[at]),
            ),
            against[at] or (len(words) <= _SO_SHORT and _plural(words, others[at])),
            shared[at].words < OTHER,
        )
        for at, reading in enumerate(readings)
    ]


def _facts_beside(
    words: Sequence[str], facts: Facts, stored: Sequence[str], stated: Facts
) -> Facts:
    """What the words state, where typos of the stored number words are read as these."""
    return facts if facts.numbers == stated.numbers else facts_of(mended(words, stored))


def _of_channels(scores: Sequence[float], ahead: Sequence[float]) -> Iterator[float]:
    for score, lead in zip(scores, ahead, strict=True):
        yield from (score, lead, max(score - HIGH, 0.0), max(lead - CLEAR, 0.0))


def _of_words(
    share: Shared, reading: Reading, ahead: Sequence[float], lead: float, common_lead: float
) -> Iterator[float]:
    meaning, letters = reading.scores[0], reading.scores[-1]
    other = share.words < OTHER
    yield from (min(ahead), prod(max(one, 0.0) for one in ahead))
    yield from (share.heard, share.covered, share.words, lead, max(share.words - MOST_WORDS, 0.0))
    yield from (min(share.common, 10) / 10, min(max(common_lead, -5), 5) / 5)
    yield from (min(share.unheard, 5), min(share.uncovered, 5))
    yield min(max(share.unheard + share.uncovered - 2, 0), 6)
    yield float(share.unheard + share.uncovered == 0)
    yield letters * share.words
    yield from (float(other), other * meaning, other * ahead[0])


def _of_letters(asked: str, stored: str) -> Iterator[float]:
    """Of the texts without blanks: whether a slip or two lie between them, and their ends."""
    edits = 1 if max(len(asked), len(stored)) < _SHORT else 2
    yield float(within(asked, stored, edits))
    yield float(asked[-1] == stored[-1])
    yield float(asked[0] == stored[0])


def _of_number(asked: Sequence[str], stored: Sequence[str]) -> Iterator[float]:
    """Whether one is the plural of the other: names of two kinds, more often than a slip."""
    plural = _plural(asked, stored)
    yield from (float(plural), plural / len(asked), 1 / len(asked))


def _plural(asked: Sequence[str], stored: Sequence[str]) -> bool:
    return asked != stored and sorted(map(_singular, asked)) == sorted(map(_singular, stored))


def _singular(word: str) -> str:
    return word.rstrip("sx") or word


class Shared(NamedTuple):
    """What two texts have in common, each share from 0 to 1 and rare words counting most.

    Attributes:
        heard: the share of the asked words that the spelling has.
        covered: the share of the spelling's words that were asked.
        words: the share of both.
        common: the weight of the words that both have; without an upper bound.
        unheard: asked words that the spelling has not.
        uncovered: words of the spelling that were not asked.
    """

    heard: float
    covered: float
    words: float
    common: float
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
            covered,
            unheard,
            len(left),
        )
