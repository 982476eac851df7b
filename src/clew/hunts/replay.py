"""The use case that composes a saved hunt again from its snapshot, and compares."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from time import perf_counter_ns
from typing import NamedTuple

import msgspec

from clew.errors import Code, PartUnavailable
from clew.hunts.compose.compose import compose
from clew.hunts.compose.composed import Composed
from clew.hunts.model import Hunt
from clew.hunts.parts import buckets_of, digest_of, goods_of, read_part
from clew.hunts.ports import HuntStore
from clew.hunts.refusals import unknown
from clew.hunts.saved import Saved
from clew.hunts.snapshot import Book, Grounds, Names, Offers
from clew.hunts.world import Parts, World, Worlds


class Replayed(NamedTuple):
    """A hunt beside what its snapshot gives now.

    Attributes:
        differs: fields of the hunt that are not the same; empty where all are.
    """

    saved: Saved
    world: World
    composed: Composed
    differs: Sequence[str]


class Replay:
    """Composes again; one a process."""

    def __init__(self, *, store: HuntStore, worlds: Worlds) -> None:
        self._store = store
        self._worlds = worlds

    async def of(self, hunt: str) -> Replayed:
        """The saved hunt, composed anew from its own snapshot.

        Raises `InputRefused` (`hunt_unknown`), and `PartUnavailable` where a part of the snapshot
        is gone or damaged.
        """
        saved = await self._store.hunt(hunt)
        if saved is None:
            raise unknown(hunt)
        world = await self.world(saved.snapshot.names)
        composed = compose(saved.snapshot, world, clock=perf_counter_ns)
        return Replayed(saved, world, composed, differences(saved.hunt, composed.hunt))

    async def world(self, names: Names) -> World:
        """The world of a saved snapshot."""
        world = self._worlds.known(names)
        if world is not None:
            return world
        parts = await self.parts(names)
        return await asyncio.to_thread(self._worlds.of, names, parts)

    async def parts(self, names: Names) -> Parts:
        """The shared parts of a saved snapshot, read back."""
        wanted = [names.goods, names.book, names.offers, names.ground]
        if names.allocation is not None:
            wanted.append(names.allocation)
        whole = await self._read(wanted)
        try:
            buckets = await self._read(buckets_of(whole[names.goods]))
            return Parts(
                goods_of(whole[names.goods], buckets),
                read_part(whole[names.book], Book),
                read_part(whole[names.offers], Offers),
                read_part(whole[names.ground], Grounds),
                None if names.allocation is None else whole[names.allocation],
            )
        except msgspec.DecodeError as error:
            raise _damaged(str(error)) from error

    async def _read(self, digests: Sequence[str]) -> Mapping[str, bytes]:
        found = await self._store.parts(digests)
        for digest in digests:
            if digest not in found or digest_of(found[digest]) != digest:
                raise _damaged(f"part {digest[:16]} is not there as it was kept")
        return found


def differences(before: Hunt, after: Hunt | None) -> Sequence[str]:
    """The fields in which two hunts differ."""
    if after is None:
        return ("all of it: there is no hunt now",)
    return [
        name for name in before.__struct_fields__ if getattr(before, name) != getattr(after, name)
    ]


def _damaged(what: str) -> PartUnavailable:
    return PartUnavailable(
        Code.RECORD_UNAVAILABLE,
        f"the hunt's snapshot cannot be read: {what}",
        remedy="restore a backup",
    )
