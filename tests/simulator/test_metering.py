"""What the partner program meters, and a monthly budget that blocks the whole app."""

import pytest

from simulator import Answer, Request
from simulator.options import arguments, settings_of
from tests.simulator.books import Books, Json, key, sale

DAY_S = 86_400


def read(books: Books) -> Answer:
    return books.send("GET", "preferences")


def month(books: Books) -> dict[str, Json]:
    return books.simulator.api.budget.shown(books.clock.now_s())


def test_reads_queries_batches_and_change_data_are_metered_and_writes_are_not(books: Books) -> None:
    customer = books.customer()
    books.read("Customer", customer)
    books.query("select * from Customer")
    books.send("POST", "query", body=b"select * from Term", headers={"content-type": "application/text"})
    books.batch({"bId": "1", "operation": "create", "Customer": {"DisplayName": "B"}})
    books.send("GET", "cdc", query="entities=Customer&changedSince=2026-04-09")
    books.post("customer", {"DisplayName": "B"})
    books.send("GET", "customer/99")
    meter = books.simulator.realms[books.company.realm].meter
    assert (meter.core, meter.core_plus) == (1, 5)
    assert meter.calls == {"create": 2, "read": 2, "query": 2, "batch": 1, "cdc": 1}
    assert meter.statuses == {200: 6, 400: 2}
    assert month(books)["used"] == 5


def test_no_write_of_one_object_is_metered(books: Books) -> None:
    held = books.invoice(books.customer(), sale(books.item(), "5"), BillEmail={"Address": "a@example.com"})
    octets = {"content-type": "application/octet-stream"}
    sent = books.send("POST", f"invoice/{held['Id']}/send", headers=octets).json()["Invoice"]
    changed = books.update("Invoice", sent, PrivateNote="x")
    voided = books.write("Invoice", key(changed), operation="void")
    books.write("Invoice", key(voided), operation="delete")
    meter = books.simulator.realms[books.company.realm].meter
    assert meter.calls == {"create": 3, "send": 1, "update": 1, "void": 1, "delete": 1}
    assert (meter.core, meter.core_plus) == (7, 0)
    books.send("GET", f"invoice/{held['Id']}/pdf", headers={"accept": "application/pdf"})
    assert month(books)["used"] == 0


def test_a_spent_budget_blocks_every_call_of_every_company_until_the_month_ends_in_the_pacific() -> None:
    books = Books(monthly_core_plus_budget=2)
    books.simulator.add_realm("123")
    books.customer()
    assert [read(books).status for _ in range(3)] == [200, 200, 429]
    refused = books.post("customer", {"DisplayName": "B"})
    assert (refused.status, refused.json()["Fault"]["Error"][0]["code"]) == (429, "3001")
    assert month(books) == {"month": "2026-04", "used": 2, "budget": 2, "refused": 2}
    token = books.authority.access_token(books.authority.connect("123"))
    other = Request("GET", "/v3/company/123/preferences", "", {"authorization": f"Bearer {token}"})
    assert books.simulator.answer(other).status == 429
    books.later(21 * DAY_S + 14 * 3600 + 59 * 60)  # 2026-04-30 23:59 in the Pacific, May in UTC
    assert read(books).status == 429
    books.later(60)
    assert read(books).status == 200
    assert month(books) == {"month": "2026-05", "used": 1, "budget": 2, "refused": 0}


def test_a_spent_budget_may_leave_the_writes_that_are_not_metered() -> None:
    books = Books(monthly_core_plus_budget=1, spent_budget_blocks="core_plus")
    assert [read(books).status for _ in range(2)] == [200, 429]
    books.customer()
    assert (
        books.post("batch", {"BatchItemRequest": [{"bId": "1", "Query": "select * from Term"}]}).status == 429
    )


@pytest.mark.parametrize("path", ["customer/99", "nothing"])
def test_what_is_refused_costs_nothing(path: str) -> None:
    books = Books(monthly_core_plus_budget=1)
    assert [books.send("GET", path).status for _ in range(3)] == [400] * 3
    assert read(books).status == 200


def test_budget_and_latencies_are_given_on_the_command_line() -> None:
    words = ["--monthly-budget", "500000", "--latency-jitter", "0.4", "--set"]
    settings = settings_of(arguments().parse_args([*words, 'operation_latencies_s=[["query", 0.4]]']))
    assert (settings.monthly_core_plus_budget, settings.latency_jitter) == (500_000, 0.4)
    assert settings.operation_latencies_s == (("query", 0.4),)
    for wrong in (["--monthly-budget", "-1"], ["--set", 'operation_latencies_s=[["query"]]']):
        with pytest.raises(SystemExit):
            arguments().parse_args(wrong)
