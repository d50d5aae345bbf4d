"""The published limits refuse exactly, and answers take their time."""

from collections.abc import Iterator

import pytest

from simulator import Answer, Request
from tests.simulator.books import Books, sale

OCTETS = {"content-type": "application/octet-stream"}
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


def test_a_hundred_and_twenty_batches_a_minute_are_let_through_for_all_apps_together() -> None:
    books = Books(enforce_limits=True, batches_per_minute=1000)
    statuses = []
    for _ in range(121):
        statuses.append(books.send("POST", "batch", body=BATCH).status)
        books.clock.advance(0.2)
    assert statuses == [200] * 120 + [429]


def test_a_minute_may_begin_with_the_clocks() -> None:
    books = Books(enforce_limits=True, limit_windows="fixed", requests_per_minute=3)
    books.clock.advance(55)
    assert [answer.status for answer in spread(books, 5, every_s=1)] == [200] * 3 + [429] * 2
    assert [answer.status for answer in spread(books, 4, every_s=1)] == [200] * 3 + [429]


def test_ten_in_flight_are_let_through() -> None:
    books = Books(enforce_limits=True, call_latency_s=5.0)
    assert [answer.status for answer in spread(books, 11, every_s=0.4)] == [200] * 10 + [429]
    books.clock.advance(5 - 11 * 0.4)
    assert [read(books).status for _ in range(2)] == [200, 429]


def test_a_place_is_free_again_when_its_answer_was_given() -> None:
    books = Books(enforce_limits=True, call_latency_s=5.0, requests_per_second=100)
    assert [read(books).status for _ in range(11)] == [200] * 10 + [429]
    books.clock.advance(4.999)
    assert read(books).status == 429
    books.clock.advance(0.001)
    assert read(books).status == 200


def test_a_batch_is_a_request_too(limited: Books) -> None:
    statuses = [limited.send("POST", "batch", body=BATCH).status for _ in range(11)]
    assert statuses == [200] * 10 + [429]


def test_forty_mails_a_day_are_sent(limited: Books) -> None:
    limited.invoice(limited.customer(), sale(limited.item(), "5"), BillEmail={"Address": "a@example.com"})
    statuses = []
    for _ in range(41):
        limited.clock.advance(1)
        statuses.append(limited.send("POST", "invoice/1/send", headers=OCTETS).status)
    assert statuses == [200] * 40 + [429]
    assert read(limited).status == 200
    limited.later(86_400 - 41)
    assert limited.send("POST", "invoice/1/send", headers=OCTETS).status == 429
    limited.later(1)
    assert limited.send("POST", "invoice/1/send", headers=OCTETS).status == 200


def test_another_realm_has_its_own_limits(limited: Books) -> None:
    limited.simulator.add_realm("123")
    assert [read(limited).status for _ in range(11)] == [200] * 10 + [429]
    token = limited.authority.access_token(limited.authority.connect("123"))
    other = Request("GET", "/v3/company/123/preferences", "", {"authorization": f"Bearer {token}"})
    assert [limited.simulator.answer(other).status for _ in range(11)] == [200] * 10 + [429]


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


def test_the_refusal_can_be_that_of_2016() -> None:
    books = Books(enforce_limits=True, throttle_status=403, requests_per_second=1)
    refused = [read(books) for _ in range(2)][1]
    error = refused.json()["Fault"]["Error"][0]
    assert (refused.status, error["code"]) == (403, "3001")
    assert error["Message"].endswith("statusCode=403")


def test_a_get_that_is_too_long_is_a_page_in_html_and_can_be_posted(books: Books) -> None:
    ids = ",".join(f"'{number}'" for number in range(2000))
    statement = f"select * from Customer where Id in ({ids})"  # noqa: S608 (no SQL)
    answer = books.send("GET", "query", query=f"query={statement}")
    assert (answer.status, answer.headers["Content-Type"]) == (414, "text/html;charset=utf-8")
    text = {"content-type": "application/text"}
    assert books.send("POST", "query", body=statement.encode(), headers=text).status == 200


def test_an_answer_takes_its_time_by_call_and_by_item() -> None:
    books = Books(call_latency_s=0.08, item_latency_s=0.35)
    items = [{"bId": str(n), "operation": "create", "Customer": {"DisplayName": f"C{n}"}} for n in range(30)]
    assert books.post("batch", {"BatchItemRequest": items}).seconds == pytest.approx(10.58)
    assert books.post("customer", {"DisplayName": "A"}).seconds == pytest.approx(0.43)
    assert read(books).seconds == pytest.approx(0.08)
    assert books.send("GET", "customer/99").seconds == pytest.approx(0.08)


def test_what_takes_too_long_is_done_but_not_answered() -> None:
    books = Books(item_latency_s=121.0)
    answer = books.post("customer", {"DisplayName": "A"})
    assert (answer.status, answer.seconds) == (504, 120.0)
    assert books.query("select count(*) from Customer") == {"totalCount": 1}


def test_an_operation_can_have_its_own_latency() -> None:
    books = Books(call_latency_s=0.08, operation_latencies_s=(("query", 0.5), ("create", 2.0)))
    assert books.send("GET", "query", query="query=select * from Term").seconds == 0.5
    assert books.post("customer", {"DisplayName": "A"}).seconds == 2.0
    assert read(books).seconds == 0.08


def test_latencies_jitter_as_the_seed_wants_it_around_their_median() -> None:
    def taken(seed: int) -> list[float]:
        books = Books(call_latency_s=1.0, latency_jitter=0.5, seed=seed)
        return [read(books).seconds for _ in range(400)]

    first = sorted(taken(1))
    assert taken(1) == taken(1) != taken(2)
    assert 0.9 < first[200] < 1.1
    assert 1.6 < first[360] < 2.2
