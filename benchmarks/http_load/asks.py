"""What players send: requests made beforehand, each with what may be answered to it."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, Literal, NamedTuple

from clew.text import normalise
from http_load.homes import Home, Known
from many_clues import slipped

Kind = Literal["exact", "typo", "franglais", "unknown"]

UNKNOWN_SHARE = 0.016
"""Of what is asked, in a mix: typos, franglais and texts that no clue has, in equal shares."""
FRENCH = """sous derrière près dans avec la le rouge horloge escalier miroir café thé été fontaine
porte fenêtre forêt hiver livre fil aiguille où dort chante attend matin nuit troisième""".split()  # noqa: SIM905 - one can read it
FRAMES = ("où est {}", "c'est {}", "{} s'il vous plaît", "je cherche {}", "{} c'est où")
HTTP_OK = 200


class Ask(NamedTuple):
    """A request.

    Attributes:
        request: head and body, as they go over the wire.
        expected: how the body of the answer must begin; empty where more than one answer is right.
        zone: where a found answer must lead; empty where nothing may be found.
    """

    kind: Kind
    request: bytes
    expected: bytes
    zone: str


def exact(home: Home, count: int, seed: int) -> list[Ask]:
    """Asks of as many distinct clues, word for word, or of all that there are."""
    chance = random.Random(seed)
    some = chance.sample(home.clues, min(count, len(home.clues)))
    return [
        Ask("exact", request(home.campaign, clue.text), _found(clue), clue.zone) for clue in some
    ]


def unknown(home: Home, count: int, seed: int) -> list[Ask]:
    """Asks of distinct texts that no clue has, the three kinds by turns."""
    return list(islice(_unknown(home, seed), count))


def mixed(home: Home, count: int, distinct: int, seed: int) -> list[Ask]:
    """Asks as players send them; the exact ones of `distinct` clues."""
    chance = random.Random(seed)
    few = unknown(home, round(count * UNKNOWN_SHARE), seed)
    many = chance.choices(exact(home, distinct, seed), k=count - len(few))
    asks = [*few, *many]
    chance.shuffle(asks)
    return asks


def of_constant(asks: Sequence[Ask], answer: bytes) -> list[Ask]:
    """The same requests, for a server that has one answer."""
    return [ask._replace(expected=answer) for ask in asks]


def judged(ask: Ask, status: int, body: bytes) -> str:
    """What came of an ask: `tier outcome`, `refused STATUS`, or something that begins `wrong`."""
    if status != HTTP_OK:
        return f"refused {status}"
    if ask.expected:
        # Another tier's answer would begin alike; what decides here is where the player is sent.
        return "exact found" if body.startswith(ask.expected) else f"wrong {body[:200]!r}"
    answer = json.loads(body)
    if answer["outcome"] == "found" and answer["zone"] != ask.zone:
        return f"wrong {ask.kind} {body[:200]!r}"
    return f"{answer['tier']} {answer['outcome']}{' degraded' if answer['degraded'] else ''}"


def request(campaign: str, text: str) -> bytes:
    """`POST /v1/resolve`, as it goes over the wire."""
    body = json.dumps({"campaign": campaign, "text": text}, ensure_ascii=False).encode()
    head = (
        "POST /v1/resolve HTTP/1.1\r\nHost: clew\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _found(clue: Known) -> bytes:
    told: dict[str, Any] = {"query_id": None, "outcome": "found", "clue_id": clue.id}
    line = json.dumps(told | {"zone": clue.zone}, separators=(",", ":"), ensure_ascii=False)
    return line[:-1].encode() + b","


def _unknown(home: Home, seed: int) -> Iterator[Ask]:
    chance = random.Random(seed + 1)
    known = {normalise(clue.text).key for clue in home.clues}
    makers: tuple[tuple[Kind, Callable[[str, random.Random], str]], ...] = (
        ("typo", slipped),
        ("franglais", _franglais),
        ("unknown", _nonsense),
    )
    while True:
        for kind, maker in makers:
            clue = chance.choice(home.clues)
            text = maker(clue.text, chance)
            key = normalise(text).key
            if key in known:
                continue
            known.add(key)
            yield Ask(
                kind,
                request(home.campaign, text),
                b"",
                "" if kind == "unknown" else clue.zone,
            )


def _franglais(text: str, chance: random.Random) -> str:
    """The text in a French sentence; of a longer one a word is French too."""
    words = text.split()
    if len(words) > 4:  # noqa: PLR2004 - what is left must still tell the clue
        words[chance.randrange(len(words))] = chance.choice(FRENCH)
    return chance.choice(FRAMES).format(" ".join(words))


def _nonsense(_text: str, chance: random.Random) -> str:
    """Words that no clue has."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    return " ".join("".join(chance.choices(letters, k=chance.randint(4, 9))) for _ in range(4))
