"""What is dear to gather is gathered now and then."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from clew.hunts.refresh import AHEAD, LEAST_S, SHARE, Refreshed


class Shop:
    """Something that is gathered, and a clock that stands still meanwhile unless told otherwise."""

    def __init__(self) -> None:
        self.now = 0.0
        self.takes = 0.0
        self.asked = 0
        self.broken = False
        self.goods: list[str] = ["lamp"]

    async def gather(self) -> Sequence[str]:
        self.asked += 1
        await asyncio.sleep(0)
        if self.broken:
            raise OSError("the shop is away")
        self.now += self.takes
        return tuple(self.goods)


def refreshed(shop: Shop) -> Refreshed[Sequence[str]]:
    return Refreshed(shop.gather, now=lambda: shop.now)


async def test_it_is_kept_for_a_second() -> None:
    """Within it nobody gathers again; after it the next one who asks has what is there then."""
    shop = Shop()
    held = refreshed(shop)
    assert await held.current() == ("lamp",)
    shop.goods.append("rug")
    shop.now = AHEAD * LEAST_S - 0.01
    assert await held.current() == ("lamp",)
    shop.now = LEAST_S
    assert await held.current() == ("lamp", "rug")
    assert shop.asked == 2


async def test_what_takes_long_is_kept_longer() -> None:
    """Gathering takes a twentieth of the time at most."""
    shop = Shop()
    shop.takes = 1.0
    held = refreshed(shop)
    await held.current()
    shop.now = AHEAD * SHARE - 0.01
    await held.current()
    assert shop.asked == 1
    shop.now = SHARE
    await held.current()
    assert shop.asked == 2


async def test_what_is_equal_stays_the_same_object() -> None:
    """What was made of it need not be made again."""
    shop = Shop()
    held = refreshed(shop)
    before = await held.current()
    shop.now = LEAST_S
    assert await held.current() is before
    assert shop.asked == 2


async def test_it_is_gathered_ahead() -> None:
    """Shortly before its time is up the next one is gathered aside, and nobody waits for it."""
    shop = Shop()
    held = refreshed(shop)
    await held.current()
    shop.goods.append("rug")
    shop.now = AHEAD * LEAST_S
    assert await held.current() == ("lamp",)
    await asyncio.sleep(0.01)
    assert await held.current() == ("lamp", "rug")
    assert shop.asked == 2


async def test_a_failure_ahead_is_told_when_the_time_is_up() -> None:
    """Until then there is something to give; then whoever asks is told."""
    shop = Shop()
    held = refreshed(shop)
    await held.current()
    shop.broken = True
    shop.now = AHEAD * LEAST_S
    assert await held.current() == ("lamp",)
    await asyncio.sleep(0.01)
    assert await held.current() == ("lamp",)
    shop.now = LEAST_S
    with pytest.raises(OSError, match="away"):
        await held.current()
    shop.broken = False
    assert await held.current() == ("lamp",)


async def test_a_crowd_waits_for_one() -> None:
    """Many who ask at once have it gathered once."""
    shop = Shop()
    held = refreshed(shop)
    found = await asyncio.gather(*(held.current() for _ in range(20)))
    assert set(found) == {("lamp",)}
    assert shop.asked == 1
