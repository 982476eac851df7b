from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from clew.errors import Code, PartUnavailable
from clew.model_registry.artefact import load_artefact, write_manifest
from clew.model_registry.model import FORMAT, MANIFEST, Checks, Manifest, Source

DRAFT = Manifest(
    format=FORMAT,
    name="tiny",
    version="3",
    dims=4,
    max_tokens=8,
    files={},
    source=Source("made up", "Apache-2.0", "none==0", "0" * 64, "none"),
    tools={"onnx": "1", "torch": "2"},
    reduction="none",
    checks=Checks((), 0.01, ()),
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "model.onnx").write_bytes(b"a graph" * 100)
    (tmp_path / "tokenizer.json").write_text("{}")
    write_manifest(tmp_path, DRAFT)
    return tmp_path


def refused(folder: Path, name: str) -> str:
    with pytest.raises(PartUnavailable) as caught:
        load_artefact(folder)
    assert caught.value.code is Code.ARTEFACT_REFUSED
    assert caught.value.where.file == str(folder / name)
    return caught.value.message


def change(folder: Path, **fields: Any) -> None:
    manifest = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps(manifest | fields))


def test_sealed(folder: Path) -> None:
    """What was sealed loads, and says what it is and where it lies."""
    artefact = load_artefact(folder)
    assert artefact.folder == folder
    assert artefact.manifest.title == "tiny-3"
    assert artefact.manifest.files["model.onnx"].size == 700


def test_same_bytes(folder: Path) -> None:
    """Sealing the same files again writes the same manifest, byte for byte."""
    before = (folder / MANIFEST).read_bytes()
    write_manifest(folder, DRAFT)
    assert (folder / MANIFEST).read_bytes() == before


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_one_bit(folder: Path, name: str) -> None:
    """One altered bit in any file refuses the artefact and names the file."""
    content = bytearray((folder / name).read_bytes())
    content[-1] ^= 1
    (folder / name).write_bytes(content)
    assert "SHA-256" in refused(folder, name)


@pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json"])
def test_cut_and_lost(folder: Path, name: str) -> None:
    """A file that is cut short or lost refuses the artefact and is named."""
    (folder / name).write_bytes((folder / name).read_bytes()[:-1])
    refused(folder, name)
    (folder / name).unlink()
    refused(folder, name)


@pytest.mark.parametrize(
    "fields",
    [
        {"format": FORMAT + 1},
        {"files": {}},
        {"files": {"../model.onnx": {"sha256": "0", "size": 1}}},
        {"dims": 0},
        {"dims": "4"},
        {"unheard": 1},
    ],
)
def test_foreign_manifests(folder: Path, fields: dict[str, object]) -> None:
    """A manifest of another format, with other files or unknown fields is refused."""
    change(folder, **fields)
    refused(folder, MANIFEST)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[]"])
def test_broken_manifests(folder: Path, content: bytes) -> None:
    """Bytes that are no manifest are refused."""
    (folder / MANIFEST).write_bytes(content)
    refused(folder, MANIFEST)


def test_no_folder(tmp_path: Path) -> None:
    """A folder that is not there is refused by the name of its manifest."""
    refused(tmp_path / "nowhere", MANIFEST)
