"""What the evidence is worth on texts that nobody here wrote; see scripts/fit_evidence.py."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any

import pytest

from clew.clues.evidence import judge
from clew.clues.evidence_model import EvidenceModel, load_model
from clew.clues.rows import CHANNELS
from clew.model_registry.artefact import EMBEDDING, load_artefact

pytestmark = pytest.mark.data
SCRIPTS = Path(__file__).parents[2] / "scripts"
TITLE = load_artefact(EMBEDDING).manifest.title
WAYS = (("en_clean", "en_noisy"), ("fr_clean", "fr_noisy"))


@pytest.fixture
def rows(data: Path, monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Noisy requests, of a split of the quads that the shipped model was not fitted on."""
    monkeypatch.syspath_prepend(str(SCRIPTS))
    sets, lists = import_module("evidence.text_sets"), import_module("evidence.shortlist")
    vectors = lists.Vectors()
    make = sets.quads(data)
    of_rows = import_module("evidence.rows")
    return [
        of_rows.row_of(texts.name, 0, asked)
        for way in WAYS
        for texts in [make(*way, Random(f"unseen {way}"))]  # noqa: S311 - a seeded split
        for asked in lists.shortlists(texts, vectors)
    ]


def ended(rows: list[Any], model: EvidenceModel) -> tuple[int, int, int]:
    """How many were answered rightly, how many wrongly, how many mean a registered place."""
    right = wrong = 0
    for row in rows:
        judged = judge(row.form, row.scored, model)
        if judged.accepted:
            hit = row.scored[judged.order[0]].zone == row.right
            right, wrong = right + hit, wrong + (not hit)
    return right, wrong, sum(row.right is not None for row in rows)


def test_cross_fitted_by_kin(rows: list[Any]) -> None:
    """Models that never saw a request answer its noisy form, hardly ever wrongly."""
    of_rows, fitting = import_module("evidence.rows"), import_module("evidence.model_fit")
    right = wrong = known = 0
    for fold in range(of_rows.FOLDS):
        there = [row for row in rows if row.fold != fold]
        model = fitting.fit_model(
            there, [of_rows.offer(row) for row in there], embedding=TITLE, fitted_on="a test"
        )
        found = ended([row for row in rows if row.fold == fold], model)
        right, wrong, known = right + found[0], wrong + found[1], known + found[2]
    assert wrong <= 0.03 * right
    assert right >= 0.8 * known


def test_as_shipped(rows: list[Any]) -> None:
    """The shipped model answers nearly all noisy requests, hardly ever wrongly."""
    right, wrong, known = ended(rows, load_model(TITLE, CHANNELS))
    assert wrong <= max(2, 0.01 * right)
    assert right >= 0.9 * known
