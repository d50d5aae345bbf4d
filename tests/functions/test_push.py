"""What the host pushes: every faulty field is named, a faulty record stops no other, versions only rise."""

from collections.abc import Callable
from typing import Any

import pytest

from local.callers import RefusedError
from tests.functions.tenant import CONTACT, INVOICE, Tenant


def refused(act: Callable[[], object]) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        act()
    return caught.value


def put(company: Tenant, entity: str, record_id: str, content: object) -> Any:
    return company.host.put(f"{company.path}/records/{entity}/{record_id}", content)


def test_a_record_that_breaks_the_schema_is_refused_with_every_faulty_field_and_not_stored(
    company: Tenant,
) -> None:
    line = {"product_id": "p1", "quantity": "many", "unit_price": 25, "amount": 100.001, "taxable": "perhaps"}
    content = {**INVOICE, "issue_date": "8 April", "currency": "dollars", "colour": "red", "lines": [line]}
    del content["status"]
    error = refused(lambda: put(company, "invoices", "i1", content))
    assert (error.status, error.value["code"]) == (422, "invalid")
    assert {fault["field"] for fault in error.value["faults"]} == {
        "issue_date",
        "currency",
        "colour",
        "status",
        "lines[0].quantity",
        "lines[0].amount",
        "lines[0].taxable",
    }
    assert all(fault["message"] for fault in error.value["faults"])
    assert refused(lambda: company.record("invoices", "i1")).status == 404


def test_one_bad_record_among_many_stops_no_other(company: Tenant) -> None:
    bad = {"id": "c2", "version": 0, "display_name": ["Two"]}
    results = company.push("contacts", CONTACT, bad, {**CONTACT, "id": "c3"})
    assert [(result["id"], result["result"]) for result in results] == [
        ("c1", "stored"),
        ("c2", "invalid"),
        ("c3", "stored"),
    ]
    assert {fault["field"] for fault in results[1]["faults"]} == {"version", "display_name"}
    assert refused(lambda: company.record("contacts", "c2")).status == 404
    assert company.record("contacts", "c3")["version"] == 1


def test_lower_versions_change_nothing_and_equal_ones_only_repeat(company: Tenant) -> None:
    second = {**CONTACT, "version": 2, "phone": "(650) 555-0143"}
    assert put(company, "contacts", "c1", second)["result"] == "stored"
    assert put(company, "contacts", "c1", CONTACT) == {"id": "c1", "result": "older", "version": 2}
    assert put(company, "contacts", "c1", second)["result"] == "unchanged"
    error = refused(lambda: put(company, "contacts", "c1", {**second, "phone": "(650) 555-0144"}))
    assert (error.status, error.value["code"]) == (409, "conflict")
    assert company.record("contacts", "c1")["version"] == 2


@pytest.mark.parametrize(("entity", "status"), [("contacts", 422), ("coupons", 404)])
def test_a_body_or_a_path_that_makes_no_sense_is_refused(company: Tenant, entity: str, status: int) -> None:
    assert refused(lambda: put(company, entity, "c1", ["a", "list"])).status == status


def test_the_path_and_the_record_name_the_same_id(company: Tenant) -> None:
    error = refused(lambda: put(company, "contacts", "c2", CONTACT))
    assert (error.status, [fault["field"] for fault in error.value["faults"]]) == (422, ["id"])
