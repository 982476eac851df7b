"""A finding as a refusal."""

from __future__ import annotations

from clew.errors import Code, InputRefused, Where
from clew.rules.findings import Finding


def refused(finding: Finding, file: str) -> InputRefused:
    """The refusal that an error of the lint stands for, with path, cell and remedy."""
    place = " ".join(
        part
        for part in (
            finding.table,
            "" if finding.row is None else f"row {finding.row}",
            finding.column,
        )
        if part
    )
    return InputRefused(
        Code.RULES_REFUSED,
        f"{place}{place and ': '}{finding.message} ({finding.kind})",
        remedy=finding.remedy,
        where=Where(file=file, field=finding.path),
    )
