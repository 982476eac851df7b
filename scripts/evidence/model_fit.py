"""One model of many rows: weights by length of the text, then the probability to accept from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from clew.clues.evidence_model import EvidenceModel
from clew.clues.rows import CHANNELS
from clew.clues.signs import LENGTHS, sign_names
from evidence.choice import Choices, Floats, chances, fit
from evidence.rates import threshold
from evidence.rows import Offer, Row, choices

RIDGE = 2.0
"""How strongly weights are drawn to 0."""
LEAST = 0.6
"""No probability under this is ever accepted."""
_REWORDED = sign_names(CHANNELS).index("other words")
_ROUNDED = 5e-5
ASK = 0.1
"""A place is worth asking about if it is meant one time in ten."""


def fit_model(
    rows: Sequence[Row], offers: Sequence[Offer], *, embedding: str, fitted_on: str
) -> EvidenceModel:
    """The model of these rows.

    Each group of sets weighs the same. A probability is accepted if, in each set (of long texts:
    each group of sets), few enough of the answers from there on are wrong (`evidence.rates`).
    """
    sizes = Counter(row.group for row in rows)
    weights = []
    seen: list[First] = []
    for length in range(len(LENGTHS)):
        chosen = [at for at, row in enumerate(rows) if row.length == length]
        weight = [len(rows) / len(sizes) / sizes[rows[at].group] for at in chosen]
        offered = choices([offers[at] for at in chosen], weight)
        fitted = np.round(fit(offered, ridge=RIDGE), 4)
        weights.append(fitted)
        seen += _firsts([rows[at] for at in chosen], [offers[at] for at in chosen], offered, fitted)
    return EvidenceModel(
        channels=CHANNELS,
        embedding=embedding,
        signs=sign_names(CHANNELS),
        lengths=LENGTHS,
        weights=tuple(tuple(map(float, one[:-1])) for one in weights),
        none=tuple(float(one[-1]) for one in weights),
        accept=tuple(
            _cut([one for one in seen if one.length == length and not one.reworded], length)
            for length in range(len(LENGTHS))
        ),
        accept_reworded=_cut([one for one in seen if one.reworded], None),
        ask=ASK,
        fitted_on=fitted_on,
    )


class First(NamedTuple):
    """The likeliest place of a row that may be answered."""

    of: str
    group: str
    length: int
    reworded: bool
    chance: float
    hit: bool


def _firsts(
    rows: Sequence[Row], offers: Sequence[Offer], offered: Choices, fitted: Floats
) -> Iterator[First]:
    shares, _ = chances(offered, fitted)
    for at, column in enumerate(shares.argmax(axis=1)):
        if offers[at].signs and not offers[at].barred[column]:
            yield First(
                rows[at].of,
                rows[at].group,
                rows[at].length,
                offers[at].signs[column][_REWORDED] > 0,
                float(shares[at, column]),
                bool(column == offered.right[at]),
            )


def _cut(firsts: Sequence[First], length: int | None) -> float:
    """The probability from which each set is wrong seldom enough; of long texts, each group.

    Few short texts are answered, so one wrong answer more would move their threshold: the doubt
    that it leaves is halved.
    """
    cuts = [LEAST]
    long = length == len(LENGTHS) - 1
    for name in {one.group if long else one.of for one in firsts}:
        some = [one for one in firsts if name in (one.of, one.group)]
        chance = np.array([one.chance for one in some])
        cuts.append(threshold(chance, np.array([one.hit for one in some])))
    cut = max(cuts)
    if length is not None and not long:
        cut = 1 - (1 - min(cut, 1.0)) / 2
    return round(cut + _ROUNDED, 4)
