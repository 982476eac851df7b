"""Why the demo's players come to the mall, and what they buy on the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec


class Errand(msgspec.Struct, frozen=True):
    """A reason to come to the mall.

    Attributes:
        share: of the players who have it.
        buys: type -> the chance that it is bought on the way.
        days: between two times, on average; None for what happens once a year.
        on: the day of that once, `month-day`; empty otherwise.
        months: those in which it is three times as likely as in the others, 1 to 12; empty for no
            season.
    """

    name: str
    share: float
    buys: Mapping[str, float]
    days: int | None = None
    on: str = ""
    months: Sequence[int] = ()


ERRANDS = (
    Errand(
        "breakfast",
        0.34,
        {"bread": 0.9, "pastries": 0.45, "jam": 0.2, "coffee beans": 0.12},
        days=12,
    ),
    Errand(
        "coffee",
        0.32,
        {"coffee beans": 0.95, "pastries": 0.35, "chocolate bars": 0.15, "coffee makers": 0.02},
        days=11,
    ),
    Errand(
        "tea time",
        0.22,
        {
            "black tea": 0.5,
            "green tea": 0.35,
            "herbal infusions": 0.4,
            "pastries": 0.2,
            "mugs": 0.08,
            "teapots": 0.05,
        },
        days=24,
    ),
    Errand(
        "the market",
        0.36,
        {
            "fruit": 0.8,
            "vegetables": 0.85,
            "goat cheese": 0.15,
            "olive oil": 0.08,
            "nuts and dried fruit": 0.12,
        },
        days=12,
    ),
    Errand(
        "friends for drinks",
        0.34,
        {
            "hard cheese": 0.55,
            "soft cheese": 0.5,
            "goat cheese": 0.3,
            "red wine": 0.5,
            "white wine": 0.4,
            "sparkling drinks": 0.25,
            "nuts and dried fruit": 0.35,
            "bread": 0.3,
        },
        days=26,
    ),
    Errand(
        "the larder",
        0.36,
        {
            "pasta": 0.7,
            "pasta sauces": 0.65,
            "olive oil": 0.2,
            "cleaning products": 0.3,
            "jam": 0.15,
        },
        days=18,
    ),
    Errand(
        "cooking for fun",
        0.14,
        {"cookbooks": 0.5, "olive oil": 0.35, "pasta": 0.3, "bowls": 0.25, "coffee makers": 0.08},
        days=55,
    ),
    Errand(
        "a child's birthday",
        0.3,
        {
            "board games": 0.35,
            "card games": 0.2,
            "soft toys": 0.3,
            "wooden toys": 0.2,
            "jigsaw puzzles": 0.15,
            "picture books": 0.25,
            "wrapping paper": 0.6,
            "greeting cards": 0.5,
        },
        days=60,
    ),
    Errand(
        "something to read",
        0.32,
        {
            "novels": 0.55,
            "crime novels": 0.4,
            "herbal infusions": 0.2,
            "chocolate bars": 0.25,
            "scented candles": 0.06,
        },
        days=30,
    ),
    Errand(
        "the next volume",
        0.14,
        {"manga": 0.6, "comic albums": 0.5, "energy bars": 0.08},
        days=32,
    ),
    Errand(
        "knitting",
        0.13,
        {
            "knitting wool": 0.95,
            "knitting needles": 0.3,
            "buttons and ribbons": 0.3,
            "black tea": 0.15,
        },
        days=26,
        months=(10, 11, 12, 1, 2),
    ),
    Errand(
        "the mountains",
        0.2,
        {
            "energy bars": 0.6,
            "water bottles": 0.25,
            "rucksacks": 0.15,
            "socks": 0.35,
            "head torches": 0.15,
            "rain jackets": 0.15,
            "travel guides": 0.25,
        },
        days=45,
        months=(5, 6, 7, 8, 9),
    ),
    Errand(
        "the bicycle",
        0.17,
        {
            "bicycle lights": 0.4,
            "bicycle locks": 0.3,
            "bicycle helmets": 0.25,
            "energy bars": 0.35,
            "rain jackets": 0.12,
        },
        days=60,
        months=(3, 4, 5, 9, 10),
    ),
    Errand(
        "the cat",
        0.2,
        {"cat food": 0.95, "cat toys": 0.25},
        days=22,
    ),
    Errand(
        "the dog",
        0.15,
        {"dog food": 0.95, "leads and collars": 0.15},
        days=26,
    ),
    Errand(
        "the balcony",
        0.2,
        {"seeds": 0.6, "flower pots": 0.55, "house plants": 0.35, "hand tools": 0.1},
        days=45,
        months=(3, 4, 5, 6),
    ),
    Errand(
        "invited to dinner",
        0.3,
        {"bouquets": 0.6, "chocolate boxes": 0.5, "red wine": 0.25, "scented candles": 0.15},
        days=45,
    ),
    Errand(
        "an evening in the bath",
        0.2,
        {
            "bath salts": 0.45,
            "soap": 0.5,
            "scented candles": 0.4,
            "hand cream": 0.35,
            "herbal infusions": 0.1,
        },
        days=48,
        months=(11, 12, 1, 2),
    ),
    Errand(
        "a nicer home",
        0.24,
        {
            "cushions": 0.4,
            "throws": 0.3,
            "vases": 0.3,
            "scented candles": 0.25,
            "mugs": 0.25,
            "bowls": 0.2,
            "house plants": 0.15,
        },
        days=75,
    ),
    Errand(
        "doing it oneself",
        0.14,
        {"paint": 0.6, "hand tools": 0.6, "cleaning products": 0.2},
        days=70,
        months=(4, 5, 6, 9),
    ),
    Errand(
        "desk and school",
        0.25,
        {"notebooks": 0.7, "fountain pens": 0.25, "colouring pencils": 0.4, "chargers": 0.1},
        days=60,
        months=(8, 9, 1),
    ),
    Errand(
        "music",
        0.15,
        {
            "jazz records": 0.5,
            "rock and song records": 0.5,
            "record accessories": 0.3,
            "headphones": 0.08,
            "portable speakers": 0.06,
        },
        days=45,
    ),
    Errand(
        "a flat battery",
        0.2,
        {"chargers": 0.55, "headphones": 0.4, "portable speakers": 0.3},
        days=120,
    ),
    Errand(
        "cold days",
        0.3,
        {"jumpers": 0.3, "scarves": 0.4, "woolly hats": 0.35, "socks": 0.5, "hand cream": 0.25},
        days=70,
        months=(10, 11, 12, 1, 2),
    ),
    Errand(
        "a quiet winter",
        0.12,
        {"jigsaw puzzles": 0.6, "card games": 0.3, "black tea": 0.3, "throws": 0.1},
        days=60,
        months=(11, 12, 1, 2),
    ),
    Errand(
        "a night out",
        0.16,
        {"perfume": 0.5, "hand cream": 0.15, "soap": 0.15},
        days=90,
    ),
    Errand(
        "presents for the end of the year",
        0.75,
        {
            "chocolate boxes": 0.45,
            "wrapping paper": 0.55,
            "greeting cards": 0.3,
            "board games": 0.3,
            "novels": 0.25,
            "soft toys": 0.2,
            "perfume": 0.15,
            "scented candles": 0.2,
            "sparkling drinks": 0.3,
        },
        on="12-17",
    ),
    Errand(
        "mothers' day",
        0.45,
        {"bouquets": 0.6, "greeting cards": 0.5, "chocolate boxes": 0.35, "perfume": 0.2},
        on="05-27",
    ),
    Errand(
        "back to school",
        0.3,
        {
            "notebooks": 0.85,
            "colouring pencils": 0.5,
            "fountain pens": 0.25,
            "rucksacks": 0.2,
            "energy bars": 0.1,
        },
        on="08-29",
    ),
)
