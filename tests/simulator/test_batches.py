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


def test_a_body_that_is_no_batch_is_refused_as_a_whole(books: Books) -> None:
    bodies: list[Json] = [[], "x", None, {"BatchItemRequest": {}}, {"BatchItemRequest": "x"}]
    for body in bodies:
        assert code(books.post("batch", body)) == "2010"


def test_an_item_that_makes_no_sense_is_its_own_fault(books: Books) -> None:
    rows: list[Json] = books.batch(
        {"operation": "create", "Customer": {"DisplayName": "A"}},
        {"bId": "2", "operation": "create"},
        {"bId": "3", "operation": "create", "Custmoer": {"DisplayName": "A"}},
        {"bId": "4", "Customer": {"DisplayName": "A"}},
        {"bId": "5", "operation": "create", "Customer": ["A"]},
        {"bId": "6", "operation": "merge", "Customer": {"DisplayName": "A"}},
        {"bId": "7", "operation": ["create"], "Customer": {"DisplayName": "A"}},
        {"bId": "8", "operation": "create", "Customer": {"DisplayName": "A"}, "Query": "select"},
        {"bId": "9", "Query": {"select": "*"}},
        {"bId": "10", "ReportQuery": "ProfitAndLoss"},
        {"bId": ["11"], "operation": "create", "Customer": {"DisplayName": "A"}},
        [],  # type: ignore[arg-type]
        {"bId": "13", "operation": "create", "Term": {"Name": "A"}, "optionsData": ["x"]},
        {"bId": 14, "operation": "create", "Customer": {"DisplayName": "B"}},
    )
    codes = ["2020", "2010", "2000", "2020", "2010", "500", "2020", "2010", "2010", "500", "2020", "2010"]
    assert [code(row) for row in rows[:12]] == codes
    assert ["bId" in row for row in rows] == [False, *[True] * 9, False, False, True, True]
    assert (rows[13]["bId"], rows[13]["Customer"]["DisplayName"]) == ("14", "B")
    assert books.query("select count(*) from Customer") == {"totalCount": 1}


def test_items_with_one_id_are_both_answered(books: Books) -> None:
    rows = books.batch(create("1", "A"), create("1", "B"))
    assert [(row["bId"], row["Customer"]["DisplayName"]) for row in rows] == [("1", "A"), ("1", "B")]
    twice = books.batch(create("1", "C"), create("1", "C"), create("1", "D"), requestid="r")
    assert twice[0] == twice[1]
    assert code(twice[2]) == "600"


def test_an_item_can_ask_for_changes_void_and_send(books: Books) -> None:
    customer, item = books.customer("A"), books.item()
    invoice = books.invoice(customer, sale(item, "5"))
    payment = books.payment(customer, "5", (invoice["Id"], "5"))
    paid = books.read("Invoice", invoice["Id"])
    rows = books.batch(
        {"bId": "1", "CDCQuery": {"Entities": "Customer,Term", "ChangedSince": "2026-04-09"}},
        {"bId": "2", "operation": "update", "optionsData": "void", "Payment": key(payment)},
        {"bId": "3", "operation": "send", "optionsData": "sendTo=a@b.example", "Invoice": key(paid)},
        {"bId": "4", "operation": "void", "Invoice": key(paid)},
        {"bId": "5", "operation": "send", "Customer": {"Id": customer}},
        {"bId": "6", "CDCQuery": {"Entities": "Customer"}},
        {"bId": "7", "CDCQuery": "Customer"},
    )  # fmt: skip
    customers = rows[0]["CDCResponse"]["QueryResponse"][0]["Customer"]
    assert [row["Id"] for row in customers] == [customer]
    assert rows[1]["Payment"]["PrivateNote"] == "Voided"
    assert (rows[2]["Invoice"]["EmailStatus"], rows[2]["Invoice"]["Balance"]) == ("EmailSent", 5)
    assert [code(row) for row in rows[3:]] == ["5010", "500", "2020", "2010"]


def test_what_an_item_includes_is_named_with_and_without_the_word(books: Books) -> None:
    customer, item = books.customer("A"), books.item()
    first, second = (books.payment(customer, "5") for _ in range(2))
    rows = books.batch(
        {"bId": "1", "operation": "update", "optionsData": "void", "Payment": key(first)},
        {"bId": "2", "operation": "update", "optionsData": "include=void", "Payment": key(second)},
    )
    assert [row["Payment"]["TotalAmt"] for row in rows] == [0, 0]
    line = {"CustomerRef": {"value": customer}, "Line": [sale(item, "1")], "DocNumber": "7"}
    again = {
        "bId": "4",
        "operation": "create",
        "optionsData": "include=allowduplicatedocnum",
        "Invoice": line,
    }
    rows = books.batch(
        {"bId": "3", "operation": "create", "Invoice": line}, again, {**again, "optionsData": ""}
    )
    assert [row["Invoice"]["DocNumber"] if "Invoice" in row else code(row) for row in rows] == [
        "7",
        "7",
        "6140",
    ]


def test_an_answer_holds_so_many_objects_and_no_more() -> None:
    books = Books(rows_per_answer=5)
    for number in range(4):
        books.customer(f"C{number}")
    rows = books.batch(
        {"bId": "1", "Query": "select * from Customer maxresults 3"},
        create("2", "New"),
        {"bId": "3", "Query": "select * from Customer"},
        {"bId": "4", "Query": "select * from Customer"},
        {"bId": "5", "Query": "select count(*) from Customer"},
    )
    third = rows[2]["QueryResponse"]
    assert len(rows[0]["QueryResponse"]["Customer"]) == 3
    assert ([row["DisplayName"] for row in third["Customer"]], third["maxResults"]) == (["C0"], 1)
    assert (rows[3]["QueryResponse"], rows[4]["QueryResponse"]) == ({}, {"totalCount": 5})


def test_writes_and_changes_count_among_the_objects_of_an_answer() -> None:
    books = Books(rows_per_answer=4)
    books.customer("A")
    books.item("B")
    changes = {"Entities": "Customer,Item", "ChangedSince": "2026-04-09"}
    rows = books.batch(
        create("1", "C"),
        {"bId": "2", "CDCQuery": changes},
        {"bId": "3", "CDCQuery": {**changes, "Entities": "Item"}},
        create("4", "D"),
        {"bId": "5", "Query": "select * from Customer"},
        {"bId": "6", "Query": "select count(*) from Customer"},
    )
    customers, items = rows[1]["CDCResponse"]["QueryResponse"]
    assert ([row["DisplayName"] for row in customers["Customer"]], customers["maxResults"]) == (["A", "C"], 2)
    assert ([row["Name"] for row in items["Item"]], items["maxResults"]) == (["B"], 1)
    assert rows[2]["CDCResponse"] == {"QueryResponse": [{}]}
    assert rows[3]["Customer"]["DisplayName"] == "D"
    assert [row["QueryResponse"] for row in rows[4:]] == [{}, {"totalCount": 3}]


def test_rows_of_an_item_are_as_they_were_then(books: Books) -> None:
    books.customer("A")
    line = sale(books.item(), "5")
    rows = books.batch(
        {"bId": "1", "Query": "select * from Customer"},
        {"bId": "2", "operation": "create", "Invoice": {"CustomerRef": {"value": "1"}, "Line": [line]}},
    )
    assert rows[0]["QueryResponse"]["Customer"][0]["Balance"] == 0


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
    assert "Customer" in books.batch(create("b" * 10, "B"), requestid="r" * 36)[0]


def test_without_authority_the_whole_batch_is_refused_as_an_object(books: Books) -> None:
    answer = books.send(
        "POST", "batch", body=b'{"BatchItemRequest":[]}', headers={"authorization": "Bearer x"}
    )
    assert (answer.status, answer.json()["fault"]["error"][0]["code"]) == (401, "3200")
