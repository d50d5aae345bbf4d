"""What meets a request before QuickBooks does: authority, paths, and the forms of its answers."""

from unittest.mock import ANY
from xml.etree.ElementTree import Element, fromstring

import pytest

from simulator import FIRST_REALM, Answer, Request
from simulator.entities import KINDS
from tests.simulator.books import Books, code, fault, sale

XML = "{http://schema.intuit.com/finance/v3}"
MALFORMED = "Malformed bearer token: too short or too long"


def xml(answer: Answer) -> Element:
    return fromstring(answer.body)  # noqa: S314 (the simulator's own answer)


@pytest.mark.parametrize(
    ("authorization", "detail"),
    [
        ("", MALFORMED),
        ("Basic abc", MALFORMED),
        ("Bearer short", MALFORMED),
        ("Bearer " + "x" * 4097, MALFORMED),
        ("Bearer " + "x" * 4096, "Token invalid: xxxxxxxxxxxx..."),
    ],
)
def test_without_a_good_token_the_gateway_refuses_in_lower_case(
    books: Books, authorization: str, detail: str
) -> None:
    answer = books.send("GET", "preferences", headers={"authorization": authorization})
    error = {
        "message": "message=AuthenticationFailed; errorCode=003200; statusCode=401",
        "detail": detail,
        "code": "3200",
        "element": None,
    }
    nothing = "warnings intuitObject report queryResponse syncErrorResponse requestId status"
    assert answer.status == 401
    assert answer.json() == {
        **dict.fromkeys(nothing.split()),
        **{name: [] for name in ("batchItemResponse", "attachableResponse", "cdcresponse")},
        "fault": {"error": [error], "type": "AUTHENTICATION"},
        "time": 1_775_750_400_000,
    }
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="Intuit", error="invalid_token"'


def test_a_token_that_is_too_old_or_was_revoked_is_told_so(books: Books) -> None:
    def detail() -> str:
        answer = books.send("GET", "preferences")
        return str(answer.json()["fault"]["error"][0]["detail"])

    books.clock.advance(3600)
    assert detail() == f"Token expired: {books.token[:12]}..."
    books.later(0)
    books.authority.revoke(books.token)
    assert detail() == f"Token revoked: {books.token[:12]}..."


def test_a_token_of_another_realm_is_refused(books: Books) -> None:
    books.simulator.add_realm("123")
    headers = {"authorization": f"Bearer {books.token}", "accept": "application/json"}
    for realm in ("123", "999", "", "x", "4620816365000000001 "):
        answer = books.simulator.answer(Request("GET", f"/v3/company/{realm}/preferences", "", headers))
        error = answer.json()["fault"]["error"][0]
        assert (answer.status, error["code"], answer.json()["fault"]["type"]) == (403, "3100", "SERVICE")
        assert error["message"] == "message=ApplicationAuthorizationFailed; errorCode=003100; statusCode=403"


def test_every_answer_has_a_trace_id_and_only_good_ones_the_version(books: Books) -> None:
    everywhere = [
        books.send("GET", "preferences"),
        books.send("GET", "customer/1"),
        books.send("GET", "preferences", headers={"authorization": ""}),
        books.send("POST", "customer"),
        books.send("POST", "batch", body=b" " * 5_000_001),
        books.send("GET", "query", query="query=" + "x" * 9000),
        books.simulator.answer(Request("GET", "/elsewhere")),
        books.simulator.answer(Request("GET", "/connect/oauth2")),
    ]
    assert [answer.status for answer in everywhere] == [200, 400, 401, 400, 413, 414, 404, 400]
    assert len({answer.headers["intuit_tid"] for answer in everywhere}) == len(everywhere)
    assert {answer.headers["Date"] for answer in everywhere} == {"Thu, 09 Apr 2026 16:00:00 GMT"}
    for name in ("QBO-Version", "Service-Time"):
        assert [name in answer.headers for answer in everywhere] == [True] + [False] * 7


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
    assert books.send(
        "POST", "customer", query="requestid=1", body=body, headers={"accept": ""}
    ) == first._replace(headers={**first.headers, "intuit_tid": ANY})


def test_every_object_can_be_xml(books: Books) -> None:
    customer = books.customer()
    invoice = books.invoice(customer, sale(books.item(), "5"))
    books.payment(customer, "2", (invoice["Id"], "1"))
    for kind in KINDS.values():
        query = f"query=select * from {kind.name} maxresults 1000"  # noqa: S608 (no SQL)
        answer = books.send("GET", "query", query=query, headers={"accept": "*/*"})
        rows = books.find(kind.name, "maxresults 1000")
        assert len(xml(answer).findall(f"*/{XML}{kind.name}")) == len(rows)


def test_an_unknown_path_is_an_unsupported_operation_and_not_404(books: Books) -> None:
    path = f"/v3/company/{FIRST_REALM}/customer/1/5"
    full_path = f"{path} of full path: https://qbo.example{path}"
    assert fault(books.send("GET", "customer/1/5", headers={"host": "qbo.example"})) == (
        "500",
        f"Operation Could not find resource for relative : {full_path} is not supported.",
    )
    for unknown in ("", "nothing/1", "nothing", "customer//1", "/customer/1", "customer/1//", "query/1", "%"):
        assert "Could not find resource" in fault(books.send("GET", unknown))[1]
    assert books.simulator.answer(Request("GET", "/elsewhere")).status == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "customer"),
        ("POST", "customer/1"),
        ("DELETE", "customer/1"),
        ("PUT", "batch"),
        ("PUT", "query"),
        ("GET", "batch"),
        ("POST", "cdc"),
        ("GET", "invoice/1/send"),
        ("POST", "invoice/1/pdf"),
        ("GET", "companyinfo"),
        ("\x00", "query"),
    ],
)
def test_a_path_for_another_method_is_unsupported_too(books: Books, method: str, path: str) -> None:
    detail = (
        f"Operation No resource method found for {method}, return 405 with Allow header is not supported."
    )
    assert fault(books.send(method, path)) == ("500", detail)


def test_a_path_may_end_with_a_slash_and_begin_with_capitals(books: Books) -> None:
    books.customer("A")
    for path in ("customer/1/", "Customer/1", "CUSTOMER/1/"):
        assert books.send("GET", path).json()["Customer"]["DisplayName"] == "A"


def test_the_company_is_read_by_its_realm_and_by_no_other(books: Books) -> None:
    books.simulator.add_realm("123")
    assert books.send("GET", f"companyinfo/{FIRST_REALM}").json()["CompanyInfo"]["Id"] == "1"
    assert code(books.send("GET", "companyinfo/123")) == "610"
    assert code(books.send("GET", "companyinfo/x")) == "2030"
    assert books.send("GET", "preferences").json()["Preferences"]["Id"] == "1"


def test_a_path_without_a_realm_is_unsupported_too(books: Books) -> None:
    headers = {"authorization": f"Bearer {books.token}", "accept": "application/json"}
    assert code(books.simulator.answer(Request("GET", "/v3/customer/1", "", headers))) == "500"


def test_an_id_has_to_be_a_number_and_to_be_there(books: Books) -> None:
    assert fault(books.send("GET", "customer/1.5")) == (
        "2030",
        "Id should be a valid number. Supplied value:1.5",
    )
    assert code(books.send("GET", "customer/1")) == "610"


def test_any_minor_version_is_accepted(books: Books) -> None:
    for version in ("1", "75", "999", "x", "", "%00", "7&minorversion=8"):
        assert books.send("GET", "preferences", query=f"minorversion={version}").status == 200


def test_a_fault_names_no_charset_and_one_of_a_wrong_id_no_time(books: Books) -> None:
    unknown, wrong = books.send("GET", "customer/77"), books.send("GET", "customer/1.5")
    for refused in (unknown, wrong):
        assert refused.headers["Content-Type"] == "application/json"
        assert "QBO-Version" not in refused.headers
    assert unknown.json()["time"] == "2026-04-09T09:00:00.000-07:00"
    assert "time" in books.send("GET", "query", query="query=select * from Custmoer").json()
    assert wrong.json().keys() == {"Fault"}


def test_the_time_of_an_answer_is_when_its_request_began_to_the_millisecond() -> None:
    books = Books(call_latency_s=2.0)
    books.clock.advance(0.187)
    for answer in (books.send("GET", "preferences"), books.send("GET", "customer/77")):
        assert answer.json()["time"] == "2026-04-09T09:00:00.187-07:00"


def test_a_long_list_of_known_properties_is_cut(books: Books) -> None:
    _, detail = fault(books.post("invoice", {"BadJson": True}))
    listed = detail.partition(" known properties: ")[2].partition("])")[0]
    assert listed.endswith('" [truncated]')
    assert detail.endswith("])\n specified is unsupported or invalid")
    assert 1000 <= len(listed.removesuffix(" [truncated]")) < 1050


def test_times_are_pacific_with_the_offset_of_the_season(books: Books) -> None:
    summer = books.write("Customer", {"DisplayName": "A"})["MetaData"]["CreateTime"]
    books.later(240 * 86_400)
    winter = books.post("customer", {"DisplayName": "B"}).json()
    assert (summer, winter["Customer"]["MetaData"]["CreateTime"]) == (
        "2026-04-09T09:00:00-07:00",
        "2026-12-05T08:00:00-08:00",
    )
    assert winter["time"] == "2026-12-05T08:00:00.000-08:00"
