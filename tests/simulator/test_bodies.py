"""Content types and bodies: what is read, and how all else is refused."""

import time

import pytest
import simplejson

from tests.simulator.books import Books, code, fault, key

JSON_TYPE = {"content-type": "application/json"}


@pytest.mark.parametrize("content_type", ["", "text/plain", "application/text", "application/jsonx"])
def test_a_wrong_content_type_is_a_page_in_html(books: Books, content_type: str) -> None:
    answer = books.send("POST", "customer", body=b"{}", headers={"content-type": content_type})
    assert (answer.status, answer.headers["Content-Type"]) == (415, "text/html;charset=utf-8")


def test_a_body_too_large_is_a_page_in_html(books: Books) -> None:
    assert books.send("POST", "batch", body=b" " * 5_000_001).status == 413


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"", "2010"),
        (b"{", "2010"),
        (b"[]", "2010"),
        (b'"text"', "2010"),
        (b"null", "2010"),
        (b"7", "2010"),
        (b'{"DisplayName":NaN}', "2010"),
        (b'{"DisplayName":-Infinity}', "2010"),
        (b'{"DisplayName":1e99999999999999999999}', "2010"),
        (b'{"DisplayName":' + b"9" * 5000 + b"}", "2010"),
        (b'{"DisplayName":"A"', "2010"),
        (b'{"DisplayName":"A"}}', "2010"),
        (b"{'DisplayName':'A'}", "2010"),
        (b'{"DisplayName":"A\\u0000"}', "2040"),
        (b'{"DisplayName":"A\\ud800"}', "2040"),
        (b'{"DisplayName":"A\\ufffe"}', "2040"),
        (b'{"Notes":"A\\u0007","DisplayName":"A"}', "2040"),
        (b'{"Display\\ud800Name":"A"}', "2010"),
        ('{"DisplayName":"A"}'.encode("utf-16"), "500"),
        ('{"DisplayName":"Zo\xeb"}'.encode("latin-1"), "500"),
        (b'{"DisplayName":' + b"[" * 60 + b"]" * 60 + b"}", "2010"),
        (b'{"DisplayName":"A","BillAddr":' + b'{"Line1":' * 60 + b"1" + b"}" * 60 + b"}", "2010"),
        (b'{"DisplayName":"A","BillAddr":[]}', "2010"),
        (b'{"DisplayName":"A","Active":[]}', "2230"),
        (b'{"DisplayName":"A","CustomerTypeRef":"1"}', "2010"),
        (b'{"DisplayName":"A","PrimaryEmailAddr":{"Address":{}}}', "2010"),
        (b'{"DisplayName":"A","TaxExemptionReasonId":1e999999}', "2110"),
        (b'{"DisplayName":"A","TaxExemptionReasonId":1e-999999}', "2110"),
        (b'{"DisplayName":"A","TaxExemptionReasonId":' + b"1" * 40 + b"}", "2110"),
        (b'{"DisplayName":["a"]}', "2010"),
        (b"[" * 50_000, "2010"),
        (b'{"DisplayName":"\xff"}', "500"),
        (b'{"DisplayName":"A","sparse":"maybe"}', "2230"),
    ],
)
def test_a_body_that_is_no_object_is_refused(books: Books, body: bytes, expected: str) -> None:
    assert code(books.send("POST", "customer", body=body, headers=JSON_TYPE)) == expected


def test_what_json_leaves_open_is_read_as_most_readers_do(books: Books) -> None:
    for body in (
        b'{"DisplayName":"x","DisplayName":"A"}',
        b'\xef\xbb\xbf{"DisplayName":"B"}',
        b' {"DisplayName":7}\n',
    ):
        assert books.send("POST", "customer", body=body).status == 200
    assert [row["DisplayName"] for row in books.find("Customer")] == ["7", "A", "B"]


def test_content_types_are_read_without_their_parameters(books: Books) -> None:
    for number, kind in enumerate(("application/json; charset=utf-8", "Application/JSON;charset=ISO-8859-1")):
        body = b'{"DisplayName":"%d"}' % number
        assert books.send("POST", "customer", body=body, headers={"content-type": kind}).status == 200
    refused = books.send("POST", "customer", body=b"<Customer/>", headers={"content-type": "application/xml"})
    assert code(refused) == "1050"


def test_what_a_request_accepts_is_read_in_any_case(books: Books) -> None:
    for accept in ("Application/JSON", "text/html, application/json;q=0.5"):
        good = books.send("GET", "preferences", headers={"accept": accept})
        bad = books.send("GET", "customer/9", headers={"accept": accept})
        assert good.headers["Content-Type"] == "application/json;charset=utf-8"
        assert bad.headers["Content-Type"] == "application/json"


def test_an_unknown_property_names_its_class_and_the_known_ones(books: Books) -> None:
    number, detail = fault(books.post("invoice", {"BadJson": True}))
    assert number == "2010"
    assert detail.startswith(
        'Property Name:Unrecognized field "BadJson" (class com.intuit.schema.finance.v3.Invoice), '
        "not marked as ignorable ("
    )
    assert '"DocNumber"' in detail


def test_a_form_of_thousands_of_lines_takes_no_longer_than_their_number(books: Books) -> None:
    customer, item = books.customer(), books.item()
    detail = {"ItemRef": {"value": item}, "TaxCodeRef": {"value": "TAX"}}
    line = {"Amount": 1, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": detail}
    held = books.invoice(customer, *[line] * 4000)
    lines = [{**line, "Id": str(number + 1), "Description": "x"} for number in range(4000)]
    body = simplejson.dumps({**key(held), "sparse": True, "Line": lines}).encode()
    started = time.thread_time()
    changed = books.send("POST", "invoice", body=body)
    assert time.thread_time() - started < 2
    assert changed.json()["Invoice"]["TotalAmt"] == 4000


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 4_900_000,
        b'{"Line":[' + b"{}," * 1_600_000 + b"{}]}",
        b"{" + b'"Notes":"x",' * 400_000 + b'"Notes":"x"}',
        b'{"BillAddr":' + b"[" * 40 + b"1," * 1_000_000 + b"1" + b"]" * 40 + b"}",
    ],
    ids=range(4),
)
def test_the_largest_body_is_refused_at_once(books: Books, body: bytes) -> None:
    started = time.thread_time()
    assert books.send("POST", "customer", body=body).status == 400
    assert time.thread_time() - started < 2
