"""Made-up rule sets for hunts: of each decision one of a few tables, thresholds by chance."""

from __future__ import annotations

from random import Random
from typing import Any

from clew.testing.rule_tables import set_of, table_of


def made_rules(rng: Random) -> dict[str, Any]:
    """A sound set of documents, table by table; now and then one that allows nothing."""
    return dict(
        set_of(
            usable=_usable(rng),
            eligibility=_eligibility(rng),
            promotion_choice=_choice(rng),
            puzzle_kind=_kinds(rng),
            hunt_shape=_shape(rng),
            fatigue=_fatigue(rng),
            bundle=_bundle(rng),
        ).tables
    )


def _usable(rng: Random) -> Any:
    reach = "not (player.step_free) or subject.kind != 'zone' or subject.step_free"
    return rng.choices(
        (
            table_of(
                ["subject.tags", "?"], [], ["not ('no-hunt' in $) and not ('adult' in $)", reach]
            ),
            table_of(["subject.kind"], [], [""]),
            table_of(
                ["subject.kind", "subject.category"],
                [],
                ["'product', 'category'", f"not in ['{rng.choice(_CATEGORIES)}']"],
                ["'zone'", ""],
            ),
            table_of(
                ["subject.kind", "subject.level"],
                [],
                ["'product', 'category'", ""],
                ["'zone'", f">= {rng.choice((0, 0, 1))}"],
            ),
            table_of(["subject.brand"], [], [f"!= '{rng.choice(('Quince', 'Lumen', 'Pelote'))}'"]),
            table_of(["subject.kind"], [], ["'zone'"]),  # no product may be used
        ),
        (40, 20, 15, 10, 12, 3),
    )[0]


_CATEGORIES = ("Food > Tea", "Toys > Games", "Garden > Tools", "Books > Novels", "Home > Linen")


def _eligibility(rng: Random) -> Any:
    return rng.choices(
        (
            table_of(["promotion.units_left"], [], ["> 0"]),
            table_of(
                ["promotion.kind", "?"],
                [],
                ["'early_access'", "'member' in player.segments or player.hunts_solved >= 3"],
                ["!= 'early_access'", ""],
            ),
            table_of(
                ["promotion.margin_known", "promotion.margin"],
                [],
                ["true", f">= {rng.randint(-20, 40)}"],
                ["false", ""],
            ),
            table_of(
                ["promotion.tags", "player.segments"],
                [],
                ["'vip' in $", "'vip' in $"],
                ["not ('vip' in $)", ""],
            ),
            table_of(["moment.weekday"], [], ["'mon', 'tue', 'wed', 'thu', 'fri'"]),
            table_of(["promotion.id"], [], ["'no such promotion'"]),  # nothing is allowed
        ),
        (30, 25, 20, 12, 10, 3),
    )[0]


def _choice(rng: Random) -> Any:
    low, high = sorted(rng.sample(range(10, 900), 2))
    return rng.choice(
        (
            table_of(
                ["promotion.fit"],
                ["weight"],
                [f">= {high}", "800"],
                [f"[{low}..{high})", "300"],
                [f"< {low}", "50"],
            ),
            table_of(
                ["promotion.kind"],
                ["weight"],
                ["'percent', 'fixed'", "500"],
                ["not in ['percent', 'fixed']", "100"],
            ),
            table_of(["promotion.value"], ["weight"], ["> 500", "200"], ["<= 500", "400"]),
        )
    )


def _kinds(rng: Random) -> Any:
    w = [str(rng.randint(1, 1_000)) for _ in range(4)]
    few = ", ".join(
        f"'{one}'" for one in rng.sample(("anagram", "caesar", "price_ladder", "nearest_place"), 2)
    )
    return rng.choice(
        (
            table_of(
                ["puzzle.difficulty", "player.hunts_solved"],
                ["weight"],
                ["<= 2", "", w[0]],
                ["3", ">= 1", w[1]],
                [">= 4", ">= 5", w[2]],
            ),
            table_of(
                ["puzzle.about"],
                ["weight"],
                ["'product'", w[0]],
                ["'place'", w[1]],
                ["'challenge'", w[2]],
            ),
            table_of(["puzzle.kind"], ["weight"], [few, w[0]], [f"not in [{few}]", w[1]]),
            table_of(["puzzle.needs_typing"], ["weight"], ["true", w[0]], ["false", w[1]]),
            table_of(
                ["puzzle.needs_sight", "puzzle.kind"],
                ["weight"],
                ["false", f"not in [{few}]", w[0]],
            ),
        )
    )


def _shape(rng: Random) -> Any:
    cut = rng.randint(1, 12)

    def gives() -> list[str]:
        return [str(rng.choice((2, 3, 3, 4, 4, 5, 6, 8, 10))), str(rng.randint(1, 5))]

    return rng.choice(
        (
            table_of(
                ["player.hunts_solved"],
                ["steps", "difficulty"],
                [f"< {cut}", *gives()],
                [f">= {cut}", *gives()],
            ),
            table_of(
                ["player.known"], ["steps", "difficulty"], ["true", *gives()], ["false", *gives()]
            ),
            table_of(
                ["means.products"], ["steps", "difficulty"], ["< 20", *gives()], [">= 20", *gives()]
            ),
        )
    )


def _fatigue(rng: Random) -> Any:
    return rng.choice(
        (
            table_of(
                ["player.known"],
                ["hunts_per_day", "rewards_per_week"],
                ["false", "2", "2"],
                ["true", str(rng.randint(1, 5)), str(rng.randint(1, 20))],
            ),
            table_of(
                ["player.hunts_7d"], ["hunts_per_day", "rewards_per_week"], ["", "100", "1000"]
            ),
        )
    )


def _bundle(rng: Random) -> Any:
    stock = "first.stock > 0 and second.stock > 0 and first.currency == second.currency"
    return rng.choice(
        (
            table_of(
                ["pair.together", "pair.npmi", "?"],
                ["weight"],
                [f">= {rng.randint(1, 50)}", f">= {rng.randint(0, 500)}", stock, "300"],
            ),
            table_of(
                ["pair.same_category", "pair.margin_known", "pair.margin"],
                ["weight"],
                ["false", "true", ">= 0", "200"],
                ["false", "false", "", "100"],
            ),
        )
    )
