"""What the owner of a company switches: numbers, classes, locations, revenue recognition, access."""

from __future__ import annotations

import pytest

from simulator import FIRST_REALM, Answer
from tests.simulator.books import Books, Json, control, fault, payment_body, sale


def prefer(books: Books, section: str, **values: Json) -> None:
    books.company.preferences()[section].update(values)


def set_by_owner(books: Books, **switches: bool) -> Json:
    return control(books, "POST", "switches", switches).json()


def code(answer: Answer) -> str:
    return str(answer.json()["Fault"]["Error"][0]["code"])


@pytest.mark.parametrize(
    ("switch", "expected", "text"),
    [
        ("subscription_ended", "6190", "your trial or subscription period ended"),
        ("read_only", "5020", "You do not have permission to access this feature."),
    ],
)
def test_a_company_that_can_only_be_read_refuses_every_write(
    books: Books, customer: str, switch: str, expected: str, text: str
) -> None:
    assert set_by_owner(books, **{switch: True})[switch] is True
    answer = books.post("customer", {"DisplayName": "Ben"})
    assert fault(answer)[0] == expected
    assert text in fault(answer)[1]
    item = {"bId": "1", "operation": "create", "Payment": payment_body(customer, "1")}
    assert fault(books.batch(item)[0])[0] == expected
    assert [one["DisplayName"] for one in books.find("Customer")] == ["Amy"]
    assert books.read("Customer", customer)["DisplayName"] == "Amy"
    set_by_owner(books, **{switch: False})
    assert books.customer("Ben")


@pytest.mark.parametrize(
    ("switch", "status", "expected"),
    [
        ("user_no_longer_admin", 401, "120"),
        ("company_locked", 400, "140"),
        ("under_maintenance", 400, "150"),
    ],
)
def test_a_company_out_of_reach_refuses_every_call(
    books: Books, customer: str, switch: str, status: int, expected: str
) -> None:
    set_by_owner(books, **{switch: True})
    answers = [
        books.send("GET", f"customer/{customer}"),
        books.send("GET", "query", query="query=select%20*%20from%20Customer"),
        books.post("customer", {"DisplayName": "Ben"}),
        books.post("batch", {"BatchItemRequest": []}),
    ]
    assert {(answer.status, code(answer)) for answer in answers} == {(status, expected)}
    set_by_owner(books, **{switch: False})
    assert len(books.find("Customer")) == 1


def test_a_lost_administrator_is_answered_with_the_other_status_too() -> None:
    books = Books(no_longer_admin_status=400)
    set_by_owner(books, user_no_longer_admin=True)
    answer = books.send("GET", f"companyinfo/{FIRST_REALM}")
    assert fault_of_any_type(answer) == (
        "120",
        "-11014-You do not have access to use QuickBooks Online Plus.",
    )
    assert answer.status == 400


def fault_of_any_type(answer: Answer) -> tuple[str, str]:
    error = answer.json()["Fault"]["Error"][0]
    return error["code"], error["Detail"]


def test_numbers_are_the_callers_or_quickbooks_own(books: Books, customer: str, item: str) -> None:
    assert "DocNumber" not in books.invoice(customer, sale(item, "1"))
    assert books.invoice(customer, sale(item, "1"), DocNumber="A-1")["DocNumber"] == "A-1"
    prefer(books, "SalesFormsPrefs", CustomTxnNumbers=False)
    assert books.invoice(customer, sale(item, "1"), DocNumber="A-2")["DocNumber"] == "1001"


def track(books: Books) -> None:
    prefer(books, "AccountingInfoPrefs", ClassTrackingPerTxn=True, TrackDepartments=True)


@pytest.mark.parametrize("per_line", [False, True])
def test_classes_are_taken_where_the_company_tracks_them(
    books: Books, customer: str, item: str, *, per_line: bool
) -> None:
    track(books)
    north = books.write("Class", {"Name": "North"})["Id"]
    prefer(books, "AccountingInfoPrefs", ClassTrackingPerTxn=not per_line, ClassTrackingPerTxnLine=per_line)
    line = sale(item, "1")
    line["SalesItemLineDetail"]["ClassRef"] = {"value": north}
    of_line = {"CustomerRef": {"value": customer}, "Line": [line]}
    of_form = {**of_line, "Line": [sale(item, "1")], "ClassRef": {"value": north}}
    taken, refused = (of_line, of_form) if per_line else (of_form, of_line)
    held = books.write("Invoice", taken)
    holder = held["Line"][0]["SalesItemLineDetail"] if per_line else held
    assert holder["ClassRef"] == {"value": north, "name": "North"}
    answer = books.post("invoice", refused)
    assert (fault(answer)[0], answer.json()["Fault"]["Error"][0]["element"]) == ("5030", "ClassRef")


def test_a_location_is_taken_only_when_the_company_tracks_locations(
    books: Books, customer: str, item: str
) -> None:
    track(books)
    place = {"value": books.write("Department", {"Name": "Yard"})["Id"], "name": "Yard"}
    held = books.invoice(customer, sale(item, "1"), DepartmentRef=place)
    assert held["DepartmentRef"] == place
    prefer(books, "AccountingInfoPrefs", TrackDepartments=False)
    body = {"CustomerRef": {"value": customer}, "Line": [sale(item, "1")], "DepartmentRef": place}
    assert fault(books.post("invoice", body))[0] == "5030"
    # What the invoice has already is no reason to refuse its next change.
    assert books.update("Invoice", held, PrivateNote="moved")["DepartmentRef"] == place


@pytest.mark.parametrize(("reference", "prefix"), [("ClassRef", "Klasses"), ("DepartmentRef", "Depts")])
def test_a_class_or_location_that_is_not_there_is_refused(
    books: Books, customer: str, item: str, reference: str, prefix: str
) -> None:
    track(books)
    body = {"CustomerRef": {"value": customer}, "Line": [sale(item, "1")], reference: {"value": "99"}}
    assert fault(books.post("invoice", body)) == (
        "2500",
        f"Invalid Reference Id : {prefix} element id 99 not found",
    )


def test_deferred_revenue_needs_a_service_date_when_revenue_recognition_is_on(
    books: Books, customer: str
) -> None:
    deferred = books.item("Retainer", DeferredRevenue=True)
    plain, dated = sale(deferred, "1"), sale(deferred, "1")
    dated["SalesItemLineDetail"]["ServiceDate"] = "2026-04-01"
    assert books.invoice(customer, plain)["TotalAmt"] == 1
    prefer(books, "ProductAndServicesPrefs", RevenueRecognitionEnabled=True)
    refused, detail = fault(books.post("invoice", {"CustomerRef": {"value": customer}, "Line": [plain]}))
    assert (refused, "service date" in detail, "revenue recognition" in detail) == ("6000", True, True)
    line = books.invoice(customer, dated)["Line"][0]
    assert line["SalesItemLineDetail"]["ServiceDate"] == "2026-04-01"


def test_a_service_date_is_not_shown_when_the_company_does_not_use_them(
    books: Books, customer: str, item: str
) -> None:
    line = sale(item, "1")
    line["SalesItemLineDetail"]["ServiceDate"] = "2026-04-01"
    prefer(books, "SalesFormsPrefs", AllowServiceDate=False)
    assert "ServiceDate" not in books.invoice(customer, line)["Line"][0]["SalesItemLineDetail"]


FIVE_PERCENT = {"PercentBased": True, "DiscountPercent": 5}


@pytest.mark.parametrize(
    ("preference", "line"),
    [
        ("AllowDiscount", {"DetailType": "DiscountLineDetail", "DiscountLineDetail": FIVE_PERCENT}),
        ("AllowShipping", sale("SHIPPING_ITEM_ID", "3")),
    ],
)
def test_discount_and_shipping_are_lines_only_when_the_company_uses_them(
    books: Books, customer: str, item: str, preference: str, line: Json
) -> None:
    body = {"CustomerRef": {"value": customer}, "Line": [sale(item, "1"), line]}
    outcomes = []
    for allowed in (False, True):
        prefer(books, "SalesFormsPrefs", **{preference: allowed})
        answer = books.post("invoice", body)
        outcomes.append("done" if answer.status == 200 else fault(answer)[0])
    assert outcomes == ["5030", "done"]


def test_every_switch_can_be_set_and_is_shown(books: Books) -> None:
    shown = set_by_owner(books)
    turned = {name: not value for name, value in shown.items()}
    assert set_by_owner(books, **turned) == turned
