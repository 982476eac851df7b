"""Words of the language in any order: refused in words, or understood as the reference does."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clew.errors import InputRefused
from clew.rules.engines.zen import ZenRules
from clew.rules.model import ELIGIBILITY
from clew.rules.rule_book import rule_book
from clew.testing.rule_reference import ReferenceTable
from clew.testing.rule_tables import as_facts, random_facts, set_of, table_of

WORDS = (
    *("and", "or", "not", "in", "true", "false", "null", "(", ")", "[", "]", ",", "..", "$"),
    *("==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "1", "3", "5", "2.5", "0", "'fr'", "'vip'"),
    *('"percent"', "'a,b'", "player.visits_30d", "player.hunts_7d", "player.lang", "moment.hour"),
    *("player.known", "player.segments", "promotion.kind", "startsWith(", "contains(", "endsWith("),
    *("> 3", "[1..5]", "in [1, 3]", "'vip' in", "not in", "not (", "$ == 'fr'", "$ > 3"),
)
COLUMNS = (
    *("?", "player.visits_30d", "player.lang", "player.known", "player.segments"),
    *("promotion.kind", "moment.hour"),
)
SOUP = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join)


def alike(column: str, cell: str, seed: int) -> bool:
    """Whether ours took the cell; where it did, both readings gave the same on random facts."""
    document = table_of([column], [], [cell])
    try:
        book = rule_book(set_of(eligibility=document), 1, ZenRules())
    except InputRefused:
        return False
    rng = Random(seed)  # noqa: S311 - repeatable
    values = [random_facts(ELIGIBILITY, rng) for _ in range(20)]
    verdicts = book.ask(ELIGIBILITY, [as_facts(ELIGIBILITY, one) for one in values])
    reference = ReferenceTable(document, {})
    for one, verdict in zip(values, verdicts, strict=True):
        assert verdict.why in {"row", "nothing_fired"}
        assert verdict.allow is (reference.ask(one) is not None), (column, cell, one)
    return True


@settings(max_examples=1_500)
@given(st.sampled_from(COLUMNS), SOUP, st.integers(0, 1_000))
def test_words_in_any_order(column: str, cell: str, seed: int) -> None:
    """A cell of the language's words is refused, or means what it means to the reference."""
    alike(column, cell, seed)


@settings(max_examples=500)
@given(st.sampled_from(COLUMNS), st.text(max_size=40), st.integers(0, 1_000))
def test_any_text(column: str, cell: str, seed: int) -> None:
    """A cell of anything is refused, or means what it means to the reference."""
    alike(column, cell, seed)


@pytest.mark.soak
def test_very_many_words_in_any_order() -> None:
    """The same for 300,000 cells; a good part of them is taken."""
    rng = Random(20_261_122)  # noqa: S311 - repeatable
    taken = sum(
        alike(rng.choice(COLUMNS), " ".join(rng.choices(WORDS, k=rng.randint(1, 8))), n)
        for n in range(300_000)
    )
    print(f"{taken:,} of 300,000 taken")  # noqa: T201 - what the proof was
    assert taken > 1_000
