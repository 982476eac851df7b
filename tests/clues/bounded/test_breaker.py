from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from clew.clues.bounded.breaker import BackOff, Breaker, State

BACK_OFF = BackOff(failures=3, first_s=1.0, factor=2.0, most_s=5.0)


class Hands:
    """A clock that is set by hand, in seconds."""

    def __init__(self) -> None:
        self.time = 100.0

    def __call__(self) -> float:
        return self.time


def opened() -> tuple[Breaker, Hands]:
    clock = Hands()
    breaker = Breaker(BACK_OFF, clock)
    for _ in range(BACK_OFF.failures):
        breaker.failed()
    return breaker, clock


def test_single_failures() -> None:
    """Failures that are not in a row never open it."""
    breaker = Breaker(BACK_OFF, Hands())
    for _ in range(20):
        breaker.failed()
        breaker.failed()
        breaker.succeeded()
    assert breaker.allow()


def test_opens() -> None:
    """After so many failures in a row nothing passes until the pause is over."""
    breaker, clock = opened()
    assert not breaker.allow()
    assert breaker.retry_in_s == 1.0
    clock.time += 0.99
    assert not breaker.allow()


def test_one_trial() -> None:
    """After the pause one request passes, and no other until it has ended."""
    breaker, clock = opened()
    clock.time += 1.0
    assert breaker.allow()
    assert breaker.state is State.HALF_OPEN
    assert not breaker.allow()
    breaker.succeeded()
    assert breaker.allow()


def test_backs_off() -> None:
    """Each failed trial doubles the pause, up to the longest; a success starts over."""
    breaker, clock = opened()
    pauses = []
    for _ in range(5):
        pauses.append(breaker.retry_in_s)
        clock.time += breaker.retry_in_s
        assert breaker.allow()
        breaker.failed()
    assert pauses == [1.0, 2.0, 4.0, 5.0, 5.0]
    clock.time += 5.0
    assert breaker.allow()
    breaker.succeeded()
    for _ in range(BACK_OFF.failures):
        breaker.failed()
    assert breaker.retry_in_s == 1.0


@given(st.lists(st.sampled_from(["ask", "succeed", "fail", "wait"]), max_size=200))
def test_always_tries_again(events: list[str]) -> None:
    """Whatever happened, the pause is bounded, and after it something passes or is on trial."""
    clock = Hands()
    breaker = Breaker(BACK_OFF, clock)
    for event in events:
        match event:
            case "ask":
                breaker.allow()
            case "succeed":
                breaker.succeeded()
            case "fail":
                breaker.failed()
            case _:
                clock.time += 0.7
        assert 0.0 <= breaker.retry_in_s <= BACK_OFF.most_s
    clock.time += BACK_OFF.most_s
    assert breaker.allow() or breaker.state is State.HALF_OPEN
