"""The static tier over the command line: locked places, free texts, and what is wrong by name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def places(shop: Any) -> dict[str, dict[str, str]]:
    """The venue's places by clue id."""
    return {place["clue_id"]: place for place in shop.done("venue", "places", "--venue", "shop")}


def doctor(shop: Any) -> list[dict[str, str]]:
    """What the doctor finds; its exit status agrees with it."""
    answer = shop.json("doctor")
    found: list[dict[str, str]] = json.loads(answer.out)["findings"]
    assert answer.status == (3 if found else 0)
    return found


def edit(path: Path, old: str, new: str) -> None:
    """Changes a file by hand."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_a_row_decides_its_collision(shop: Any, places: dict[str, dict[str, str]]) -> None:
    """Two shops share a name, and the static row says which one is meant; a context still rules."""
    answer = shop.resolve("SHOES!", "spring")
    assert (answer["outcome"], answer["tier"]) == ("found", "static")
    assert (answer["zone"], answer["clue_id"]) == (places["shoes@0"]["zone"], "shoes@0")
    answer = shop.resolve("shoes", "spring", "--level", "1")
    assert (answer["outcome"], answer["tier"]) == ("found", "exact")
    assert answer["zone"] == places["shoes-up@1"]["zone"]


def test_a_row_answers_what_no_clue_knows(shop: Any, places: dict[str, dict[str, str]]) -> None:
    """A text of static.csv alone is found by the static tier; both tiers missed it."""
    answer = shop.resolve("tea ROOM", "spring")
    assert (answer["outcome"], answer["tier"]) == ("found", "static")
    assert (answer["zone"], answer["clue_id"]) == (places["tea@0"]["zone"], None)
    missed = shop.done("clue", "misses", "--campaign", "spring")
    assert [(one["text"], one["times"]) for one in missed["misses"]] == [("tea room", 1)]
    assert missed["totals"]["both_tiers_missed"] == 1
    assert "missed" not in missed["totals"]


def test_a_publish_against_a_locked_row(
    shop: Any, places: dict[str, dict[str, str]], tmp_path: Path
) -> None:
    """A clue, or an alias, that sends a locked text elsewhere is refused with its line."""
    before = shop.holdings()
    elsewhere = places["books@1"]["zone"]
    words = ("clue", "publish", "n", "--campaign", "spring", "--zone", elsewhere)
    for text in (("--text", "Tea Room"), ("--text", "New", "--alias", "tea room.")):
        answer = shop.json(*words, *text)
        assert (answer.status, answer.error["code"]) == (1, "contradicts_static")
        assert places["tea@0"]["zone"] in answer.error["message"]
    path = tmp_path / "more.csv"
    path.write_text(f"clue_id,text,zone\na,Fine,{elsewhere}\nb,TEA ROOM,{elsewhere}\n")
    answer = shop.json("clue", "import", path, "--campaign", "spring")
    assert answer.error["where"] == {"file": str(path), "line": 3}
    assert shop.holdings() == before
    shop.done(*words[:-1], places["tea@0"]["zone"], "--text", "Tea Room")


def test_a_deleted_clue_stays_gone(shop: Any) -> None:
    """Neither its row of static.csv, nor an import, nor a new build brings a deleted clue back."""
    shop.done("clue", "delete", "shoes@0", "--campaign", "spring")
    answer = shop.resolve("shoes", "spring")
    assert (answer["outcome"], answer["clue_id"]) == ("found", "shoes-up@1")
    shop.done("clue", "delete", "shoes-up@1", "--campaign", "spring")
    assert shop.resolve("shoes", "spring")["outcome"] == "miss"
    imported = shop.json("clue", "import", shop.home.parent / "clues.csv", "--campaign", "spring")
    assert {problem["code"] for problem in imported.errors} == {"clue_deleted"}
    built = shop.json("static", "build", shop.home.parent / "static.csv")
    assert built.error["code"] == "clue_unknown"
    assert shop.resolve("shoes", "spring")["outcome"] == "miss"
    shop.done("clue", "restore", "shoes@0", "--campaign", "spring")
    assert shop.resolve("shoes", "spring")["clue_id"] == "shoes@0"


@pytest.mark.parametrize("how", ["place", "checksum", "removed"])
def test_one_altered_lock_row(shop: Any, places: dict[str, dict[str, str]], how: str) -> None:
    """An altered lock row is dropped and named, in the answer and by the doctor; others answer."""
    lock = shop.home / "static" / "static.lock"
    zone = places["tea@0"]["zone"]
    (row,) = (line for line in lock.read_text().splitlines() if line.startswith(f"{zone},"))
    _, lat, lon, checksum = row.split(",")
    altered = {
        "place": f"{zone},{float(lat) + 0.001:.7f},{lon},{checksum}",
        "checksum": f"{zone},{lat},{lon},{checksum[::-1]}",
        "removed": "",
    }
    edit(lock, row, altered[how])
    answer = shop.resolve("Tea room", "spring")
    assert (answer["outcome"], answer["zone"]) == ("miss", None)
    assert answer["degraded"] == [f"static:{zone}"]
    assert shop.resolve("Reading corner", "spring")["tier"] == "static"
    assert shop.resolve("Shoes", "spring")["tier"] == "static"
    found = doctor(shop)
    assert found
    assert all(one["part"] == "static" for one in found)
    assert any(zone in one["subject"] + one["message"] for one in found)
    # The way out that is named is one.
    shop.done("static", "build", shop.home.parent / "static.csv")
    assert shop.resolve("Tea room", "spring")["degraded"] == []
    assert doctor(shop) == []


def test_a_lock_that_cannot_be_read(shop: Any) -> None:
    """With its first line damaged the whole tier is named as not asked; a build mends it."""
    edit(shop.home / "static" / "static.lock", "generation=", "generation=1")
    answer = shop.resolve("Shoes", "spring")
    assert (answer["outcome"], answer["degraded"]) == ("ambiguous", ["static"])
    assert shop.resolve("Books", "spring")["outcome"] == "found"
    assert any(one["part"] == "static" for one in doctor(shop))
    refused = shop.json("clue", "delete", "books@1", "--campaign", "spring")
    assert refused.status in {0, 3}
    shop.done("static", "build", shop.home.parent / "static.csv")
    assert doctor(shop) == []
    assert shop.resolve("Shoes", "spring")["tier"] == "static"


def test_texts_may_change_daily(shop: Any) -> None:
    """Texts of static.csv change by hand without a build, and the lock holds."""
    static = shop.home / "static" / "static.csv"
    edit(static, "Tea room", "Salon de thé")
    with static.open("a") as stream:
        (line,) = (one for one in static.read_text().splitlines() if "Reading corner" in one)
        stream.write(line.replace("Reading corner", "Story time") + "\n")
    assert shop.resolve("salon de the", "spring")["tier"] == "static"
    assert shop.resolve("story time", "spring")["tier"] == "static"
    assert shop.resolve("Tea room", "spring")["outcome"] == "miss"
    assert doctor(shop) == []


def test_a_bad_row_by_hand(shop: Any) -> None:
    """A bad row that was written by hand is left out and named; the rest serves."""
    with (shop.home / "static" / "static.csv").open("ab") as stream:
        stream.write(b"Attic,en,spring,shop/0/999/1,\n")
        stream.write(b"too,few\n")
        stream.write(b"Th\xe9,fr,spring,shop/0/2/2,\n")
        stream.write(b"a" * 10_000_000 + b",en,spring,shop/0/2/2,\n")
    assert shop.resolve("Attic", "spring")["outcome"] == "miss"
    assert shop.resolve("Shoes", "spring")["tier"] == "static"
    subjects = [one["subject"] for one in doctor(shop)]
    assert subjects == [f"static.csv:{line}" for line in (5, 6, 7, 8)]


def test_a_survey_moves_what_is_served(
    shop: Any, places: dict[str, dict[str, str]], tmp_path: Path
) -> None:
    """Once a locked zone is measured, exact and static serve the measured centroid alike."""
    zone, lat = places["books@1"]["zone"], float(places["books@1"]["lat"]) + 0.0000031
    path = tmp_path / "measured.csv"
    path.write_text(
        "zone,lat,lon,accuracy_m,instrument,measured_on\n"
        f"{zone},{lat:.7f},{places['books@1']['lon']},0.1,total station,2026-05-02\n"
    )
    shop.done("survey", "import", path)
    for text, tier in (("Books", "exact"), ("Reading corner", "static")):
        answer = shop.resolve(text, "spring")
        assert (answer["zone"], answer["tier"]) == (zone, tier)
        assert (answer["lat"], answer["lon"]) == (round(lat, 7), float(places["books@1"]["lon"]))
    assert doctor(shop) == []
    refused = tmp_path / "again.csv"
    refused.write_text(path.read_text().replace("0.1,", "0.3,"))
    assert shop.json("survey", "import", refused).error["code"] == "zone_locked"


def test_building_twice_is_building_once(shop: Any) -> None:
    """A build of what stands already keeps its generation; another one takes the next."""
    static = shop.home.parent / "static.csv"
    assert shop.done("static", "build", static)["generation"] == 1
    assert shop.done("static", "build", static, "--ends", "2099-12-31")["generation"] == 2
    assert shop.done("static", "build", static, "--ends", "2099-12-31")["generation"] == 2


def test_a_lock_that_has_ended(shop: Any) -> None:
    """After its last day no row of the lock is served, and the doctor says so."""
    shop.done("static", "build", shop.home.parent / "static.csv", "--ends", "2026-01-01")
    assert shop.resolve("Tea room", "spring")["outcome"] == "miss"
    assert shop.resolve("Shoes", "spring")["outcome"] == "ambiguous"
    assert any("ended" in one["message"] for one in doctor(shop))
