"""What meets a request before QuickBooks does: authority, paths, content types, and any bytes at all."""

from dataclasses import replace
from functools import cache
from unittest.mock import ANY
from xml.etree.ElementTree import Element, fromstring

import pytest
import simplejson
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import Answer, Request
from tests.simulator.books import Books, Json, code, fault, sale

XML = "{http://schema.intuit.com/finance/v3}"
JSON_TYPE = {"content-type": "application/json"}


def xml(answer: Answer) -> Element:
    return fromstring(answer.body)  # noqa: S314 (the simulator's own answer)


@pytest.mark.parametrize(
    ("authorization", "detail"),
    [
        ("", "Malformed bearer token"),
        ("Basic abc", "Malformed bearer token"),
        ("Bearer short", "Malformed bearer token"),
        ("Bearer " + "x" * 5000, "Malformed bearer token"),
        ("Bearer " + "x" * 800, "Token invalid"),
    ],
)
def test_without_a_good_token_the_gateway_refuses_in_lower_case(
    books: Books, authorization: str, detail: str
) -> None:
    answer = books.send("GET", "preferences", headers={"authorization": authorization})
    body = answer.json()
    error = body["fault"]["error"][0]
    assert (answer.status, error["code"], body["fault"]["type"]) == (401, "3200", "AUTHENTICATION")
    assert error["message"] == "message=AuthenticationFailed; errorCode=003200; statusCode=401"
    assert error["detail"].startswith(detail)
    assert isinstance(body["time"], int)
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="Intuit", error="invalid_token"'


def test_a_token_of_another_realm_is_refused(books: Books) -> None:
    books.simulator.add_realm("123")
    headers = {"authorization": f"Bearer {books.token}", "accept": "application/json"}
    for realm in ("123", "999"):
        answer = books.simulator.answer(Request("GET", f"/v3/company/{realm}/preferences", "", headers))
        error = answer.json()["fault"]["error"][0]
        assert (answer.status, error["code"], answer.json()["fault"]["type"]) == (403, "3100", "SERVICE")
        assert error["message"] == "message=ApplicationAuthorizationFailed; errorCode=003100; statusCode=403"


def test_every_answer_has_a_trace_id_and_only_good_ones_the_version(books: Books) -> None:
    good, bad = books.send("GET", "preferences"), books.send("GET", "customer/1")
    assert good.headers["intuit_tid"] != bad.headers["intuit_tid"]
    assert ("QBO-Version" in good.headers, "Service-Time" in good.headers) == (True, True)
    assert ("QBO-Version" in bad.headers, "Service-Time" in bad.headers) == (False, False)


def test_xml_comes_when_json_is_not_asked_for(books: Books) -> None:
    books.invoice(books.customer("Amy & <Bill>"), sale(books.item(), "5"))
    answer = books.send("GET", "invoice/1", headers={"accept": "*/*"})
    assert answer.headers["Content-Type"] == "application/xml;charset=utf-8"
    response = xml(answer)
    assert (response.tag, response.get("time")) == (f"{XML}IntuitResponse", "2026-04-09T09:00:00.000-07:00")
    (invoice,) = response
    assert (invoice.tag, invoice.get("domain"), invoice.get("sparse")) == (f"{XML}Invoice", "QBO", "false")
    customer = invoice.find(f"{XML}CustomerRef")
    assert customer is not None
    assert (customer.text, customer.get("name")) == ("1", "Amy & <Bill>")
    assert [total.text for total in invoice.iterfind(f"{XML}TotalAmt")] == ["5.00"]


def test_faults_queries_and_batches_come_in_xml_too(books: Books) -> None:
    books.customer("Amy")
    fault_shown = xml(books.send("GET", "customer/9", headers={"accept": ""}))[0]
    assert (fault_shown.tag, fault_shown.get("type")) == (f"{XML}Fault", "ValidationFault")
    assert (fault_shown[0].get("code"), fault_shown[0][0].text) == ("610", "Object Not Found")
    found = books.send("GET", "query", query="query=select * from Customer", headers={"accept": ""})
    rows = xml(found)[0]
    assert (rows.get("startPosition"), rows.get("maxResults"), len(rows)) == ("1", "1", 1)
    items = b'{"BatchItemRequest":[{"bId":"a","Query":"x"},{"bId":"b\\u0000","Query":"x"}]}'
    answer = books.send("POST", "batch", body=items, headers={"accept": "text/xml"})
    assert [item.get("bId") for item in xml(answer)] == ["a", "b?"]


def test_a_replay_comes_in_the_form_that_is_asked_for_now(books: Books) -> None:
    body = b'{"DisplayName":"Amy"}'
    first = books.send("POST", "customer", query="requestid=1", body=body, headers={"accept": ""})
    again = books.send("POST", "customer", query="requestid=1", body=body)
    assert xml(first)[0].get("domain") == "QBO"
    assert again.json()["Customer"]["Id"] == "1"
    assert books.send("POST", "customer", query="requestid=1", body=body, headers={"accept": ""}) == replace(
        first, headers={**first.headers, "intuit_tid": ANY}
    )


def test_an_unknown_path_is_an_unsupported_operation_and_not_404(books: Books) -> None:
    number, detail = fault(books.send("GET", "customer/1/5"))
    assert (number, "Could not find resource for relative : " in detail) == ("500", True)
    unknown = [
        ("GET", ""),
        ("GET", "nothing/1"),
        ("POST", "nothing"),
        ("DELETE", "customer/1"),
        ("PUT", "batch"),
    ]
    for method, path in unknown:
        assert code(books.send(method, path)) == "500"
    assert books.simulator.answer(Request("GET", "/elsewhere")).status == 404


def test_a_path_without_a_realm_is_unsupported_too(books: Books) -> None:
    headers = {"authorization": f"Bearer {books.token}", "accept": "application/json"}
    assert code(books.simulator.answer(Request("GET", "/v3/customer/1", "", headers))) == "500"


def test_an_id_has_to_be_a_number_and_to_be_there(books: Books) -> None:
    assert fault(books.send("GET", "customer/1.5")) == (
        "2030",
        "Id should be a valid number. Supplied value:1.5",
    )
    assert code(books.send("GET", "customer/1")) == "610"


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
        (b'{"DisplayName":NaN}', "2010"),
        (b'{"DisplayName":["a"]}', "2010"),
        (b"[" * 50_000, "2010"),
        (b'{"DisplayName":"\xff"}', "500"),
        (b'{"DisplayName":"A","sparse":"maybe"}', "2230"),
    ],
)
def test_a_body_that_is_no_object_is_refused(books: Books, body: bytes, expected: str) -> None:
    assert code(books.send("POST", "customer", body=body, headers=JSON_TYPE)) == expected


def test_an_unknown_property_names_its_class_and_the_known_ones(books: Books) -> None:
    number, detail = fault(books.post("invoice", {"BadJson": True}))
    assert number == "2010"
    assert detail.startswith(
        'Property Name:Unrecognized field "BadJson" (class com.intuit.schema.finance.v3.Invoice), '
        "not marked as ignorable ("
    )
    assert '"DocNumber"' in detail


def test_any_minor_version_is_accepted(books: Books) -> None:
    for version in ("1", "75", "999", "x"):
        assert books.send("GET", "preferences", query=f"minorversion={version}").status == 200


NAMES = [
    "Id", "SyncToken", "sparse", "DisplayName", "Line", "Amount", "CustomerRef", "value", "BatchItemRequest",
    "bId", "operation", "Customer", "Query", "TotalAmt", "DetailType", "Name", "TxnTaxDetail", "BillAddr",
]  # fmt: skip
SEGMENT = st.sampled_from(
    ["customer", "item", "invoice", "payment", "query", "batch", "cdc", "preferences", "1", "-1", ""]
) | st.text(max_size=4)  # fmt: skip
VALUE: Json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            NAMES
        ),
        inner,
        max_size=4,
    ),
    max_leaves=8,
)  # fmt: skip


@settings(max_examples=250, deadline=None)
@given(
    method=st.sampled_from(["GET", "POST", "DELETE", "\x00"]),
    segments=st.lists(SEGMENT, max_size=3),
    query=st.text(max_size=20)
    | st.sampled_from(["operation=delete", "operation=void", "include=void", "requestid=1"]),
    body=st.binary(max_size=30) | VALUE,
    accept=st.sampled_from(["application/json", ""]),
)
def test_any_bytes_are_refused_in_quickbooks_own_way(
    method: str, segments: list[str], query: str, body: Json, accept: str
) -> None:
    data = body if isinstance(body, bytes) else simplejson.dumps(body, allow_nan=True).encode()
    books = _company()
    answer = books.send(method, "/".join(segments), query=query, body=data, headers={"accept": accept})
    assert answer.status in (200, 400, 415)


@cache
def _company() -> Books:
    """Give one company to all examples: they are many, and it must stand them all."""
    books = Books()
    books.invoice(books.customer(), sale(books.item(), "5"))
    return books
