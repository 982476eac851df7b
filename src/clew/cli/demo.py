"""`clew demo`: the demo mall, loaded and asked, and served on demand."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from functools import partial
from threading import Timer
from typing import TYPE_CHECKING, NamedTuple

import click

from clew.cli.answers import short_place
from clew.cli.demo_hunts import show_hunts
from clew.cli.demo_hunts import told as told_hunts
from clew.cli.promotion_calendar import show_month
from clew.cli.served import ask_over_http, told_of_start
from clew.cli.shell import Shell, examples, json_option, pass_shell
from clew.cli.shop_starting import show_points
from clew.clues.model import Context
from clew.demo.load import CAMPAIGN, Asked, Loaded, ask_samples, load_mall
from clew.demo.load_hunts import SampleHunt, compose_samples
from clew.demo.load_promotions import LoadedPromotions, load_promotions, this_month
from clew.demo.load_shop import LoadedShop, load_shop, suggest
from clew.errors import ClewError, Code
from clew.promotions.calendar import Month, Row
from clew.settings import load
from clew.shop.catalogue import Catalogue
from clew.shop.model import StartingPoint
from clew.wiring.house import House

if TYPE_CHECKING:
    from clew.http.server import Started

PLAYERS = 3
"""Players whose suggestions are shown."""
HOST, PORT, WORKERS = "127.0.0.1", 8000, 2
HUNTED = 5
"""Players for whom a hunt is composed."""
SAMPLE, FOUND = "la fontaine", "Gate 12"
UNWATCHED_S = 60
"""How long it is served where nobody can press Ctrl-C, seconds: whoever started it may ask it, and
whoever waits for its end is not left waiting."""


@click.command(epilog=examples("clew demo", "clew --home /tmp/try demo --serve"))
@click.option("--serve/--no-serve", default=False, help="Go on as `clew serve`. [default: no]")
@click.option(
    "--for",
    "seconds",
    type=click.IntRange(1, 86_400),
    metavar="SECONDS",
    help="How long to serve. [default: until Ctrl-C; "
    f"{UNWATCHED_S} where the output is no terminal]",
)
@json_option
@pass_shell
def demo(shell: Shell, serve: bool, seconds: int | None) -> None:  # noqa: FBT001 - click's way
    """Load an invented mall with clues, shops, players and promotions, and show what it does.

    Loading it twice changes nothing. With --serve it then answers over HTTP, at a free port where
    8000 is taken, prints the address, and asks itself one of the queries there. The hunts that are
    shown are composed, not given out: nothing of a budget is held for them.
    """
    _show_samples(shell)
    if serve:
        lasting = seconds or (None if sys.stdout.isatty() else UNWATCHED_S)
        _serve(shell, lasting)


class Shown(NamedTuple):
    """What the tables are made of."""

    loaded: Loaded
    sold: LoadedShop
    asked: Sequence[Asked]
    wanted: Sequence[StartingPoint]
    catalogue: Catalogue
    promised: LoadedPromotions
    month: tuple[Month, Sequence[Row]]
    hunts: Sequence[SampleHunt]


def _show_samples(shell: Shell) -> None:
    async def work(house: House) -> Shown:
        return Shown(
            await load_mall(house),
            await load_shop(house),
            await ask_samples(house),
            await suggest(house, PLAYERS),
            await house.catalogue.current(),
            await load_promotions(house),
            await this_month(house),
            await compose_samples(house, HUNTED),
        )

    shown = shell.run(work)
    loaded, sold, asked = shown.loaded, shown.sold, shown.asked

    def human() -> None:
        shell.say(
            f"A mall of {loaded.levels} levels in {loaded.zones:,} five-metre squares, "
            f"{loaded.connectors} doors, stairs and lifts, {loaded.clues} clues, "
            f"{loaded.static_rows} texts locked by operations."
        )
        shell.say(
            f"Its shops sell {sold.products} products; {sold.players} players bought "
            f"{sold.lines:,} times in a year.\n"
        )
        rows = [
            (
                one.query.text,
                _known(one.query.context),
                one.answer.outcome,
                one.answer.tier,
                short_place(one.answer),
            )
            for one in asked
        ]
        shell.table(("a player types", "known of them", "outcome", "tier", "place"), rows)
        shell.say("")
        show_points(shell, shown.wanted, shown.catalogue)
        shell.say("")
        _show_promised(shell, shown)
        shell.say("")
        show_hunts(shell, shown.hunts)
        # As it was called, so that the line can be copied where nothing is on the PATH.
        home = f"--home {shell.home} " if shell.home else ""
        ask = f'{sys.argv[0]} {home}resolve "{SAMPLE}" --campaign {CAMPAIGN}'
        shell.say(f"\nAsk it yourself: {ask}")
        shell.say(f"What goes together: {sys.argv[0]} {home}shop pairs --top 10")
        shell.say(f"What is promised: {sys.argv[0]} {home}promotion list")
        compose = f"{sys.argv[0]} {home}hunt compose --player demo-002 --campaign {CAMPAIGN}"
        shell.say(f"A hunt, and why it is so: {compose} --explain")

    told = {
        "loaded": loaded,
        "shop": sold,
        "asked": asked,
        "wanted": shown.wanted,
        "promised": shown.promised,
        "hunts": told_hunts(shown.hunts),
    }
    shell.show(told, human)


def _show_promised(shell: Shell, shown: Shown) -> None:
    promised = shown.promised
    whose = "shipped with this release" if promised.version == 0 else promised.rules
    shell.say(
        f"It promises {promised.promotions} promotions, {promised.live} of them live now. Who may "
        f"get them is up to version {promised.version} of the rules ({whose}): "
        f"{promised.tables} tables, {promised.rows} rows.\n"
    )
    show_month(shell, *shown.month)


def _serve(shell: Shell, seconds: int | None) -> None:
    # The server takes a fifth of a second to import, which the tables need not wait for.
    from clew.http.server import serve as listen  # noqa: PLC0415

    sys.stdout.flush()
    on = partial(
        listen,
        load(shell.home),
        host=HOST,
        workers=WORKERS,
        announce=partial(_announce, shell, seconds),
    )
    try:
        try:
            on(port=PORT)
        except ClewError as error:
            if error.code is not Code.ADDRESS_REFUSED:
                raise
            shell.warn(f"{error.message}; another one is taken")
            on(port=0)
    except ClewError as error:
        shell.fail(error)


def _announce(shell: Shell, seconds: int | None, started: Started) -> None:
    if seconds:
        end = Timer(seconds, os.kill, (os.getpid(), signal.SIGTERM))
        end.daemon = True
        end.start()
    told_of_start(shell, started)
    if shell.json:
        return
    shell.say(f"Its page shows the plan; this goes on {_how_long(seconds)}.")
    shell.say(f"Hunts are read at {started.address}/hunts, with an admin key.")
    if started.open_to_all:
        answer = ask_over_http(started.address, CAMPAIGN, FOUND)
        shell.say(f"Asked there: {FOUND}: {answer.outcome}, {short_place(answer)}")
    sys.stdout.flush()


def _how_long(seconds: int | None) -> str:
    return f"for {seconds} s" if seconds else "until Ctrl-C"


def _known(context: Context) -> str:
    told = []
    if context.level is not None:
        told.append(f"level {context.level}")
    if context.lat is not None:
        told.append(f"position to {context.accuracy_m:g} m" if context.accuracy_m else "position")
    return ", ".join(told)
