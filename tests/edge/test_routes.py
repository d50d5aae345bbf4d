"""Every route: declared once in the template and once in the code, and its good answer."""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import parse_qs, urlsplit

import pytest

from local.template import transform
from quickbooks_sync.edge.routes import ROUTES
from quickbooks_sync.model import CompanyId
from quickbooks_sync.state import work
from tests.edge.examples import CONTACT, RECORDS
from tests.edge.service import AFTER_CONNECT_URL, HOST, ROOT, SUPPORT, Service, person

V1 = "/v1/companies/{company}"
CALLBACK = "GET /v1/oauth/callback"
REGISTRATION = {"country": "US", "home_currency": "USD", "time_zone": "America/Los_Angeles"}


def test_the_template_and_the_code_have_the_same_routes() -> None:
    paths = transform(ROOT / "template.yaml")["Resources"]["HttpApi"]["Properties"]["Body"]["paths"]
    declared = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    assert declared == set(ROUTES)


@pytest.mark.parametrize(
    "route", ["GET /", "DELETE /v1/companies/{company}", "PATCH /v1/companies/{company}/settings", "$default"]
)
def test_an_unknown_route_or_method_is_not_found_in_json(service: Service, route: str) -> None:
    answer = service.call(route)
    assert (answer.status, answer.value) == (404, {"code": "not_found", "message": "no such route"})
    assert answer.headers["Content-Type"] == "application/json"


def test_a_company_is_registered_and_registered_again_without_losing_its_settings(service: Service) -> None:
    made = service.call(f"PUT {V1}", parts={"company": "new"}, body=REGISTRATION)
    service.call(
        f"PUT {V1}/settings", parts={"company": "new"}, claims=person(company="new"), body={"nightly": True}
    )
    again = service.call(f"PUT {V1}", parts={"company": "new"}, body={**REGISTRATION, "language": "es"})
    shown = service.call(f"GET {V1}", parts={"company": "new"})
    assert (made.status, again.status) == (200, 200)
    assert made.value["missing"] == ["connection"]
    assert shown.value == again.value
    assert shown.value["settings"] == {"sync_on_push": True, "nightly": True, "night_hour": 2}
    assert shown.value["language"] == "es"


def test_a_record_is_pushed_shown_and_listed(service: Service) -> None:
    pushed = service.push("contacts", "contact-1", CONTACT)
    shown = service.call(
        f"GET {V1}/records/{{entity}}/{{id}}", parts={"entity": "contacts", "id": "contact-1"}
    )
    listed = service.call(f"GET {V1}/records/{{entity}}", parts={"entity": "contacts"})
    assert (pushed.status, pushed.value) == (200, {"id": "contact-1", "version": 1, "result": "stored"})
    assert (shown.value["status"], shown.value["phase"]) == ("not_synced", "pending")
    assert listed.value == {"records": [shown.value], "cursor": None}


def test_a_company_connects_chooses_syncs_and_sees_its_books(service: Service) -> None:
    for entity, record in RECORDS.items():
        assert service.push(entity, f"{entity[:-1]}-1", record).value["result"] == "stored"
    started = service.call(f"POST {V1}/connection", claims=person())
    consent = service.world.oauth.consent(started.value["authorize_url"], service.world.realm)
    back = service.call(CALLBACK, claims=None, queryStringParameters=dict(consent))
    assert back.status == 302
    assert back.headers["Location"] == f"{AFTER_CONNECT_URL}?result=connected&company=acme"
    choices = service.call(f"GET {V1}/choices", claims=person()).value
    assert service.call(f"POST {V1}/choices/refresh", claims=person()).value == choices
    wanted = {name: options[0]["id"] for name, options in choices.items()}
    wanted["tax_code"] = next(each["id"] for each in choices["tax_code"] if each["name"] == "California")
    chosen = service.call(f"PUT {V1}/selections", claims=person(), body=wanted)
    assert (chosen.value["selections"], chosen.value["missing"]) == (wanted, [])
    run = service.call(f"POST {V1}/sync", claims=person())
    assert (run.status, run.value["state"], run.value["asked_by"]) == (202, "going", "owner-1")
    service.work()
    ended = service.call(f"GET {V1}/runs/{{run}}", parts={"run": run.value["id"]}).value
    assert ended["state"] == "ended"
    assert {entity: counts["synced"] for entity, counts in ended["counts"].items()} == dict.fromkeys(
        RECORDS, 1
    )
    (invoice,) = service.world.objects("Invoice")
    assert Decimal(str(invoice["TotalAmt"])) == 108
    connection = service.call(f"GET {V1}/connection", claims=person("member")).value
    assert connection["connection"]["state"] == "connected"


@pytest.mark.parametrize(
    ("path", "parts", "entities", "record"),
    [
        ("sync", {}, ["contacts", "products", "invoices", "payments"], None),
        ("sync/{entity}", {"entity": "products"}, ["products"], None),
        ("sync/{entity}", {"entity": "invoices"}, ["contacts", "products", "invoices"], None),
        ("sync/{entity}/{id}", {"entity": "contacts", "id": "contact-1"}, ["contacts"], "contacts/contact-1"),
    ],
)
def test_a_run_goes_over_what_the_path_names(
    ready: Service, path: str, parts: dict[str, str], entities: list[str], record: str | None
) -> None:
    ready.push("contacts", "contact-1", CONTACT)
    run = ready.call(f"POST {V1}/{path}", parts=parts, claims=person("admin"))
    assert (run.status, run.value["entities"], run.value["record"]) == (202, entities, record)


def test_a_sync_is_refused_naming_what_is_missing(service: Service) -> None:
    answer = service.call(f"POST {V1}/sync", claims=person())
    assert (answer.status, answer.value["code"], answer.value["missing"]) == (
        409,
        "not_ready",
        ["connection"],
    )
    service.world.connect()
    answer = service.call(f"POST {V1}/sync", claims=person())
    missing = ["tax_code", "tax_rate", "income_account", "expense_account"]
    assert (answer.status, answer.value["missing"]) == (409, missing)


@pytest.mark.parametrize("route", [f"GET {V1}/choices", f"POST {V1}/choices/refresh", f"PUT {V1}/selections"])
def test_there_are_no_choices_before_a_connection(service: Service, route: str) -> None:
    answer = service.call(route, claims=person(), body={})
    assert (answer.status, answer.value["missing"]) == (409, ["connection"])


def test_a_selection_that_is_not_offered_is_named_and_nothing_changes(ready: Service) -> None:
    before = ready.world.company().selections
    body = {"tax_code": "999", "income_account": ""}
    answer = ready.call(f"PUT {V1}/selections", claims=person(), body=body)
    assert (answer.status, answer.fields()) == (422, ["tax_code", "income_account"])
    assert [fault["value"] for fault in answer.value["faults"]] == ["999", ""]
    assert ready.world.company().selections == before


def test_problems_are_grouped_by_cause_with_their_remedies(ready: Service) -> None:
    for number in (1, 2):
        ready.push("contacts", f"contact-{number}", {**CONTACT, "display_name": f"A:{number}"})
    ready.work()
    (group,) = ready.call(f"GET {V1}/problems", claims=person("member")).value["problems"]
    assert group["code"] == "name_with_colon"
    assert {each["id"] for each in group["records"]} == {"contact-1", "contact-2"}
    assert all(each["remedy"] and each["field"] == "display_name" for each in group["records"])


def test_lists_go_on_by_cursor_and_may_be_cut_to_a_phase(ready: Service) -> None:
    ids = [f"contact-{number:03}" for number in range(120)]
    for start in (0, 60):
        records = [{**CONTACT, "id": each, "display_name": each} for each in ids[start : start + 60]]
        ready.push_many("contacts", {"records": records})
    listed: list[str] = []
    query = {"phase": "pending"}
    while True:
        page = ready.call(
            f"GET {V1}/records/{{entity}}", parts={"entity": "contacts"}, queryStringParameters=query
        ).value
        listed += [each["id"] for each in page["records"]]
        if page["cursor"] is None:
            break
        query["cursor"] = page["cursor"]
    assert sorted(listed) == ids
    none = ready.call(
        f"GET {V1}/records/{{entity}}",
        parts={"entity": "contacts"},
        queryStringParameters={"phase": "settled"},
    )
    assert none.value["records"] == []


@pytest.mark.parametrize(
    ("query", "field"),
    [({"phase": "lost"}, "phase"), ({"cursor": "x"}, "cursor"), ({"cursor": "[1]"}, "cursor")],
)
def test_a_list_that_there_is_not_is_refused(service: Service, query: dict[str, str], field: str) -> None:
    answer = service.call(
        f"GET {V1}/records/{{entity}}", parts={"entity": "contacts"}, queryStringParameters=query
    )
    assert (answer.status, answer.fields()) == (422, [field])
    assert answer.value["faults"][0]["value"] == query[field]


def test_support_lists_and_replays_what_is_stuck(service: Service) -> None:
    service.world.queues.send("contacts", "not json")
    for _ in range(7):
        service.work()
        service.world.clock.sleep(300)
    listed = service.call("GET /v1/support/dead-letters", claims=SUPPORT).value
    assert listed["in_queues"] == {"contacts": 1, "products": 0, "invoices": 0, "payments": 0}
    (letter,) = listed["dead_letters"]
    assert (letter["kind"], letter["entity"], letter["attempts"]) == ("message", "contacts", 6)
    assert (letter["code"], letter["age_s"]) == ("message_without_company", 2100)
    body = {"reason": "a deployment was rolled back"}
    replayed = service.call("POST /v1/support/dead-letters/replay", claims=SUPPORT, body=body)
    assert (replayed.status, replayed.value["sent"]["contacts"]) == (200, 1)
    after = service.call("GET /v1/support/dead-letters", claims=SUPPORT).value
    assert (after["in_queues"]["contacts"], after["dead_letters"]) == (0, [])
    (act,) = service.call("GET /v1/support/audits", claims=SUPPORT).value["audits"]
    assert (act["who"], act["why"]) == (SUPPORT["sub"], "a deployment was rolled back")
    assert act["done"] == {"messages": 1, "companies": 0, "records": 0}


def test_a_message_that_gets_through_in_its_last_try_leaves_no_reason(ready: Service) -> None:
    ready.push("contacts", "contact-1", CONTACT)
    assert ready.drain("contacts", '{"company": "acme"}', received=6) == []
    assert ready.call("GET /v1/support/dead-letters", claims=SUPPORT).value["dead_letters"] == []


def test_reasons_are_told_in_the_language_of_the_reader(service: Service) -> None:
    service.drain("contacts", "not json", received=6)
    listed = service.call("GET /v1/support/dead-letters", claims=SUPPORT, headers={"accept-language": "sv"})
    assert "meddelande" in listed.value["dead_letters"][0]["cause"]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"company": "a#b"}, "company"),
        ({"entity": "estimates"}, "entity"),
        ({"problem": "bad_weather"}, "problem"),
        ({"older_than": "P1D"}, "older_than"),
        ({"older_than": "2"}, "older_than"),
        ({"cursor": "x"}, "cursor"),
    ],
)
def test_what_is_wrong_with_a_filter_is_named(service: Service, query: dict[str, str], field: str) -> None:
    answer = service.call("GET /v1/support/dead-letters", claims=SUPPORT, queryStringParameters=query)
    assert (answer.status, answer.fields()) == (422, [field])
    assert answer.value["faults"][0]["value"] == query[field]


def test_support_lists_companies_by_what_stops_them(service: Service) -> None:
    company = CompanyId("acme")
    work.park(service.world.store, company, reason="books never read", at=service.world.clock.now())
    query = {"state": "parked"}
    listed = service.call("GET /v1/support/companies", claims=SUPPORT, queryStringParameters=query).value
    (shown,) = listed["companies"]
    assert (shown["id"], shown["parked"]) == ("acme", "books never read")
    wrong = service.call(
        "GET /v1/support/companies", claims=SUPPORT, queryStringParameters={"state": "tired"}
    )
    assert (wrong.status, wrong.fields()) == (422, ["state"])


def test_the_history_of_a_record_is_shown_and_that_of_none_is_not_found(ready: Service) -> None:
    route = f"GET {V1}/records/{{entity}}/{{id}}/history"
    ready.push("contacts", "contact-1", CONTACT)
    ready.work()
    shown = ready.call(route, parts={"entity": "contacts", "id": "contact-1"}, claims=person("member"))
    assert [each["result"] for each in shown.value["history"]] == ["synced"]
    nothing = ready.call(route, parts={"entity": "contacts", "id": "contact-2"}, claims=person("member"))
    assert nothing.status == 404


def test_a_replay_for_a_company_that_does_not_exist_says_so_and_is_not_kept(service: Service) -> None:
    body = {"reason": "a typing error", "company": "acmee"}
    answer = service.call("POST /v1/support/dead-letters/replay", claims=SUPPORT, body=body)
    assert (answer.status, answer.value["code"]) == (404, "not_found")
    assert service.call("GET /v1/support/audits", claims=SUPPORT).value["audits"] == []


@pytest.mark.parametrize("route", ROUTES)
def test_no_answer_is_kept_by_a_cache(service: Service, route: str) -> None:
    parts = {"entity": "contacts", "id": "contact-1", "run": "none", "removal": "void"}
    for claims in (None, HOST, person(), SUPPORT):
        answer = service.call(route, parts=parts, claims=claims, body="{")
        assert answer.headers["Cache-Control"] == "no-cache, no-store"


def test_an_authorize_url_leads_back_to_our_callback(service: Service) -> None:
    started = service.call(f"POST {V1}/connection", claims=person())
    query = parse_qs(urlsplit(started.value["authorize_url"]).query)
    assert query["redirect_uri"] == ["https://api.example.test/v1/oauth/callback"]
