"""The state of a simulator, saved and loaded: the same requests get the same answers, to the byte."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from urllib.parse import urlencode

import pytest

from simulator import FIRST_REALM, Answer
from simulator.core import Simulator
from simulator.ordered_faults.orders import FaultOrder
from simulator.state.forms import Writer, attributes, is_wiring
from simulator.state.saved import LEFT_OUT, differences, load, load_file, save_file, saved
from simulator.wire import read_json, write_json
from tests.simulator.books import Books, Json, control, done, payment_body, sale


def requests(books: Books, seed: int, count: int) -> Iterator[Answer]:
    """Send so many random requests of every kind; what they ask for depends on the seed alone."""
    chance = Random(seed)
    for number in range(count):
        books.token = books.authority.access_token(books.authority.connect(FIRST_REALM))
        yield chance.choice(ASKS)(books, chance, f"{seed}-{number}")
        books.clock.advance(chance.choice([0, 0, 0.25, 40, 90_000]) if number % 9 == 0 else 0.25)


def some(chance: Random) -> str:
    return str(chance.randint(1, 12))


def customer(books: Books, chance: Random, name: str) -> Answer:
    return books.post("customer", {"DisplayName": f"C{chance.randint(1, 40)}"}, requestid=some(chance))


def sub_customer(books: Books, chance: Random, name: str) -> Answer:
    body = {"DisplayName": name, "Job": True, "ParentRef": {"value": some(chance)}}
    return books.post("customer", body)


def item(books: Books, chance: Random, name: str) -> Answer:
    return books.post("item", {"Name": name, "Type": "Service", "IncomeAccountRef": {"value": "1"}})


def invoice(books: Books, chance: Random, name: str) -> Answer:
    lines = [sale(some(chance), f"{chance.randint(1, 9999)}.05") for _ in range(chance.randint(1, 3))]
    return books.post("invoice", {"CustomerRef": {"value": some(chance)}, "Line": lines})


def payment(books: Books, chance: Random, name: str) -> Answer:
    return books.post("payment", payment_body(some(chance), "50", (some(chance), "1.10")))


def change(books: Books, chance: Random, name: str) -> Answer:
    entity, operation = chance.choice([("customer", ""), ("invoice", "delete"), ("invoice", "void")])
    body = {"Id": some(chance), "SyncToken": chance.choice("012"), "sparse": True}
    if operation:
        return books.post(entity, body, operation=operation)
    return books.post(entity, {**body, "Active": chance.choice([True, False])})


def batch(books: Books, chance: Random, name: str) -> Answer:
    rows = [
        {"bId": "1", "operation": "create", "Customer": {"DisplayName": name}},
        {"bId": "2", "Query": "select * from Invoice orderby Id"},
    ]
    return books.post("batch", {"BatchItemRequest": rows}, requestid=some(chance))


def look(books: Books, chance: Random, name: str) -> Answer:
    since = "changedSince=2026-04-01&entities=Customer,Invoice,Payment,Account"
    how = chance.choice(["cdc", "Customer where Active in (true, false)", "Invoice", "Payment", "Account"])
    if how == "cdc":
        return books.send("GET", "cdc", query=since)
    return books.send("GET", "query", query=urlencode({"query": f"select * from {how}"}))  # noqa: S608 (no SQL)


def order(books: Books, chance: Random, name: str) -> Answer:
    kind = chance.choice(["reset_later", "lag", "any", "status_after"])
    given = {"kind": kind, "later_s": 30, "nth": 3}
    return control(books, "POST", "faults", {"faults": [given]})


ASKS: list[Callable[[Books, Random, str], Answer]] = [
    customer, customer, sub_customer, item, invoice, invoice, payment, change, batch, look, order,
]  # fmt: skip


def used(**settings: Json) -> Books:
    """Return books with a history: limits, latencies and lags are all at work."""
    books = Books(enforce_limits=True, call_latency_s=0.1, latency_jitter=0.5, **settings)
    list(requests(books, 1, 120))
    return books


def through_json(document: Json) -> Json:
    return read_json(write_json(document))


def test_after_loading_the_same_requests_get_the_same_bytes() -> None:
    books = used(query_lag_s=2.0)
    document = through_json(saved(books.simulator))
    first = list(requests(books, 2, 100))
    assert {answer.status for answer in first} >= {200, 400}
    load(books.simulator, document)
    assert list(requests(books, 2, 100)) == first
    other = Books()
    load(other.simulator, document)
    assert list(requests(other, 2, 100)) == first


def test_what_was_loaded_is_saved_as_it_was() -> None:
    document = saved(used().simulator)
    other = Books()
    load(other.simulator, through_json(document))
    assert saved(other.simulator) == document
    assert differences(document, saved(other.simulator)) == []


def test_every_attribute_of_everything_held_is_saved_but_those_left_out() -> None:
    simulator = used().simulator
    document = saved(simulator)["state"]
    company = simulator.realms[FIRST_REALM].company
    held = document["realms"][FIRST_REALM]["company"]
    wiring = {name for name in attributes(company) if is_wiring(getattr(company, name))}
    assert set(held) - {"$"} == set(attributes(company)) - set(LEFT_OUT["Company"]) - wiring
    record = next(iter(held["objects"]["Invoice"].values()))
    assert set(record) - {"$"} == set(attributes(company.objects["Invoice"][record["id"]]))


def test_what_has_no_form_is_named_with_its_path() -> None:
    simulator = Books().simulator
    simulator.late.started_at = object()  # type: ignore[attr-defined]
    with pytest.raises(TypeError, match="state/late/started_at: there is no form for object"):
        saved(simulator)


def test_what_is_held_in_two_places_still_is_after_loading(books: Books) -> None:
    load(books.simulator, through_json(saved(books.simulator)))
    books.simulator.add_realm("77")
    token = books.authority.access_token(books.authority.connect("77"))
    assert books.send("GET", "preferences").status == 200
    books.token = token
    assert books.send("GET", "preferences").status == 403
    assert books.simulator.company_names().keys() == {FIRST_REALM, "77"}
    assert Writer(LEFT_OUT).write(books.simulator, "state")["api"]["_realms"] == {"$same": "state/realms"}


def test_differences_are_named_by_path(books: Books) -> None:
    customer_id = books.customer()
    document = done(books, "GET", "saved")
    assert done(books, "POST", "compare", document) == {"equal": True, "differences": []}
    books.invoice(customer_id, sale(books.item(), "12.50"))
    found = done(books, "POST", "compare", document)
    rows = {row["path"]: row for row in found["differences"]}
    prefix = f"state/realms/{FIRST_REALM}/company"
    assert not found["equal"]
    balance = rows[f"{prefix}/objects/Customer/{customer_id}/wire/Balance"]
    assert (balance["saved"], str(balance["now"])) == (0, "12.50")
    assert "saved" not in rows[f"{prefix}/objects/Invoice"]
    assert rows[f"{prefix}/next_ids/Transactions"]["now"] == 2


def test_the_order_of_changes_is_compared_too(books: Books) -> None:
    first, _ = books.write("Customer", {"DisplayName": "A"}), books.customer("B")
    document = saved(books.simulator)
    books.update("Customer", first, Notes="changed")
    orders = [row for row in differences(document, saved(books.simulator)) if row["path"].endswith("(order)")]
    assert [(row["saved"], row["now"]) for row in orders] == [(['"1"', '"2"'], ['"2"', '"1"'])]


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_a_state_is_loaded_over_the_control_api(books: Books, method: str) -> None:
    books.customer("Kept")
    document = done(books, "GET", "saved")
    books.later(3600)
    books.customer("Forgotten")
    done(books, method, "saved", document)
    assert [row["DisplayName"] for row in done(books, "GET", "state")["Customer"]] == ["Kept"]
    assert done(books, "GET", "clock")["seconds"] == books.clock.now_s()
    assert done(books, "GET", "saved") == document


def broken(document: Json, case: str) -> Json:
    state = document["state"]
    company = state["realms"][FIRST_REALM]["company"]
    match case:
        case "format":
            document["format"] = "other"
        case "no state":
            del document["state"]
        case "class":
            state["late"]["$"] = "os.system"
        case "lacks":
            del next(iter(company["objects"]["Account"].values()))["wire"]
        case "form":
            company["receivable"] = {"$nothing": 1}
        case "same":
            state["api"]["_realms"] = {"$same": "nowhere"}
        case "profile":
            company["profile"] = "mars"
        case _:
            state["realms"] = []
    return document


@pytest.mark.parametrize(
    "case", ["format", "no state", "class", "lacks", "form", "same", "profile", "realms"]
)
def test_what_is_no_state_is_refused_and_changes_nothing(books: Books, case: str) -> None:
    books.customer()
    before = done(books, "GET", "saved")
    answer = control(books, "PUT", "saved", broken(through_json(before), case))
    assert (answer.status, bool(answer.json()["error"])) == (400, True)
    assert done(books, "GET", "saved") == before


def test_a_reset_empties_the_companies_and_keeps_the_connections(books: Books) -> None:
    done(books, "POST", "realms", {"realm": "77", "profile": "uk"})
    books.customer("Gone")
    books.simulator.orders.open.append(FaultOrder("reset_before", entity="item"))
    done(books, "POST", "reset", {"realm": "77"})
    assert books.find("Customer")[0]["DisplayName"] == "Gone"
    assert set(done(books, "POST", "reset")["realms"]) == {FIRST_REALM, "77"}
    assert done(books, "GET", "journal")["exchanges"] == []
    assert (books.find("Customer"), books.simulator.orders.open) == ([], [])
    assert done(books, "GET", "saved")["state"]["realms"]["77"]["company"]["profile"] == "uk"


def test_a_file_holds_the_state_whole_or_is_not_touched(tmp_path: Path, books: Books) -> None:
    path = tmp_path / "state.json"
    books.customer("Kept")
    save_file(books.simulator, path)
    assert (path.stat().st_mode & 0o777, [held.name for held in tmp_path.iterdir()]) == (0o600, [path.name])
    simulator = Simulator()
    load_file(simulator, path)
    assert differences(saved(books.simulator), saved(simulator)) == []
    path.write_text("[]")
    with pytest.raises(ValueError, match="no JSON object"):
        load_file(simulator, path)
