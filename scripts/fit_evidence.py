"""Fits the model that turns evidence into a probability, and prints what it is worth.

    CLEW_TEST_DATA=FOLDER python scripts/fit_evidence.py [--seeds 5] [--out FILE] [--cache FILE]

Needs the development data folder and no network. Rows are split by kin, so that each is judged by a
model *and* thresholds that were fitted without it; then by set, so that each set is judged by a
model that never saw its kind. Only rows that the exact tier does not answer count.
"""

from __future__ import annotations

import argparse
import os
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
from evidence.model_fit import fit_model
from evidence.rates import wilson
from evidence.rows import FOLDS, Row, gather, offer

from clew.clues.evidence import judge
from clew.clues.evidence_model import SHIPPED, EvidenceModel
from clew.clues.rows import CHANNELS
from clew.model_registry.artefact import EMBEDDING, load_artefact


class Verdict(NamedTuple):
    """What was made of a row."""

    row: Row
    answered: str | None
    asked: bool
    offered: bool


def verdict(row: Row, model: EvidenceModel) -> Verdict:
    """A row as the resolver would take it: several zones under the form are asked about."""
    judged = judge(row.form, row.scored, model)
    first = row.scored[judged.order[0]] if judged.order else None
    zones = {one.zone for one in row.scored if first and one.form == first.form}
    answered = first.zone if first and judged.accepted and len(zones) == 1 else None
    told = {row.scored[at].zone for at in judged.order[: judged.asked]}
    return Verdict(row, answered, answered is None and judged.asked > 0, row.right in told)


def table(name: str, verdicts: Iterable[Verdict]) -> str:
    """A line for each set."""
    sets: defaultdict[str, list[Verdict]] = defaultdict(list)
    for one in verdicts:
        sets[one.row.of].append(one)
    lines = [
        f"| {name} | wrong of answered | 95 % | coverage | unregistered answered " + _ASKED,
        "|---|---|---|---|---|---|---|",
    ]
    return "\n".join(lines + [_line(of, found) for of, found in sets.items()])


_ASKED = "| asked, of them rightly | unregistered asked |"


def _line(of: str, found: Sequence[Verdict]) -> str:
    known = [one for one in found if one.row.right is not None]
    others = [one for one in found if one.row.right is None]
    answered = [one for one in found if one.answered]
    wrong = sum(one.answered != one.row.right for one in answered)
    right = len(answered) - wrong
    asked = [one for one in known if one.asked]
    low, high = wilson(wrong, len(answered))
    loose = sum(one.answered is not None for one in others)
    return (
        f"| {of} | {wrong} of {len(answered)} ({_share(wrong, len(answered))}) "
        f"| {100 * low:.1f} to {100 * high:.1f} % | {_share(right, len(known))} "
        f"| {_share(loose, len(others))} "
        f"| {_share(len(asked), len(known))}, {_share(sum(o.offered for o in asked), len(asked))} "
        f"| {_share(sum(one.asked for one in others), len(others))} |"
    )


def _share(hits: int, of: int) -> str:
    return f"{100 * hits / of:.1f} %" if of else "-"


def main() -> None:
    """Writes the model and prints the tables."""
    parser = argparse.ArgumentParser(description="Fit the evidence model.")
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--out", type=Path, default=SHIPPED)
    parser.add_argument("--cache", type=Path, help="keeps vectors between runs")
    parser.add_argument("--no-tables", action="store_true", help="writes the model alone")
    given = parser.parse_args()
    rows = gather(Path(os.environ["CLEW_TEST_DATA"]), range(given.seeds), given.cache)
    offers = [offer(row) for row in rows]
    title = load_artefact(EMBEDDING).manifest.title

    def fitted(chosen: Sequence[int]) -> EvidenceModel:
        told = f"{len(chosen):,} rows, {given.seeds} seeds: quads, CLINC150, presets, demo, words"
        return fit_model(
            [rows[at] for at in chosen],
            [offers[at] for at in chosen],
            embedding=title,
            fitted_on=told,
        )

    model = fitted(range(len(rows)))
    given.out.write_bytes(msgspec.json.format(msgspec.json.encode(model), indent=2) + b"\n")
    print(
        f"{len(rows):,} rows; channels {', '.join(CHANNELS)}; accepts from {model.accept}, "
        f"reworded from {model.accept_reworded}\n"
    )
    if given.no_tables:
        return
    print(table("shipped, on its own rows", [verdict(row, model) for row in rows]), "\n")
    crossed = []
    for fold in range(FOLDS):
        part = fitted([at for at, row in enumerate(rows) if row.fold != fold])
        crossed += [verdict(row, part) for row in rows if row.fold == fold]
    print(table("cross-fitted by kin", crossed), "\n")
    apart = []
    for group in dict.fromkeys(row.group for row in rows):
        part = fitted([at for at, row in enumerate(rows) if row.group != group])
        apart += [verdict(row, part) for row in rows if row.group == group]
    print(table("fitted without the kind of set", apart))


if __name__ == "__main__":
    main()
