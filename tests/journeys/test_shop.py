"""A shop over the command line: in, changed, out again."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

HEADER = "product_id,name,category,type,price,currency,stock,venue,level,lat,lon,attributes\n"


@pytest.fixture
def till(clew: Any, home: Path) -> Any:
    """The command line, in a home of the test's own."""
    return clew.at(home)


@pytest.fixture
def products(tmp_path: Path) -> Path:
    """Two products."""
    path = tmp_path / "products.csv"
    path.write_text(
        HEADER
        + "tea,Green tea,Food > Drinks,tea,3.50,EUR,4,,,,,origin=Japan|name@fr=Thé vert\n"
        + "mug,Stone mug,Home,mug,12,EUR,,,,,,\n",
        encoding="utf-8",
    )
    return path


def test_a_shop(till: Any, products: Path, tmp_path: Path) -> None:
    """Import, look, restock, export; the export imported again changes nothing."""
    done = till.done("shop", "import", "--products", products)
    assert (done["products"]["rows"], done["products"]["added"]) == (2, 2)
    assert till.done("shop", "show", "tea")["price"] == 350
    assert "Green tea" in till("shop", "list").out
    assert "Thé vert" in till("shop", "show", "tea").out
    assert till.json("shop", "show", "coffee").error["code"] == "product_unknown"
    restock = tmp_path / "restock.csv"
    restock.write_text("product_id,price,stock\ntea,2.80,0\n", encoding="utf-8")
    assert till.done("shop", "restock", restock)["changed"] == 1
    out = tmp_path / "out.csv"
    till.done("shop", "export", "--out", out)
    with out.open(encoding="utf-8") as stream:
        rows = {row["product_id"]: row for row in csv.DictReader(stream)}
    assert (rows["tea"]["price"], rows["tea"]["stock"], rows["mug"]["stock"]) == ("2.80", "0", "")
    again = till.done("shop", "import", "--products", out)["products"]
    assert (again["added"], again["changed"], again["unchanged"]) == (0, 0, 2)


def test_baskets_and_events_with_it(till: Any, products: Path, tmp_path: Path) -> None:
    """One command takes all three files; a bad one is refused by itself, with line and field."""
    baskets, events = tmp_path / "baskets.csv", tmp_path / "events.csv"
    baskets.write_text(
        "player_id,basket_id,time,product_id,quantity,price\np,1,2025-03-01T10:00:00Z,tea,1,3.50\n",
        encoding="utf-8",
    )
    events.write_text(
        "player_id,time,kind,product_id,text\np,2025-03-01T10:00:00Z,view,mug,\n", encoding="utf-8"
    )
    words = ("shop", "import", "--products", products, "--baskets", baskets, "--events", events)
    done = till.done(*words)
    assert {kind: told["added"] for kind, told in done.items()} == {
        "products": 2,
        "baskets": 1,
        "events": 1,
    }
    assert {kind: told["added"] for kind, told in till.done(*words).items()} == {
        "products": 0,
        "baskets": 0,
        "events": 0,
    }
    baskets.write_text(baskets.read_text("utf-8") + "p,1,2999-01-01,tea,1,1\n", encoding="utf-8")
    error = till.json("shop", "import", "--baskets", baskets).error
    assert error["code"] == "in_the_future"
    assert error["where"] == {"file": str(baskets), "line": 3, "field": "time"}
    assert till.done("doctor")["clean"]


def test_nothing_to_import(till: Any) -> None:
    """No file is wrong usage."""
    assert till("shop", "import").status == 2
