from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from shop_desk import Desk, faults

from clew.errors import Code, InputRefused, Where
from clew.shop.html_text import html_text
from clew.shop.import_products import Format
from clew.shop.model import Product

LUMA = "magento-luma-configurable-products.csv"
MAGENTO = (
    "sku,product_type,categories,name,description,price,visibility,additional_attributes,"
    "configurable_variations,qty,tax_class_name"
)
SHOPIFY = (
    "Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,"
    "Option1 Value,Option2 Name,Option2 Value,Variant SKU,Variant Inventory Qty,Variant Price,"
    "Image Src,Status,Cost per item"
)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


async def refused(
    desk: Desk, path: Path, form: Format, currency: str | None = "EUR"
) -> list[tuple[str, int | None, str | None]]:
    """The faults of a file that is refused, and that changed nothing."""
    with pytest.raises(InputRefused) as refusal:
        await desk.products.products(path, form=form, currency=currency)
    assert await desk.catalogue.products() == []
    return faults(refusal.value)


# ---------------------------------------------------------------- Magento


@pytest.mark.data
async def test_a_whole_export(desk: Desk, data: Path) -> None:
    """Each of 147 parents is one product with clean text and the stock of its variants."""
    path = data / "shop" / LUMA
    done = await desk.products.products(path, form=Format.MAGENTO, currency="USD")
    assert (done.rows, done.added, done.left_out) == (1_994, 147, 0)
    products = await desk.catalogue.products()
    with path.open(encoding="utf-8", newline="") as stream:
        rows = {row["sku"]: row for row in csv.DictReader(stream)}
    for one in products:
        told = " ".join((one.name, *one.category, *one.attributes.values()))
        assert not {"<", "&nbsp;", "&bull;", "\n"} & set(told.split(" ")), one.id
        assert "<" not in told
        assert "&" not in told.replace(" & ", "")
        assert one.category[0] != "Default Category"
        variants = rows[one.id]["configurable_variations"].split("|")
        skus = [variant.split(",")[0].removeprefix("sku=") for variant in variants]
        assert one.stock == sum(int(rows[sku]["qty"]) for sku in skus)
        assert one.price == round(float(rows[one.id]["price"]) * 100)
    aliases = await desk.catalogue.aliases()
    assert len(aliases) == 1_847
    assert aliases["MH01-XS-Black"] == "MH01"
    again = await desk.products.products(path, form=Format.MAGENTO, currency="USD")
    assert (again.added, again.changed, again.unchanged) == (0, 0, 147)


@pytest.mark.data
async def test_an_empty_price_in_it(desk: Desk, data: Path, tmp_path: Path) -> None:
    """Whether of a variant or of a parent, it is refused with its row, and nothing goes in."""
    with (data / "shop" / LUMA).open(encoding="utf-8", newline="") as stream:
        header, *rows = list(csv.reader(stream))
    price, kind = header.index("price"), header.index("product_type")
    parent = next(n for n, row in enumerate(rows) if row[kind] == "configurable")
    for number in (0, parent):
        planted = [list(row) for row in rows]
        planted[number][price] = ""
        path = tmp_path / "planted.csv"
        with path.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([header, *planted])
        lines = path.read_text("utf-8").splitlines()
        ((code, line, field),) = await refused(desk, path, Format.MAGENTO)
        assert (code, field) == ("wrong_value", "price")
        assert line is not None
        assert lines[line - 1].startswith(f"{rows[number][0]},")


async def test_variants_are_folded(desk: Desk, write: Callable[..., Path]) -> None:
    """Stock is summed, options are gathered, the first path below the root is the category."""
    path = write(
        "m.csv",
        MAGENTO,
        't-s,simple,Root/Tops,T-S,,20.00,Not Visible Individually,"size=S",,2.0000,x',
        't-m,simple,Root/Tops,T-M,,21,Not Visible Individually,"size=M",,-3,x',
        'T,configurable,"Root,Root/Men/Tops, tall,Root/Sale",T&eacute;e &amp; Co,'
        '"<p>Soft<br>tee</p><script>alert(1)</script>",19,"Catalog, Search",'
        '"has_options=1,climate=Cool|Hot,note=one, two",'
        '"sku=t-s,size=S,color=Red|sku=t-m,size=M,color=Red",0,x',
        'M,simple,Root/Home,Mug,,8,"Catalog, Search",,,,x',
        "lost,simple,Root/Home,Part,,8,Not Visible Individually,,,1,x",
        'G,grouped,Root/Home,Set,,,"Catalog, Search",,,1,x',
    )
    done = await desk.products.products(path, form=Format.MAGENTO, currency="EUR")
    assert (done.rows, done.added, done.left_out) == (6, 2, 2)
    assert await desk.catalogue.products() == [
        Product("M", "Mug", ("Home",), "Home", "", 800, "EUR"),
        Product(
            "T",
            "Tée & Co",
            ("Men", "Tops, tall"),
            "Tops, tall",
            "",
            1900,
            "EUR",
            2,
            attributes={
                "climate": "Cool, Hot",
                "note": "one, two",
                "size": "S, M",
                "color": "Red",
                "description": "Soft tee",
            },
        ),
    ]
    assert await desk.catalogue.aliases() == {"t-s": "T", "t-m": "T"}


async def test_parents_without_prices(desk: Desk, write: Callable[..., Path]) -> None:
    """Where no parent of a file has a price, each has the lowest of its variants."""
    path = write(
        "m.csv",
        MAGENTO,
        "a-1,simple,R/A,a,,20.00,Not Visible Individually,,,1,",
        "a-2,simple,R/A,a,,9.50,Not Visible Individually,,,1,",
        "A,configurable,R/A,A,,,,,sku=a-1,0,",
        "B,configurable,R/A,B,,0.00,,,sku=a-1|sku=a-2,0,",
    )
    await desk.products.products(path, form=Format.MAGENTO, currency="EUR")
    assert [one.price for one in await desk.catalogue.products()] == [2000, 950]


@pytest.mark.parametrize(
    ("row", "code", "field"),
    [
        ("a,simple,R/A,a,,,Catalog,,,1,", "wrong_value", "price"),
        ("a,simple,R/A,a,,0,Catalog,,,1,", "wrong_value", "price"),
        ("a,simple,R/A,a,,-2,Catalog,,,1,", "wrong_value", "price"),
        ("a,simple,R/A,a,,2,Catalog,,,many,", "wrong_value", "qty"),
        ("a,simple,R,a,,2,Catalog,,,1,", "empty_text", "categories"),
        ("a,simple,,a,,2,Catalog,,,1,", "empty_text", "categories"),
        ("a,simple,R/A/B/A,a,,2,Catalog,,,1,", "category_loop", "categories"),
        ("a,simple,R/A,,,2,Catalog,,,1,", "empty_text", "name"),
        (f"a,simple,R/A,a,{'<div>' * 200},2,Catalog,,,1,", "html_refused", "description"),
        (f"a,simple,R/A,a,{'<a ' * 20_000},2,Catalog,,,1,", "html_refused", "description"),
        (f"{'a' * 10_240},simple,R/A,a,,2,Catalog,,,1,", "wrong_value", "sku"),
        ("a,configurable,R/A,a,,2,Catalog,,size=S,1,", "wrong_value", "configurable_variations"),
    ],
)
async def test_bad_magento_rows(
    desk: Desk, write: Callable[..., Path], row: str, code: str, field: str
) -> None:
    """A fault is named by the export's own column, and by its line."""
    path = write("m.csv", MAGENTO, "x,simple,R/A,x,,2,Catalog,,,1,", row)
    assert await refused(desk, path, Format.MAGENTO) == [(code, 3, field)]


async def test_no_currency(desk: Desk, write: Callable[..., Path]) -> None:
    """An export names none, so somebody must."""
    path = write("m.csv", MAGENTO, "x,simple,R/A,x,,2,Catalog,,,1,")
    assert await refused(desk, path, Format.MAGENTO, None) == [("currency_unknown", 2, "currency")]
    with pytest.raises(InputRefused) as refusal:
        await desk.products.products(path, form=Format.MAGENTO, currency="euros")
    assert refusal.value.code is Code.CURRENCY_UNKNOWN


# ---------------------------------------------------------------- Shopify


async def test_handles_are_folded(desk: Desk, write: Callable[..., Path]) -> None:
    """Rows of a handle are its variants and pictures; what is not on sale is left out."""
    path = write(
        "s.csv",
        SHOPIFY,
        'tee,Soft &amp; tee,<p>So <b>soft</b></p>,Lac,"Apparel > Tops",Shirt,"soft, new",true,Size,'
        "S,Colour,Red,TEE-S,4,19.00,tee.jpg,active,7",
        "tee,,,,,,,,,M,,Red,TEE-M,-2,17.50,,,7",
        "tee,,,,,,,,,,,,,,,tee-2.jpg,,",
        "mug,Mug,,Lac,,,,,Title,Default Title,,,SHARED,,8,,active,",
        "cup,Cup,,Lac,,Cups,,TRUE,Title,Default Title,,,SHARED,1,8,,,",
        "old,Old,,Lac,,Cups,,true,Title,Default Title,,,,1,8,,archived,",
        "gone,Gone,,Lac,,Cups,,false,Title,Default Title,,,,1,8,,,",
    )
    done = await desk.products.products(path, form=Format.SHOPIFY, currency="CHF")
    assert (done.added, done.left_out) == (3, 2)
    assert await desk.catalogue.products() == [
        Product("cup", "Cup", ("Cups",), "Cups", "Lac", 800, "CHF", 1),
        Product("mug", "Mug", ("Uncategorized",), "Uncategorized", "Lac", 800, "CHF"),
        Product(
            "tee",
            "Soft & tee",
            ("Apparel", "Tops"),
            "Shirt",
            "Lac",
            1750,
            "CHF",
            4,
            image="tee.jpg",
            attributes={
                "size": "S, M",
                "colour": "Red",
                "tags": "soft, new",
                "description": "So soft",
            },
        ),
    ]
    assert await desk.catalogue.aliases() == {"TEE-S": "tee", "TEE-M": "tee"}


async def test_the_newer_names(desk: Desk, write: Callable[..., Path]) -> None:
    """A header of 2025 says the same in other words."""
    header = "Title,URL handle,Description,Vendor,Type,SKU,Price,Inventory quantity,Option1 name"
    path = write("s.csv", f"{header},Option1 value", "Mug,mug,Big,Lac,Cups,M1,8.00,3,Size,L")
    await desk.products.products(path, form=Format.SHOPIFY, currency="EUR")
    assert await desk.catalogue.product("mug") == Product(
        "mug",
        "Mug",
        ("Cups",),
        "Cups",
        "Lac",
        800,
        "EUR",
        3,
        attributes={"size": "L", "description": "Big"},
    )


async def test_bad_shopify_rows(desk: Desk, write: Callable[..., Path]) -> None:
    """Each is named by its own line, a variant's too, and by Shopify's column."""
    path = write(
        "s.csv",
        SHOPIFY,
        "a,A,,,,Cups,,,Size,S,,,A-S,1,8,,,",
        "a,,,,,,,,,M,,,A-M,1,,,,",
        "b,B,,,,Cups,,,Size,S,,,B-S,x,8,,,",
        ",C,,,,Cups,,,Size,S,,,C-S,1,8,,,",
        "d,D,,,Cups > cups,,,,Size,S,,,D-S,1,8,,,",
        "e,,,,,Cups,,,Size,S,,,E-S,1,8,,,",
    )
    assert await refused(desk, path, Format.SHOPIFY) == [
        ("wrong_value", 3, "Variant Price"),
        ("wrong_value", 4, "Variant Inventory Qty"),
        ("wrong_value", 5, "Handle"),
        ("category_loop", 6, "Product Category"),
        ("empty_text", 7, "Title"),
    ]


async def test_another_systems_file(desk: Desk, write: Callable[..., Path]) -> None:
    """A file without what a product needs is refused at its header."""
    path = write("s.csv", MAGENTO, "x,simple,R/A,x,,2,Catalog,,,1,")
    assert await refused(desk, path, Format.SHOPIFY) == [("wrong_columns", 1, None)]


# ---------------------------------------------------------------- HTML


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("Plain  text", "Plain text"),
        ("<p>One</p><p>two <b>th</b>ree</p>", "One two three"),
        ("a&nbsp;b &lt;c&gt; &eacute; &#8226; &#x1F600;", "a b <c> é • 😀"),
        ("a<br>b<br/>c<hr>d", "a b c d"),
        ("<style>p {}</style>x<script>if (a < b) {}</script>y", "x y"),
        ("<!-- hidden -->seen", "seen"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("<ul><li>one<li>two</ul>", "one two"),
        ("</p></div>left", "left"),
        ("&unknown; &amp", "&unknown; &"),
        ("", ""),
    ],
)
def test_words_of_html(html: str, words: str) -> None:
    """Entities are read, blocks part words, scripts and comments have none."""
    assert html_text(html, what="it", where=Where()) == words


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 101,
        "<b>x</b>" * 5_001,
        "&lt;" * 20_000,
        "<a " * 200,
        "<a b='" * 200,
        "<!--" * 200,
        "<![CDATA[" * 200,
        ">" * 30_000 + "<a " * 10_000,
        "<a b='\">" * 300,
    ],
)
def test_bombs(html: str) -> None:
    """What is too long, too deep, too many or never closed is refused before it costs anything."""
    with pytest.raises(InputRefused) as refusal:
        html_text(html, what="it", where=Where())
    assert refusal.value.code is Code.HTML_REFUSED
