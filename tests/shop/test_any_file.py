"""Files that nobody meant: whatever stands in them, they go in or are refused in words."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shop_desk import Desk

from clew.errors import ClewError, InputRefused
from clew.shop import baskets_file, events_file, magento, products_file, shopify
from clew.shop.import_products import Format
from clew.shop.model import Product
from clew.testing.shop_store import everything

HEADERS: dict[Format, Sequence[str]] = {
    Format.CLEW: products_file.HEADER,
    Format.MAGENTO: (*magento.COLUMNS.required, *magento.COLUMNS.optional),
    Format.SHOPIFY: tuple(names[0] for names in shopify.NAMES.values()),
}
LIKELY = """
a b 1 -1 0 2.50 1e9 nan EUR USD JPY mall A>B A>A R/A R/A,R/B configurable simple sku=a,size=S
sku=a|sku=b size=S k=v|l=w = | , <b> &amp; &#0; <p><p> 45.5 5 true false active draft view search
solve 2023-11-14 2023-11-14T10:00:00Z 99999-01-01 0000-00-00 1700000000 é 鞄 \u202e
"""
likely = st.sampled_from(LIKELY.split())
cells = st.just("") | likely | st.text(max_size=12)


def tables(width: int) -> st.SearchStrategy[list[list[str]]]:
    """Rows of so many cells."""
    return st.lists(st.lists(cells, min_size=width, max_size=width), max_size=5)


def written(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
    """A CSV of the rows."""
    with path.open("w", encoding="utf-8", errors="surrogatepass", newline="") as stream:
        csv.writer(stream).writerows([header, *rows])
    return path


@pytest.mark.parametrize("form", Format)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.data())
async def test_any_products(tmp_path: Path, form: Format, data: st.DataObject) -> None:
    """All rows of any file of products go in, or none and every fault has words and a way out."""
    header = HEADERS[form]
    path = written(tmp_path / "any.csv", header, data.draw(tables(len(header))))
    desk = Desk(tmp_path)
    try:
        done = await desk.products.products(path, form=form, currency="EUR")
    except InputRefused as refusal:
        assert all(one.message and one.remedy for one in refusal.problems())  # noqa: PT017 - some
        assert await desk.catalogue.products() == []
    else:
        products = await desk.catalogue.products()
        assert len(products) == done.added
        assert all(one.price > 0 and one.category and one.name for one in products)


@pytest.mark.parametrize("kind", [baskets_file, events_file])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(st.data())
async def test_any_rows(tmp_path: Path, kind: object, data: st.DataObject) -> None:
    """The same for baskets and events."""
    header = baskets_file.HEADER if kind is baskets_file else events_file.HEADER
    path = written(tmp_path / "any.csv", header, data.draw(tables(len(header))))
    desk = Desk(tmp_path)
    await desk.catalogue.put([Product("a", "A", ("A",), "a", "", 1, "EUR")])
    run = desk.rows.baskets if kind is baskets_file else desk.rows.events
    try:
        await run(path)
    except InputRefused:
        assert await everything(desk.history) == []
    assert desk.rows.unfinished() == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
@given(st.binary(max_size=200), st.sampled_from(Format))
async def test_any_bytes(tmp_path: Path, content: bytes, form: Format) -> None:
    """Bytes that are no file of ours are refused."""
    path = tmp_path / "any.csv"
    path.write_bytes(content)
    desk = Desk(tmp_path)
    for run in (
        desk.products.products(path, form=form, currency="EUR"),
        desk.rows.baskets(path),
        desk.products.restock(path),
    ):
        try:
            await run
        except ClewError as error:
            assert error.exit_status == 1  # noqa: PT017 - most bytes raise, but not all


async def test_what_a_killed_check_left(tmp_path: Path) -> None:
    """A draft that its process left behind stands in nobody's way, and goes."""
    desk = Desk(tmp_path)
    await desk.catalogue.put([Product("a", "A", ("A",), "a", "", 1, "EUR")])
    left = tmp_path / "imports" / ".shop-baskets.draft"
    left.parent.mkdir()
    left.write_bytes(b"half a database")
    path = written(tmp_path / "b.csv", baskets_file.HEADER, [["p", "1", "2023-11-14", "a", "", ""]])
    assert (await desk.rows.baskets(path)).added == 1
    assert not left.exists()
