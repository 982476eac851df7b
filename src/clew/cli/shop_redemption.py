"""`clew shop train-redemption`: who is likely to redeem what is offered."""

from __future__ import annotations

from pathlib import Path

import click

from clew.cli.shell import Shell, examples, json_option, pass_shell
from clew.shop.offers_file import read_offers, read_redemptions, read_scopes
from clew.wiring.house import House
from clew.wiring.redemption_models import Outcome, told

_FILE = click.Path(path_type=Path)


@click.command(
    "train-redemption",
    epilog=examples(
        "clew shop train-redemption --offers offers.csv --redemptions redemptions.csv",
        "clew shop train-redemption --offers o.csv --redemptions r.csv --scopes s.csv --promote",
    ),
)
@click.option("--offers", type=_FILE, required=True, metavar="FILE", help="Who was offered what.")
@click.option("--redemptions", type=_FILE, required=True, metavar="FILE", help="Who redeemed what.")
@click.option(
    "--scopes",
    type=_FILE,
    metavar="FILE",
    help="promotion_id,product_id: what each promotion is about (default: everything).",
)
@click.option("--promote", is_flag=True, help="Put it in force, if the rule allows.")
@json_option
@pass_shell
def train_redemption(
    shell: Shell,
    offers: Path,
    redemptions: Path,
    scopes: Path | None,
    promote: bool,  # noqa: FBT001
) -> None:
    """Learn who redeems: from past offers, judged on the later two fifths of them.

    Both files: player_id,promotion_id,time. The probabilities say who will redeem, not whom the
    offer moves: somebody may have bought anyway. With --promote the new version comes into force
    unless it foretells later offers worse than their rate alone, or than the version in force.
    """
    with shell.progress() as watch:

        async def work(house: House) -> Outcome:
            latest = int(house.clock.now().timestamp())
            return await house.redemption_training.run(
                read_offers(offers, latest=latest),
                read_redemptions(redemptions, latest=latest),
                {} if scopes is None else read_scopes(scopes),
                promote=promote,
                progress=watch,
            )

        outcome = shell.run(work)

    def human() -> None:
        trial = outcome.trial
        shell.say(
            f"{outcome.manifest.title}: learned from {trial.earlier:,} offers, judged on "
            f"{trial.later:,} later ones, of which {trial.redeemed:,} were redeemed"
        )
        shell.say(
            f"AUC {trial.auc:.3f} (past redemptions alone {trial.auc_of_share:.3f}); squared "
            f"error {trial.brier:.4f} (the rate alone {trial.brier_of_rate:.4f}); foretold and "
            f"came lie {trial.off:.1%} apart"
        )
        rows = [(part.rows, f"{part.foretold:.1%}", f"{part.came:.1%}") for part in trial.parts]
        shell.table(("offers#", "foretold#", "came#"), rows)
        for objection in outcome.objections:
            shell.warn(f"not promoted by rule: {objection}")
        shell.say("in force" if outcome.promoted else "kept; not in force")

    shell.show(told(outcome), human)
