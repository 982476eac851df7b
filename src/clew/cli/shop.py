"""`clew shop`: what is sold, and what players bought and did."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from clew.cli.rows import out_option, show_rows
from clew.cli.shell import Shell, examples, json_option, pass_shell
from clew.cli.shop_pairs import pairs
from clew.cli.shop_redemption import train_redemption
from clew.cli.shop_starting import recommend, train
from clew.money import plain
from clew.progress import Progress
from clew.shop.import_products import Format
from clew.shop.imported import Imported
from clew.shop.model import Product
from clew.shop.products_file import HEADER, product_row
from clew.shop.refusals import product_unknown
from clew.wiring.house import House

_FILE = click.Path(path_type=Path)
_OF = {"products": "products", "baskets": "lines of baskets", "events": "events"}


@click.group()
def shop() -> None:
    """Import products, baskets and events; list, show, restock and export products; find pairs."""


shop.add_command(pairs)
shop.add_command(train_redemption)
shop.add_command(train)
shop.add_command(recommend)


@shop.command(
    "import",
    epilog=examples(
        "clew shop import --products products.csv",
        "clew shop import --products export.csv --format magento --currency EUR",
        "clew shop import --products products.csv --baskets baskets.csv --events events.csv",
    ),
)
@click.option("--products", type=_FILE, metavar="FILE", help="What is sold.")
@click.option(
    "--format",
    "form",
    type=click.Choice([str(one) for one in Format]),
    default=Format.CLEW.value,
    show_default=True,
    help="Whose columns the products have.",
)
@click.option("--currency", metavar="CODE", help="ISO 4217, of prices that name none.")
@click.option("--baskets", type=_FILE, metavar="FILE", help="What players bought.")
@click.option("--events", type=_FILE, metavar="FILE", help="What they viewed, searched, solved.")
@json_option
@pass_shell
def import_(
    shell: Shell,
    products: Path | None,
    form: str,
    currency: str | None,
    baskets: Path | None,
    events: Path | None,
) -> None:
    """Import a shop: of each file all rows, or none when one is bad.

    products.csv: product_id,name,category,price and optionally type,brand,currency,stock,venue,
    level,lat,lon,url,image,attributes; the category is a path with >, attributes are key=value
    with bars between them. baskets.csv: player_id,basket_id,time,product_id,quantity,price.
    events.csv: player_id,time,kind,product_id,text with the kinds view, search and solve.

    Products that a file does not name stay as they are; rows that are there already are left
    alone. If baskets or events break off midway, the same command goes on from there, and
    `clew repair` completes it without the file.
    """
    if products is None and baskets is None and events is None:
        raise click.UsageError("give --products, --baskets or --events, or several of them")

    async def work(house: House, watch: Progress) -> dict[str, Imported]:
        done = {}
        if products is not None:
            done["products"] = await house.product_import.products(
                products, form=Format(form), currency=currency, progress=watch
            )
        if baskets is not None:
            done["baskets"] = await house.history_import.baskets(baskets, progress=watch)
        if events is not None:
            done["events"] = await house.history_import.events(events, progress=watch)
        return done

    with shell.progress() as watch:
        done = shell.run(lambda house: work(house, watch))

    def human() -> None:
        for kind, imported in done.items():
            shell.say(_told(imported, _OF[kind]))

    shell.show(done, human)


@shop.command("list", epilog=examples("clew shop list", "clew shop list --json"))
@json_option
@pass_shell
def list_(shell: Shell) -> None:
    """List the products."""
    products = shell.run(lambda house: house.products.products())

    def human() -> None:
        rows = [
            (one.id, one.name, one.place_in_shop, _price(one), one.stock, one.zone)
            for one in products
        ]
        shell.table(("product", "name", "category", "price#", "stock#", "zone"), rows)

    shell.show(products, human)


@shop.command(epilog=examples("clew shop show P-1001"))
@click.argument("product")
@json_option
@pass_shell
def show(shell: Shell, product: str) -> None:
    """Show one product with all that is known of it."""

    async def work(house: House) -> Product:
        found = await house.products.product(product)
        if found is None:
            raise product_unknown(product)
        return found

    found = shell.run(work)

    def human() -> None:
        told = dict(zip(HEADER[:-1], product_row(found), strict=False)) | dict(found.attributes)
        told["zone"] = found.zone or ""
        shell.table(("field", "value"), [(key, value) for key, value in told.items() if value])

    shell.show(found, human)


@shop.command(epilog=examples("clew shop restock today.csv", "clew shop restock today.csv --json"))
@click.argument("file", type=_FILE)
@json_option
@pass_shell
def restock(shell: Shell, file: Path) -> None:
    """Change prices and stocks: product_id,price,stock; an empty cell leaves what it was.

    All rows, or none when one is bad. Every worker sells by them within two seconds.
    """
    restocked = shell.run(lambda house: house.product_import.restock(file))
    shell.show(restocked, lambda: shell.say(_told(restocked, "products")))


@shop.command(epilog=examples("clew shop export", "clew shop export --out products.csv"))
@out_option
@json_option
@pass_shell
def export(shell: Shell, out: Path | None) -> None:
    """Export the products as products.csv: imported again, nothing changes."""
    products = shell.run(lambda house: house.products.products())
    rows = [product_row(one) for one in products]
    show_rows(shell, HEADER, rows, out=out, what="products")


def _price(product: Product) -> str:
    return f"{plain(product.price, product.currency)} {product.currency}"


def _told(imported: Imported, what: str) -> str:
    counts = msgspec.structs.asdict(imported)
    parts = [
        f"{counts[name]:,} {word}"
        for name, word in (
            ("added", "added"),
            ("changed", "changed"),
            ("unchanged", "unchanged"),
            ("left_out", "left out"),
        )
        if counts[name] or name == "added"
    ]
    return f"{imported.file}: {imported.rows:,} rows; of its {what} {', '.join(parts)}"
