"""Looking over clues, taking misses in, and the model, over the command line."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from clew.model_registry.artefact import EMBEDDING
from clew.model_registry.model import MANIFEST, MODEL


def place(shop: Any, clue: str) -> str:
    """The zone of one of the venue's places."""
    places = shop.done("venue", "places", "--venue", "shop")
    (zone,) = [one["zone"] for one in places if one["clue_id"] == clue]
    return str(zone)


def publish(shop: Any, clue: str, text: str, zone: str) -> None:
    """Publishes one clue."""
    words = ("--campaign", "spring", "--text", text, "--zone", zone)
    shop.done("clue", "publish", clue, *words)


@pytest.fixture
def artefact(shop: Any, tmp_path: Path) -> Path:
    """A copy of the artefact that the home is told to use."""
    copy = tmp_path / "artefact"
    shutil.copytree(EMBEDDING, copy)
    (shop.home / "clew.toml").write_text(f"embedding = {json.dumps(str(copy))}\n")
    return copy


def test_the_lint_says_what_leads_astray(shop: Any) -> None:
    """Findings are the result, with status 0: the kinds, the pairs, the metres, what to do."""
    publish(shop, "c1", "Under the red clock", place(shop, "tea@0"))
    publish(shop, "c2", "Under the red cloak", place(shop, "books@1"))
    publish(shop, "c3", "Tea at Thé d'Été", place(shop, "tea@0"))
    report = shop.done("clue", "lint", "--campaign", "spring")
    assert report["skipped"] == {}
    kinds = {one["kind"]: one for one in report["findings"]}
    assert {"collision", "close_text", "gives_away"} <= kinds.keys()
    close = kinds["close_text"]
    assert (close["said"]["clue"], close["other"]["clue"]) == ("c1", "c2")
    assert close["alike"] > 0.8
    assert close["levels"] == 1
    assert close["suggestion"]
    assert kinds["gives_away"]["said"]["clue"] == "c3"
    assert report["counts"]["close_text"] == 1
    said = shop("clue", "lint", "--campaign", "spring", "--top", "1")
    assert said.status == 0
    assert "Under the red cloak" in said.out


def test_the_lint_refuses_what_it_cannot_look_at(shop: Any) -> None:
    """An unknown campaign is refused with status 1, a threshold outside 0 to 1 with 2."""
    assert shop.json("clue", "lint", "--campaign", "autumn").error["code"] == "campaign_unknown"
    assert shop("clue", "lint", "--campaign", "spring", "--near", "0").status == 2
    assert shop("clue", "lint", "--campaign", "spring", "--near", "1.1").status == 2


def test_a_miss_is_taken_in(shop: Any) -> None:
    """The list of misses shows who was meant; accepting one answers it and takes it off."""
    publish(shop, "c1", "Under the red clock", place(shop, "tea@0"))
    assert shop.resolve("under the red clok", "spring")["outcome"] == "miss"
    (miss,) = shop.done("clue", "misses", "--campaign", "spring")["misses"]
    assert miss["text"] == "under the red clok"
    assert miss["candidates"][0]["clue"] == "c1"
    assert "c1 (Under the red clock)" in shop("clue", "misses", "--campaign", "spring").out
    accept = ("clue", "misses", "--campaign", "spring", "--accept", "under the red clok")
    assert shop.done(*accept, "c1")["revision"] == 2
    assert shop.resolve("under the red clok", "spring")["tier"] == "exact"
    assert shop.done("clue", "misses", "--campaign", "spring")["misses"] == []
    assert shop.json(*accept, "shoes@0").error["code"] == "text_taken"
    assert shop.json(*accept, "nobody").error["code"] == "clue_unknown"
    assert shop.done("doctor")["clean"]


def test_the_model_says_what_it_is(shop: Any) -> None:
    """Name, version, size, source and licence are told; its process proves itself."""
    status = shop.done("model", "status")
    assert (status["name"], status["version"], status["dims"]) == ("clew-minilm", "1", 128)
    assert status["bytes"] > 20_000_000
    assert status["source"]["licence"] == "Apache-2.0"
    assert status["checksums"] == "hold"
    assert status["proved"]
    assert status["start_ms"] > 0
    assert status["worker"]["state"] == "ready"
    assert "checksums: hold" in shop("model", "status").out


def test_a_damaged_artefact_is_named(shop: Any, artefact: Path) -> None:
    """A byte that changed: the status is 3, the doctor names the file, the lint does without."""
    model = artefact / MODEL
    with model.open("r+b") as stream:
        stream.seek(-1, 2)
        last = stream.read(1)
        stream.seek(-1, 2)
        stream.write(bytes([last[0] ^ 1]))
    said = shop.json("model", "status")
    assert said.status == 3
    assert said.error["code"] == "artefact_refused"
    assert said.error["where"]["file"] == str(model)
    doctor = shop.json("doctor")
    assert doctor.status == 3
    (finding,) = json.loads(doctor.out)["findings"]
    assert (finding["part"], finding["subject"]) == ("model", str(model))
    lint = shop("clue", "lint", "--campaign", "spring")
    assert lint.status == 0
    assert "not asked: embedding" in lint.err
    assert shop.resolve("Tea room", "spring")["outcome"] == "found"


def test_a_model_that_cannot_prove_itself(shop: Any, artefact: Path) -> None:
    """Files that are whole but give other vectors on this machine: status 3, and why."""
    manifest = json.loads((artefact / MANIFEST).read_text())
    manifest["checks"]["expected"][0]["start"][0] += 1
    (artefact / MANIFEST).write_text(json.dumps(manifest))
    said = shop.json("model", "status")
    assert said.status == 3
    status = json.loads(said.out)
    assert (status["checksums"], status["proved"], status["start_ms"]) == ("hold", False, None)
    assert status["worker"]["fault"]
    assert "does not start" in shop("model", "status").out


def test_resolving_starts_without_the_model() -> None:
    """What `clew resolve` imports holds neither numpy nor the embedding's run time."""
    check = (
        "import sys, clew.cli.main, clew.cli.resolve, clew.wiring.house; "
        "sys.exit(bool({'numpy', 'onnxruntime', 'tokenizers'} & sys.modules.keys()))"
    )
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
