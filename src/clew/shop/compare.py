"""The rule by which a newly trained starting point may replace the one in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from clew.shop.fit import Judged
from clew.shop.model import Level

LEAST = 0.97
"""Share of the recall in force that a new version must keep at every level. Newer purchases are
worth a little noise: on a thousand players the recall's interval is some 3 % of it either way."""


def objections(
    new: Mapping[Level, Judged],
    popular: Mapping[Level, Judged],
    in_force: Mapping[Level, Judged] | None,
) -> Sequence[str]:
    """Why the new version may not be promoted by rule; empty where it may.

    The rule: on the same baskets, and there are any, its recall of ten is at every level at least
    that of popularity alone, and at least `LEAST` of that of the version in force. That one may
    have learned from the very baskets, the new one has not: in doubt, what is in force stays.
    """
    if not all(judged.players for judged in new.values()):
        return ("no basket of the last weeks to judge it by",)
    found = []
    for level, judged in new.items():
        if judged.recall < popular[level].recall:
            found.append(
                f"{level}: recall {judged.recall:.3f}, popularity {popular[level].recall:.3f}"
            )
        if in_force is not None and judged.recall < LEAST * in_force[level].recall:
            found.append(
                f"{level}: recall {judged.recall:.3f}, in force {in_force[level].recall:.3f}"
            )
    return tuple(found)
