"""`clew shop train` and `clew shop recommend`: what players are likely to want."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click
import msgspec

from clew.cli.shell import Shell, examples, json_option, pass_shell
from clew.durable import replacing
from clew.shop.model import Level, StartingPoint
from clew.shop.players_file import read_players
from clew.wiring.house import House
from clew.wiring.starting_models import Trial

_MOMENT = click.DateTime(formats=["%Y-%m-%d", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%SZ"])
WATCHED = 20
"""Players between two words of progress."""


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
    )
)
@click.option(
    "--players",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FILE",
    help="player_id and optionally lang, step_free.",
)
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
    required=True,
    metavar="FILE",
    help="Write a line of JSON a player there.",
)
@click.option("--as-of", type=_MOMENT, help="As if it were that time, UTC (default: now).")
@click.option("--new", "new_only", is_flag=True, help="Only what the player never bought.")
@json_option
@pass_shell
def recommend(
    shell: Shell,
    players: Path,
    level: str,
    k: int,
    out: Path,
    as_of: datetime | None,
    new_only: bool,  # noqa: FBT001
) -> None:
    """Suggest what each player is likely to want, with the reason in the player's language.

    Nothing out of stock. Where no model is in force, or a player is a stranger, what is popular,
    with `ranked: false`; `missing` names what could not be asked.
    """
    encoder = msgspec.json.Encoder()
    with shell.progress() as watch:

        async def work(house: House) -> dict[str, int]:
            house.hurried = False
            asked = read_players(players)
            ranked = missing = 0
            with replacing(out) as stream:
                for done, player in enumerate(asked, start=1):
                    point = await house.starting_points.of(
                        player.id,
                        level=Level(level),
                        k=k,
                        lang=player.lang,
                        as_of=_seconds(as_of),
                        new_only=new_only,
                    )
                    ranked += point.ranked
                    missing += bool(point.missing)
                    stream.write(encoder.encode(_line(point)) + b"\n")
                    if done % WATCHED == 0:
                        watch("suggesting", done, len(asked))
            return {"players": len(asked), "ranked": ranked, "missing": missing}

        counts = shell.run(work)

    def human() -> None:
        shell.say(
            f"{counts['players']:,} players, {counts['ranked']:,} ranked for themselves, "
            f"the others by what is popular; written to {out}"
        )
        if counts["missing"]:
            shell.warn(
                "something could not be asked; `clew model status` and `clew doctor` say why"
            )

    shell.show({**counts, "out": str(out)}, human)


def _line(point: StartingPoint) -> dict[str, object]:
    line = msgspec.to_builtins(point)
    return {"player_id": line.pop("player"), **line}


def _seconds(moment: datetime | None) -> int | None:
    return None if moment is None else int(moment.replace(tzinfo=UTC).timestamp())


def _day(moment: int | None) -> str:
    return "" if moment is None else datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d")
