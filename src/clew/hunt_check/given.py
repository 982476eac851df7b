"""What hunts are checked against: the world that they were composed in, as plain JSON values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from clew.hunt_check.lexicon import Common, Lexicon
from clew.hunt_check.line import Plain
from clew.hunt_check.ways import Ways

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST_KEPT = 64
"""Sets of closures whose ways are kept; few are met again."""


class Table(Protocol):
    """A decision table that can be asked."""

    def ask(self, facts: Plain) -> tuple[str, Mapping[str, int]] | None:
        """The row that is met first and what it gives; None where nothing allows."""
        ...


class ReadsTables(Protocol):
    """What decision tables mean, told by others than those whose hunts are checked."""

    def __call__(self, document: Any, outputs: Mapping[str, tuple[int, int]]) -> Table:
        """A JDM document as a table; `outputs` are what its rows give, with their bounds."""
        ...


class Shared:
    """The parts that many hunts share, each looked up by its digest.

    Attributes:
        costs: (promotions, catalogue, promotion) -> what it costs at most, as it was reckoned.
    """

    def __init__(self, parts: Mapping[str, Any], words: Mapping[str, Sequence[str]]) -> None:
        """Takes the parts by digest, and the common words by language."""
        self._parts = parts
        self._common = {lang: Common(those) for lang, those in words.items()}
        self.costs: dict[tuple[str, str, str], int | None] = {}
        self._lexicons: dict[tuple[str, str, str], Lexicon] = {}
        self._products: dict[str, Mapping[str, Plain]] = {}
        self._ways: dict[tuple[str, frozenset[str], bool], Ways] = {}
        self._parts_free: dict[tuple[str, frozenset[str]], frozenset[str]] = {}

    def part(self, digest: str) -> Any:
        """One part; raises `KeyError` where the file does not have it."""
        return self._parts[digest]

    def products(self, digest: str) -> Mapping[str, Plain]:
        """The catalogue's products by id."""
        if digest not in self._products:
            self._products[digest] = {one["id"]: one for one in self.part(digest)["products"]}
        return self._products[digest]

    def lexicon(self, goods: str, ground: str, lang: str) -> Lexicon:
        """The lexicon of a catalogue and a venue in a language."""
        key = goods, ground, lang
        if key not in self._lexicons:
            there = self.part(ground)
            self._lexicons[key] = Lexicon(
                lang,
                self._common.get(lang, Common(())),
                self.products(goods),
                {one["zone"]: one for one in there["spots"]},
                {one["clue"]: one for one in there["clues"]},
                there["ways"],
            )
        return self._lexicons[key]

    def ways(self, ground: str, shut: frozenset[str], *, step_free: bool) -> Ways:
        """The ways that are left where this is shut."""
        key = ground, shut, step_free
        if key not in self._ways:
            if len(self._ways) > MOST_KEPT:
                self._ways.clear()
            graph = self.part(ground)["ways"]
            self._ways[key] = Ways(graph, shut, step_free=step_free)
        return self._ways[key]

    def largest_part(self, ground: str, shut: frozenset[str]) -> frozenset[str]:
        """The zones of the largest part of a venue that is known to be step-free."""
        key = ground, shut
        if key not in self._parts_free:
            if len(self._parts_free) > MOST_KEPT:
                self._parts_free.clear()
            parts = self.ways(ground, shut, step_free=True).parts()
            self._parts_free[key] = parts[0] if parts else frozenset()
        return self._parts_free[key]


class Given:
    """What one hunt was composed of.

    Attributes:
        snapshot: as it was kept.
        shared: the parts it names.
    """

    def __init__(self, snapshot: Plain, shared: Shared) -> None:
        self.snapshot = snapshot
        self.shared = shared
        self.names: Mapping[str, str] = snapshot["names"]

    @property
    def products(self) -> Mapping[str, Plain]:
        """The catalogue's products by id."""
        return self.shared.products(self.names["goods"])

    @cached_property
    def ground(self) -> Plain:
        """The venue and the campaign."""
        found: Plain = self.shared.part(self.names["ground"])
        return found

    @cached_property
    def promotions(self) -> Mapping[str, Plain]:
        """The promotions that may be given, by id."""
        return {one["id"]: one for one in self.shared.part(self.names["offers"])["promotions"]}

    @cached_property
    def documents(self) -> Plain:
        """The rule set, table by table."""
        found: Plain = self.shared.part(self.names["book"])["documents"]
        return found

    @cached_property
    def shut(self) -> Mapping[str, str]:
        """Zone or connector -> why it can't be used."""
        return {one["id"]: one["why"] for one in self.snapshot["shut"]}

    @cached_property
    def ways(self) -> Ways:
        """The ways of this player."""
        doors = {one["connector"] for one in self.ground["ways"]["portals"]}
        return self.shared.ways(
            self.names["ground"],
            frozenset(self.shut.keys() & doors),
            step_free=self.snapshot["step_free"],
        )

    def stock(self, product: str) -> int | None:
        """Pieces that are left, the later word counting; None where the shop does not count."""
        known: int | None = self.products[product].get("stock")
        later: int | None = self.snapshot.get("stock", {}).get(product, known)
        return later

    def moment(self) -> dict[str, Any]:
        """When and where it is decided, by the path of each fact."""
        zone = ZoneInfo(self.snapshot["timezone"])
        here = datetime.fromtimestamp(self.snapshot["as_of"], zone)
        return {
            "moment.weekday": _WEEKDAYS[here.weekday()],
            "moment.hour": here.hour,
            "moment.venue": self.snapshot["venue"],
            "moment.campaign": self.snapshot["campaign"],
        }

    def player(self) -> dict[str, Any]:
        """What the rules know of the player, by the path of each fact."""
        return {f"player.{name}": value for name, value in self.snapshot["facts"].items()}

    @cached_property
    def step_free_zones(self) -> frozenset[str]:
        """The zones of the largest part of the venue that is known to be step-free."""
        doors = {one["connector"] for one in self.ground["ways"]["portals"]}
        return self.shared.largest_part(self.names["ground"], frozenset(self.shut.keys() & doors))
