"""Codes that hang at places: who types or scans one has stood there, or has had it from somebody.

A code is eight characters that are hard to mistake: seven of HMAC-SHA256 (RFC 2104) over campaign
and zone, keyed with a secret of the home, and one that checks them. There are 23^7 = 3.4 billion;
neither a hunt nor a snapshot holds one. A photographed code works from anywhere: it proves that
somebody was there, and no more.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

ALPHABET = "2346789CDFGHJKMNPRTVWXY"
"""No vowels, so that no code is a word; no Q, and of 0 O, 1 I L, 2 Z, 5 S, 8 B one each at most."""

LENGTH = 8
_PLACES = LENGTH - 1
_SIZE = len(ALPHABET)
_PURPOSE = b"clew scan code 1"


class ScanCodes:
    """The codes of a home; the same as long as its secret is."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def code(self, campaign: str, zone: str) -> str:
        """The code that hangs at a zone during a campaign, `XXXX-XXXX`."""
        told = f"{campaign}\x1f{zone}".encode()
        digest = hmac.new(self._secret, _PURPOSE + b"\x1f" + told, hashlib.sha256).digest()
        # 64 bits over 23^7 codes: none is likelier than another by more than one in a billion.
        number = int.from_bytes(digest[:8], "big")
        values = [number // _SIZE**place % _SIZE for place in range(_PLACES)]
        letters = "".join(ALPHABET[value] for value in (*values, _check(values)))
        return f"{letters[:4]}-{letters[4:]}"

    def zone_of(self, campaign: str, said: str, zones: Iterable[str]) -> str | None:
        """The zone among some that a code hangs at; None for what is no code of theirs."""
        read = read_code(said)
        if read is None:
            return None
        found = None
        for zone in zones:
            # Every zone is looked at, so that the time taken tells nothing.
            if hmac.compare_digest(self.code(campaign, zone), read):
                found = zone
        return found


def read_code(said: str) -> str | None:
    """What was typed or scanned as a code is written; None where it is none.

    Case, blanks and hyphens do not matter. The last character finds out any one that is wrong and
    any two that have changed places.
    """
    letters = "".join(said.upper().replace("-", " ").split())
    if len(letters) != LENGTH or any(letter not in ALPHABET for letter in letters):
        return None
    values = [ALPHABET.index(letter) for letter in letters]
    if _weighed(values) != 0:
        return None
    return f"{letters[:4]}-{letters[4:]}"


def _weighed(values: list[int]) -> int:
    """Weights 1 to 8 modulo a prime: distinct and never nought, so each fault changes the sum."""
    return sum(weight * value for weight, value in enumerate(values, start=1)) % _SIZE


def _check(values: list[int]) -> int:
    return -_weighed(values) * pow(LENGTH, -1, _SIZE) % _SIZE
