from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest

from clew.clues.bounded.frames import Garbled
from clew.clues.rows import Seen
from clew.clues.stores.memory import MemoryExact
from clew.clues.vectors.codec import Behind, CatchUp, Found, Item, Sought
from clew.clues.vectors.memory import MemoryVectors
from clew.clues.vectors.sentinel import SearchSentinel
from clew.testing.spellings import unit
from clew.testing.vector_tier import MODEL, PATIENT_S, SPRING, gone, meant, put

Twist = Callable[[Seen], Seen]


class Hands:
    """A clock that is set by hand, in seconds."""

    def __init__(self) -> None:
        self.time = 100.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
async def store() -> MemoryExact:
    store = MemoryExact()
    await put(store, *(meant(f"c{n}", 1, f"text {n}", "exit", first=n) for n in range(30)))
    return store


@pytest.fixture
def clock() -> Hands:
    return Hands()


@pytest.fixture
def sentinel(store: MemoryExact, clock: Hands) -> SearchSentinel:
    return SearchSentinel(store, every_s=5.0, clock=clock)


ANY = Sought(SPRING, MODEL, unit(1).tobytes(), "text 1", 4)


async def answered(store: MemoryExact, questions: Sequence[Item]) -> list[Found]:
    """The true answers."""
    vectors = MemoryVectors(store)
    found = []
    for item in questions:
        assert isinstance(item, Sought)
        seen = await vectors.search(
            item.campaign,
            item.model,
            np.frombuffer(item.vector, "<f4"),
            item.form,
            limit=item.limit,
            deadline_s=PATIENT_S,
        )
        found.append(Found(tuple(seen)))
    return found


async def test_true_answers(sentinel: SearchSentinel, store: MemoryExact, clock: Hands) -> None:
    """Who answers rightly is not asked again for a while, and then is."""
    questions = sentinel.due([ANY])
    assert questions
    sentinel.judge(questions, await answered(store, questions))
    assert not sentinel.due([ANY])
    clock.time += 5.0
    assert sentinel.due([ANY])


def scored(meaning: float, letters: float) -> Twist:
    return lambda one: Seen(one.number, one.clue, one.revision, one.form, (meaning, letters))


@pytest.mark.parametrize(
    "twist",
    [
        pytest.param(scored(0.93, 0.97), id="random high scores"),
        pytest.param(scored(1.0, 1.0), id="perfect scores for all"),
        pytest.param(
            lambda one: Seen(one.number, "c99", 1, one.form, one.scores), id="another clue"
        ),
        pytest.param(
            lambda one: Seen(one.number, one.clue, 2, one.form, one.scores), id="another revision"
        ),
        pytest.param(
            lambda one: Seen(one.number, one.clue, 1, one.form + "x", one.scores), id="another form"
        ),
    ],
)
async def test_wrong_answers(sentinel: SearchSentinel, store: MemoryExact, twist: Twist) -> None:
    """Rows that are told with anything but what is stored of them are found out."""
    questions = sentinel.due([ANY])
    wrong = [Found(tuple(map(twist, one.seen))) for one in await answered(store, questions)]
    with pytest.raises(Garbled):
        sentinel.judge(questions, wrong)


async def test_nothing_found(sentinel: SearchSentinel) -> None:
    """Who finds nothing where something is stored is found out."""
    questions = sentinel.due([ANY])
    with pytest.raises(Garbled, match="not found"):
        sentinel.judge(questions, [Found(()) for _ in questions])


async def test_what_was_before(sentinel: SearchSentinel, store: MemoryExact) -> None:
    """Who has not seen the newest commit is found out."""
    await put(store, meant("new", 1, "quite another text", first=77))
    old = MemoryExact()
    await put(old, *(meant(f"c{n}", 1, f"text {n}", "exit", first=n) for n in range(30)))
    questions = sentinel.due([ANY])
    with pytest.raises(Garbled, match="not found"):
        sentinel.judge(questions, await answered(old, questions))


async def test_a_row_that_goes_meanwhile(sentinel: SearchSentinel, store: MemoryExact) -> None:
    """Who does not find a row that was taken away meanwhile is not blamed, but asked again."""
    questions = sentinel.due([ANY])
    await put(store, *(gone(f"c{n}", 2) for n in range(30)))
    sentinel.judge(questions, [Found(()) for _ in questions])
    await put(store, *(meant(f"c{n}", 3, f"text {n}", first=n) for n in range(30)))
    assert sentinel.due([ANY])


async def test_behind(sentinel: SearchSentinel) -> None:
    """Who has not read the rows yet is not blamed, but asked again."""
    questions = sentinel.due([ANY])
    sentinel.judge(questions, [Behind(7) for _ in questions])
    assert sentinel.due([ANY])


async def test_a_new_process(sentinel: SearchSentinel, store: MemoryExact) -> None:
    """What one process has shown does not count for the next."""
    questions = sentinel.due([ANY])
    sentinel.judge(questions, await answered(store, questions))
    sentinel.forget()
    assert sentinel.due([ANY])


@pytest.mark.parametrize(
    "item", [CatchUp(SPRING, MODEL), Sought("autumn", MODEL, unit(1).tobytes(), "text", 4)]
)
async def test_nothing_to_ask(sentinel: SearchSentinel, item: Item) -> None:
    """Where nothing is sought, or nothing is stored, there is nothing to ask."""
    assert not sentinel.due([item])
    sentinel.judge([], [])


async def test_many_of_one_text(clock: Hands) -> None:
    """Rows that crowd each other out, being the same, are no fault of the process."""
    store = MemoryExact()
    await put(store, *(meant(f"c{n}", 1, "exit", first=1) for n in range(30)))
    sentinel = SearchSentinel(store, every_s=0.0, clock=clock)
    for _ in range(20):
        questions = sentinel.due([ANY])
        sentinel.judge(questions, await answered(store, questions))
