"""The command line as a user has it, and what a home holds, to compare before and after."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(sys.executable).parent / "clew"
"""The console script of the environment that runs the tests."""


class Answer:
    """What a command said.

    Attributes:
        status: exit status; negative where a signal ended it.
    """

    def __init__(self, status: int, out: bytes, err: bytes) -> None:
        self.status = status
        self.out = out.decode()
        self.err = err.decode()
        assert "Traceback" not in self.err, self.err

    @property
    def data(self) -> Any:
        """The result of a command that was run with --json."""
        assert self.status == 0, self.err
        return json.loads(self.out)

    @property
    def errors(self) -> list[dict[str, Any]]:
        """The refusals of a command that was run with --json."""
        answer = json.loads(self.err)
        assert answer["error"] == answer["errors"][0]
        assert answer["total"] >= len(answer["errors"])
        for problem in answer["errors"]:
            assert problem["code"]
            assert problem["message"]
            assert problem["remedy"]
        found: list[dict[str, Any]] = answer["errors"]
        return found

    @property
    def error(self) -> dict[str, Any]:
        """The only refusal."""
        (problem,) = self.errors
        return problem


class Clew:
    """`clew` in one home; every call is a process of its own, forked from a warm one."""

    def __init__(
        self,
        warm: subprocess.Popen[bytes],
        home: Path,
        scratch: Path,
        vector_url: str = "none:",
    ) -> None:
        self._warm = warm
        self._vector_url = vector_url
        self.home = home
        self.scratch = scratch

    def at(self, home: Path, *, vector_url: str = "none:") -> Clew:
        """The same command line, in another home.

        What is not about the vector tier need not wait for its processes.
        """
        return Clew(self._warm, home, self.scratch, vector_url)

    def __call__(
        self,
        *words: object,
        uid: int | None = None,
        file_size_limit: int | None = None,
        kill_once_answered: bool = False,
        environment: Mapping[str, str] | None = None,
    ) -> Answer:
        """Runs `clew --home HOME WORDS`; without --home where an environment is given."""
        out, err = self.scratch / "stdout", self.scratch / "stderr"
        request = {
            "words": [
                *([] if environment is not None else ["--home", str(self.home)]),
                *map(str, words),
            ],
            "cwd": "/",
            "environment": {
                "PATH": os.environ["PATH"],
                "LC_ALL": "C.UTF-8",
                "CLEW_VECTOR_URL": self._vector_url,
                **(environment or {}),
            },
            "uid": uid,
            "file_size_limit": file_size_limit,
            "kill_once_answered": kill_once_answered,
            "out": str(out),
            "err": str(err),
        }
        assert self._warm.stdin is not None
        assert self._warm.stdout is not None
        self._warm.stdin.write(json.dumps(request).encode() + b"\n")
        self._warm.stdin.flush()
        status = int(self._warm.stdout.readline())
        return Answer(status, out.read_bytes(), err.read_bytes())

    def json(self, *words: object, **how: Any) -> Answer:
        """The same with --json."""
        return self(*words, "--json", **how)

    def done(self, *words: object) -> Any:
        """The result of a command that must succeed."""
        return self.json(*words).data

    def resolve(self, text: str, campaign: str, *context: object) -> Any:
        """The answer to one text."""
        words = ("resolve", "--json", "--campaign", campaign, *context, "--", text)
        said = self(*words)
        assert said.out, said.err
        answer = json.loads(said.out)
        # A miss where a part could not be asked is an answer, with the status of a missing part.
        blind = answer["outcome"] == "miss" and answer["degraded"]
        assert said.status == (3 if blind else 0), said.err
        return answer

    def holdings(self) -> dict[str, bytes]:
        """The full export of the home, and what the doctor finds in it."""
        found: dict[str, bytes] = {}
        for venue in self.done("venue", "list"):
            drawn = self("venue", "export", "--venue", venue["id"])
            found[f"venue {venue['id']} at {venue['map_version']}"] = drawn.out.encode()
        for campaign in self.done("campaign", "list"):
            clues = self("clue", "export", "--campaign", campaign["id"])
            found[f"campaign {campaign['id']} {campaign['open']}"] = clues.out.encode()
        found["surveys"] = self("survey", "export").out.encode()
        for path in sorted((self.home / "static").glob("static.*")):
            found[path.name] = path.read_bytes()
        doctor = self.json("doctor")
        found["doctor"] = doctor.out.encode()
        assert doctor.status in {0, 3}
        return found


@pytest.fixture(scope="session")
def clew(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clew]:
    """The command line, in an empty home that tests leave alone; take `clew.at(home)`."""
    scratch = tmp_path_factory.mktemp("clew")
    script = Path(__file__).with_name("warm.py")
    with subprocess.Popen(
        [sys.executable, str(script)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as warm:
        yield Clew(warm, scratch / "home", scratch)
        assert warm.stdin is not None
        warm.stdin.close()


@pytest.fixture(scope="session")
def script() -> Callable[..., Answer]:
    """The installed console script, run as a shell runs it."""

    def run(*words: object, environment: Mapping[str, str] | None = None) -> Answer:
        surroundings = {k: v for k, v in os.environ.items() if not k.startswith("CLEW_")}
        done = subprocess.run(
            [SCRIPT, *map(str, words)],
            capture_output=True,
            check=False,
            env={**surroundings, **(environment or {})},
        )
        return Answer(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture(scope="session")
def shop_map(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A map of two levels: a hall of 40 m by 30 m on each, and four named rooms in them."""
    lat, lon = 48.85, 2.35
    metre = 1 / 111_195

    def room(id_: str, east: float, north: float, size: float, **properties: str) -> Any:
        ring = [
            [lon + (east + x * size) * metre * 1.5192, lat + (north + y * size) * metre]
            for x, y in ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))
        ]
        properties = {"indoor": "room", **properties}
        return {
            "type": "Feature",
            "id": id_,
            "geometry": {"type": "Polygon", "coordinates": [ring]},
            "properties": properties,
        }

    features = [
        *(room(f"level/{n}", 0, 0, 40, indoor="level", level=str(n)) for n in (0, 1)),
        room("tea", 1, 1, 8, level="0", name="Thé d'Été", shop="tea"),
        room("shoes", 21, 1, 8, level="0", name="Shoes", shop="shoes"),
        room("books", 1, 21, 8, level="1", name="Books", shop="books"),
        room("shoes-up", 21, 1, 8, level="1", name="Shoes", shop="shoes"),
    ]
    path = tmp_path_factory.mktemp("map") / "shop.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def fill(shop: Clew, shop_map: Path, scratch: Path) -> None:
    """Puts a venue, a campaign of four clues, a survey and static rows in a home."""
    shop.done("venue", "import", shop_map, "--venue", "shop")
    clues = scratch / "clues.csv"
    shop.done("venue", "places", "--venue", "shop", "--out", clues)
    shop.done("clue", "import", clues, "--campaign", "spring")
    shop.done("campaign", "create", "empty")
    places = {place["clue_id"]: place for place in shop.done("venue", "places", "--venue", "shop")}
    tea = places["tea@0"]
    survey = scratch / "survey.csv"
    survey.write_text(
        "zone,lat,lon,accuracy_m,instrument,measured_on\n"
        f"{tea['zone']},{tea['lat']},{tea['lon']},0.2,total station,2026-05-01\n"
    )
    shop.done("survey", "import", survey)
    static = scratch / "static.csv"
    static.write_text(
        "text,lang,campaign,zone,clue_id\n"
        f"Shoes,en,spring,{places['shoes@0']['zone']},shoes@0\n"
        f"Tea room,en,spring,{tea['zone']},\n"
        f"Reading corner,en,spring,{places['books@1']['zone']},\n"
    )
    shop.done("static", "build", static)


@pytest.fixture(scope="module")
def kept_shop(
    clew: Clew, shop_map: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Clew, dict[str, bytes]]:
    """A filled home that the module's tests must leave as it is, with its holdings."""
    home = tmp_path_factory.mktemp("kept") / "home"
    shop = clew.at(home)
    fill(shop, shop_map, home.parent)
    return shop, shop.holdings()


@pytest.fixture
def shop(clew: Clew, home: Path, shop_map: Path, tmp_path: Path) -> Clew:
    """A filled home of the test's own."""
    shop = clew.at(home)
    fill(shop, shop_map, tmp_path)
    return shop
