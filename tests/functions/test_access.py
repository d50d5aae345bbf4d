"""Who may do what: foreign companies do not exist, and without a role or a token nothing is done."""

import pytest
import requests

from local.identity import Role
from tests.functions.tenant import CONTACT, REGISTRATION, Tenant


def answer(
    tenant: Tenant, method: str, path: str, *, token: str = "", body: object = None
) -> requests.Response:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    return requests.request(method, f"{tenant.stack.api_url}{path}", headers=headers, json=body, timeout=35)


def test_a_foreign_company_and_an_unknown_one_answer_the_same_bytes(company: Tenant) -> None:
    foreign = Tenant(company.stack).register()
    token = company.stack.token("owner", company.id)
    answers = [
        answer(company, method, path, token=token)
        for method, path in (
            ("GET", foreign.path),
            ("GET", "/v1/companies/nobody-of-that-name"),
            ("POST", f"{foreign.path}/sync"),
            ("POST", "/v1/companies/nobody-of-that-name/sync"),
        )
    ]
    assert {each.status_code for each in answers} == {404}
    assert len({each.content for each in answers}) == 1


@pytest.mark.parametrize(
    ("role", "method", "path"),
    [
        ("member", "POST", "/sync"),
        ("member", "PUT", "/selections"),
        ("member", "POST", "/connection"),
        ("owner", "PUT", "/records/contacts/c1"),
        ("owner", "PUT", ""),
        ("host", "POST", "/sync"),
        ("support", "PUT", "/records/contacts/c1"),
    ],
)
def test_a_role_that_may_not_is_refused(company: Tenant, role: Role, method: str, path: str) -> None:
    token = company.stack.token(role, None if role in ("host", "support") else company.id)
    refused = answer(company, method, f"{company.path}{path}", token=token, body=CONTACT)
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")


def test_an_owner_may_not_replay_dead_letters(company: Tenant) -> None:
    token = company.stack.token("owner", company.id)
    refused = answer(company, "POST", "/v1/support/dead-letters/replay", token=token, body={"reason": "why"})
    assert refused.status_code == 403


def test_a_member_reads(company: Tenant) -> None:
    company.push("contacts", CONTACT)
    assert company.caller("member").get(f"{company.path}/records/contacts/c1")["id"] == "c1"


def test_without_a_token_nothing_is_said(company: Tenant) -> None:
    for method, path, body in (
        ("GET", company.path, None),
        ("PUT", company.path, REGISTRATION),
        ("POST", "/v1/support/dead-letters/replay", {"reason": "why"}),
    ):
        refused = answer(company, method, path, body=body)
        assert (refused.status_code, refused.json()) == (401, {"message": "Unauthorized"})


def test_a_callback_whose_state_nobody_started_connects_nothing(company: Tenant) -> None:
    path = f"/v1/oauth/callback?state=made-up&code=c&realmId={company.books.realm}"
    sent_on = requests.get(f"{company.stack.api_url}{path}", allow_redirects=False, timeout=35)
    assert sent_on.status_code == 302
    assert "result=refused" in sent_on.headers["location"]
    assert company.owner.get(company.path)["connection"]["state"] == "never_connected"
