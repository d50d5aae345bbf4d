"""Sales forms as PDFs and by e-mail, and the link on which an invoice is paid."""

import re

import pytest

from tests.simulator.books import Books, Json, code, fault, key, sale

OCTETS = {"content-type": "application/octet-stream"}
PDF = {"accept": "application/pdf, application/json"}


@pytest.fixture
def invoiced(books: Books) -> Books:
    customer = books.customer("Zoë (North) \\ Söhne")
    books.invoice(customer, sale(books.item(), "12.5"), DocNumber="A-7")
    books.payment(customer, "3")
    return books


def send(books: Books, path: str, query: str = "") -> Json:
    answer = books.send("POST", path, query=query, headers=OCTETS)
    return answer.json() if answer.status == 200 else fault(answer)


def test_a_form_is_one_page_that_names_number_customer_and_total(invoiced: Books) -> None:
    answer = invoiced.send("GET", "invoice/1/pdf", headers=PDF)
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/pdf")
    text = answer.body.decode("latin-1")
    for part in ("Invoice A-7", "Zo\xeb \\(North\\) \\\\ S\xf6hne", "Total 12.50 USD"):
        assert f"({part}) Tj" in text
    for number, place in enumerate(re.findall(r"(\d{10}) 00000 n", text), start=1):
        assert text[int(place) :].startswith(f"{number} 0 obj")
    assert int(text.split()[-2]) == text.index("xref\n")
    length = re.search(r"/Length (\d+) >>\nstream\n(.*)\nendstream", text, re.DOTALL)
    assert length is not None
    assert int(length[1]) == len(length[2])
    for accepted in (PDF, {"accept": "*/*"}):
        assert invoiced.send("GET", "payment/2/pdf", headers=accepted).body.startswith(b"%PDF-1.4\n")


def test_what_cannot_be_printed_is_refused(invoiced: Books) -> None:
    assert code(invoiced.send("GET", "invoice/9/pdf", headers=PDF)) == "610"
    assert code(invoiced.send("GET", "invoice/x/pdf", headers=PDF)) == "2030"
    assert code(invoiced.send("GET", "customer/1/pdf", headers=PDF)) == "500"
    assert code(invoiced.send("GET", "invoice/1/pdf", headers={"accept": "application/json"})) == "1050"


def test_sending_leaves_its_trace_on_the_form_and_counts_as_a_change(invoiced: Books) -> None:
    invoiced.clock.advance(60)
    sent = send(invoiced, "invoice/1/send", "sendTo=amy@example.com")["Invoice"]
    assert sent["EmailStatus"] == "EmailSent"
    assert sent["DeliveryInfo"] == {"DeliveryType": "Email", "DeliveryTime": "2026-04-09T09:01:00-07:00"}
    assert (sent["BillEmail"], sent["SyncToken"]) == ({"Address": "amy@example.com"}, "1")
    again = invoiced.update("Invoice", sent, PrivateNote="x")
    assert (again["DeliveryInfo"], again["EmailStatus"]) == (sent["DeliveryInfo"], "EmailSent")
    assert code(invoiced.post("invoice", {**key(sent), "sparse": True, "PrivateNote": "y"})) == "5010"
    full = {**key(again), "CustomerRef": again["CustomerRef"], "Line": again["Line"][:1]}
    assert invoiced.write("Invoice", full)["EmailStatus"] == "NotSet"


def test_without_an_address_or_with_a_bad_one_nothing_is_sent(invoiced: Books) -> None:
    before = invoiced.read("Invoice", "1")
    refusal = ("6000", "Business Validation Error: Please enter a valid email address")
    for query in ("", "sendTo=", "sendTo=amy", "sendTo=a@b", f"sendTo={'a' * 100}@example.com"):
        assert send(invoiced, "invoice/1/send", query) == refusal
    assert invoiced.read("Invoice", "1") == before
    invoiced.update("Invoice", before, BillEmail={"Address": "own@example.com"})
    assert send(invoiced, "invoice/1/send")["Invoice"]["BillEmail"] == {"Address": "own@example.com"}
    sent = send(invoiced, "invoice/1/send", "sendTo=other@example.com")["Invoice"]
    assert sent["BillEmail"] == {"Address": "other@example.com"}


def test_a_payment_is_sent_only_to_an_address_that_is_named(invoiced: Books) -> None:
    before = invoiced.read("Payment", "2")
    assert send(invoiced, "payment/2/send")[0] == "6000"
    assert send(invoiced, "payment/2/send", "sendTo=amy@example.com")["Payment"] == before


def test_a_request_to_send_is_octets_and_is_known_by_its_id(invoiced: Books) -> None:
    assert invoiced.send("POST", "invoice/1/send", query="sendTo=a@b.example").status == 415
    once = send(invoiced, "invoice/1/send", "sendTo=a@b.example&requestid=7")
    assert send(invoiced, "invoice/1/send", "sendTo=a@b.example&requestid=7") == once
    assert send(invoiced, "invoice/1/send", "sendTo=c@d.example&requestid=7")[0] == "600"
    assert send(invoiced, "payment/2/send", "sendTo=a@b.example&requestid=7")[0] == "600"
    other = invoiced.invoice("1", sale("1", "5"), DocNumber="A-8")["Id"]
    assert send(invoiced, f"invoice/{other}/send", "sendTo=a@b.example&requestid=7")[0] == "600"
    assert send(invoiced, "invoice/9/send", "sendTo=a@b.example")[0] == "610"
    assert send(invoiced, "customer/1/send", "sendTo=a@b.example")[0] == "500"


def test_mails_of_a_day_are_limited() -> None:
    books = Books(enforce_limits=True, mails_per_day=2)
    books.invoice(books.customer(), sale(books.item(), "1"))
    for status in (200, 200, 429):
        assert (
            books.send("POST", "invoice/1/send", query="sendTo=a@b.example", headers=OCTETS).status == status
        )
        books.clock.advance(1)
    books.later(86_400)
    assert send(books, "invoice/1/send", "sendTo=a@b.example")["Invoice"]["SyncToken"] == "3"


def test_a_pay_link_is_shown_when_asked_for_and_payments_are_taken(invoiced: Books) -> None:
    def link() -> object:
        answer = invoiced.send("GET", "invoice/1", query="include=invoiceLink&minorversion=75")
        return answer.json()["Invoice"].get("InvoiceLink")

    assert link() is None
    preferences = invoiced.company.preferences()
    preferences["SalesFormsPrefs"] = {**preferences["SalesFormsPrefs"], "ETransactionPaymentEnabled": True}
    assert str(link()).startswith("https://connect.intuit.com/")
    assert "InvoiceLink" not in invoiced.read("Invoice", "1")
