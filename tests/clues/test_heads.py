from __future__ import annotations

import asyncio
from collections.abc import Sequence

import msgspec
import pytest

from clew.clues.model import CampaignHead
from clew.errors import Code, Conflict, InputRefused
from clew.testing.builders import (
    CAMPAIGN,
    ask,
    build_static,
    clue,
    house_at,
    open_mall,
    publish,
    zone_of,
)
from clew.text import NORMALISER
from clew.wiring.house import House

Zones = Sequence[str]


async def head_of(house: House) -> CampaignHead:
    head = await house.exact.head(CAMPAIGN)
    assert head is not None
    return head


async def test_a_new_campaign_has_a_head(house: House) -> None:
    """A campaign is answered from the moment that it was created."""
    head = await head_of(house)
    assert (head.open, head.normaliser, dict(head.maps), head.static) == (True, NORMALISER, {}, 0)
    assert (await ask(house, "anything")).outcome == "miss"


async def test_the_head_names_the_maps_that_live_clues_need(house: House, zones: Zones) -> None:
    """A venue comes into the head with its first clue and leaves it with its last."""
    await publish(house, clue("c1", zones[0], "water"))
    assert dict((await head_of(house)).maps) == {"mall": 1}
    await house.publisher.delete(CAMPAIGN, "c1")
    assert dict((await head_of(house)).maps) == {}


async def test_an_unchanged_head_is_left_alone(house: House, zones: Zones) -> None:
    """Refreshing a head that is true already raises no generation."""
    await publish(house, clue("c1", zones[0], "water"))
    before = await head_of(house)
    assert await house.heads.refresh(CAMPAIGN) == before
    await publish(house, clue("c1", zones[1], "water"))
    assert await head_of(house) == before


async def test_a_new_map_is_in_the_head_at_once(house: House, zones: Zones) -> None:
    """When a map import returns, every open campaign on it is served with the new version."""
    await publish(house, clue("c1", zones[0], "water"))
    await open_mall(house, levels=(2,))
    assert dict((await head_of(house)).maps) == {"mall": 2}
    answer = await ask(house, "water")
    assert (answer.zone, answer.receipt.versions.map) == (zones[0], "mall@2")


async def test_closing_and_opening(house: House, zones: Zones) -> None:
    """A closed campaign refuses to answer, twice closed as once; opened, all is as before."""
    await publish(house, clue("c1", zones[0], "water"))
    for _ in range(2):
        closed = await house.campaigns.close(CAMPAIGN)
        assert (closed.open, closed.closed is not None) == (False, True)
        with pytest.raises(InputRefused) as refusal:
            await ask(house, "water")
        assert refusal.value.code is Code.CAMPAIGN_CLOSED
    reopened = await house.campaigns.reopen(CAMPAIGN)
    assert (reopened.open, reopened.closed) == (True, None)
    assert await zone_of(house, "water") == zones[0]


async def test_campaigns_are_created_once(house: House) -> None:
    """A campaign that is there is not created again, and `ensure` leaves it as it is."""
    with pytest.raises(Conflict) as refusal:
        await house.campaigns.create(CAMPAIGN)
    assert refusal.value.code is Code.CAMPAIGN_EXISTS
    before = await head_of(house)
    await house.campaigns.ensure(CAMPAIGN)
    assert await head_of(house) == before


@pytest.mark.parametrize("name", ["", "-x", "a b", "a/b", "é", "a" * 65])
async def test_a_campaign_id_is_a_slug(house: House, name: str) -> None:
    """A campaign's id must be writable everywhere."""
    with pytest.raises(InputRefused) as refusal:
        await house.campaigns.create(name)
    assert refusal.value.code is Code.WRONG_VALUE


@pytest.mark.parametrize("verb", ["close", "reopen"])
async def test_an_unknown_campaign_is_not_changed(house: House, verb: str) -> None:
    """An unknown campaign can be neither closed nor opened, nor refreshed."""
    for attempt in (getattr(house.campaigns, verb)("autumn"), house.heads.refresh("autumn")):
        with pytest.raises(InputRefused) as refusal:
            await attempt
        assert refusal.value.code is Code.CAMPAIGN_UNKNOWN


async def test_the_head_asks_for_the_static_tier_that_was_built(house: House, zones: Zones) -> None:
    """After a build no reader believes older files, in the campaigns that have rows."""
    assert await house.heads.static_generation() == 0
    await build_static(house, [("water", zones[0], "")])
    assert (await head_of(house)).static == 1
    assert await house.heads.static_generation() == 1


async def test_a_head_from_ahead_is_overtaken(house: House) -> None:
    """Where the exact tier is a few generations ahead of the record, a refresh catches up."""
    head = await head_of(house)
    ahead = msgspec.structs.replace(head, generation=head.generation + 3, open=False)
    await house.exact.put_head(ahead)
    refreshed = await house.heads.refresh(CAMPAIGN)
    assert refreshed.open
    assert refreshed.generation > ahead.generation


async def test_two_that_refresh_at_once_agree(house: House) -> None:
    """Two processes that put the same truth in force both succeed."""
    other = house_at(house.home, exact_map_gib=1)
    other.__dict__["exact"] = house.exact
    for n in range(5):
        await house.exact.put_head(
            msgspec.structs.replace(
                await head_of(house),
                generation=(await head_of(house)).generation + 1,
                maps={"mall": n + 7},
            )
        )
        heads = await asyncio.gather(house.heads.refresh(CAMPAIGN), other.heads.refresh(CAMPAIGN))
        assert all(head.maps == {} for head in heads)
        assert (await head_of(house)).maps == {}
    await other.close()
