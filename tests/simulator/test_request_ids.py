"""Request ids: the same id with the same request brings the first answer, not a second object."""

from tests.simulator.books import Books, code, key, payment_body, sale


def test_the_first_answer_comes_again(books: Books) -> None:
    body = {"DisplayName": "Amy"}
    first = books.post("customer", body, requestid="id-1")
    books.clock.advance(60)
    again = books.post("customer", body, requestid="id-1")
    assert (again.status, again.body) == (200, first.body)
    assert books.query("select count(*) from Customer") == {"totalCount": 1}


def test_other_content_under_the_same_id_is_refused(books: Books) -> None:
    books.post("customer", {"DisplayName": "Amy"}, requestid="id-1")
    assert code(books.post("customer", {"DisplayName": "Bill"}, requestid="id-1")) == "600"
    assert code(books.post("vendor", {"DisplayName": "Amy"}, requestid="id-1")) == "600"
    assert books.query("select count(*) from Customer") == {"totalCount": 1}


def test_the_same_body_for_another_operation_is_other_content(books: Books) -> None:
    held = books.invoice(books.customer(), sale(books.item(), "5"))
    books.write("Invoice", key(held), operation="void", requestid="id-1")
    for parameters in ({"operation": "delete"}, {}):
        assert code(books.post("invoice", key(held), requestid="id-1", **parameters)) == "600"
    payment = books.payment("1", "5")
    body = {**key(payment), "sparse": True}
    books.write("Payment", body, operation="update", requestid="id-2")
    voiding = {"operation": "update", "include": "void"}
    assert code(books.post("payment", body, requestid="id-2", **voiding)) == "600"


def test_an_id_and_an_item_of_a_batch_are_told_apart(books: Books) -> None:
    item = {"bId": "1", "operation": "create", "Customer": {"DisplayName": "Amy"}}
    assert "Customer" in books.batch(item, requestid="id")[0]
    for alike in ("id", "id 1", "id1"):
        books.write("Customer", {"DisplayName": f"Bill {alike}"}, requestid=alike)


def test_a_payment_is_made_once_and_voided_once(books: Books) -> None:
    customer = books.customer()
    body = payment_body(customer, "10")
    held = books.write("Payment", body, requestid="id-1")
    assert books.write("Payment", body, requestid="id-1") == held
    parameters = {"operation": "update", "include": "void", "requestid": "id-2"}
    voided = books.write("Payment", {**key(held), "sparse": True}, **parameters)
    assert books.write("Payment", {**key(held), "sparse": True}, **parameters) == voided
    assert books.read("Customer", customer)["Balance"] == 0


def test_a_refusal_is_not_remembered(books: Books) -> None:
    held = books.write("Vendor", {"DisplayName": "Amy"})
    assert code(books.post("customer", {"DisplayName": "Amy"}, requestid="id-1")) == "6240"
    books.update("Vendor", held, DisplayName="Amy (vendor)")
    assert books.post("customer", {"DisplayName": "Amy"}, requestid="id-1").status == 200


def test_after_its_time_an_id_is_new() -> None:
    books = Books(requestid_memory_s=3600.0)
    first = books.write("Customer", {"GivenName": "Amy"}, requestid="id-1")
    books.later(3599)
    assert books.write("Customer", {"GivenName": "Amy"}, requestid="id-1") == first
    books.later(1)
    assert code(books.post("customer", {"GivenName": "Amy"}, requestid="id-1")) == "6240"
    assert books.write("Customer", {"GivenName": "Bill"}, requestid="id-1")["Id"] != first["Id"]


def test_an_id_is_of_fifty_characters_at_most_and_an_empty_one_is_none(books: Books) -> None:
    assert code(books.post("customer", {"DisplayName": "Amy"}, requestid="x" * 51)) == "2130"
    assert books.post("customer", {"DisplayName": "Amy"}, requestid="x" * 50).status == 200
    assert books.post("customer", {"DisplayName": "Bill"}, requestid="").status == 200
    assert code(books.post("customer", {"DisplayName": "Bill"}, requestid="")) == "6240"
