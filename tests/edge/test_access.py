"""Who may do what: every route for every role at its own, a foreign and an unknown company."""

from __future__ import annotations

import pytest

from quickbooks_sync.core.roles import Role
from quickbooks_sync.edge.routes import ROUTES
from tests.edge.service import Answer, Service

CALLBACK = "GET /v1/oauth/callback"
PUSHES = (
    "PUT /v1/companies/{company}/records/{entity}/{id}",
    "POST /v1/companies/{company}/records/{entity}",
)
EVERYBODY = frozenset(Role)
PEOPLE = frozenset({Role.OWNER, Role.ADMIN})
MAY = {
    "PUT /v1/companies/{company}": {Role.HOST},
    "GET /v1/companies/{company}": EVERYBODY,
    "PUT /v1/companies/{company}/settings": PEOPLE,
    "GET /v1/companies/{company}/records/{entity}": EVERYBODY,
    "POST /v1/companies/{company}/records/{entity}": {Role.HOST},
    "PUT /v1/companies/{company}/records/{entity}/{id}": {Role.HOST},
    "GET /v1/companies/{company}/records/{entity}/{id}": EVERYBODY,
    "POST /v1/companies/{company}/records/{entity}/{id}/{removal}": {Role.HOST},
    "POST /v1/companies/{company}/connection": PEOPLE,
    "GET /v1/companies/{company}/connection": EVERYBODY,
    "DELETE /v1/companies/{company}/connection": PEOPLE,
    "POST /v1/companies/{company}/connection/confirm": PEOPLE,
    "GET /v1/companies/{company}/choices": EVERYBODY,
    "POST /v1/companies/{company}/choices/refresh": PEOPLE,
    "PUT /v1/companies/{company}/selections": PEOPLE,
    "POST /v1/companies/{company}/sync": PEOPLE,
    "POST /v1/companies/{company}/sync/{entity}": PEOPLE,
    "POST /v1/companies/{company}/sync/{entity}/{id}": PEOPLE,
    "GET /v1/companies/{company}/runs/{run}": EVERYBODY,
    "GET /v1/companies/{company}/problems": EVERYBODY,
    "GET /v1/companies/{company}/records/{entity}/{id}/history": EVERYBODY,
    "GET /v1/support/companies": {Role.SUPPORT},
    "GET /v1/support/audits": {Role.SUPPORT},
    "GET /v1/support/dead-letters": {Role.SUPPORT},
    "POST /v1/support/dead-letters/replay": {Role.SUPPORT},
}
OF_A_COMPANY = [route for route in MAY if "{company}" in route]
NO_COMPANY = {"code": "not_found", "message": "no such company"}


def call(service: Service, route: str, claims: dict[str, str] | None, company: str = "acme") -> Answer:
    parts = {"company": company, "entity": "contacts", "id": "contact-1", "run": "none", "removal": "void"}
    return service.call(route, parts=parts, claims=claims, body={})


def claims_of(role: str, company: str = "acme") -> dict[str, str]:
    return {"sub": "somebody", "role": role, "company_id": company}


def test_every_route_but_the_callback_says_who_may_call_it() -> None:
    assert MAY.keys() | {CALLBACK} == ROUTES.keys()


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("route", MAY)
def test_a_role_may_do_at_its_own_company_what_the_table_says(
    service: Service, route: str, role: Role
) -> None:
    status = call(service, route, claims_of(role)).status
    assert (status != 403) == (role in MAY[route])
    assert status < 500


@pytest.mark.parametrize("route", MAY)
@pytest.mark.parametrize(
    "claims",
    [
        None,
        {},
        {"sub": "somebody", "company_id": "acme"},
        claims_of(""),
        claims_of("root"),
        claims_of("Owner"),
        claims_of("[owner admin]"),
        claims_of("owner "),
    ],
)
def test_without_a_role_that_there_is_nothing_may_be_done(
    service: Service, route: str, claims: dict[str, str] | None
) -> None:
    before = service.world.store.items()
    answer = call(service, route, claims)
    assert (answer.status, answer.value["code"]) == (403, "forbidden")
    assert service.world.store.items() == before


@pytest.mark.parametrize("route", OF_A_COMPANY)
@pytest.mark.parametrize("role", [Role.OWNER, Role.ADMIN, Role.MEMBER])
@pytest.mark.parametrize("own", ["acme", "", "ACME", "acme#", "*"])
def test_a_foreign_company_and_an_unknown_one_get_the_same_bytes(
    service: Service, route: str, role: Role, own: str
) -> None:
    before = service.world.store.items()
    claims = claims_of(role, own)
    foreign, unknown = call(service, route, claims, "globex"), call(service, route, claims, "nobody")
    assert foreign == unknown
    assert (foreign.status, foreign.value) == (404, NO_COMPANY)
    assert service.world.store.items() == before


@pytest.mark.parametrize("route", OF_A_COMPANY)
@pytest.mark.parametrize("role", [Role.HOST, Role.SUPPORT])
def test_who_sees_all_companies_still_does_not_see_one_that_is_not_registered(
    service: Service, route: str, role: Role
) -> None:
    status = call(service, route, claims_of(role), "nobody").status
    if route == "PUT /v1/companies/{company}" and role is Role.HOST:
        assert status == 422  # It would be registered, were the body good.
    else:
        assert status == (404 if role in MAY[route] else 403)


@pytest.mark.parametrize("role", [Role.OWNER, Role.MEMBER])
def test_the_own_company_is_not_found_before_it_is_registered(service: Service, role: Role) -> None:
    answer = call(service, "GET /v1/companies/{company}", claims_of(role, "nobody"), "nobody")
    assert (answer.status, answer.value) == (404, NO_COMPANY)


@pytest.mark.parametrize(
    "company", ["a#b", "a/b", "..", "a b", "é", "%61cme", "x" * 65, "acme\n", "COMPANY#acme"]
)
@pytest.mark.parametrize("route", OF_A_COMPANY)
def test_a_company_id_that_there_cannot_be_is_an_unknown_company(
    service: Service, route: str, company: str
) -> None:
    before = service.world.store.items()
    for role in (Role.HOST, Role.OWNER):
        answer = call(service, route, claims_of(role, company), company)
        assert (answer.status, answer.value) == (404, NO_COMPANY)
    assert service.world.store.items() == before


@pytest.mark.parametrize("route", OF_A_COMPANY)
def test_the_company_of_a_body_or_a_query_opens_nothing(service: Service, route: str) -> None:
    answer = service.call(
        route,
        parts={
            "company": "globex",
            "entity": "contacts",
            "id": "contact-1",
            "run": "none",
            "removal": "void",
        },
        claims=claims_of("owner"),
        body={"company": "acme", "company_id": "acme", "role": "host"},
        queryStringParameters={"company": "acme", "company_id": "acme"},
    )
    assert (answer.status, answer.value) == (404, NO_COMPANY)


def test_a_refusal_names_the_act_and_the_roles_that_may(service: Service) -> None:
    refused = call(service, "POST /v1/companies/{company}/sync", claims_of("member"))
    assert refused.value["message"] == "the role member may not start a sync: that takes admin or owner"
    refused = call(service, "GET /v1/support/audits", claims_of("owner"))
    assert (
        refused.value["message"] == "the role owner may not see and replay what is stuck: that takes support"
    )


@pytest.mark.parametrize("route", MAY)
def test_a_parameter_that_a_route_does_not_have_is_named_and_nothing_is_done(
    service: Service, route: str
) -> None:
    before = service.world.store.items()
    role = min(MAY[route])
    answer = service.call(
        route,
        parts={"company": "acme", "entity": "contacts", "id": "contact-1", "run": "none", "removal": "void"},
        claims=claims_of(role),
        body={},
        queryStringParameters={"olderthan": "2h"},
    )
    assert (answer.status, answer.fields()) == (422, ["olderthan"])
    assert service.world.store.items() == before


def test_a_refused_caller_is_refused_before_the_body_is_read(service: Service) -> None:
    for route in PUSHES:
        parts = {"entity": "contacts", "id": "contact-1"}
        answer = service.call(route, parts=parts, claims=claims_of("member"), body="not json")
        assert answer.status == 403
