"""Estimates: no money moves; an invoice made of one closes it, and opens it again when it goes."""

from tests.simulator.books import Books, Json, code, key, sale


def estimate(books: Books, customer: str, item: str, **more: Json) -> Json:
    return books.write("Estimate", {"CustomerRef": {"value": customer}, "Line": [sale(item, "70")], **more})


def made_of(held: Json) -> list[Json]:
    return [{"TxnId": held["Id"], "TxnType": "Estimate"}]


def test_an_estimate_moves_no_money(books: Books, customer: str, item: str) -> None:
    held = estimate(books, customer, item, ExpirationDate="2026-05-01", TxnStatus="Accepted")
    assert (held["TotalAmt"], held["TxnStatus"], held["ExpirationDate"]) == (70, "Accepted", "2026-05-01")
    assert [name for name in ("Balance", "DueDate", "LinkedTxn") if name in held] == []
    assert estimate(books, customer, item)["TxnStatus"] == "Pending"
    assert books.read("Customer", customer)["Balance"] == 0
    assert books.query("select * from Estimate")["totalCount"] == 2


def test_estimates_have_numbers_of_their_own(books: Books, customer: str, item: str) -> None:
    books.company.preferences()["SalesFormsPrefs"]["CustomTxnNumbers"] = False
    numbers = [estimate(books, customer, item)["DocNumber"] for _ in range(2)]
    assert (numbers, books.invoice(customer, sale(item, "1"))["DocNumber"]) == (["1001", "1002"], "1001")
    books.company.preferences()["SalesFormsPrefs"]["CustomTxnNumbers"] = True
    assert estimate(books, customer, item, DocNumber="1001")["DocNumber"] == "1001"
    assert len(books.find("Estimate", "where DocNumber = '1001'")) == 2


def test_an_invoice_closes_its_estimate_without_a_new_token(books: Books, customer: str, item: str) -> None:
    held = estimate(books, customer, item)
    books.later(60)
    invoice = books.invoice(customer, sale(item, "70"), LinkedTxn=made_of(held))
    closed = books.read("Estimate", held["Id"])
    assert (closed["TxnStatus"], closed["SyncToken"]) == ("Closed", "0")
    assert closed["LinkedTxn"] == [{"TxnId": invoice["Id"], "TxnType": "Invoice"}]
    assert closed["MetaData"]["LastUpdatedTime"] > held["MetaData"]["LastUpdatedTime"]
    paid = books.payment(customer, "70", (invoice["Id"], "70"))
    links = [*made_of(held), {"TxnId": paid["Id"], "TxnType": "Payment"}]
    assert books.read("Invoice", invoice["Id"])["LinkedTxn"] == links
    assert code(books.post("estimate", key(closed), operation="delete")) == "6000"


def test_an_estimate_opens_when_its_invoice_is_voided_deleted_or_unlinked(
    books: Books, customer: str, item: str
) -> None:
    held = estimate(books, customer, item)
    for way in ("void", "delete", None):
        invoice = books.invoice(customer, sale(item, "70"), LinkedTxn=made_of(held))
        body = key(invoice) if way else {**key(invoice), "sparse": True, "LinkedTxn": []}
        after = books.write("Invoice", body, **({"operation": way} if way else {}))
        assert after.get("LinkedTxn", []) == []
        opened = books.read("Estimate", held["Id"])
        assert (opened["TxnStatus"], "LinkedTxn" in opened) == ("Pending", False)
    assert books.write("Estimate", key(held), operation="delete")["status"] == "Deleted"


def test_an_estimate_of_another_customer_or_of_another_invoice_cannot_be_linked(
    books: Books, customer: str, item: str
) -> None:
    other, held = books.customer("Other"), estimate(books, customer, item)
    body = {"CustomerRef": {"value": other}, "Line": [sale(item, "70")], "LinkedTxn": made_of(held)}
    assert code(books.post("invoice", body)) == "620"
    assert code(books.post("invoice", {**body, "LinkedTxn": made_of({"Id": "99"})})) == "620"
    invoice = books.invoice(customer, sale(item, "70"), LinkedTxn=made_of(held))
    assert code(books.post("invoice", {**body, "CustomerRef": {"value": customer}})) == "620"
    same = books.update("Invoice", invoice, LinkedTxn=invoice["LinkedTxn"])
    assert same == invoice
    moved = {**key(books.read("Estimate", held["Id"])), "sparse": True, "CustomerRef": {"value": other}}
    assert code(books.post("estimate", moved)) == "6000"


def test_a_refused_estimate_uses_up_no_number(books: Books, customer: str, item: str) -> None:
    books.company.preferences()["SalesFormsPrefs"]["CustomTxnNumbers"] = False
    first = estimate(books, customer, item)["DocNumber"]
    books.company.preferences()["AccountingInfoPrefs"]["BookCloseDate"] = "2026-03-31"
    body = {"CustomerRef": {"value": customer}, "Line": [sale(item, "70")]}
    assert code(books.post("estimate", {**body, "TxnDate": "2026-03-31"})) == "6200"
    assert code(books.post("estimate", {**body, "CurrencyRef": {"value": "EUR"}})) == "6000"
    assert int(estimate(books, customer, item)["DocNumber"]) == int(first) + 1


def test_an_estimate_stays_closed_when_it_changes(books: Books, customer: str, item: str) -> None:
    held = estimate(books, customer, item, TxnStatus="Accepted")
    books.invoice(customer, sale(item, "70"), LinkedTxn=made_of(held))
    noted = books.update("Estimate", books.read("Estimate", held["Id"]), PrivateNote="x")
    assert (noted["TxnStatus"], noted["PrivateNote"]) == ("Closed", "x")
