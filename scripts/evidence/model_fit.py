"""One model of many rows: weights by length of the text, then the probability to accept from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from clew.clues.evidence_model import EvidenceModel
from clew.clues.rows import CHANNELS
from clew.clues.signs import LENGTHS, sign_names
from evidence.choice import chances, fit
from evidence.rates import threshold
from evidence.rows import Offer, Row, choices

RIDGE = 2.0
"""How strongly weights are drawn to 0."""
LEAST = 0.6
"""No probability under this is ever accepted."""
ASK = 0.1
"""A place is worth asking about if it is meant one time in ten."""


def fit_model(
    rows: Sequence[Row], offers: Sequence[Offer], *, embedding: str, fitted_on: str
) -> EvidenceModel:
    """The model of these rows.

    Each group of sets weighs the same. A probability is accepted if, in each group that has texts
    of the length, few enough of the answers from there on are wrong (`evidence.rates`).
    """
    sizes = Counter(row.group for row in rows)
    weights, accept = [], []
    for length in range(len(LENGTHS)):
        chosen = [at for at, row in enumerate(rows) if row.length == length]
        weight = [len(rows) / len(sizes) / sizes[rows[at].group] for at in chosen]
        offered = choices([offers[at] for at in chosen], weight)
        fitted = fit(offered, ridge=RIDGE)
        weights.append(np.round(fitted, 4))
        shares, _ = chances(offered, fitted)
        first = shares.argmax(axis=1)
        free = np.array(
            [not offers[at].barred[column] for at, column in zip(chosen, first, strict=True)]
        )
        hit = first == offered.right
        groups = np.array([rows[at].group for at in chosen])
        cuts = [
            threshold(shares.max(axis=1)[free & (groups == group)], hit[free & (groups == group)])
            for group in sizes
            if (free & (groups == group)).any()
        ]
        accept.append(round(max([LEAST, *cuts]) + 5e-5, 4))
    return EvidenceModel(
        channels=CHANNELS,
        embedding=embedding,
        signs=sign_names(CHANNELS),
        lengths=LENGTHS,
        weights=tuple(tuple(map(float, one[:-1])) for one in weights),
        none=tuple(float(one[-1]) for one in weights),
        accept=tuple(accept),
        ask=ASK,
        fitted_on=fitted_on,
    )
