"""Why something is suggested, in words: what contributed most to its score, and nothing else.

French sets names in guillemets and speaks of them with "en", which fits every gender and number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise
from types import MappingProxyType

from clew.shop.affinity import strongest_neighbour
from clew.shop.ground import Ground
from clew.shop.held import Lines
from clew.shop.model import EventKind, Level
from clew.shop.rank import Cause, Pick, Seen
from clew.shop.weights import Ints

OTHER_LANGUAGE = "en"
"""What is spoken where a language has no words here."""
OFTEN = 3
"""From so many days on which something was bought there is a habit to speak of."""
LAPSED = 3
"""A habit of which so many intervals were left out is none any more."""

_WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": {
            "every": "You buy {thing} about every {interval}",
            "often": "You buy {thing} now and then",
            "before": "You bought {thing} before",
            "others": "People who buy {other} often buy {thing}",
            "view": "You looked at {thing} lately",
            "search": "You searched for “{text}” lately",
            "solve": "You met {thing} in a hunt lately",
            "popular": "Popular this month",
            "there": "In the shop now",
            "day": "day",
            "days": "{days} days",
            "week": "week",
            "2 weeks": "two weeks",
            "3 weeks": "three weeks",
            "month": "month",
            "2 months": "two months",
            "3 months": "three months",
        },
        "fr": {
            "every": "{thing} : vous en achetez environ {interval}",
            "often": "{thing} : vous en achetez de temps en temps",
            "before": "{thing} : vous en avez déjà acheté",
            "others": "Qui achète {other} achète souvent {thing}",
            "view": "Vous avez regardé {thing} récemment",
            "search": "Vous avez cherché « {text} » récemment",
            "solve": "Vous avez vu {thing} dans une chasse récemment",
            "popular": "Populaire ce mois-ci",
            "there": "En ce moment au magasin",
            "day": "tous les jours",
            "days": "tous les {days} jours",
            "week": "toutes les semaines",
            "2 weeks": "toutes les deux semaines",
            "3 weeks": "toutes les trois semaines",
            "month": "tous les mois",
            "2 months": "tous les deux mois",
            "3 months": "tous les trois mois",
        },
    }
)
_INTERVALS = (
    # up to so many days -> what it is called
    (1, "day"),
    (5, "days"),
    (9, "week"),
    (17, "2 weeks"),
    (24, "3 weeks"),
    (40, "month"),
    (75, "2 months"),
    (105, "3 months"),
)


class Reasons:
    """Finds the words for picks of one player, in a language; English where there is none in it.

    `lines` and `seen` are what they were picked by, `level` of what they are.
    """

    def __init__(self, ground: Ground, lines: Lines, seen: Seen, level: Level, lang: str) -> None:
        self._ground, self._lines, self._seen, self._level = ground, lines, seen, level
        self._spoken = lang.split("-", maxsplit=1)[0].casefold()
        self._words = _WORDS.get(self._spoken, _WORDS[OTHER_LANGUAGE])
        self._bought: dict[Level, Mapping[int, list[int]]] = {}
        self._said: dict[tuple[Cause, Level, int], str] = {}

    def of(self, pick: Pick) -> str:
        """The sentence for one pick."""
        about = pick.about
        things = self._ground.shelf.kind_of[about]
        thing = pick.place if self._level is about else int(things[pick.place])
        key = pick.cause, about, thing
        if key not in self._said:
            # Many products of one type are wanted for one reason.
            self._said[key] = self._say(*key)
        return self._said[key]

    def _say(self, cause: Cause, about: Level, thing: int) -> str:
        words = self._words
        if cause is Cause.OWN:
            return self._habit(about, thing)
        if cause is Cause.OTHERS:
            other = self._led_by(about, thing)
            if other is not None:
                return words["others"].format(
                    thing=self._named(about, thing), other=self._named(about, other)
                )
        if cause is Cause.SESSION:
            things = self._ground.shelf.kind_of[about]
            return _session(words, self._seen, things, thing, self._named(about, thing))
        return words["there" if cause is Cause.THERE else "popular"]

    def _habit(self, about: Level, thing: int) -> str:
        if about not in self._bought:
            things = self._ground.shelf.kind_of[about][self._lines.product]
            self._bought[about] = _days_of(things, self._lines.day)
        key, days = habit(self._bought[about][thing])
        name, words = self._named(about, thing), self._words
        if key in {"often", "before"}:
            return words[key].format(thing=name)
        return words["every"].format(thing=name, interval=words[key].format(days=days))

    def _led_by(self, about: Level, thing: int) -> int | None:
        learned = self._ground.kinds[about].neighbours
        return strongest_neighbour(self._seen.held[about], learned, thing)

    def _named(self, level: Level, thing: int) -> str:
        return _named(self._ground, level, thing, self._spoken)


def habit(days: Iterable[int]) -> tuple[str, int]:
    """What may be said of purchases that many whole days ago: a key of the words, and the interval.

    An interval is told where most gaps are near the usual one and it has not lapsed.
    """
    dates = sorted(set(days))
    if len(dates) < OFTEN:
        return "before", 0
    gaps = [later - sooner for sooner, later in pairwise(dates)]
    usual = sorted(gaps)[len(gaps) // 2]
    if dates[0] > LAPSED * usual:
        return "before", 0
    near = sum(abs(gap - usual) * 2 <= usual for gap in gaps)
    if near * 2 < len(gaps):
        return "often", 0
    return next((key for most, key in _INTERVALS if usual <= most), "often"), usual


def _days_of(things: Ints, days: Ints) -> Mapping[int, list[int]]:
    """Thing -> how many days ago each of its lines was bought."""
    found = defaultdict(list)
    for thing, day in zip(things.tolist(), days.tolist(), strict=True):
        found[thing].append(day)
    return found


def _session(words: Mapping[str, str], seen: Seen, things: Ints, thing: int, name: str) -> str:
    about = [one for one in seen.done if (things[one.products] == thing).any()]
    most = max(about, key=lambda one: one.weight)
    if most.kind is EventKind.SEARCH:
        return words["search"].format(text=most.text)
    return words[most.kind].format(thing=name)


def _named(ground: Ground, level: Level, thing: int, spoken: str) -> str:
    product = ground.shelf.products[ground.shelf.first_of[level][thing]]
    if level is Level.PRODUCT:
        name = product.text("name", spoken)
    elif level is Level.TYPE:
        name = _within_a_sentence(product.text("type", spoken))
    else:
        last = product.attributes.get(f"category@{spoken}", "").split(">")[-1].strip()
        name = _within_a_sentence(last or product.category[-1])
    return f"« {name} »" if spoken == "fr" else name


def _within_a_sentence(name: str) -> str:
    """A kind's name, its first letter small where the word is not all in capitals."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name
