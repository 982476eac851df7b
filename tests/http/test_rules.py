"""Rules over HTTP: looked over, compared, tried, put in force, taken back and asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from served import Service, clew, counted, serving, until

from clew.rules.model import ELIGIBILITY
from clew.testing.rule_tables import plain_facts

RULES = "/v1/rules"


@pytest.fixture(scope="module")
def ruled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Service, str]]:
    """Two workers over an empty home, and an admin key."""
    home = tmp_path_factory.mktemp("ruled") / "home"
    home.mkdir()
    (home / "clew.toml").write_text('vector_url = "none:"\n')
    with serving(home) as service:
        made = clew(home, "key", "create", "--scope", "admin", "--json").stdout
        yield service, json.loads(made)["key"]


class Staff:
    """Somebody who keeps the rules."""

    def __init__(self, service: Service, key: str) -> None:
        self._service = service
        self._key = key

    def get(self, path: str = "") -> Any:
        told = self._service.ask("GET", RULES + path, key=self._key)
        assert told.status == 200, told
        return told.json

    def post(self, path: str, body: Any, **headers: str) -> Any:
        told = self._service.ask("POST", RULES + path, body, self._key, **headers)
        assert told.status == 200, told
        return told.json

    def refused(self, path: str, body: Any) -> Any:
        told = self._service.ask("POST", RULES + path, body, self._key)
        assert told.status >= 400, told
        return told.json


@pytest.fixture
def staff(ruled: tuple[Service, str]) -> Staff:
    return Staff(*ruled)


def facts(**values: Any) -> Any:
    """Facts of a plain player and promotion, as JSON."""
    return msgspec.to_builtins(plain_facts(ELIGIBILITY, **values))


def narrowed(exported: Any, cell: str) -> Any:
    """A set with another cell in a row of its eligibility table."""
    whole = json.loads(json.dumps(exported))
    whole["tables"]["eligibility"]["nodes"][1]["content"]["rules"][2]["promotion.units_left"] = cell
    return whole


def test_the_life_of_a_rule_set(staff: Staff) -> None:
    """Exported, narrowed, looked over, compared, tried, activated, taken back; all of it told."""
    start = staff.get()["version"]
    exported = staff.get("/export?version=0")
    changed = narrowed(exported, "> 20")

    report = staff.post("/lint", changed)
    assert (report["sound"], report["counts"].keys()) == (True, {"note"})
    (told,) = staff.post("/diff?version=0", changed)["differences"]
    assert told["what"] == "row_changed"
    assert "promotion.units_left > 0 -> promotion.units_left > 20" in told["says"]

    cases = [
        {
            "player_id": player,
            "decision": "eligibility",
            "facts": facts(promotion__units_left=units),
            "cost": 250,
            "currency": "EUR",
        }
        for player, units in (("ann", 3), ("bob", 30))
    ]
    tried = staff.post("/dry-run?version=0", {"rules": changed, "facts": cases})
    assert [one["player_id"] for one in tried["lose"]] == ["ann"]
    assert tried["cost"] == {"EUR": -250}
    assert staff.get()["version"] == start

    active = staff.post("/activate", changed)
    assert active["change"]["version"] == active["version"] == start + 1
    assert staff.post("/activate", changed)["change"] is None
    assert staff.get("/export") == changed | {"name": active["report"]["name"]}
    back = staff.post("/rollback", {})
    assert (back["version"], back["what"]) == (start, "rollback")
    assert staff.post("/rollback", {"to": start + 1})["version"] == start + 1
    page = staff.get("/history?limit=2")
    assert [one["what"] for one in page["history"]] == ["rollback", "rollback"]
    assert staff.get(f"/history?below={page['next']}")["history"][0]["what"] == "activate"
    staff.post("/rollback", {"to": 0})


def test_a_verdict_names_its_version_and_row(staff: Staff) -> None:
    """A yes tells version, row and outputs; a no tells why."""
    left = facts(promotion__units_left=3)
    yes = staff.post("/ask", {"decision": "eligibility", "facts": left})
    in_force = staff.get()
    assert (yes["allow"], yes["why"], yes["outputs"]) == (True, "row", {})
    assert (yes["version"], yes["name"]) == (in_force["version"], in_force["name"])
    assert yes["row"]
    spent = facts(promotion__units_left=0)
    no = staff.post("/ask", {"decision": "eligibility", "facts": spent})
    assert (no["allow"], no["why"], no["row"], no["outputs"]) == (
        *(False, "nothing_fired", "", None),
    )


def test_what_cannot_be_asked(staff: Staff) -> None:
    """Facts that are not whole and typed are refused with their path, as is no decision of ours."""
    for spoilt, field in (
        ({"visits_30d": "3"}, "facts.player.visits_30d"),
        ({"visits_30d": -1}, "facts.player.visits_30d"),
        ({"visits_30d": None}, "facts.player.visits_30d"),
    ):
        told = facts()
        told["player"] |= spoilt
        refused = staff.refused("/ask", {"decision": "eligibility", "facts": told})
        assert (refused["status"], refused["where"]["field"]) == (422, field)
    missing = facts()
    del missing["player"]["known"]
    refused = staff.refused("/ask", {"decision": "eligibility", "facts": missing})
    assert refused["where"]["field"] == "facts.player.known"
    assert staff.refused("/ask", {"decision": "luck", "facts": {}})["where"]["field"] == "decision"


def test_a_set_with_faults(staff: Staff) -> None:
    """Lint finds them with their path; activating refuses each with it, and changes nothing."""
    before = staff.get()
    faulty = narrowed(staff.get("/export?version=0"), "> '10'")
    report = staff.post("/lint", faulty)
    assert not report["sound"]
    (fault,) = [one for one in report["findings"] if one["severity"] == "error"]
    assert fault["kind"] == "text_for_number"
    refused = staff.refused("/activate", faulty)
    assert (refused["status"], refused["code"]) == (422, "rules_refused")
    assert refused["where"]["field"] == fault["path"]
    for path, body in (("/diff", faulty), ("/dry-run", {"rules": faulty, "facts": [{}]})):
        assert staff.refused(path, body)["code"] == "rules_refused"
    assert staff.get() == before


def test_bodies_that_are_no_rule_set(staff: Staff) -> None:
    """What is no JSON or no set is a finding, or refused; nothing is read past a bound."""
    for body, kind in ((b"{", "wrong_format"), (b"[]", "wrong_format"), (b"", "wrong_format")):
        (fault,) = [
            one for one in staff.post("/lint", body)["findings"] if one["severity"] == "error"
        ]
        assert fault["kind"] == kind
        assert staff.refused("/activate", body)["code"] == "rules_refused"
        assert staff.refused("/dry-run", body)["status"] in {400, 422}
    large = b" " * 2_000_000
    for path in ("/lint", "/diff", "/activate"):
        assert staff.refused(path, large)["code"] == "body_too_large"


def test_facts_that_cannot_be_tried(staff: Staff) -> None:
    """A faulty case is named by its number, the first being 1."""
    rules = staff.get("/export?version=0")
    good = {"player_id": "ann", "decision": "eligibility", "facts": facts()}
    refused = staff.refused(
        "/dry-run", {"rules": rules, "facts": [good, good | {"decision": "luck"}]}
    )
    assert (refused["code"], refused["where"]) == ("wrong_value", {"line": 2})
    assert staff.refused("/dry-run", {"rules": rules})["where"]["field"] == "facts"


def test_versions_that_are_not_there(staff: Staff, ruled: tuple[Service, str]) -> None:
    """A version that never was is a 404, wherever it is named."""
    service, key = ruled
    assert service.ask("GET", f"{RULES}/export?version=999", key=key).status == 404
    assert staff.refused("/rollback", {"to": 999})["code"] == "rules_unknown"
    rules = staff.get("/export?version=0")
    assert staff.refused("/diff?version=999", rules)["status"] == 404


def test_an_activation_that_is_sent_again(staff: Staff) -> None:
    """Under its Idempotency-Key it is done once, and does not undo a roll-back that came since."""
    changed, once = narrowed(staff.get("/export?version=0"), "> 7"), {"Idempotency-Key": "r-1"}
    first = staff.post("/activate", changed, **once)
    staff.post("/rollback", {"to": 0})
    assert staff.post("/activate", changed, **once) == first
    assert staff.get()["version"] == 0


def test_what_the_rules_said_is_counted(staff: Staff, ruled: tuple[Service, str]) -> None:
    """Verdicts of all workers by decision and reason, trials left out, and who serves what."""
    service, _ = ruled
    exported = staff.get("/export?version=0")
    asked = {"decision": "promotion_choice", "facts": facts()}
    staff.post("/dry-run", {"rules": exported, "facts": [asked | {"player_id": "ann"}] * 5})
    for _ in range(3):
        assert staff.post("/ask", asked)["allow"]
    staff.post("/activate", narrowed(exported, "> 9"))
    version = staff.get()["version"]

    def told() -> bool:
        now = counted(service)
        said = now['clew_rule_verdicts_total{decision="promotion_choice",why="row"}']
        versions = {now[f'clew_rules_version{{worker="{n}"}}'] for n in range(2)}
        return (said, versions, now["clew_rules_unavailable"]) == (3, {version}, 0)

    until(told)
    staff.post("/rollback", {"to": 0})


def test_staff_only(ruled: tuple[Service, str]) -> None:
    """Without an admin key nothing is told, and nothing is changed."""
    service, _ = ruled
    for path in ("", "/history", "/export"):
        assert service.ask("GET", RULES + path).status == 401
    for path in ("/ask", "/lint", "/diff", "/dry-run", "/activate", "/rollback"):
        assert service.ask("POST", RULES + path, {}).status == 401
