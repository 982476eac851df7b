from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clew.errors import Code, InputRefused
from clew.money import MOST_MINOR, decimals, minor_units, plain

CURRENCIES = st.sampled_from(["EUR", "JPY", "BHD", "CLF", "USD", "ALL"])


@given(CURRENCIES, st.integers(0, MOST_MINOR))
def test_there_and_back(currency: str, minor: int) -> None:
    """Whatever amount is written plainly is read as the same minor units."""
    assert minor_units(plain(minor, currency), currency) == minor


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [
        ("12.5", "EUR", 1250),
        ("12", "JPY", 12),
        ("12.00", "JPY", 12),
        ("0.001", "BHD", 1),
        ("1", "ALL", 100),
    ],
)
def test_decimals_follow_iso_4217(amount: str, currency: str, minor: int) -> None:
    """An amount is read with as many decimals as ISO 4217 gives its currency."""
    assert minor_units(amount, currency) == minor


@pytest.mark.parametrize(
    "amount",
    ["", "-1", "+1", "1,50", "1.005", "1e3", "12.", " 1", "NaN", "٣", "9" * 16],
)
def test_no_amount(amount: str) -> None:
    """What is not written plainly, or is finer or larger than can be kept, is refused."""
    with pytest.raises(InputRefused) as refused:
        minor_units(amount, "EUR")
    assert refused.value.code is Code.WRONG_VALUE


@pytest.mark.parametrize("currency", ["", "eur", "EURO", "XAU", "XXX", "ZZZ"])
def test_no_currency(currency: str) -> None:
    """A code that ISO 4217 has not, or that no money is counted in, is refused."""
    with pytest.raises(InputRefused) as refused:
        decimals(currency)
    assert refused.value.code is Code.CURRENCY_UNKNOWN
