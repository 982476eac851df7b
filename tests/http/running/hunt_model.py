"""What a campaign must answer: a model of it in a dictionary, and random moves over it."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from lines import Answer, Line

TEXTS = [f"the lantern of {name}" for name in ("amber", "basalt", "cedar", "dusk", "ember", "fern")]
ZONES = ["demo-mall/0/14/9", "demo-mall/1/23/9", "demo-mall/0/1/11", "demo-mall/0/26/9"]
CLUES = [f"c{number}" for number in range(8)]


class Standing(NamedTuple):
    """How a clue stands.

    Attributes:
        live: False for one that was deleted.
    """

    text: str
    zone: str
    revision: int
    live: bool


class Campaign:
    """One campaign, written and asked on many lines, each answer checked against a model."""

    def __init__(self, name: str, lines: dict[int, list[Line]], seed: int) -> None:
        self._path = f"/v1/campaigns/{name}/clues"
        self._name = name
        self._lines = lines
        self._random = Random(seed)  # noqa: S311 - wanted: the same moves again
        self._clues: dict[str, Standing] = {}
        self.asked = 0
        self.seen_elsewhere = 0

    def live(self, clues: int) -> None:
        """So many random operations."""
        moves = (self._publish, self._publish, self._delete, self._restore)
        ends = self.asked + clues
        while self.asked < ends:
            if self._random.random() < 0.75:
                self._check(self._random.choice(TEXTS), self._random.choice([*self._lines]))
            else:
                self._random.choice(moves)(self._random.choice(CLUES))

    def _publish(self, clue: str) -> None:
        before = self._clues.get(clue)
        text, zone = self._random.choice(TEXTS), self._random.choice(ZONES)
        worker, told = self._write("PUT", f"/{clue}", {"text": text, "zone": zone})
        if before is not None and not before.live:
            assert (told.status, told.json["code"]) == (409, "clue_deleted")
            return
        stood = before is not None and (before.text, before.zone) == (text, zone)
        number = (before.revision if before else 0) + (not stood)
        assert told == (200, {"clue": clue, "revision": number, "changed": not stood})
        self._clues[clue] = Standing(text, zone, number, live=True)
        self._check_others(worker, {text, before.text if before else text})

    def _delete(self, clue: str) -> None:
        before = self._clues.get(clue)
        worker, told = self._write("DELETE", f"/{clue}")
        if before is None or not before.live:
            assert told.json["code"] == ("clue_unknown" if before is None else "clue_deleted")
            return
        assert told == (200, {"clue": clue, "revision": before.revision + 1, "changed": True})
        self._clues[clue] = before._replace(revision=before.revision + 1, live=False)
        self._check_others(worker, {before.text})

    def _restore(self, clue: str) -> None:
        before = self._clues.get(clue)
        worker, told = self._write("POST", f"/{clue}/restore")
        if before is None or before.live:
            assert told.json["code"] == "clue_unknown"
            return
        assert told == (200, {"clue": clue, "revision": before.revision + 1, "changed": True})
        self._clues[clue] = before._replace(revision=before.revision + 1, live=True)
        self._check_others(worker, {before.text})

    def _write(self, method: str, path: str, body: object = None) -> tuple[int, Answer]:
        self.asked += 1
        worker = self._random.choice([*self._lines])
        line = self._random.choice(self._lines[worker])
        return worker, line.ask(method, self._path + path, body)

    def _check_others(self, worker: int, texts: set[str]) -> None:
        """The worker that did not write answers by what was written, at once."""
        for other in self._lines:
            if other != worker:
                for text in sorted(texts):
                    self._check(text, other)
                    self.seen_elsewhere += 1

    def _check(self, text: str, worker: int) -> None:
        self.asked += 1
        line = self._random.choice(self._lines[worker])
        told = line.ask("POST", "/v1/resolve", {"campaign": self._name, "text": text})
        zones = {one.zone for one in self._clues.values() if one.live and one.text == text}
        outcome = ("miss", "found", "ambiguous")[min(len(zones), 2)]
        assert told.status == 200
        answer = told.json
        assert (answer["outcome"], answer["degraded"]) == (outcome, []), (text, answer)
        if outcome == "found":
            assert {answer["zone"]} == zones
        assert {one["zone"] for one in answer["candidates"]} == (zones if len(zones) > 1 else set())
