"""Two clients that were written against the real QuickBooks Online, unmodified, work with the simulator."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from intuitlib.client import AuthClient
from intuitlib.config import DISCOVERY_URL
from intuitlib.enums import Scopes
from intuitlib.exceptions import AuthClientError
from quickbooks import QuickBooks
from quickbooks.batch import batch_create, batch_update
from quickbooks.cdc import change_data_capture
from quickbooks.exceptions import ObjectNotFoundException, QuickbooksException
from quickbooks.objects import (
    Account,
    CreditMemo,
    Customer,
    Employee,
    Estimate,
    Invoice,
    Item,
    Payment,
    PaymentLine,
    PaymentMethod,
    Ref,
    RefundReceipt,
    SalesItemLine,
    SalesReceipt,
    Term,
    Vendor,
)
from quickbooks.objects.detailline import SalesItemLineDetail

from simulator import FIRST_REALM, Settings
from tests.simulator.served import TIME_OUT_S, Endpoint, endpoint, served

REDIRECT = "http://localhost:8000/callback"
VERIFIER = "planted-verifier"

# intuit-oauth checks the expiry of an identity token with it.
pytestmark = pytest.mark.filterwarnings("ignore:datetime.datetime.utcnow:DeprecationWarning:intuitlib")


@pytest.fixture(scope="module")
def hooks() -> Iterator[Endpoint]:
    with endpoint(500) as listening:
        yield listening


@pytest.fixture(scope="module")
def url(hooks: Endpoint) -> Iterator[str]:
    settings = Settings(
        enforce_limits=False, webhook_url=hooks.url, webhook_verifier=VERIFIER, webhook_window_s=0.0
    )
    with served(settings) as (_, address):
        yield address


@pytest.fixture(autouse=True)
def addresses(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Point the clients at the simulator, by what they have as addresses; it speaks plain http."""
    monkeypatch.setenv("OAUTHLIB_INSECURE_TRANSPORT", "1")
    discovery = f"{url}/.well-known/openid_sandbox_configuration/"
    monkeypatch.setitem(DISCOVERY_URL, "sandbox", discovery)
    monkeypatch.setattr(QuickBooks, "sandbox_api_url_v3", f"{url}/v3")


def auth_client() -> Any:
    return AuthClient("simulator-client", "simulator-secret", REDIRECT, "sandbox")


def connected(*scopes: Scopes) -> Any:
    """Connect as a user with a browser does, the page being answered by itself."""
    client = auth_client()
    asked = client.get_authorization_url([Scopes.ACCOUNTING, *scopes])
    answer = requests.get(f"{asked}&_auto={FIRST_REALM}", allow_redirects=False, timeout=TIME_OUT_S)
    back = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert back["state"] == [client.state_token]
    client.get_bearer_token(back["code"][0], realm_id=back["realmId"][0])
    return client


def client_of(app: Any) -> Any:
    return QuickBooks(
        auth_client=app,
        refresh_token=app.refresh_token,
        company_id=app.realm_id,
        minorversion=75,
        verifier_token=VERIFIER,
    )


@pytest.fixture
def books() -> Any:
    return client_of(connected())


def name(of: str) -> str:
    return f"{of} {uuid.uuid4()}"


def customer(books: Any, called: str = "") -> Any:
    made = Customer()
    made.DisplayName = called or name("Amy's Bird Sanctuary")
    return made.save(qb=books)


def item(books: Any) -> Any:
    made = Item()
    made.Name, made.Type = name("Work"), "Service"
    made.IncomeAccountRef = Ref()
    made.IncomeAccountRef.value = "1"
    return made.save(qb=books)


def form(books: Any, of: Any, kind: Any) -> Any:
    line = SalesItemLine()
    line.Amount, line.SalesItemLineDetail = 100, SalesItemLineDetail()
    line.SalesItemLineDetail.ItemRef = item(books).to_ref()
    made = kind()
    made.CustomerRef, made.Line = of.to_ref(), [line]
    return made


def invoice(books: Any, of: Any) -> Any:
    return form(books, of, Invoice).save(qb=books)


def test_an_app_connects_refreshes_knows_its_user_and_revokes() -> None:
    client = connected(Scopes.OPENID, Scopes.EMAIL)
    assert client.id_token, "the client has verified it against the keys of the simulator"
    assert client.get_user_info().json()["email"]
    former = client.access_token
    client.refresh()
    assert client.access_token != former
    assert client.revoke() is True
    with pytest.raises(AuthClientError) as refused:
        client.refresh()
    assert (refused.value.status_code, b"invalid_grant" in refused.value.content) == (400, True)


def test_a_wrong_secret_is_refused() -> None:
    client = AuthClient("simulator-client", "wrong", REDIRECT, "sandbox")
    with pytest.raises(AuthClientError, match="invalid_client"):
        client.refresh("RT1-unknown")


def test_a_customer_is_created_found_by_a_name_with_an_apostrophe_and_read(books: Any) -> None:
    made = customer(books)
    [found] = Customer.filter(DisplayName=made.DisplayName, qb=books)
    assert (found.Id, found.SyncToken) == (made.Id, "0")
    assert Customer.get(made.Id, qb=books).DisplayName == made.DisplayName
    assert Customer.count(f"Id = '{made.Id}'", qb=books) == 1
    assert [each.Id for each in Customer.choose([made.Id], qb=books)] == [made.Id]
    assert item(books).Id in [each.Id for each in Item.all(qb=books, max_results=1000)]


def test_a_sparse_update_leaves_what_it_does_not_name(books: Any) -> None:
    made = customer(books)
    body = f'{{"Id": "{made.Id}", "SyncToken": "{made.SyncToken}", "sparse": true, "Notes": "called"}}'
    after = books.update_object("Customer", body)["Customer"]
    assert (after["Notes"], after["DisplayName"], after["SyncToken"]) == ("called", made.DisplayName, "1")


def test_a_stale_token_and_a_taken_name_are_refused(books: Any) -> None:
    made = customer(books)
    made.Notes = "first"
    made.save(qb=books)
    made.Notes = "second"
    with pytest.raises(QuickbooksException) as stale:
        made.save(qb=books)
    with pytest.raises(QuickbooksException) as taken:
        customer(books, made.DisplayName)
    assert (stale.value.error_code, taken.value.error_code) == (5010, 6240)


def test_batches_give_each_item_its_own_answer(books: Any) -> None:
    taken = customer(books)
    fresh, again = Customer(), Customer()
    fresh.DisplayName, again.DisplayName = name("Bea"), taken.DisplayName
    answer = batch_create([fresh, again], qb=books)
    assert [each.DisplayName for each in answer.successes] == [fresh.DisplayName]
    assert [error.code for fault in answer.faults for error in fault.Error] == ["6240"]
    [made] = answer.successes
    made.Notes = "called"
    assert batch_update([made], qb=books).successes[0].SyncToken == "1"


def test_invoices_are_paid_voided_and_deleted_and_change_data_capture_tells(books: Any) -> None:
    since = datetime.now(UTC) - timedelta(minutes=1)
    of = customer(books)
    paid, gone = invoice(books, of), invoice(books, of)
    payment = Payment()
    payment.CustomerRef, payment.TotalAmt = of.to_ref(), 100
    line = PaymentLine()
    line.Amount, line.LinkedTxn = 100, [paid.to_linked_txn()]
    payment.Line = [line]
    payment = payment.save(qb=books)
    assert Invoice.get(paid.Id, qb=books).Balance == 0
    assert payment.void(qb=books)["Payment"]["TotalAmt"] == 0
    voided = Invoice.get(paid.Id, qb=books).void(qb=books)["Invoice"]
    assert (voided["TotalAmt"], voided["PrivateNote"]) == (0, "Voided")
    assert gone.delete(qb=books)["Invoice"]["status"] == "Deleted"
    with pytest.raises(ObjectNotFoundException):
        Invoice.get(gone.Id, qb=books)
    changes = change_data_capture([Invoice, Payment], f"{since:%Y-%m-%dT%H:%M:%SZ}", qb=books)
    assert {paid.Id, gone.Id} <= {each.Id for each in changes.Invoice}
    assert payment.Id in [each.Id for each in changes.Payment]


@pytest.mark.parametrize("kind", [Invoice, CreditMemo, Estimate, SalesReceipt, RefundReceipt])
def test_every_sales_form_is_made_once_for_one_request_id_read_changed_and_printed(
    books: Any, kind: Any
) -> None:
    draft = form(books, customer(books), kind)
    if kind is RefundReceipt:
        draft.DepositToAccountRef = Ref()
        draft.DepositToAccountRef.value = "35"
    once = uuid.uuid4().hex
    made = draft.save(qb=books, request_id=once)
    draft.Id = None
    assert draft.save(qb=books, request_id=once).Id == made.Id
    held = kind.get(made.Id, qb=books)
    held.PrivateNote = "seen"
    assert held.save(qb=books).PrivateNote == "seen"
    assert kind.get(made.Id, qb=books).SyncToken == "1"
    assert books.download_pdf(kind.qbo_object_name, made.Id).startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (Vendor, {"DisplayName": "Hall Properties"}),
        (Employee, {"GivenName": "Emily", "FamilyName": "Platt"}),
        (Account, {"Name": "Adverts", "AccountType": "Expense", "AccountSubType": "AdvertisingPromotional"}),
        (Term, {"Name": "Net 11", "DueDays": 11}),
        (PaymentMethod, {"Name": "Barter"}),
    ],
)
def test_every_list_can_be_added_to_read_and_listed(books: Any, kind: Any, values: dict[str, Any]) -> None:
    draft = kind()
    for field, value in values.items():
        setattr(draft, field, value)
    made = draft.save(qb=books)
    held = kind.get(made.Id, qb=books)
    assert {field: getattr(held, field) for field in values} == values
    assert made.Id in [each.Id for each in kind.all(qb=books)]


def test_an_expired_token_is_refused_until_the_app_refreshes(books: Any, url: str) -> None:
    requests.post(f"{url}/_simulator/expire-tokens", json={}, timeout=TIME_OUT_S)
    with pytest.raises(QuickbooksException) as refused:
        customer(books)
    assert refused.value.error_code == 401
    books.auth_client.refresh()
    assert customer(client_of(books.auth_client)).Id


def test_a_webhook_comes_again_after_a_bad_answer_with_a_signature_that_the_client_accepts(
    books: Any, hooks: Endpoint, url: str
) -> None:
    made = customer(books)
    first = hooks.next()
    requests.post(f"{url}/_simulator/clock", json={"advance_s": 10}, timeout=TIME_OUT_S)
    assert hooks.next() == first
    deadline = time.monotonic() + TIME_OUT_S
    headers, body = first
    while f'"intuitentityid":"{made.Id}"' not in body and time.monotonic() < deadline:
        headers, body = hooks.next()
    assert "qbo.customer.created.v1" in body
    assert books.validate_webhook_signature(body, headers["intuit-signature"])
    assert not books.validate_webhook_signature(body + " ", headers["intuit-signature"])
