"""The published limits refuse exactly, and what is metered is what the partner program meters."""

from collections.abc import Iterator

import pytest

from simulator import Answer
from tests.simulator.books import Books

BATCH = b'{"BatchItemRequest":[{"bId":"1","Query":"select * from Term"}]}'


@pytest.fixture
def limited() -> Books:
    return Books(enforce_limits=True)


def read(books: Books) -> Answer:
    return books.send("GET", "preferences")


def spread(books: Books, count: int, *, every_s: float) -> Iterator[Answer]:
    for _ in range(count):
        yield read(books)
        books.clock.advance(every_s)


def test_ten_a_second_are_let_through(limited: Books) -> None:
    assert [read(limited).status for _ in range(11)] == [200] * 10 + [429]
    limited.clock.advance(0.999)
    assert read(limited).status == 429
    limited.clock.advance(0.001)
    assert read(limited).status == 200


def test_five_hundred_a_minute_are_let_through(limited: Books) -> None:
    assert [answer.status for answer in spread(limited, 500, every_s=0.1001)] == [200] * 500
    assert read(limited).status == 429
    limited.clock.advance(60 - 500 * 0.1001)
    assert read(limited).status == 200


def test_forty_batches_a_minute_are_let_through(limited: Books) -> None:
    statuses = []
    for _ in range(41):
        statuses.append(limited.send("POST", "batch", body=BATCH).status)
        limited.clock.advance(0.2)
    assert statuses == [200] * 40 + [429]
    assert read(limited).status == 200


def test_ten_in_flight_are_let_through() -> None:
    books = Books(enforce_limits=True, call_latency_s=5.0)
    assert [answer.status for answer in spread(books, 11, every_s=0.4)] == [200] * 10 + [429]
    books.clock.advance(5 - 11 * 0.4)
    assert [read(books).status for _ in range(2)] == [200, 429]


def test_another_realm_has_its_own_limits(limited: Books) -> None:
    for _ in range(11):
        read(limited)
    limited.simulator.add_realm("123")
    limited.token = limited.authority.access_token(limited.authority.connect("123"))
    assert limited.send("GET", "../123/preferences").status == 403  # no path leads out of a realm


def test_the_refusal_is_the_published_one(limited: Books) -> None:
    for _ in range(10):
        read(limited)
    refused = read(limited)
    assert refused.json()["Fault"] == {
        "Error": [
            {
                "Message": "message=ThrottleExceeded; errorCode=003001; statusCode=429",
                "Detail": "The request limit was reached.  Try again later",
                "code": "3001",
            }
        ],
        "type": "SERVICE",
    }
    assert ("Retry-After" in refused.headers, "intuit_tid" in refused.headers) == (False, True)


def test_the_refusal_can_be_the_gateways_and_name_a_time() -> None:
    books = Books(enforce_limits=True, throttle_body="fault", retry_after_s=30)
    for _ in range(10):
        read(books)
    refused = read(books)
    assert refused.json()["fault"]["error"][0]["code"] == "3001"
    assert refused.headers["Retry-After"] == "30"


def test_an_answer_takes_its_time_by_call_and_by_item() -> None:
    books = Books(call_latency_s=0.08, item_latency_s=0.35)
    items = [{"bId": str(n), "operation": "create", "Customer": {"DisplayName": f"C{n}"}} for n in range(30)]
    assert books.post("batch", {"BatchItemRequest": items}).seconds == pytest.approx(10.58)
    assert books.post("customer", {"DisplayName": "A"}).seconds == pytest.approx(0.43)
    assert read(books).seconds == pytest.approx(0.08)


def test_what_takes_too_long_is_done_but_not_answered() -> None:
    books = Books(item_latency_s=121.0)
    answer = books.post("customer", {"DisplayName": "A"})
    assert (answer.status, answer.seconds) == (504, 120.0)
    assert books.query("select count(*) from Customer") == {"totalCount": 1}


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
