from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import habits
import pytest

from clew.clock import SystemClock
from clew.wiring.starting_models import NAME


@pytest.fixture(scope="module")
def sold(clew: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A home with the small shop, and a year-old history of 120 players."""
    folder = tmp_path_factory.mktemp("sold")
    write(
        folder / "products.csv",
        "product_id,name,category,type,price,currency,stock,attributes",
        [
            (
                *(one.id, one.name, " > ".join(one.category), one.type, "1.00", "EUR", 5),
                "|".join(f"{key}={value}" for key, value in one.attributes.items()),
            )
            for one in habits.products()
        ],
    )
    write(
        folder / "baskets.csv",
        "player_id,basket_id,time,product_id,quantity,price",
        [
            (row.player, row.basket, moment(row.time), row.product, 1, "")
            for row in habits.purchases(120)
        ],
    )
    write(folder / "players.csv", "player_id,lang", [("h007", "fr"), ("h001", ""), ("new", "")])
    shop = clew.at(folder / "home")
    shop.done(
        *("shop", "import", "--products", folder / "products.csv"),
        *("--baskets", folder / "baskets.csv"),
    )
    return shop


def write(path: Path, header: str, rows: list[tuple[object, ...]]) -> None:
    with path.open("w", newline="") as stream:
        csv.writer(stream).writerows([header.split(","), *rows])


def moment(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def recommended(shop: Any, level: str = "product", *more: object) -> list[Any]:
    out = shop.home.parent / "out.jsonl"
    players = shop.home.parent / "players.csv"
    shop.done(
        *("shop", "recommend", "--players", players, "--level", level, "--k", 5, "--out", out),
        *("--as-of", moment(habits.END), *more),
    )
    return [json.loads(line) for line in out.read_text().splitlines()]


def test_from_baskets_to_suggestions(sold: Any) -> None:
    """Train, promote, recommend, train again, roll back; and what a damaged version does to it."""
    before = recommended(sold)
    assert [line["player_id"] for line in before] == ["h007", "h001", "new"]
    assert {line["ranked"] for line in before} == {False}
    assert before[0]["missing"] == ["model"]

    kept = sold.done("shop", "train", "--before", moment(habits.END))
    assert (kept["promoted"], kept["objections"], kept["manifest"]["version"]) == (False, [], "1")
    assert recommended(sold) == before

    assert sold.done("model", "promote", NAME, "1")["version"] == "1"
    ranked = recommended(sold)
    assert [line["ranked"] for line in ranked] == [True, True, False]
    assert {line["model"] for line in ranked} == {f"{NAME}-1"}
    assert set(ranked[0]["items"][0]) == {"id", "level", "score", "reason"}
    assert "« " in ranked[0]["items"][0]["reason"]
    for level, parts in (("type", 3), ("category", 2)):
        ids = [item["id"] for item in recommended(sold, level)[0]["items"]]
        assert {len(one.split(" > ")) for one in ids} == {parts}
    assert recommended(sold, "product", "--new")[0]["items"] != ranked[0]["items"]

    again = sold.done("shop", "train", "--promote", "--before", moment(habits.END))
    assert (again["promoted"], again["in_force"] is not None) == (True, True)
    assert recommended(sold)[0]["model"] == f"{NAME}-2"

    damaged = sold.home / "models" / NAME / "2" / "mixes.json"
    whole = damaged.read_bytes()
    damaged.write_bytes(whole[:-1])
    assert [line["items"] for line in recommended(sold)] == [line["items"] for line in ranked]
    status = sold.json("model", "status")
    told = json.loads(status.out)["trained"][0]
    assert (status.status, told["active"], told["served"]) == (3, "2", "1")
    assert "mixes.json" in told["fault"]
    found = json.loads(sold.json("doctor").out)["findings"]
    assert [one["part"] for one in found] == ["model"]

    assert sold.done("model", "rollback", NAME)["version"] == "1"
    assert recommended(sold) == ranked
    damaged.write_bytes(whole)
    told = sold.done("model", "status")["trained"][0]
    assert [step["why"] for step in told["history"]] == ["promote", "promote", "rollback"]
    assert [one["version"] for one in told["versions"]] == ["1", "2"]


def test_shown(sold: Any) -> None:
    """Players who are named are answered at once: a table for people, a list for programs."""
    named = ("shop", "recommend", "--player", "h007", "--player", "new", "--k", 2)
    told = sold.done(*named, "--lang", "fr")
    assert [(one["player_id"], len(one["items"])) for one in told] == [("h007", 2), ("new", 2)]
    assert "Populaire" in told[1]["items"][0]["reason"]
    shown = sold(*named)
    assert (shown.status, "may want" in shown.out) == (0, True)
    assert sold("shop", "recommend").status == 2


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("model", "promote", "taste", "1"), "model_unknown"),
        (("model", "promote", NAME, "99"), "model_unknown"),
        (("shop", "train", "--before", "1999-01-01"), "shop_empty"),
    ],
)
def test_refused(sold: Any, words: tuple[str, ...], code: str) -> None:
    """What is not there can't be promoted, and nothing can't be learned from."""
    answer = sold.json(*words)
    assert (answer.status, answer.error["code"]) == (1, code)


@pytest.mark.parametrize(
    ("row", "field"), [("h001", "player_id"), ("h002,franglais!", "lang"), (" ,en", "player_id")]
)
def test_bad_players(sold: Any, row: str, field: str) -> None:
    """A bad players.csv is refused with line and field, and no file is written."""
    players, out = sold.home.parent / "bad.csv", sold.home.parent / "bad.jsonl"
    players.write_text(f"player_id,lang\nh001,en\n{row}{'' if ',' in row else ',en'}\n")
    answer = sold.json("shop", "recommend", "--players", players, "--out", out)
    where = answer.error["where"]
    assert (answer.status, where["line"], where["field"]) == (1, 3, field)
    assert not out.exists()


def test_the_clock_is_the_machine_s(sold: Any) -> None:
    """Without a time, what is known is what is known now."""
    assert SystemClock().now().timestamp() > habits.END
    out = sold.home.parent / "now.jsonl"
    counts = sold.done(
        "shop", "recommend", "--players", sold.home.parent / "players.csv", "--out", out
    )
    assert counts["players"] == 3
