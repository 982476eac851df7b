"""Every set that the evidence is fitted and judged on, seed by seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

from evidence.text_sets import TextSet, clinc, presets, quads, unanswered
from evidence.typed_texts import mall, words

WAYS = (
    ("en_clean", "en_noisy"),
    ("fr_clean", "fr_noisy"),
    ("en_clean", "fr_clean"),
    ("fr_clean", "en_clean"),
    ("en_clean", "fr_noisy"),
    ("fr_clean", "en_noisy"),
)
TONGUES = (("en", "en"), ("fr", "fr"), ("en", "fr"), ("fr", "en"))
FILLED = (300, 2_000, 7_500)
MOST = 400
"""Texts asked of a set at most."""


def all_sets(data: Path, seed: int) -> Iterator[TextSet]:
    """The sets of one seed."""
    of_quads, of_clinc, of_presets = quads(data), clinc(data), presets(data)
    of_mall, of_words = mall(data), words(data)

    def chance(name: str) -> random.Random:
        return random.Random(f"{seed} {name}")

    requests = {way: of_quads(*way, chance(f"quads {way}")) for way in WAYS}
    yield from requests.values()
    for texts in (5, 20):
        yield of_clinc(texts, MOST, chance(f"clinc {texts}"))
    for way in TONGUES:
        yield sampled(of_presets(*way, chance(f"presets {way}")), chance("sample"))
    typed = of_mall(chance("mall"))
    yield typed
    yield of_words(chance("words"))
    filler = of_clinc(100, 1, chance("filler")).registered
    for size in FILLED:
        for one in (requests[WAYS[seed % 2]], typed):
            more = chance(f"fill {size}").sample(filler, min(size, len(filler)))
            filled = (*one.registered, *more)
            yield sampled(unanswered(f"{one.name} + {size:,}", filled, one.asked), chance("s"))


def sampled(one: TextSet, chance: random.Random) -> TextSet:
    """The set with at most `MOST` texts asked."""
    return one._replace(asked=tuple(chance.sample(one.asked, min(MOST, len(one.asked)))))
