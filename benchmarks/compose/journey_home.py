"""The Complete Journey as a shop in the demo mall: a home that hunts are composed in.

    python benchmarks/compose/journey_home.py HOME

Simulated data based on real patterns (dunnhumby): nobody in it is a real customer; nothing of it
is kept in Clew. The rules by which the mall and the year become one:

- Only what was bought before the last four weeks is known; those four weeks judge.
- Every type of article gets a shop by a hash of its name, every product one of that shop's
  shelves by a hash of its id: shelves are the places of the demo's own products, shop by shop.
- 200 promotions, on the 200 types sold most: 10 to 40 % off by a hash, live for ten years, 5,000
  units each.
- The campaign has all clues of the demo.
- The 200 best pairs of types that go together are accepted as bundles, as `clew shop pairs` finds
  them; no article has a cost there, so none has to keep a margin.
- 60 rules that tell players and promotions apart (`sixty_rules.py`).
"""

from __future__ import annotations

import asyncio
import csv
import json
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from hashlib import blake2b
from importlib.resources import files
from pathlib import Path

import msgspec

sys.path.insert(0, str(Path(__file__).parents[1]))

from clew.promotions.life import Act
from clew.settings import load
from clew.shop.model import Verdict
from clew.wiring.house import House
from compose.sixty_rules import write_rules
from shop import split
from shop.world import files as journey_files

CAMPAIGN = "journey"
VENUE = "demo-mall"
PROMOTIONS = 200
BUNDLES, LEAST_BASKETS = 200, 30
"""How many pairs are accepted, in how many baskets each stands: what `clew shop pairs` takes."""

Place = tuple[str, str, str]
"""Level, latitude and longitude as the demo's file writes them."""


def main() -> None:
    """Builds the home named on the command line."""
    home = Path(sys.argv[1])
    made = build(home)
    print(f"{home}: known until {made} (seconds since 1970, UTC)")


def build(home: Path, *, most_products: int | None = None, promotions: int = PROMOTIONS) -> int:
    """Makes the home where it is not there yet; the moment until which the year is known.

    `most_products`: only so many, those sold most; all where None. `promotions`: on the types
    sold most; several on one type where there are more than types.
    """
    done = home / "made.json"
    if not done.exists():
        _build(home, most_products, promotions)
    return int(json.loads(done.read_text())["until"])


def _build(home: Path, most_products: int | None, promotions: int) -> None:
    drafts = home / "drafts"
    drafts.mkdir(parents=True, exist_ok=True)
    products, baskets = journey_files()
    until = int(split.targets(baskets)["start"])
    sold = _sold(baskets, until)
    kept = None if most_products is None else {one for one, _ in sold.most_common(most_products)}
    rows = [row for row in _rows(products) if kept is None or row["product_id"] in kept]
    _write(drafts / "products.csv", _placed(rows))
    known = {row["product_id"] for row in rows}
    _write(drafts / "baskets.csv", _until(baskets, until, known))
    (drafts / "promotions.json").write_text(json.dumps(_promotions(rows, sold, promotions)))
    players = sorted({row["player_id"] for row in _rows(baskets)})
    _write(drafts / "players.csv", [{"player_id": one, "lang": "en"} for one in players])
    write_rules(drafts / "rules.json")
    _load(home, drafts, until)
    (home / "made.json").write_text(json.dumps({"until": until, "players": len(players)}))


def _load(home: Path, drafts: Path, until: int) -> None:
    mall = files("clew.demo") / "mall"
    before = datetime.fromtimestamp(until, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    clew = str(Path(sys.executable).with_name("clew"))
    for command in (
        ("venue", "import", str(mall / "mall.geojson"), "--venue", VENUE),
        ("clue", "import", str(mall / "clues.csv"), "--campaign", CAMPAIGN),
        ("shop", "import", "--products", str(drafts / "products.csv")),
        ("shop", "import", "--baskets", str(drafts / "baskets.csv")),
        ("shop", "train", "--promote", "--before", before),
        ("promotion", "import", str(drafts / "promotions.json")),
        ("rules", "activate", str(drafts / "rules.json")),
    ):
        subprocess.run([clew, "--home", str(home), *command], check=True)  # noqa: S603
    asyncio.run(_decide(home))


async def _decide(home: Path) -> None:
    """What operators would: promotions are scheduled, bundles accepted."""
    house = House(load(home, {}))
    for one in await house.promotions.promotions():
        for act in (Act.APPROVE, Act.SCHEDULE):
            await house.promotion_life.act(act, one.id, who="benchmark", why="it is measured")
    terms = msgspec.structs.replace(house.bundle_terms, without_cost=True)
    found = await house.pair_proposals.find(terms, least=LEAST_BASKETS, top=BUNDLES)
    for proposal in found.proposals:
        await house.pairs.judge(proposal.pair.first, proposal.pair.second, Verdict.ACCEPTED)
    await house.close()


def _sold(baskets: Path, until: int) -> Counter[str]:
    return Counter(
        row["product_id"] for row in _rows(baskets) if split.seconds(row["time"]) < until
    )


def _until(baskets: Path, until: int, known: set[str]) -> Iterator[Mapping[str, str]]:
    return (
        row
        for row in _rows(baskets)
        if split.seconds(row["time"]) < until and row["product_id"] in known
    )


def _placed(rows: Sequence[Mapping[str, str]]) -> Iterator[Mapping[str, str]]:
    shops = _shops()
    for row in rows:
        shop = shops[_hash("shop", row["category"], row["type"]) % len(shops)]
        level, lat, lon = shop[_hash("shelf", row["product_id"]) % len(shop)]
        yield {**row, "venue": VENUE, "level": level, "lat": lat, "lon": lon}


def _shops() -> Sequence[Sequence[Place]]:
    """The shelves of the demo's shops: of each category, the places of its products."""
    found: defaultdict[str, set[Place]] = defaultdict(set)
    for row in _rows(Path(str(files("clew.demo") / "shop" / "products.csv"))):
        found[row["category"]].add((row["level"], row["lat"], row["lon"]))
    return [sorted(found[category]) for category in sorted(found)]


def _promotions(
    rows: Sequence[Mapping[str, str]], sold: Counter[str], many: int
) -> list[dict[str, object]]:
    types = {row["product_id"]: f"{row['category']} > {row['type']}" for row in rows}
    counts: Counter[str] = Counter()
    for product, times in sold.items():
        if product in types:
            counts[types[product]] += times
    keys = [key for key, _ in counts.most_common(many)]
    return [_promotion(number, keys[number % len(keys)]) for number in range(many)]


def _promotion(number: int, key: str) -> dict[str, object]:
    off = 10 + _hash("off", key, str(number // PROMOTIONS)) % 31
    return {
        "promotion_id": f"promotion-{number:05}",
        "name": f"{off} % off {key.rpartition(' > ')[2].lower()}",
        "kind": "percent",
        "percent": off,
        "currency": "USD",
        "types": [key],
        "campaigns": [CAMPAIGN],
        "start": "2017-01-01T00:00",
        "duration": "P3650D",
        "timezone": "America/New_York",
        "units": 5_000,
    }


def _hash(*label: str) -> int:
    return int.from_bytes(blake2b("\x1f".join(label).encode(), digest_size=8).digest(), "big")


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(newline="", encoding="utf-8") as stream:
        yield from csv.DictReader(stream)


def _write(path: Path, rows: Iterator[Mapping[str, str]] | Sequence[Mapping[str, str]]) -> None:
    rows = iter(rows)
    first = next(rows)
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(first), lineterminator="\n")
        writer.writeheader()
        writer.writerow(first)
        writer.writerows(rows)


if __name__ == "__main__":
    main()
