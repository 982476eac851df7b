"""Promotions, their holds and their allocation over HTTP."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from served import Service, clew, counted, until

from clew.promotions.promotion_file import FIELDS

PROMOTIONS = "/v1/promotions"
TEA = {
    "promotion_id": "t-tea",
    "name": "A euro off tea",
    "kind": "fixed",
    "amount": "1.00",
    "currency": "EUR",
    "venues": ["demo-mall"],
    "start": "2026-01-01",
    "duration": "P1D",
    "timezone": "Europe/Paris",
    "rule": "FREQ=DAILY",
    "units": 2,
    "units_per_player": 1,
}
ADA = {"by": "ada", "why": "checked"}


@pytest.fixture(scope="module")
def key(service: Service, mall: Path) -> str:
    """An admin key."""
    assert service.process.poll() is None
    made: str = json.loads(clew(mall, "key", "create", "--scope", "admin", "--json").stdout)["key"]
    return made


class Desk:
    """Somebody of the shop, with a key."""

    def __init__(self, service: Service, key: str) -> None:
        self._service = service
        self._key = key

    def get(self, path: str) -> Any:
        told = self._service.ask("GET", PROMOTIONS + path, key=self._key)
        assert told.status == 200, told
        return told.json

    def post(self, path: str, body: Any, **headers: str) -> Any:
        told = self._service.ask("POST", PROMOTIONS + path, body, self._key, **headers)
        assert told.status == 200, told
        return told.json

    def refused(self, path: str, body: Any, **headers: str) -> tuple[int, str, str | None]:
        told = self._service.ask("POST", PROMOTIONS + path, body, self._key, **headers)
        return told.status, told.json["code"], told.json.get("reason")

    def in_force(self, **differs: Any) -> str:
        """A promotion that is live now; its id."""
        one = TEA | differs
        self.post("/import?by=ada", [one])
        id_ = str(one["promotion_id"])
        self.post(f"/{id_}/approve", ADA)
        assert self.post(f"/{id_}/schedule", ADA)["state"] == "live"
        return id_


@pytest.fixture
def desk(service: Service, key: str) -> Desk:
    return Desk(service, key)


def test_a_promotions_life(desk: Desk) -> None:
    """In from a file, approved, scheduled, paused and so on; the trail tells who, and why."""
    none_before = {"added": 1, "changed": 0, "unchanged": 0}
    assert desk.post("/import?by=bob", [TEA]) == none_before
    assert desk.post("/import?by=bob", [TEA])["unchanged"] == 1
    assert desk.refused("/t-tea/schedule", ADA) == (409, "promotion_state", None)
    for act, state in (
        ("approve", "approved"),
        ("schedule", "live"),
        ("pause", "paused"),
        ("resume", "live"),
        ("end", "ended"),
        ("archive", "archived"),
    ):
        assert desk.post(f"/t-tea/{act}", ADA)["state"] == state
    shown = desk.get("/t-tea")
    assert shown["promotion"]["value"] == {"kind": "fixed", "amount": 100}
    assert [one["after"] for one in shown["steps"]][:4] == [
        *("draft", "approved", "scheduled", "live")
    ]
    assert [one["who"] for one in shown["steps"]][:4] == ["bob", "ada", "ada", "clock"]
    assert shown["steps"][1]["why"] == "checked"


def test_the_same_file_as_rows(desk: Desk) -> None:
    """CSV is taken where the type says so, and says the same as JSON."""
    desk.post("/import?by=bob", [TEA | {"promotion_id": "t-rows"}])
    cells = {**TEA, "promotion_id": "t-rows", "venues": "demo-mall"}
    header = [field for field in FIELDS if field in cells]
    rows = f"{','.join(header)}\n{','.join(str(cells[field]) for field in header)}\n".encode()
    told = desk.post("/import?by=bob", rows, **{"content-type": "text/csv; charset=utf-8"})
    assert told == {"added": 0, "changed": 0, "unchanged": 1}


def test_pages(desk: Desk) -> None:
    """Promotions come by id and revision, a page at a time, and those of one state alone."""
    ids = [f"t-page{n}" for n in range(3)]
    desk.post("/import?by=bob", [TEA | {"promotion_id": id_} for id_ in ids])
    page = desk.get("?after=t-pag&limit=2")
    assert [one["promotion"]["id"] for one in page["promotions"]] == ids[:2]
    assert page["next"] == "t-page1/1"
    rest = desk.get(f"?after={page['next']}&limit=1&state=draft")
    assert [one["promotion"]["id"] for one in rest["promotions"]] == ids[2:]
    assert desk.get("?state=draft&after=zzz") == {"promotions": [], "next": None}
    odd = desk.get(f"?after=t-page1/{'9' * 40}&limit=1")
    assert odd["promotions"][0]["promotion"]["id"] == "t-page1"


REFUSED: dict[str, tuple[Any, str, int, str, str | None]] = {
    # what is wrong -> body, media type, status, code, field
    "no JSON": (b"[", "application/json", 422, "wrong_value", None),
    "nothing": ([], "application/json", 422, "empty_text", None),
    "no array": (TEA, "application/json", 422, "wrong_value", None),
    "a misspelt field": ([TEA | {"amont": 1}], "application/json", 422, "wrong_value", "[0].amont"),
    "less than nothing": (
        *([TEA | {"amount": "-1"}], "application/json", 422, "wrong_value", "[0].amount"),
    ),
    "no currency": (
        *([TEA | {"currency": "EURO"}], "application/json", 422, "currency_unknown"),
        "[0].currency",
    ),
    "no such venue": (
        *([TEA | {"venues": ["moon"]}], "application/json", 404, "venue_unknown", "[0].venues"),
    ),
    "never live": (
        [TEA | {"rule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}],
        *("application/json", 422, "schedule_refused", "[0].rule"),
    ),
    "in a circle": (
        [
            TEA | {"promotion_id": "t-a", "after": ["t-b"]},
            TEA | {"promotion_id": "t-b", "after": ["t-a"]},
        ],
        *("application/json", 422, "stacking_cycle", "[0].after"),
    ),
    "columns that are none": (b"id,price\n1,2\n", "text/csv", 422, "wrong_columns", None),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_file_that_cannot_be_taken(service: Service, key: str, what: str) -> None:
    """It is refused with its place, no file of the server's is named, and nothing is kept."""
    body, kind, status, code, field = REFUSED[what]
    before = service.ask("GET", f"{PROMOTIONS}?limit=1000", key=key).json
    told = service.ask("POST", f"{PROMOTIONS}/import?by=bob", body, key, **{"content-type": kind})
    assert (told.status, told.json["code"]) == (status, code)
    assert told.json.get("where", {}).get("field") == field
    assert b"/tmp" not in told.body
    assert service.ask("GET", f"{PROMOTIONS}?limit=1000", key=key).json == before


def test_a_months_calendar(desk: Desk) -> None:
    """Each promotion has its windows and days; a page at a time, of one venue if asked."""
    desk.post(
        "/import?by=bob",
        [TEA | {"promotion_id": f"t-may{n}", "rule": "FREQ=WEEKLY;BYDAY=SA"} for n in range(2)],
    )
    page = desk.get("/calendar?month=2027-05&venue=demo-mall&after=t-maw&limit=1")
    assert (page["month"], page["next"]) == ("2027-05", "t-may0/1")
    (row,) = page["promotions"]
    assert row["days"] == [f"2027-05-{day:02}" for day in (1, 8, 15, 22, 29)]
    assert row["windows"][0] == {"start": 1_809_122_400, "end": 1_809_208_800}
    assert row["state"] == "draft"
    follows = desk.get(f"/calendar?month=2027-05&after={page['next']}&limit=1")
    assert follows["promotions"][0]["promotion"] == "t-may1"


def test_a_state_that_is_none(service: Service, key: str) -> None:
    """An unknown state is refused under the name that it was asked by."""
    for path in ("", "/t-tea/holds"):
        told = service.ask("GET", f"{PROMOTIONS}{path}?state=lively", key=key)
        assert (told.status, told.json["where"]) == (422, {"field": "state"})


def test_what_no_calendar_has(service: Service, key: str) -> None:
    """A month or a venue that is none is refused."""
    for query, status, code in (
        ("month=2027-13", 422, "wrong_value"),
        ("venue=moon", 404, "venue_unknown"),
    ):
        told = service.ask("GET", f"{PROMOTIONS}/calendar?{query}", key=key)
        assert (told.status, told.json["code"]) == (status, code)


def test_a_holds_life(desk: Desk) -> None:
    """Taken once under its id, never beyond a bound, made firm or given back; listed by state."""
    holds = f"/{desk.in_force(promotion_id='t-held')}/holds"
    taken = desk.post(holds, {"id": "h1", "player": "ann", "money": 100})
    assert (taken["state"], taken["money"], taken["units"]) == ("held", 100, 1)
    assert desk.post(holds, {"id": "h1", "player": "ann", "money": 100}) == taken
    again = {"id": "h2", "player": "ann"}
    assert desk.refused(holds, again) == (409, "hold_refused", "units_of_player_spent")
    desk.post(holds, {"id": "h3", "player": "bob", "until": taken["expires"] + 60})
    last = {"id": "h4", "player": "cyd"}
    assert desk.refused(holds, last) == (409, "hold_refused", "units_spent")
    assert desk.get("/t-held")["spent"] == {"units": 2, "money": 100}
    page = desk.get(f"{holds}?limit=1")
    assert ([one["id"] for one in page["holds"]], page["next"]) == (["h1"], "h1")
    assert [one["id"] for one in desk.get(f"{holds}?after=h1")["holds"]] == ["h3"]
    assert desk.post(f"{holds}/h1/firm", None)["state"] == "firm"
    assert desk.refused(f"{holds}/h1/release", None) == (409, "hold_refused", "hold_firm")
    assert desk.post(f"{holds}/h3/release", None)["state"] == "released"
    assert desk.post(holds, last)["state"] == "held"
    assert [one["id"] for one in desk.get(f"{holds}?state=released")["holds"]] == ["h3"]


def test_refused_holds_are_counted(desk: Desk, service: Service) -> None:
    """What is not given is counted by its reason, over all workers, and never by player."""
    holds = f"/{desk.in_force(promotion_id='t-counted', money='0.00')}/holds"
    for number in range(6):
        wanted = {"id": f"c{number}", "player": "ann", "money": 1}
        assert desk.refused(holds, wanted) == (409, "hold_refused", "money_spent")
    until(lambda: counted(service)['clew_holds_refused_total{reason="money_spent"}'] == 6)


def test_a_hold_belongs_to_its_promotion(desk: Desk) -> None:
    """A hold is not found under another promotion, nor a promotion that is not there."""
    one, other = (desk.in_force(promotion_id=f"t-own{n}") for n in range(2))
    desk.post(f"/{one}/holds", {"id": "own", "player": "ann"})
    assert desk.refused(f"/{other}/holds/own/firm", None)[:2] == (404, "hold_unknown")
    assert desk.refused("/t-none/holds", {"id": "x", "player": "a"})[:2] == (
        *(404, "promotion_unknown"),
    )
    assert desk.refused(f"/{one}/holds", {"id": "", "player": "ann"})[:2] == (422, "wrong_value")


def test_a_hold_that_is_sent_again(desk: Desk) -> None:
    """Under its Idempotency-Key the first answer is told again, whatever came since."""
    holds = f"/{desk.in_force(promotion_id='t-again')}/holds"
    wanted, once = {"id": "a1", "player": "ann"}, {"Idempotency-Key": "till-9"}
    first = desk.post(holds, wanted, **once)
    desk.post(f"{holds}/a1/release", None)
    assert desk.post(holds, wanted, **once) == first


def test_an_act_that_is_sent_again(desk: Desk) -> None:
    """A file or an act is done once under its Idempotency-Key, and answered as before."""
    file, once = [TEA | {"promotion_id": "t-twice"}], {"Idempotency-Key": "desk-1"}
    assert desk.post("/import?by=bob", file, **once)["added"] == 1
    assert desk.post("/import?by=bob", file, **once)["added"] == 1
    approved = desk.post("/t-twice/approve", ADA, **once)
    assert desk.post("/t-twice/approve", ADA, **once) == approved
    other = {"by": "bob"}
    assert desk.refused("/t-twice/approve", other, **once)[:2] == (422, "attempt_differs")


def test_an_allocation(desk: Desk) -> None:
    """Before the first there is none; made over HTTP it is in force in every worker."""
    assert desk.get("/allocation") == {"allocation": None, "lapse": "allocation_missing"}
    desk.in_force(promotion_id="t-night")
    made = desk.post("/allocation", {"currency": "EUR", "turnout_percent": 30})
    assert made["allocation"]["number"] == 1
    for _ in range(4):
        stands = desk.get("/allocation")
        assert stands == {"allocation": made["allocation"], "lapse": None}


def test_an_allocation_that_cannot_be(desk: Desk) -> None:
    """Terms out of bounds and currencies that do not add up are refused."""
    assert desk.refused("/allocation", {"most": 0})[:2] == (422, "wrong_value")
    desk.in_force(promotion_id="t-dollars", currency="USD")
    assert desk.refused("/allocation", {})[:2] == (422, "currency_mixed")


def test_staff_only(service: Service) -> None:
    """Without an admin key nothing is told, and nothing is changed."""
    for method, path in (
        ("GET", ""),
        ("GET", "/t-tea"),
        ("GET", "/calendar"),
        ("GET", "/allocation"),
        ("GET", "/t-tea/holds"),
        ("POST", "/import?by=x"),
        ("POST", "/t-tea/end"),
        ("POST", "/t-tea/holds"),
        ("POST", "/allocation"),
    ):
        assert service.ask(method, PROMOTIONS + path).status == 401
