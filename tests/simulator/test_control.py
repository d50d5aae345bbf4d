"""The control API: see what a realm holds and received, and do what its user could do in QuickBooks."""

from __future__ import annotations

from decimal import Decimal

import pytest

from simulator import FIRST_REALM, Request
from simulator.controls.api import Control
from tests.simulator.books import Books, Json, code, control, done, sale


def test_totals_are_the_money_of_the_company(books: Books) -> None:
    customer = books.customer()
    tax = {"TxnTaxCodeRef": {"value": "2"}}
    invoice = books.invoice(customer, sale(books.item(), "100", code="TAX"), TxnTaxDetail=tax)
    books.payment(customer, "70", (invoice["Id"], "60"))
    books.write("CreditMemo", {"CustomerRef": {"value": customer}, "Line": [sale(books.item("More"), "3")]})
    totals = done(books, "GET", "totals")
    assert totals.pop("count")["Invoice"] == 1
    assert totals == {
        "invoices": 108, "tax": 8, "open": 48, "payments": 70, "unapplied": 10, "receivable": 35,
        "credit_memos": 3, "remaining_credits": 3, "sales_receipts": 0, "refund_receipts": 0,
        "deposits": 0, "undeposited": 70,
    }  # fmt: skip


def test_the_state_shows_every_object_or_those_of_one_entity(books: Books) -> None:
    books.customer("Amy")
    assert len(done(books, "GET", "state")["Account"]) == 89
    assert [
        row["DisplayName"] for row in done(books, "GET", "state", query="entity=Customer")["Customer"]
    ] == ["Amy"]


def test_counters_and_journal_show_what_was_received(books: Books) -> None:
    books.customer("Amy")
    books.post("customer", {"DisplayName": "Amy"})
    counters = done(books, "GET", "counters")
    assert counters == {
        "calls": {"create": 2}, "statuses": {"200": 1, "400": 1}, "core": 1, "core_plus": 0, "throttled": {},
        "month": {"month": "2026-04", "used": 0, "budget": None, "refused": 0},
    }  # fmt: skip
    newest = done(books, "GET", "journal", query="limit=1")["exchanges"]
    assert [(one["method"], one["path"], one["status"]) for one in newest] == [
        ("POST", f"/v3/company/{FIRST_REALM}/customer", 400)
    ]
    assert newest[0]["request_body"] == '{"DisplayName": "Amy"}'
    assert newest[0]["request_headers"]["authorization"] == f"Bearer {books.token}"
    assert newest[0]["response_headers"]["intuit_tid"]
    assert "6240" in newest[0]["response_body"]


def test_the_journal_is_read_on_from_a_number_by_realm_and_by_path(books: Books) -> None:
    done(books, "POST", "realms", {"realm": "77"})
    books.customer("Amy")
    books.find("Customer")
    books.simulator.answer(Request("GET", "/v3/company/77/preferences"))
    books.send("POST", "query", body=b"\xff", headers={"content-type": "application/text"})
    whole = done(books, "GET", "journal")
    assert [one["seq"] for one in whole["exchanges"]] == [1, 2, 3, 4]
    assert whole["last_seq"] == 4
    assert whole["exchanges"][1]["path"].endswith("/query?query=select+%2A+from+Customer+")
    bytes_sent = whole["exchanges"][3]
    assert (bytes_sent["request_body"], bytes_sent["request_body_base64"]) == (None, "/w==")
    later = done(books, "GET", "journal", query="since=1&limit=2")["exchanges"]
    assert [one["seq"] for one in later] == [2, 3]
    other = done(books, "GET", "journal", query="realm=77")["exchanges"]
    assert [(one["seq"], one["status"]) for one in other] == [(3, 401)]
    queries = done(books, "GET", "journal", query="path=/query&limit=1")["exchanges"]
    assert [one["seq"] for one in queries] == [4]
    assert done(books, "GET", "journal", query="since=4")["exchanges"] == []


def test_the_journal_holds_the_newest_only_and_keeps_their_numbers() -> None:
    books = Books(journal_entries=2)
    for name in "ABC":
        books.customer(name)
    kept = [one["seq"] for one in done(books, "GET", "journal", query="since=0")["exchanges"]]
    assert kept == [2, 3]


def test_the_routes_are_listed_as_json_or_as_a_page(books: Books) -> None:
    listed = done(books, "GET", "")["routes"]
    assert {"method", "path", "does"} == set(listed[0])
    browser = Request("GET", "/_simulator/", "", {"accept": "text/html,*/*"})
    page = Control(books.simulator).answer(browser)
    assert page.headers["Content-Type"] == "text/html;charset=utf-8"
    assert all(f"<td>{route['method']}</td>" in page.body.decode() for route in listed)
    assert page.body.decode().count('<a href="/_simulator/') == sum(one["method"] == "GET" for one in listed)


def test_objects_can_be_added_also_those_that_the_api_cannot_write(books: Books) -> None:
    done(books, "POST", "objects", {"entity": "Vendor", "object": {"DisplayName": "Hall Properties"}})
    assert code(books.post("customer", {"DisplayName": "Hall Properties"})) == "6240"
    kind = done(books, "POST", "objects", {"entity": "CustomerType", "object": {"Name": "Retail"}})[
        "CustomerType"
    ]
    customer = books.write("Customer", {"DisplayName": "A", "CustomerTypeRef": {"value": kind["Id"]}})
    assert customer["CustomerTypeRef"] == {"value": kind["Id"]}


def test_preferences_and_switches_are_the_owners(books: Books) -> None:
    section = {"section": "SalesFormsPrefs", "name": "CustomTxnNumbers", "value": False}
    assert done(books, "POST", "preferences", section)["Preferences"]["SyncToken"] == "1"
    assert books.invoice(books.customer(), sale(books.item(), "1"))["DocNumber"] == "1001"
    switches = done(books, "POST", "switches", {"duplicate_number_warning": False})
    assert switches["duplicate_number_warning"] is False


def test_another_realm_has_its_own_books_and_connection(books: Books) -> None:
    done(books, "POST", "realms", {"realm": "123", "name": "Second"})
    token = done(books, "POST", "connect", {"realm": "123"})["access_token"]
    headers = {"authorization": f"Bearer {token}", "accept": "application/json"}
    read = Request("GET", "/v3/company/123/companyinfo/123", "", headers)
    assert books.simulator.answer(read).json()["CompanyInfo"]["CompanyName"] == "Second"
    books.customer()
    assert "Customer" not in done(books, "GET", "state", query="realm=123")
    done(books, "POST", "disconnect", {"realm": "123"})
    assert books.simulator.answer(read).status == 401
    assert books.send("GET", "preferences").status == 200


def test_tokens_can_be_made_to_expire(books: Books) -> None:
    done(books, "POST", "expire-tokens", {})
    refused = books.send("GET", "preferences")
    assert (refused.status, "Token expired" in refused.body.decode()) == (401, True)


def test_the_clock_goes_forward_only(books: Books) -> None:
    before = done(books, "GET", "clock")["seconds"]
    assert done(books, "POST", "clock", {"advance_s": 3600})["seconds"] == before + 3600
    assert control(books, "POST", "clock", {"advance_s": -1}).status == 400


def test_consent_can_be_automatic_and_redirects_added(books: Books) -> None:
    done(books, "POST", "redirect-uris", {"uri": "http://127.0.0.1:9/back"})
    done(books, "POST", "consent", {"realm": FIRST_REALM})
    query = (
        "client_id=simulator-client&response_type=code&state=s&scope=com.intuit.quickbooks.accounting"
        "&redirect_uri=http://127.0.0.1:9/back"
    )
    answer = books.simulator.answer(Request("GET", "/connect/oauth2", query))
    assert answer.headers["Location"].startswith("http://127.0.0.1:9/back?code=")


@pytest.mark.parametrize(
    ("method", "route", "given", "status"),
    [
        ("GET", "nothing", None, 404),
        ("POST", "clock", {}, 400),
        ("POST", "clock", [], 400),
        ("POST", "realms", {"realm": FIRST_REALM}, 400),
        ("POST", "realms", {"realm": "1", "profile": "mars"}, 400),
        ("POST", "objects", {"entity": "Vendor", "object": {}}, 400),
        ("POST", "objects", {"entity": "Nothing", "object": {}}, 400),
        ("POST", "switches", {"nothing": True}, 400),
        ("POST", "faults", {"faults": [{"kind": "earthquake"}]}, 400),
        ("POST", "faults", {"faults": [{"kind": "reset_before", "nth": "2"}]}, 400),
        ("GET", "totals", {"realm": "9"}, 400),
        ("DELETE", "totals", None, 405),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_reason(
    books: Books, method: str, route: str, given: Json, status: int
) -> None:
    answer = control(books, method, route, given)
    assert (answer.status, bool(answer.json()["error"])) == (status, True)


@pytest.mark.parametrize(
    ("method", "route", "given", "named"),
    [
        ("GET", "totals", {"realm": "9"}, "realm is '9'"),
        ("GET", "journal", {"since": "x"}, "since is 'x'"),
        ("GET", "journal", {"limit": 0}, "limit is 0"),
        ("GET", "state", {"kind": "Customer"}, "kind is 'Customer'"),
        ("POST", "realms", {}, "realm is missing"),
        ("POST", "objects", {"entity": "Moon", "object": {}}, "entity is 'Moon'"),
        ("GET", "state", {"entity": "Invoices"}, "entity is 'Invoices', but must be one of Account, "),
        ("POST", "realms", {"realm": "first"}, "realm is 'first', but must be a number"),
        ("POST", "realms", {"realm": FIRST_REALM}, "but that company is already there"),
        ("POST", "objects", {"entity": "Vendor"}, "object is missing"),
        ("POST", "preferences", {"section": "A", "name": "B"}, "value is missing"),
        ("POST", "switches", {"readonly": True}, "readonly is no switch: duplicate_number_warning, "),
        ("POST", "switches", {"read_only": "yes"}, "read_only is 'yes', but must be true or false"),
        ("POST", "redirect-uris", {"url": "http://x"}, "url is 'http://x'"),
        ("POST", "redirect-uris", {"uri": "callback"}, "uri is 'callback', but must be http://host"),
        ("POST", "consent", {"realm": "9"}, "realm is '9', but must be one of"),
        ("POST", "compare", {"clock": {}}, "format is None, but must be"),
        ("POST", "faults", {"kind": "reset_after"}, "kind is 'reset_after', but the fields of this route"),
        ("POST", "faults", {"faults": {"kind": "reset_after"}}, "faults is no list, but must be"),
        ("POST", "faults", ["reset_after"], "the body is no JSON object"),
    ],
)
def test_a_refusal_names_the_field_and_its_value(
    books: Books, method: str, route: str, given: Json, named: str
) -> None:
    assert named in control(books, method, route, given).json()["error"]


def test_a_body_that_is_no_json_is_refused_as_that(books: Books) -> None:
    sent = Request("POST", "/_simulator/clock", "", {}, b"freeze=true")
    assert "the body is no JSON: " in Control(books.simulator).answer(sent).json()["error"]


def customers(books: Books) -> Decimal:
    return Decimal(books.query("select count(*) from Customer")["totalCount"])


@pytest.mark.parametrize(
    ("kind", "cut", "status", "made"),
    [
        ("reset_before", True, 0, 0),
        ("reset_after", True, 0, 1),
        ("status_before", False, 502, 0),
        ("status_after", False, 502, 1),
        ("time_out_before", False, 504, 0),
        ("time_out_after", False, 504, 1),
    ],
)
def test_faults_come_on_order_before_or_after_the_write(
    books: Books, *, kind: str, cut: bool, status: int, made: int
) -> None:
    order = {"kind": kind, "entity": "customer", "operation": "create", "nth": 2, "status": 502}
    assert len(done(books, "POST", "faults", {"faults": [order]})["faults"]) == 1
    assert books.post("vendor", {"DisplayName": "V"}).status == 200
    assert books.post("customer", {"DisplayName": "A"}).status == 200
    answer = books.post("customer", {"DisplayName": "B"}, requestid="1")
    assert (answer.cut, answer.status) == (cut, status)
    assert customers(books) == 1 + made
    assert books.post("customer", {"DisplayName": "B"}, requestid="1").status == 200
    assert customers(books) == 2
    assert done(books, "GET", "faults")["faults"] == []


def test_the_kinds_of_fault_and_what_an_order_says_can_be_read(books: Books) -> None:
    shown = done(books, "GET", "faults")
    assert {"lag", "any"} <= set(shown["kinds"])
    assert {"kind", "later_s"} <= set(shown["order"])
    ordered = done(books, "POST", "faults", {"faults": [{"kind": "lag"}]})
    assert set(ordered) == {"faults", "late_requests"}


def test_orders_can_be_withdrawn(books: Books) -> None:
    done(books, "POST", "faults", {"faults": [{"kind": "reset_before", "times": 3}]})
    assert books.send("GET", "preferences").cut
    done(books, "DELETE", "faults")
    assert books.send("GET", "preferences").status == 200
