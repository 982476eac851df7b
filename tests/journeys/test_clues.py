"""The life of clues and campaigns over the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def places(shop: Any) -> dict[str, dict[str, str]]:
    """The venue's places by clue id."""
    return {place["clue_id"]: place for place in shop.done("venue", "places", "--venue", "shop")}


def publish(shop: Any, clue: str, text: str, zone: str, *aliases: str) -> Any:
    """Publishes one clue."""
    spelled = [word for alias in aliases for word in ("--alias", alias)]
    words = ("--campaign", "spring", "--text", text, "--zone", zone, *spelled)
    return shop.done("clue", "publish", clue, *words)


def test_one_clue_from_cradle_to_grave(shop: Any, places: dict[str, dict[str, str]]) -> None:
    """Published, moved, renamed, deleted and restored: each time every spelling says the same."""
    here, there = places["tea@0"]["zone"], places["books@1"]["zone"]

    def answers(*texts: str) -> list[tuple[str, str | None]]:
        found = [shop.resolve(text, "spring") for text in texts]
        return [(answer["outcome"], answer["zone"]) for answer in found]

    assert publish(shop, "c1", "Under the red clock", here, "red clock") == {
        "clue": "c1",
        "revision": 1,
        "changed": True,
    }
    assert answers("under the RED clock!", "red clock") == [("found", here)] * 2
    assert not publish(shop, "c1", "Under the red clock", here, "red clock")["changed"]
    assert publish(shop, "c1", "Under the red clock", there, "red clock")["revision"] == 2
    assert answers("under the RED clock!", "red clock") == [("found", there)] * 2
    publish(shop, "c1", "Under the red clock", there, "scarlet clock")
    assert answers("red clock", "scarlet clock") == [("miss", None), ("found", there)]
    shop.done("clue", "delete", "c1", "--campaign", "spring")
    assert answers("under the red clock", "scarlet clock") == [("miss", None)] * 2
    again = ("clue", "delete", "c1", "--campaign", "spring")
    assert shop.json(*again).error["code"] == "clue_deleted"
    refused = ("--campaign", "spring", "--text", "Under the red clock", "--zone", here)
    assert shop.json("clue", "publish", "c1", *refused).error["code"] == "clue_deleted"
    assert shop.done("clue", "restore", "c1", "--campaign", "spring")["revision"] == 5
    assert answers("under the red clock", "scarlet clock") == [("found", there)] * 2
    assert shop.done("doctor")["clean"]


def test_an_export_is_its_own_import(shop: Any, tmp_path: Path) -> None:
    """Importing an export changes nothing here, and makes the same clues in another campaign."""
    before = shop.holdings()
    out = tmp_path / "export.csv"
    shop.done("clue", "export", "--campaign", "spring", "--out", out)
    assert out.read_bytes() == before["campaign spring True"]
    assert shop.done("clue", "import", out, "--campaign", "spring") == {
        "campaign": "spring",
        "rows": 4,
        "published": 0,
        "unchanged": 4,
        "replaced": None,
    }
    assert shop.holdings() == before
    shop.done("clue", "import", out, "--campaign", "summer")
    assert shop("clue", "export", "--campaign", "summer").out.encode() == out.read_bytes()
    assert shop.resolve("books", "summer")["clue_id"] == "books@1"


def test_every_field_is_kept(shop: Any, places: dict[str, dict[str, str]], tmp_path: Path) -> None:
    """BOM, CRLF and blanks go; id, text, language, place and aliases come back as written."""
    zone, lat, lon = (places["tea@0"][name] for name in ("zone", "lat", "lon"))
    path = tmp_path / "in.csv"
    path.write_bytes(
        b"\xef\xbb\xbfclue_id,text,lang,venue,level,lat,lon,zone,aliases\r\n"
        b'"c, 1"," Say ""cheese"", please ",fr-CA,shop,0,'
        + f"{lat},{lon},,fromage | \U0001f9c0 | FROMAGE!\r\n".encode()
        + f"バス,バス,ja,,,,,{zone},\r\n".encode()
    )
    shop.done("clue", "import", path, "--campaign", "fields")
    assert shop("clue", "export", "--campaign", "fields").out == (
        "clue_id,text,lang,venue,level,lat,lon,zone,aliases\n"
        f'"c, 1","Say ""cheese"", please",fr-CA,shop,0,{lat},{lon},{zone},fromage|\U0001f9c0\n'
        f"バス,バス,ja,shop,0,,,{zone},\n"
    )


def test_what_players_ask_in_vain(shop: Any) -> None:
    """Misses are counted most asked first, without e-mail addresses and telephone numbers."""
    for text in ("the north pole", "The North Pole", "call 06 12 34 56 78", "I am a.b@c.example"):
        assert shop.resolve(text, "spring")["outcome"] == "miss"
    shop.resolve("Books", "spring")
    shop.resolve("Books", "spring")
    shop.resolve("The d'ete", "spring")
    misses = shop.done("clue", "misses", "--campaign", "spring")
    assert [(one["text"], one["times"]) for one in misses["misses"]] == [
        ("the north pole", 2),
        ("call <digits>", 1),
        ("i am <e-mail>", 1),
    ]
    assert misses["totals"] == {"asked": 7, "both_tiers_missed": 4, "missed": 4}
    kept = (shop.home / "asked.sqlite").read_bytes()
    assert b"c.example" not in kept
    assert b"34 56" not in kept
    rows = shop.done("static", "suggest", "--campaign", "spring", "--top", "1")
    assert [(row["text"], row["clue_id"]) for row in rows] == [("Books", "books@1")]


def test_a_suggestion_can_be_built(shop: Any, tmp_path: Path) -> None:
    """The most asked clues are written as a static.csv that builds as it is."""
    shop.resolve("Books", "spring")
    out = tmp_path / "suggested.csv"
    assert shop.done("static", "suggest", "--campaign", "spring", "--out", out)["rows"] == 1
    assert shop.done("static", "build", out)["rows"] == 1
    assert shop.done("doctor")["clean"]


def test_a_closed_campaign(shop: Any, tmp_path: Path) -> None:
    """Closed, a campaign neither answers nor takes clues; reopened, it is as it was."""
    before = shop.holdings()
    clues = tmp_path / "clues.csv"
    shop.done("campaign", "close", "spring")
    for words in (
        ("resolve", "Books", "--campaign", "spring"),
        ("clue", "import", clues, "--campaign", "spring"),
        ("clue", "delete", "books@1", "--campaign", "spring"),
        ("clue", "restore", "books@1", "--campaign", "spring"),
    ):
        answer = shop.json(*words)
        assert (answer.status, answer.error["code"]) == (1, "campaign_closed")
    states = {one["id"]: one["open"] for one in shop.done("campaign", "list")}
    assert states == {"empty": True, "spring": False}
    shop.done("campaign", "close", "spring")
    assert shop.done("doctor")["clean"]
    shop.done("campaign", "reopen", "spring")
    assert shop.holdings() == before
    assert shop.resolve("Books", "spring")["outcome"] == "found"


def test_an_acknowledged_publish_survives_a_kill(
    shop: Any, places: dict[str, dict[str, str]]
) -> None:
    """Killed the moment it has answered, a publish has happened: ten times out of ten."""
    zone = places["tea@0"]["zone"]
    for n in range(10):
        words = ("--campaign", "spring", "--text", f"Number {n}", "--zone", zone)
        killed = shop.json("clue", "publish", f"n{n}", *words, kill_once_answered=True)
        assert json.loads(killed.out)["changed"]
        answer = shop.resolve(f"number {n}", "spring")
        assert (answer["outcome"], answer["clue_id"]) == ("found", f"n{n}")
    assert shop.done("doctor")["clean"]


# ---------------------------------------------------------------- odd texts and batches


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("", "miss"),
        ("   ", "miss"),
        ("...!?", "miss"),
        ("\U0001f9c0\U0001f5fa\ufe0f", "miss"),
        ("-", "miss"),
        ("--help", "miss"),
        ("books\n", "found"),
        ("b\u200do\u2060oks", "found"),
        ("\u202ebooks", "miss"),
        ("\uff22\uff4f\uff4f\uff4b\uff53", "found"),
        ("books 2", "miss"),
        ("a" * 1_000, "miss"),
    ],
    ids=lambda value: ascii(value)[:40],
)
def test_odd_texts(kept_shop: Any, text: str, outcome: str) -> None:
    """Whatever is typed gets an honest answer."""
    shop, _ = kept_shop
    answer = shop.resolve(text, "spring")
    assert answer["outcome"] == outcome
    assert answer["degraded"] == []


@pytest.mark.parametrize(
    ("text", "code"),
    [("a" * 1_001, "text_too_long"), ("a\udcffb", "invalid_utf8")],
    ids=["long", "surrogate"],
)
def test_texts_that_cannot_be_asked(kept_shop: Any, text: str, code: str) -> None:
    """A text past a thousand characters, or no text at all, is refused."""
    shop, _ = kept_shop
    answer = shop.json("resolve", text, "--campaign", "spring")
    assert (answer.status, answer.error["code"]) == (1, code)


def test_a_batch_keeps_order_and_ids(kept_shop: Any, tmp_path: Path) -> None:
    """Answers come in the order of the queries, under their ids, repeated ones included."""
    shop, _ = kept_shop
    path, out = tmp_path / "queries.csv", tmp_path / "answers.jsonl"
    texts = ["Books", "nowhere", "Shoes", "", "Thé d'Été"] * 50
    rows = "".join(f'{n % 7},"{text}",{n % 2}\n' for n, text in enumerate(texts))
    path.write_text(f"query_id,text,level\n{rows}")
    counts = shop.done("resolve", "--batch", path, "--campaign", "spring", "--out", out)
    answers = [json.loads(line) for line in out.read_text().splitlines()]
    assert [answer["query_id"] for answer in answers] == [str(n % 7) for n in range(250)]
    assert counts["queries"] == 250
    for n in range(10):
        alone = shop.resolve(texts[n], "spring", "--level", n % 2)
        for answer in (alone, answers[n]):
            answer.pop("query_id")
            answer.pop("receipt")
        assert alone == answers[n]


def test_a_batch_of_nothing(kept_shop: Any, tmp_path: Path) -> None:
    """A file without rows is answered by a file without lines."""
    shop, _ = kept_shop
    path, out = tmp_path / "queries.csv", tmp_path / "answers.jsonl"
    path.write_text("query_id,text\n")
    counts = shop.done("resolve", "--batch", path, "--campaign", "spring", "--out", out)
    assert counts.pop("out") == str(out)
    assert not any(counts.values())
    assert out.read_bytes() == b""


def test_a_refused_batch_keeps_the_old_answers(kept_shop: Any, tmp_path: Path) -> None:
    """A refused batch leaves the file of an earlier one as it is."""
    shop, _ = kept_shop
    path, out = tmp_path / "queries.csv", tmp_path / "answers.jsonl"
    path.write_text("query_id,text\n1,Books\n2,No\0thing\n")
    out.write_text("earlier")
    words = ("resolve", "--batch", path, "--campaign", "spring", "--out", out)
    assert shop.json(*words).error["where"]["line"] == 3
    assert out.read_text() == "earlier"
    assert sorted(tmp_path.iterdir()) == [out, path]


# ---------------------------------------------------------------- settings


def test_the_home_from_the_environment(kept_shop: Any) -> None:
    """CLEW_HOME names the home, and a setting comes from CLEW_ and its name."""
    shop, _ = kept_shop
    words = ("resolve", "Books", "--campaign", "spring")
    home = {"CLEW_HOME": str(shop.home)}
    assert shop.json(*words, environment=home).data["outcome"] == "found"
    wrong = shop.json(*words, environment=home | {"CLEW_EXACT_BUDGET_MS": "soon"})
    assert (wrong.status, wrong.error["code"]) == (1, "config_wrong")


@pytest.mark.parametrize(
    "content", ["exact_budget = 50\n", "exact_budget_ms = 'soon'\n", "exact_budget_ms\n", "\xff"]
)
def test_a_wrong_setting(shop: Any, content: str) -> None:
    """An unknown name or a wrong value in clew.toml is refused by every command, with the file."""
    file = shop.home / "clew.toml"
    file.write_bytes(content.encode("latin-1"))
    for words in (("campaign", "list"), ("resolve", "Books", "--campaign", "spring")):
        answer = shop.json(*words)
        assert (answer.status, answer.error["code"]) == (1, "config_wrong")
        assert answer.error["where"]["file"] == str(file)


def test_repair_mends_what_the_doctor_names(shop: Any) -> None:
    """Without its exact tier a home answers nothing; repair rebuilds it and says what it did."""
    for file in (shop.home / "exact").iterdir():
        file.unlink()
    named = shop.json("doctor")
    assert named.status == 3
    assert {one["remedy"] for one in json.loads(named.out)["findings"]} == {"`clew repair`"}
    repaired = shop.done("repair")
    assert {one["clue"] for one in repaired["mended"]} >= {"tea@0", "books@1"}
    assert repaired["left"] == []
    assert shop.done("doctor")["clean"]
    assert shop.resolve("Books", "spring")["outcome"] == "found"
    again = shop.done("repair")
    assert not any(again.pop("promotions").values())
    assert not any(again.pop("hunts").values())
    assert again == {"mended": [], "left": [], "imports": [], "shop": []}
    assert shop("repair").out == "nothing to mend\n"
