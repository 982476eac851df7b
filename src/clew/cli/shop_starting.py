"""`clew shop train` and `clew shop recommend`: what players are likely to want."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec

from clew.cli.shell import Shell, examples, json_option, pass_shell
from clew.durable import replacing
from clew.ids import check_id
from clew.shop.catalogue import Catalogue
from clew.shop.model import Level, StartingPoint
from clew.shop.players_file import Player, read_players
from clew.wiring.house import House
from clew.wiring.starting_models import Trial

_MOMENT = click.DateTime(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%SZ"])
WATCHED = 20
"""Players between two words of progress."""
_MISSING = "something could not be asked; `clew model status` and `clew doctor` say why"
_encode = msgspec.json.Encoder().encode


@click.command(epilog=examples("clew shop train", "clew shop train --promote"))
@click.option("--promote", is_flag=True, help="Put it in force, if the rule allows.")
@click.option(
    "--before",
    type=_MOMENT,
    help="Learn from what was bought before that time, UTC (default: now).",
)
@json_option
@pass_shell
def train(shell: Shell, promote: bool, before: datetime | None) -> None:  # noqa: FBT001
    """Learn from all purchases what goes with what, and how much each reason counts.

    The last four weeks are held out first, and judge. The new version is kept; with --promote it
    comes into force unless it foretells them worse than popularity alone, or keeps less than 97 %
    of the recall of the version in force. `clew model status` shows all versions.
    """
    with shell.progress() as watch:

        async def work(house: House) -> Trial:
            return await house.starting_training.run(
                before=_seconds(before), promote=promote, progress=watch
            )

        trial = shell.run(work)

    def human() -> None:
        print_ = trial.manifest.fingerprint
        shell.say(
            f"{trial.manifest.title}: {print_.rows:,} rows of {print_.players:,} players, "
            f"until {_day(print_.last)}"
        )
        rows = [
            (
                level,
                f"{judged.recall:.3f}",
                f"{judged.ndcg:.3f}",
                f"{judged.new_recall:.3f}",
                f"{trial.popular[level].recall:.3f}",
                "" if trial.in_force is None else f"{trial.in_force[level].recall:.3f}",
                judged.players,
            )
            for level, judged in trial.judged.items()
        ]
        columns = ("level", "recall@10#", "NDCG@10#", "new to them#", "popular#", "in force#")
        shell.table((*columns, "players#"), rows)
        for objection in trial.objections:
            shell.warn(f"not promoted by rule: {objection}")
        shell.say("in force" if trial.promoted else "kept; not in force")

    shell.show(msgspec.to_builtins(trial._asdict()), human)


@click.command(
    epilog=examples(
        "clew shop recommend --players players.csv --level product --k 10 --out recs.jsonl",
        "clew shop recommend --players players.csv --level type --as-of 2027-03-01 --out r.jsonl",
        "clew shop recommend --player demo-001 --k 3",
    )
)
@click.option(
    "--players",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="player_id and optionally lang, step_free.",
)
@click.option("--player", "named", metavar="ID", multiple=True, help="A player; again for more.")
@click.option("--lang", default="en", show_default=True, help="The language of a --player.")
@click.option(
    "--level",
    type=click.Choice([str(one) for one in Level]),
    default=Level.PRODUCT.value,
    show_default=True,
    help="What is suggested.",
)
@click.option(
    "--k", type=click.IntRange(1, 1_000), default=10, show_default=True, help="How many at most."
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write a line of JSON a player there (default: show a table).",
)
@click.option("--as-of", type=_MOMENT, help="As if it were that time, UTC (default: now).")
@click.option("--new", "new_only", is_flag=True, help="Only what the player never bought.")
@json_option
@pass_shell
def recommend(
    shell: Shell,
    players: Path | None,
    named: tuple[str, ...],
    lang: str,
    level: str,
    k: int,
    out: Path | None,
    as_of: datetime | None,
    new_only: bool,  # noqa: FBT001
) -> None:
    """Suggest what each player is likely to want, with the reason in the player's language.

    Nothing out of stock. Where no model is in force, or a player is a stranger, what is popular,
    with `ranked: false`; `missing` names what could not be asked.
    """
    if (players is None) == (not named):
        raise click.UsageError("give --players FILE, or --player ID once or more")
    with shell.progress() as watch:

        async def points(house: House) -> AsyncIterator[StartingPoint]:
            house.hurried = False
            asked = (
                read_players(players)
                if players is not None
                else [Player(check_id(one, what="player"), lang) for one in named]
            )
            for done, player in enumerate(asked, start=1):
                yield await house.starting_points.of(
                    player.id,
                    level=Level(level),
                    k=k,
                    lang=player.lang,
                    as_of=_seconds(as_of),
                    new_only=new_only,
                )
                if done % WATCHED == 0:
                    watch("suggesting", done, len(asked))

        if out is None:

            async def gathered(house: House) -> tuple[list[StartingPoint], Catalogue]:
                told = [point async for point in points(house)]
                return told, await house.catalogue.current()

            told, sold = shell.run(gathered)
        else:

            async def written(house: House) -> dict[str, int]:
                counts = Counter(dict.fromkeys(("players", "ranked", "missing"), 0))
                with replacing(out) as stream:
                    async for point in points(house):
                        counts.update(
                            players=1, ranked=int(point.ranked), missing=bool(point.missing)
                        )
                        stream.write(_encode(_line(point)) + b"\n")
                return dict(counts)

            counts = shell.run(written)
    if out is None:
        shell.show([_line(point) for point in told], lambda: show_points(shell, told, sold))
    else:
        shell.show({**counts, "out": str(out)}, lambda: _say(shell, counts, out))


def show_points(shell: Shell, points: Sequence[StartingPoint], sold: Catalogue) -> None:
    """A table of what each player may want, products by their names."""
    rows = [
        (
            point.player if at == 0 else "",
            sold.products[item.id].name if item.id in sold.products else item.id,
            item.reason,
        )
        for point in points
        for at, item in enumerate(point.items)
    ]
    shell.table(("player", "may want", "because"), rows)
    if any(point.missing for point in points):
        shell.warn(_MISSING)


def _say(shell: Shell, counts: Mapping[str, int], out: Path) -> None:
    shell.say(
        f"{counts['players']:,} players, {counts['ranked']:,} ranked for themselves, "
        f"the others by what is popular; written to {out}"
    )
    if counts["missing"]:
        shell.warn(_MISSING)


def _line(point: StartingPoint) -> dict[str, object]:
    line = msgspec.to_builtins(point)
    return {"player_id": line.pop("player"), **line}


def _seconds(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.replace(tzinfo=UTC).timestamp())


def _day(moment: int | None) -> str:
    return "" if moment is None else datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d")
