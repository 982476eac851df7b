"""The players that the demo makes up: why they come, how often, and what they like best."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from clew.demo.chance import Chance
from clew.demo.errands import Errand

HOW_MANY = 400
_FRENCH = 0.6
_STEP_FREE = 0.06
_LIVELIEST, _SLACKEST = 0.6, 2.2
"""How much shorter or longer than usual a player's pauses between errands are."""


class Player(msgspec.Struct, frozen=True):
    """Somebody who comes to the mall.

    Attributes:
        lang: `en` or `fr`; the language of searches.
        step_free: whether stairs are out of the question.
        pace: how many times longer than usual the pauses between errands are.
        errands: why they come; at least one.
    """

    id: str
    lang: str
    step_free: bool
    pace: float
    errands: Sequence[Errand]


def make_up(chance: Chance, errands: Sequence[Errand], how_many: int = HOW_MANY) -> list[Player]:
    """The players of a seed, by id."""
    return [_player(chance, f"demo-{number:03}", errands) for number in range(1, how_many + 1)]


def _player(chance: Chance, id_: str, errands: Sequence[Errand]) -> Player:
    own = [errand for errand in errands if chance.share(id_, "has", errand.name) < errand.share]
    return Player(
        id=id_,
        lang="fr" if chance.share(id_, "lang") < _FRENCH else "en",
        step_free=chance.share(id_, "steps") < _STEP_FREE,
        # Squared: a few come all the time, most of them now and then.
        pace=_LIVELIEST + (_SLACKEST - _LIVELIEST) * chance.share(id_, "pace") ** 0.5,
        errands=own or [chance.one_of(errands, id_, "at least")],
    )
