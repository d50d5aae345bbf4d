"""OAuth 2: codes, tokens, the daily change of the refresh value, revoking, who the user is, every refusal."""

from __future__ import annotations

import base64

import jwt
import pytest

from simulator import FIRST_REALM, Answer, Request
from simulator.ordered_faults.orders import FaultOrder
from tests.simulator.authorization import (
    BASIC,
    DAY_S,
    authorize,
    connected,
    exchanged,
    granted,
    reads_company,
    refreshed,
    refused,
    revoked,
    sent_back,
    tokens,
)
from tests.simulator.books import Books

OPENID = "openid profile email com.intuit.quickbooks.accounting"


def test_a_code_brings_tokens_without_the_realm(books: Books) -> None:
    body = connected(books)
    assert {name: body[name] for name in ("token_type", "expires_in", "x_refresh_token_expires_in")} == {
        "token_type": "bearer",
        "expires_in": 3600,
        "x_refresh_token_expires_in": 8_726_400,
    }
    assert body.keys() == {
        "token_type", "access_token", "refresh_token", "expires_in", "x_refresh_token_expires_in",
    }  # fmt: skip
    assert reads_company(books, body["access_token"]) == 200


def test_a_code_works_once_for_ten_minutes_with_its_own_redirect(books: Books) -> None:
    first, second, third = (sent_back(authorize(books, _auto=FIRST_REALM))["code"] for _ in range(3))
    granted(exchanged(books, first))
    assert refused(exchanged(books, first)) == "invalid_grant"
    assert refused(exchanged(books, second, "http://localhost:8000/other")) == "invalid_grant"
    books.clock.advance(600)
    assert refused(exchanged(books, third)) == "invalid_grant"


@pytest.mark.parametrize(("ends", "status"), [(True, 401), (False, 200)])
def test_a_code_that_comes_again_may_end_what_it_brought(*, ends: bool, status: int) -> None:
    books = Books(used_code_ends_grant=ends)
    code = sent_back(authorize(books, _auto=FIRST_REALM))["code"]
    token = granted(exchanged(books, code))["access_token"]
    assert refused(exchanged(books, code)) == "invalid_grant"
    assert reads_company(books, token) == status


@pytest.mark.parametrize(
    "authorization",
    ["", "Basic x", "Basic " + base64.b64encode(b"simulator-client:wrong").decode(), "Bearer x"],
)
def test_a_wrong_client_is_refused(books: Books, authorization: str) -> None:
    answer = tokens(books, authorization=authorization, grant_type="refresh_token", refresh_token="x")
    assert (answer.status, answer.json()["error"]) == (401, "invalid_client")


def test_client_and_secret_may_stand_in_the_form(books: Books) -> None:
    value = connected(books)["refresh_token"]
    form = {"grant_type": "refresh_token", "refresh_token": value, "client_id": "simulator-client"}
    assert tokens(books, authorization=None, client_secret="simulator-secret", **form).status == 200
    assert tokens(books, authorization=None, client_secret="wrong", **form).status == 401


def test_a_malformed_token_request_is_refused(books: Books) -> None:
    assert tokens(books, grant_type="password").json()["error"] == "unsupported_grant_type"
    assert tokens(books).json()["error"] == "invalid_request"
    json_body = tokens(books, headers={"content-type": "application/json"}, grant_type="refresh_token")
    assert (json_body.status, json_body.json()["error"]) == (400, "invalid_request")


def test_an_access_token_lives_an_hour_and_is_bound_to_its_realm(books: Books) -> None:
    books.simulator.add_realm("123")
    token = connected(books)["access_token"]
    assert reads_company(books, token, "123") == 403
    books.clock.advance(3599)
    assert reads_company(books, token) == 200
    books.clock.advance(1)
    assert reads_company(books, token) == 401


def test_the_refresh_value_changes_after_a_day_and_the_old_one_is_dead(books: Books) -> None:
    value = connected(books)["refresh_token"]
    books.clock.advance(DAY_S - 1)
    assert granted(refreshed(books, value))["refresh_token"] == value
    books.clock.advance(1)
    new = granted(refreshed(books, value))["refresh_token"]
    assert new != value
    dead = refreshed(books, value)
    assert (dead.status, dead.json()) == (
        400,
        {"error": "invalid_grant", "error_description": "Incorrect or invalid refresh token"},
    )
    assert granted(refreshed(books, new))["refresh_token"] == new


def test_a_lost_answer_takes_the_new_value_along(books: Books) -> None:
    value = connected(books)["refresh_token"]
    books.clock.advance(DAY_S)
    books.simulator.orders.open.append(FaultOrder("reset_after", entity="oauth"))
    assert refreshed(books, value).cut
    assert refused(refreshed(books, value)) == "invalid_grant"


def test_refreshes_side_by_side_within_the_day_get_the_same_value_and_both_tokens_live(books: Books) -> None:
    value = connected(books)["refresh_token"]
    one, other = granted(refreshed(books, value)), granted(refreshed(books, value))
    assert one["refresh_token"] == other["refresh_token"] == value
    assert [reads_company(books, each["access_token"]) for each in (one, other)] == [200, 200]


@pytest.mark.parametrize(("ends", "status"), [(True, 400), (False, 200)])
def test_a_refresh_value_that_is_dead_may_be_taken_as_a_replay(*, ends: bool, status: int) -> None:
    books = Books(replay_ends_grant=ends)
    value = connected(books)["refresh_token"]
    books.clock.advance(DAY_S)
    new = granted(refreshed(books, value))["refresh_token"]
    assert refused(refreshed(books, value)) == "invalid_grant"
    assert refreshed(books, new).status == status


@pytest.mark.parametrize(("one_grant", "status"), [(True, 401), (False, 200)])
def test_connections_to_one_company_end_together_unless_set_otherwise(
    *, one_grant: bool, status: int
) -> None:
    books = Books(one_grant_per_company=one_grant)
    books.simulator.add_realm("123")
    first, second, elsewhere = connected(books), connected(books), connected(books, "123")
    assert revoked(books, second["refresh_token"]).status == 200
    assert reads_company(books, first["access_token"]) == status
    assert reads_company(books, elsewhere["access_token"], "123") == 200


@pytest.mark.parametrize(("ends", "status"), [(True, 401), (False, 200)])
def test_a_new_consent_may_end_the_tokens_of_the_former(*, ends: bool, status: int) -> None:
    books = Books(consent_ends_former_tokens=ends)
    former, new = connected(books), connected(books)
    assert reads_company(books, former["access_token"]) == status
    assert reads_company(books, new["access_token"]) == 200


def test_the_value_can_change_at_every_refresh() -> None:
    books = Books(rotate_every_refresh=True)
    value = connected(books)["refresh_token"]
    assert granted(refreshed(books, value))["refresh_token"] != value
    assert refreshed(books, value).status == 400


def test_an_idle_connection_dies_after_101_days_and_each_refresh_starts_them_anew(books: Books) -> None:
    value = connected(books)["refresh_token"]
    books.clock.advance(100 * DAY_S)
    value = granted(refreshed(books, value))["refresh_token"]
    books.clock.advance(100 * DAY_S)
    value = granted(refreshed(books, value))["refresh_token"]
    books.clock.advance(101 * DAY_S)
    assert refreshed(books, value).json()["error"] == "invalid_grant"


def test_five_years_are_the_most_and_shown_when_asked_for() -> None:
    books = Books(grant_life_s=150.0 * DAY_S)
    value = connected(books)["refresh_token"]
    books.clock.advance(100 * DAY_S)
    asked = {"x-include-refresh-token-hard-expires-in": "true"}
    body = granted(tokens(books, headers=asked, grant_type="refresh_token", refresh_token=value))
    assert body["x_refresh_token_hard_expires_in"] == body["x_refresh_token_expires_in"] == 50 * DAY_S
    books.clock.advance(50 * DAY_S)
    assert refreshed(books, body["refresh_token"]).status == 400


@pytest.mark.parametrize("which", ["access_token", "refresh_token"])
def test_revoking_either_token_ends_the_connection(books: Books, which: str) -> None:
    held = connected(books)
    answer = revoked(books, held[which])
    assert (answer.status, answer.body) == (200, b"")
    assert reads_company(books, held["access_token"]) == 401
    assert refused(refreshed(books, held["refresh_token"])) == "invalid_grant"
    assert refused(revoked(books, held[which])) == "invalid_request"


def test_a_consent_to_be_known_ends_alone(books: Books) -> None:
    one, other = (connected(books, scope="openid profile") for _ in range(2))
    assert revoked(books, one["access_token"]).status == 200
    known = [
        get(books, "/v1/openid_connect/userinfo", authorization=f"Bearer {held['access_token']}").status
        for held in (one, other)
    ]
    assert known == [401, 200]


def test_a_revocation_that_names_no_token_is_refused(books: Books) -> None:
    assert refused(revoked(books, ["a"])) == "invalid_request"
    headers = {"authorization": BASIC, "content-type": "application/json"}
    nothing = Request("POST", "/v2/oauth2/tokens/revoke", "", headers, b"[" * 100_000)
    assert refused(books.simulator.answer(nothing)) == "invalid_request"


DISCOVERY = ("/.well-known/openid_configuration", "/.well-known/openid_sandbox_configuration")


def get(books: Books, path: str, **headers: str) -> Answer:
    return books.simulator.answer(Request("GET", path, "", {"host": "127.0.0.1:80", **headers}))


def test_the_discovery_document_names_the_endpoints_with_and_without_its_slash(books: Books) -> None:
    documents = [get(books, path + slash).json() for path in DISCOVERY for slash in ("", "/")]
    assert documents[1:] == documents[:-1]
    ends = {name.removesuffix("_endpoint"): url for name, url in documents[0].items() if "endpoint" in name}
    del ends["token_endpoint_auth_methods_supported"]
    assert ends == {
        "authorization": "http://127.0.0.1:80/connect/oauth2",
        "token": "http://127.0.0.1:80/oauth2/v1/tokens/bearer",
        "revocation": "http://127.0.0.1:80/v2/oauth2/tokens/revoke",
        "userinfo": "http://127.0.0.1:80/v1/openid_connect/userinfo",
    }


def test_an_identity_token_comes_with_the_openid_scope_and_can_be_verified(books: Books) -> None:
    assert "id_token" not in connected(books)
    token = connected(books, scope=OPENID)["id_token"]
    document = get(books, DISCOVERY[0]).json()
    keys = get(books, document["jwks_uri"].removeprefix("http://127.0.0.1:80")).json()
    key = jwt.PyJWKSet.from_dict(keys)[jwt.get_unverified_header(token)["kid"]]
    claims = jwt.decode(
        token, key, algorithms=["RS256"], audience="simulator-client", issuer=document["issuer"],
        options={"verify_exp": False, "verify_iat": False},
    )  # fmt: skip
    assert (claims["realmid"], claims["exp"] - claims["iat"]) == (FIRST_REALM, 3600)


def test_the_user_is_told_to_who_may_know(books: Books) -> None:
    def asked(token: str) -> Answer:
        return get(books, "/v1/openid_connect/userinfo", authorization=f"Bearer {token}")

    token = connected(books, scope=OPENID)["access_token"]
    assert set(asked(token).json()) == {"sub", "givenName", "familyName", "email", "emailVerified"}
    assert asked(connected(books)["access_token"]).status == 403
    assert asked("x" * 200).status == 401


def test_codes_and_tokens_are_as_long_as_they_may_be(books: Books) -> None:
    code = sent_back(authorize(books, _auto=FIRST_REALM))["code"]
    body = granted(exchanged(books, code))
    assert len(code) <= 512
    assert len(body["refresh_token"]) <= 512
    assert 100 < len(body["access_token"]) <= 4096


def test_the_cap_is_shown_to_who_asks_for_it(books: Books) -> None:
    form = {"grant_type": "refresh_token", "refresh_token": connected(books)["refresh_token"]}
    shown = [
        "x_refresh_token_hard_expires_in" in granted(tokens(books, headers=headers, **form))
        for headers in (
            {},
            *({"x-include-refresh-token-hard-expires-in": word} for word in ("true", "false")),
        )
    ]
    assert shown == [False, True, False]
    asked = tokens(books, headers={"x-include-refresh-token-hard-expires-in": "TRUE"}, **form)
    assert granted(asked)["x_refresh_token_hard_expires_in"] == 5 * 365 * DAY_S


def test_the_same_seed_gives_the_same_tokens() -> None:
    assert Books(seed=7).token == Books(seed=7).token != Books(seed=8).token
