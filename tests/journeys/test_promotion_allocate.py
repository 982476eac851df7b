"""A night's allocation over the command line, from the shop's files to the plan."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

PRODUCTS = (
    "product_id,name,category,type,price,currency,attributes\n"
    "tea,Green tea,Food > Drinks,tea,3.50,EUR,cost=1.00\n"
    "mug,Stone mug,Home,mug,12,EUR,\n"
)
PROMOTIONS = (
    "promotion_id,name,kind,amount,currency,types,start,duration,timezone,units\n"
    "tea-off,A euro off tea,fixed,1.00,EUR,Food > Drinks > tea,2025-01-01T00:00:00,P3000D,"
    "Europe/Paris,2\n"
    "mug-off,A euro off mugs,fixed,1.00,EUR,Home > mug,2025-01-01T00:00:00,P3000D,Europe/Paris,\n"
    "yen-off,A hundred yen off,fixed,100,JPY,,2025-01-01T00:00:00,P3000D,Europe/Paris,\n"
)
ACTS = ("approve", "schedule")


@pytest.fixture
def till(clew: Any, home: Path, tmp_path: Path) -> Any:
    """The command line, in a home with a small shop, its players and three promotions."""
    till = clew.at(home)
    products, baskets, promotions = (tmp_path / f"{name}.csv" for name in ("p", "b", "o"))
    products.write_text(PRODUCTS, encoding="utf-8")
    then = (datetime.now(UTC) - timedelta(days=2)).replace(microsecond=0).isoformat()
    rows = [
        f"player-{number:02},{number}-{basket},{then},tea,1,3.50"
        for number in range(20)
        # The first ones that come buy tea least often.
        for basket in range(1 + number // 4)
    ]
    rows += [f"player-{number:02},{number}-x,{then},mug,1,12.00" for number in range(20)]
    baskets.write_text(
        "player_id,basket_id,time,product_id,quantity,price\n" + "\n".join(rows) + "\n",
        encoding="utf-8",
    )
    promotions.write_text(PROMOTIONS, encoding="utf-8")
    till.done("shop", "import", "--products", products, "--baskets", baskets)
    till.done("promotion", "import", promotions)
    for act in ACTS:
        for promotion in ("tea-off", "mug-off"):
            till.done("promotion", act, promotion)
    return till


def test_a_night(till: Any, tmp_path: Path, home: Path) -> None:
    """Two units of tea go to two players, mugs to the rest; it is kept, and explained in words."""
    out = tmp_path / "plan.jsonl"
    done = till.done("promotion", "allocate", "--out", out)
    assert done["promises"] == 20
    plan = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert len({row["player_id"] for row in plan}) == 20
    assert sum(row["promotion_id"] == "tea-off" for row in plan) <= 2
    kept = done["allocation"]
    assert (kept["number"], kept["currency"], kept["foretold_by"]) == (1, "EUR", "purchases")
    assert json.loads((home / "promotions" / "allocation.json").read_bytes()) == kept
    told = till("promotion", "allocate", "--most", "2", "--explain").out
    assert "allocation 2: offers are scored by" in told
    assert "units/tea-off" in told
    assert "order 1" in told


def test_some_players_and_many_promises(till: Any, tmp_path: Path) -> None:
    """With a list of players only they take part; a bad list is refused with its line."""
    players = tmp_path / "players.csv"
    players.write_text("player_id\nplayer-03\nplayer-04\n", encoding="utf-8")
    done = till.done("promotion", "allocate", "--players", players, "--most", "2")
    assert (done["promises"], done["allocation"]["figures"]["players"]) == (4, 2)
    players.write_text("player_id\nplayer-03\nplayer-03\n", encoding="utf-8")
    error = till.json("promotion", "allocate", "--players", players).error
    assert (error["code"], error["where"]["line"]) == ("duplicate_row", 3)


def test_two_currencies(till: Any) -> None:
    """Promotions in two currencies do not add up: one must be named."""
    for act in ACTS:
        till.done("promotion", act, "yen-off")
    answer = till.json("promotion", "allocate")
    assert answer.error["code"] == "currency_mixed"
    done = till.done("promotion", "allocate", "--currency", "EUR")
    assert done["allocation"]["currency"] == "EUR"
