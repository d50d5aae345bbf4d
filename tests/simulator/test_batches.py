"""Batches: independent items, their limits, and their identity by request id."""

from typing import Any

from tests.simulator.books import Books, Json, code, fault, key, sale


def create(b_id: str, name: str) -> dict[str, Any]:
    return {"bId": b_id, "operation": "create", "Customer": {"DisplayName": name}}


def test_one_refused_item_does_not_touch_the_others(books: Books) -> None:
    held = books.write("Customer", {"DisplayName": "Held"})
    invoice = books.invoice(held["Id"], sale(books.item(), "5"))
    rows = books.batch(
        create("bid1", "New"),
        {"bId": "bid2", "operation": "delete", "Invoice": {"Id": "129", "SyncToken": "0"}},
        {"bId": "bid3", "operation": "update", "Customer": {**held, "SyncToken": "7", "Notes": "x"}},
        {"bId": "bid4", "operation": "delete", "Invoice": key(invoice)},
        {"bId": "bid5", "Query": "select * from Term where Id = '3'"},
        {"bId": "bid6", "Query": "select * from Nothing"},
        create("bid7", "New"),
    )  # fmt: skip
    assert [row["bId"] for row in rows] == [f"bid{number}" for number in range(1, 8)]
    assert rows[0]["Customer"]["DisplayName"] == "New"
    assert [code(rows[number]) for number in (1, 2, 5, 6)] == ["610", "5010", "4001", "6240"]
    assert rows[3]["Invoice"]["status"] == "Deleted"
    assert (rows[4]["QueryResponse"]["startPosition"], rows[4]["QueryResponse"]["maxResults"]) == (1, 1)


def test_an_items_answer_is_as_it_was_then(books: Books) -> None:
    books.customer("A")
    line = sale(books.item(), "5")
    rows = books.batch(
        {
            "bId": "1",
            "operation": "update",
            "Customer": {"Id": "1", "SyncToken": "0", "sparse": True, "Notes": "x"},
        },
        {"bId": "2", "operation": "create", "Invoice": {"CustomerRef": {"value": "1"}, "Line": [line]}},
    )
    assert rows[0]["Customer"]["Balance"] == 0
    assert books.read("Customer", "1")["Balance"] == 5


def test_thirty_items_are_the_most(books: Books) -> None:
    items = [create(str(number), f"Customer {number}") for number in range(31)]
    number, detail = fault(books.post("batch", {"BatchItemRequest": items}))
    assert (number, "30" in detail) == ("1040", True)
    assert books.query("select count(*) from Customer") == {"totalCount": 0}
    assert len(books.batch(*items[:30])) == 30


def test_an_empty_batch_is_refused_as_a_whole(books: Books) -> None:
    bodies: list[Json] = [{"BatchItemRequest": []}, {}]
    for body in bodies:
        assert fault(books.post("batch", body)) == ("400", "Batch Request is Empty")


def test_an_item_that_makes_no_sense_is_its_own_fault(books: Books) -> None:
    rows: list[Json] = books.batch(
        {"operation": "create", "Customer": {"DisplayName": "A"}},
        {"bId": "2", "operation": "create"},
        {"bId": "3", "operation": "create", "Custmoer": {"DisplayName": "A"}},
        {"bId": "4", "Customer": {"DisplayName": "A"}},
        {"bId": "5", "operation": "create", "Customer": ["A"]},
    )
    assert [code(row) for row in rows] == ["2020", "2010", "2000", "2020", "2010"]


def test_with_a_request_id_each_item_is_known_by_both_ids(books: Books) -> None:
    first = books.batch(create("1", "A"), create("2", "B"), requestid="r-1")
    again = books.batch(create("1", "A"), create("2", "B"), create("3", "C"), requestid="r-1")
    assert again[:2] == first
    assert again[2]["Customer"]["DisplayName"] == "C"
    assert books.query("select count(*) from Customer") == {"totalCount": 3}
    assert code(books.batch(create("1", "Z"), requestid="r-1")[0]) == "600"
    assert books.batch(create("9", "Y"), requestid="r-1")[0]["Customer"]["DisplayName"] == "Y"


def test_ids_of_a_batch_are_short(books: Books) -> None:
    assert code(books.post("batch", {"BatchItemRequest": [create("1", "A")]}, requestid="r" * 37)) == "2130"
    assert code(books.batch(create("b" * 11, "A"), requestid="r" * 36)[0]) == "2130"
    assert "Customer" in books.batch(create("b" * 11, "A"))[0]


def test_without_authority_the_whole_batch_is_refused_as_an_object(books: Books) -> None:
    answer = books.send(
        "POST", "batch", body=b'{"BatchItemRequest":[]}', headers={"authorization": "Bearer x"}
    )
    assert (answer.status, answer.json()["fault"]["error"][0]["code"]) == (401, "3200")
