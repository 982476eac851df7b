"""Products over HTTP: what the files say, one at a time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from served import Service, clew

PRODUCTS = "/v1/products"
TEA = {
    "name": "Green tea",
    "category": ["Food", "Drinks"],
    "price": 350,
    "currency": "EUR",
    "stock": 4,
    "attributes": {"name@fr": "Thé vert"},
}


@pytest.fixture(scope="module")
def key(service: Service, mall: Path) -> str:
    """An admin key."""
    assert service.process.poll() is None
    made: str = json.loads(clew(mall, "key", "create", "--scope", "admin", "--json").stdout)["key"]
    return made


def test_a_products_life(service: Service, key: str) -> None:
    """Put, seen, restocked, put again: each answer is what stands."""
    put = service.ask("PUT", f"{PRODUCTS}/t-tea", TEA, key)
    assert put.status == 200
    assert put.json["type"] == "Drinks"
    assert service.ask("GET", f"{PRODUCTS}/t-tea").json == put.json
    cheaper = service.ask("PATCH", f"{PRODUCTS}/t-tea", {"price": 280}, key)
    assert cheaper.json == put.json | {"price": 280}
    assert service.ask("PATCH", f"{PRODUCTS}/t-tea", {"stock": 0}, key).json["stock"] == 0
    assert service.ask("PUT", f"{PRODUCTS}/t-tea", TEA, key).json == put.json


def test_pages(service: Service, key: str) -> None:
    """Products come by id, a page at a time."""
    for n in range(3):
        assert service.ask("PUT", f"{PRODUCTS}/t-page{n}", TEA, key).status == 200
    page = service.ask("GET", f"{PRODUCTS}?after=t-pag&limit=2").json
    assert [one["id"] for one in page["products"]] == ["t-page0", "t-page1"]
    assert page["next"] == "t-page1"
    rest = service.ask("GET", f"{PRODUCTS}?after=t-page1").json
    assert rest["products"][0]["id"] == "t-page2"
    assert rest["next"] is None


def test_a_place(service: Service, key: str) -> None:
    """A product stands in the zone around its point."""
    at = service.resolve("la fontaine", context={"level": 0}).json
    place = {name: at[name] for name in ("venue", "level", "lat", "lon")}
    told = service.ask("PUT", f"{PRODUCTS}/t-placed", TEA | place, key)
    assert (told.status, told.json["zone"]) == (200, at["zone"])


REFUSED: dict[str, tuple[dict[str, Any], int, str, str | None]] = {
    # what is wrong -> what differs from the tea, status, code, field
    "no price": ({"price": 0}, 422, "wrong_value", "price"),
    "a price in words": ({"price": "3.50"}, 422, "wrong_value", "price"),
    "no currency of ours": ({"currency": "EURO"}, 422, "currency_unknown", None),
    "another currency": ({"currency": "USD"}, 422, "currency_mixed", None),
    "a loop": ({"category": ["A", "B", "a"]}, 422, "category_loop", "category"),
    "no category": ({"category": []}, 422, "empty_text", "category"),
    "an empty name": ({"name": " "}, 422, "empty_text", "name"),
    "less than none": ({"stock": -1}, 422, "wrong_value", "stock"),
    "half a place": ({"venue": "demo-mall"}, 422, "wrong_value", "level"),
    "no venue of ours": (
        {"venue": "moon", "level": 0, "lat": 1.0, "lon": 1.0},
        404,
        "venue_unknown",
        "venue",
    ),
    "an unknown field": ({"colour": "red"}, 422, "wrong_value", "colour"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_product_that_cannot_be_kept(service: Service, key: str, what: str) -> None:
    """It is refused with the field, and what stood before stands."""
    service.ask("PUT", f"{PRODUCTS}/t-kept", TEA, key)
    differs, status, code, field = REFUSED[what]
    told = service.ask("PUT", f"{PRODUCTS}/t-kept", TEA | differs, key)
    assert (told.status, told.json["code"]) == (status, code)
    assert told.json.get("where", {}).get("field") == field
    assert service.ask("GET", f"{PRODUCTS}/t-kept").json["price"] == 350


def test_what_is_not_there(service: Service, key: str) -> None:
    """An unknown product is a 404, and a write needs a key."""
    for method, body in (("GET", None), ("PATCH", {"stock": 1})):
        told = service.ask(method, f"{PRODUCTS}/t-nothing", body, key)
        assert (told.status, told.json["code"]) == (404, "product_unknown")
    assert service.ask("PUT", f"{PRODUCTS}/t-tea", TEA).status == 401
    assert service.ask("PUT", f"{PRODUCTS}/{'x' * 129}", TEA, key).status == 422


def test_what_an_article_costs_is_the_shops_own_business(service: Service, key: str) -> None:
    """The attribute `cost` is told to the admin key, and to nobody else: alone or on a page."""
    told = TEA | {"attributes": {"origin": "Japan", "cost": "1.20"}}
    put = service.ask("PUT", f"{PRODUCTS}/t-cost", told, key)
    assert put.json["attributes"] == told["attributes"]
    assert service.ask("GET", f"{PRODUCTS}/t-cost", key=key).json == put.json
    for seen in (
        service.ask("GET", f"{PRODUCTS}/t-cost").json,
        service.ask("GET", f"{PRODUCTS}?after=t-cos&limit=1").json["products"][0],
    ):
        assert seen["attributes"] == {"origin": "Japan"}
