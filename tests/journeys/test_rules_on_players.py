"""A rule set tried on the shop's own players over the command line."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

PRODUCTS = (
    "product_id,name,category,type,price,currency,attributes\n"
    "tea,Green tea,Food > Drinks,tea,3.50,EUR,cost=1.00\n"
    "mug,Stone mug,Home,mug,12,EUR,cost=5.00\n"
)
PROMOTIONS = (
    "promotion_id,name,kind,amount,currency,types,start,duration,timezone,units,tags\n"
    "tea-off,A euro off tea,fixed,1.00,EUR,Food > Drinks > tea,2025-01-01T00:00:00,P3000D,"
    "Europe/Paris,500,everyday\n"
    "mug-off,Two euros off mugs,fixed,2.00,EUR,Home > mug,2025-01-01T00:00:00,P3000D,"
    "Europe/Paris,,gift\n"
)


@pytest.fixture
def till(clew: Any, home: Path, tmp_path: Path) -> Any:
    """The command line, in a home with a small shop, twelve players and two promotions."""
    till = clew.at(home)
    products, baskets, promotions = (tmp_path / f"{name}.csv" for name in ("p", "b", "o"))
    products.write_text(PRODUCTS, "utf-8")
    promotions.write_text(PROMOTIONS, "utf-8")
    then = (datetime.now(UTC) - timedelta(days=2)).replace(microsecond=0).isoformat()
    rows = [
        f"player-{number:02},{number}-{basket},{then},tea,1,3.50"
        for number in range(12)
        for basket in range(1 + number // 4)
    ]
    baskets.write_text(
        "player_id,basket_id,time,product_id,quantity,price\n" + "\n".join(rows) + "\n", "utf-8"
    )
    till.done("shop", "import", "--products", products, "--baskets", baskets)
    till.done("promotion", "import", promotions)
    for act in ("approve", "schedule"):
        for promotion in ("tea-off", "mug-off"):
            till.done("promotion", act, promotion)
    return till


@pytest.fixture
def narrowed(till: Any, tmp_path: Path) -> Path:
    """Rules by which what pays for itself is for those with two baskets in 90 days."""
    file = tmp_path / "rules.json"
    till.done("rules", "export", "--out", file)
    whole = json.loads(file.read_bytes())
    rows = whole["tables"]["eligibility"]["nodes"][1]["content"]["rules"]
    (row,) = [one for one in rows if one["_id"] == "pays-for-itself"]
    row["?"] = "player.purchases_90d >= 2"
    file.write_text(json.dumps(whole), "utf-8")
    return file


def test_who_loses(till: Any, narrowed: Path) -> None:
    """Those with one basket lose both promotions; it would save what those cost at most."""
    tried = till.done("rules", "dry-run", narrowed)
    assert (tried["players"], tried["of"], tried["promotions"]) == (12, 12, 2)
    assert {one["player_id"] for one in tried["lose"]} == {f"player-{n:02}" for n in range(4)}
    assert (tried["players_gain"], tried["players_lose"]) == (0, 4)
    assert tried["cost"] == {"EUR": -4 * (100 + 200)}
    assert [(one["about"], one["lose"], one["cost"]) for one in tried["balances"]] == [
        ("mug-off", 4, -800),
        ("tea-off", 4, -400),
    ]
    told = till("rules", "dry-run", narrowed).out
    assert "12 players; 2 promotions of the next 24 hours" in told
    assert "4 lose" in told
    assert "it would cost at most -12.00 EUR" in told


def test_what_the_night_does_with_them(till: Any, narrowed: Path) -> None:
    """By night no offer is made that the rules in force refuse, and it says how many they did."""
    till.done("rules", "activate", narrowed)
    assert till.done("rules", "dry-run", narrowed)["counts"]["same"] == 12 * 3
    kept = till.done("promotion", "allocate", "--most", "2")["allocation"]
    assert (kept["rules"], kept["figures"]["refused"]) == (1, {"eligibility": 8})
    assert kept["figures"]["candidates"] == 16
    told = till("promotion", "allocate").out
    assert "the rules (version 1) refused 8 offers: eligibility 8" in told


def test_a_sample(till: Any, narrowed: Path, tmp_path: Path) -> None:
    """The same seed draws the same players; a list names its own; only one way may be named."""
    first, again, other = (
        till.done("rules", "dry-run", narrowed, "--sample", "5", "--seed", seed)
        for seed in ("1", "1", "2")
    )
    assert first == again
    assert (first["players"], first["of"], other["players"]) == (5, 12, 5)
    assert first["lose"] != other["lose"]
    assert till.done("rules", "dry-run", narrowed, "--all")["players"] == 12
    players = tmp_path / "players.csv"
    players.write_text("player_id\nplayer-00\nnobody\n", "utf-8")
    named = till.done("rules", "dry-run", narrowed, "--players", players)
    assert sorted({one["player_id"] for one in named["lose"]}) == ["nobody", "player-00"]
    assert till("rules", "dry-run", narrowed, "--players", players, "--all").status == 2


def test_without_promotions(clew: Any, home: Path, tmp_path: Path) -> None:
    """Where nothing is live within a day, it says so."""
    till, file = clew.at(home), tmp_path / "rules.json"
    till.done("rules", "export", "--out", file)
    answer = till("rules", "dry-run", file)
    assert (answer.status, "no promotion is live" in answer.err) == (0, True)
