"""The shared parts of snapshots as bytes: named by what they hold, a catalogue in buckets.

A catalogue is a list of buckets, each named by its content, so that a new stock of one product
makes one new bucket and one new list. The name of the list is the name of the catalogue.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b, sha256
from typing import NamedTuple, TypeVar

import msgspec

from clew.hunts.snapshot import Book, Goods, Grounds, Offers, Snapshot
from clew.ready import ready
from clew.shop.model import Product

_T = TypeVar("_T")
_IN_A_BUCKET = 128
"""Products of a bucket, about: a list of a few hundred names for the largest shops."""
_MOST_BUCKETS = 512
_JSON = msgspec.json.Encoder(order="sorted")
_PRODUCTS = msgspec.json.Decoder(list[Product])


class _Whole(msgspec.Struct, frozen=True):
    version: int
    buckets: tuple[str, ...]


_WHOLE = msgspec.json.Decoder(_Whole)


class Part(NamedTuple):
    """A part as it is kept.

    Attributes:
        digest: its name.
        pieces: digest -> bytes of all that it consists of, the part itself among them.
    """

    digest: str
    pieces: Mapping[str, bytes]


class _Bucket(NamedTuple):
    products: Sequence[Product]
    digest: str
    content: bytes


def digest_of(content: bytes) -> str:
    """The name of a piece: SHA-256 of its bytes, in hex."""
    return sha256(content).hexdigest()


def part_of(whole: object) -> Part:
    """A part that is one piece."""
    content = whole if isinstance(whole, bytes) else _JSON.encode(whole)
    digest = digest_of(content)
    return Part(digest, {digest: content})


ready(Goods, Book, Offers, Grounds)


def read_part(content: bytes, of: type[_T]) -> _T:
    """A part from its bytes."""
    return msgspec.json.decode(content, type=of)


def snapshot_digest(snapshot: Snapshot) -> str:
    """The name of a snapshot: of all that the composer reads."""
    return digest_of(_JSON.encode(msgspec.structs.replace(snapshot, reasons={})))


class GoodsCutter:
    """Cuts catalogues into buckets; those that did not change are not encoded again."""

    def __init__(self) -> None:
        self._before: Mapping[int, _Bucket] = {}

    def cut(self, goods: Goods) -> Part:
        """The catalogue as a part."""
        count = _buckets(len(goods.products))
        found: dict[int, list[Product]] = {}
        for product in goods.products:
            found.setdefault(_bucket_of(product.id, count), []).append(product)
        before = self._before if len(self._before) == len(found) else {}
        buckets = {
            number: _bucketed(products, before.get(number))
            for number, products in sorted(found.items())
        }
        self._before = buckets
        digests = tuple(bucket.digest for bucket in buckets.values())
        whole = part_of(_Whole(goods.version, digests))
        pieces = {bucket.digest: bucket.content for bucket in buckets.values()}
        return Part(whole.digest, {**pieces, **whole.pieces})


def goods_of(content: bytes, buckets: Mapping[str, bytes]) -> Goods:
    """The catalogue from the bytes of its list and of its buckets, by digest."""
    whole = _WHOLE.decode(content)
    products = [
        product for digest in whole.buckets for product in _PRODUCTS.decode(buckets[digest])
    ]
    return Goods(whole.version, tuple(sorted(products, key=lambda one: one.id)))


def buckets_of(content: bytes) -> Sequence[str]:
    """The names of the buckets of a catalogue's list."""
    return _WHOLE.decode(content).buckets


def _buckets(products: int) -> int:
    count = 1
    while count * _IN_A_BUCKET < products and count < _MOST_BUCKETS:
        count *= 2
    return count


def _bucket_of(product: str, count: int) -> int:
    if count == 1:
        return 0
    digest = blake2b(product.encode("utf-8", "surrogatepass"), digest_size=4).digest()
    return int.from_bytes(digest, "big") % count


def _bucketed(products: Sequence[Product], before: _Bucket | None) -> _Bucket:
    if (
        before is not None
        and len(before.products) == len(products)
        # The catalogue keeps the object of what did not change.
        and all(one is other for one, other in zip(products, before.products, strict=True))
    ):
        return before
    content = _JSON.encode(products)
    return _Bucket(products, digest_of(content), content)
