"""Keys: what a text becomes in the exact and static tiers.

A key is SHA-256 over the UTF-8 of (normaliser version, campaign, key form), each part preceded by
its length in bytes as four big-endian bytes, so that no two triples share a preimage.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from hashlib import blake2b, sha256

from clew.text import NORMALISER, normalise

SPELLING_BYTES = 8
"""Bytes of a spelling's digest: it tells apart the few spellings under one key, nothing more."""


@lru_cache(maxsize=1_000)
def _campaign_prefix(campaign: str) -> bytes:
    return _prefixed(NORMALISER) + _prefixed(campaign)


def _prefixed(part: str) -> bytes:
    encoded = part.encode()
    return len(encoded).to_bytes(4, "big") + encoded


def key_of(campaign: str, key_form: str) -> bytes:
    """The 32-byte key of a text's key form in a campaign."""
    form = key_form.encode()
    return sha256(_campaign_prefix(campaign) + len(form).to_bytes(4, "big") + form).digest()


def spelling_of(spelling_form: str) -> bytes:
    """The digest by which spellings under one key are compared; 8 bytes of BLAKE2b."""
    return blake2b(spelling_form.encode(), digest_size=SPELLING_BYTES).digest()


def keys_of(campaign: str, texts: Iterable[str]) -> tuple[tuple[bytes, tuple[bytes, ...]], ...]:
    """Each key that the texts have, once, with the spelling digests under it; in order."""
    keys: dict[bytes, dict[bytes, None]] = {}
    for form in map(normalise, texts):
        keys.setdefault(key_of(campaign, form.key), {})[spelling_of(form.spelling)] = None
    return tuple((key, tuple(spellings)) for key, spellings in keys.items())
