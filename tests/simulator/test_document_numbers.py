"""Numbers of sales forms: used once, given by the client or by QuickBooks, as the company has set."""

from tests.simulator.books import Books, fault, sale


def test_a_number_is_used_once_unless_the_client_or_the_company_allows_it_again(
    books: Books, customer: str, item: str
) -> None:
    first = books.invoice(customer, sale(item, "5"), DocNumber="A-1001")
    body = {"CustomerRef": {"value": customer}, "Line": [sale(item, "5")], "DocNumber": "A-1001"}
    number, detail = fault(books.post("invoice", body))
    assert number == "6140"
    assert detail == (
        "Duplicate Document Number Error : You must specify a different number. "
        "This number has already been used. "
        f"DocNumber=A-1001 is assigned to TxnType=Invoice with TxnId={first['Id']}"
    )
    second = books.write("Invoice", body, include="allowduplicatedocnum")
    books.update("Invoice", second, PrivateNote="keeps its number")
    books.company.switches.duplicate_number_warning = False
    books.write("Invoice", body)
    rows = books.query("select * from Invoice where DocNumber = 'a-1001'")["Invoice"]
    assert len(rows) == 3


def test_the_other_fault_for_a_long_number_is_a_setting() -> None:
    books = Books(long_doc_number_code="6000")
    body = {
        "CustomerRef": {"value": books.customer()},
        "Line": [sale(books.item(), "5")],
        "DocNumber": "x" * 22,
    }
    assert fault(books.post("invoice", body)) == (
        "6000",
        "Business Validation Error: Document Number field can contain at most 21 characters",
    )


def test_without_custom_numbers_quickbooks_counts_itself(books: Books, customer: str, item: str) -> None:
    books.company.preferences()["SalesFormsPrefs"]["CustomTxnNumbers"] = False
    numbers = [
        books.invoice(customer, sale(item, "5"), **more)["DocNumber"] for more in ({}, {"DocNumber": "7"}, {})
    ]
    assert numbers == ["1001", "1002", "1003"]


def test_auto_generate_asks_for_the_next_number(books: Books, customer: str, item: str) -> None:
    books.invoice(customer, sale(item, "5"), DocNumber="1001")
    assert books.invoice(customer, sale(item, "5"), DocNumber="AUTO_GENERATE")["DocNumber"] == "1002"
