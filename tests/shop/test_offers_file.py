from __future__ import annotations

from pathlib import Path

import pytest

from clew.errors import Code, InputRefused, ManyRefused
from clew.shop.model import Offer, Redemption
from clew.shop.offers_file import read_offers, read_redemptions

LATEST = 1_800_000_000


def test_offers_and_redemptions_are_read_in_order(tmp_path: Path) -> None:
    """Both files have the same three columns, and keep their order."""
    path = tmp_path / "offers.csv"
    path.write_text("player_id,promotion_id,time\np,spring,2027-01-01\nq,spring,1700000000\n")
    assert read_offers(path, latest=LATEST) == [
        Offer("p", "spring", 1_798_761_600),
        Offer("q", "spring", 1_700_000_000),
    ]
    assert read_redemptions(path, latest=LATEST)[1] == Redemption("q", "spring", 1_700_000_000)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (",spring,2026-01-01", Code.EMPTY_TEXT),
        ("p,,2026-01-01", Code.EMPTY_TEXT),
        (f"{'p' * 10_000},spring,2026-01-01", Code.TEXT_TOO_LONG),
        ("p,spring,yesterday", Code.WRONG_VALUE),
        ("p,spring,2099-01-01", Code.IN_THE_FUTURE),
    ],
)
def test_a_bad_row_is_refused_with_its_line(tmp_path: Path, row: str, code: Code) -> None:
    """What is no offer is refused with its line and field."""
    path = tmp_path / "offers.csv"
    path.write_text(f"player_id,promotion_id,time\np,spring,2026-01-01\n{row}\n")
    with pytest.raises(InputRefused) as refused:
        read_offers(path, latest=LATEST)
    where = refused.value.where
    assert where is not None
    assert (refused.value.code, where.line) == (code, 3)
    assert where.field is not None


def test_all_faults_are_told_together(tmp_path: Path) -> None:
    """Two bad rows are two refusals of one answer."""
    path = tmp_path / "offers.csv"
    path.write_text("player_id,promotion_id,time\n,spring,2026-01-01\np,spring,soon\n")
    with pytest.raises(ManyRefused) as refused:
        read_offers(path, latest=LATEST)
    assert len(refused.value.problems()) == 2
