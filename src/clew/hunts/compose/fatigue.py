"""Whether the player has had enough for now, by the rules."""

from __future__ import annotations

from clew.errors import Code
from clew.hunts.compose.scene import NoHunt, Scene
from clew.rules.model import FATIGUE, FatigueFacts


def check_fatigue(scene: Scene) -> None:
    """Raises `NoHunt` where the player has had enough, or the rules say nothing about it."""
    player = scene.snapshot.facts
    facts = FatigueFacts(player, scene.moment)
    (verdict,) = scene.ask("fatigue", FATIGUE, [facts], [("rule", "")])
    caps = verdict.outputs
    if caps is None:
        raise NoHunt(
            Code.RULES_ALLOW_NOTHING,
            "no row of the rules' table fatigue is met: give it one that holds for everybody",
        )
    if player.hunts_today >= caps.hunts_per_day:
        raise NoHunt(
            Code.HUNTS_ENOUGH,
            f"{player.hunts_today} hunts today, and the rules ({verdict.row}) allow "
            f"{caps.hunts_per_day} a day",
        )
    if player.rewards_7d >= caps.rewards_per_week:
        raise NoHunt(
            Code.HUNTS_ENOUGH,
            f"{player.rewards_7d} rewards within seven days, and the rules ({verdict.row}) allow "
            f"{caps.rewards_per_week}",
        )
