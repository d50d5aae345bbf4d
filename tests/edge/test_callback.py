"""Intuit's redirect: always sent on with 302, to the host's page only, and never a code or a state in it."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest

from quickbooks_sync.edge import process
from tests.edge.service import AFTER_CONNECT_URL, Answer, Service, person
from tests.fakes.store import MemoryStore

CALLBACK = "GET /v1/oauth/callback"
CONNECT = "POST /v1/companies/{company}/connection"
UNUSABLE = {
    "result": "refused",
    "message": "this sign-in was started too long ago or used already: press connect again",
}


def consented(service: Service, company: str = "acme") -> dict[str, str]:
    """Press connect and agree on Intuit's page; gives what the redirect carries."""
    started = service.call(CONNECT, parts={"company": company}, claims=person(company=company))
    return dict(service.world.oauth.consent(started.value["authorize_url"], service.world.realm))


def called_back(service: Service, query: dict[str, str]) -> tuple[Answer, dict[str, str]]:
    answer = service.call(CALLBACK, claims=None, queryStringParameters=query)
    location = answer.headers["Location"]
    assert answer.status == 302
    assert answer.body == ""
    assert location.startswith(f"{AFTER_CONNECT_URL}?")
    return answer, dict(parse_qsl(urlsplit(location).query))


def test_a_good_redirect_connects_once(service: Service) -> None:
    query = consented(service)
    assert called_back(service, query)[1] == {"result": "connected", "company": "acme"}
    assert called_back(service, query)[1] == UNUSABLE
    assert service.world.company().books_name != ""


def test_a_state_is_good_for_ten_minutes(service: Service) -> None:
    query = consented(service)
    service.world.clock.sleep(601)
    assert called_back(service, query)[1] == UNUSABLE


def test_a_state_of_one_company_does_not_connect_another(service: Service) -> None:
    called_back(service, consented(service, "globex"))
    assert service.world.company("globex").connection == "connected"
    assert service.world.company("acme").connection == "never_connected"


def test_books_of_another_company_are_not_connected(service: Service) -> None:
    called_back(service, consented(service, "acme"))
    result = called_back(service, consented(service, "globex"))[1]
    assert result["result"] == "conflict"
    assert service.world.company("globex").connection == "never_connected"


def test_a_realm_that_the_sign_in_is_not_for_is_refused(service: Service) -> None:
    result = called_back(service, {**consented(service), "realmId": "4620816365"})[1]
    assert result["result"] == "refused"
    assert service.world.company().connection == "never_connected"


def test_who_says_no_is_told_so_and_the_state_is_used_up(service: Service) -> None:
    query = consented(service)
    result = called_back(service, {"state": query["state"], "error": "access_denied"})[1]
    assert (result["result"], "access_denied" in result["message"]) == ("refused", True)
    assert called_back(service, query)[1] == UNUSABLE


HOSTILE = [
    "",
    "x" * 9_999,
    "a#b",
    "NONCE#x",
    "https://evil.example/",
    "//evil.example",
    "javascript:alert(1)",
    "<script>alert(1)</script>",
    "x\r\nLocation: https://evil.example/",
    "٣٤٥",
    "²",
    "12/../34",
    "' or '1'='1",
    "\x00",
]


@pytest.mark.parametrize("value", HOSTILE, ids=lambda value: repr(value[:24]))
@pytest.mark.parametrize("name", ["state", "code", "realmId", "error", "redirect_uri", "return_to"])
def test_whatever_a_redirect_carries_it_goes_to_the_host_s_page_and_is_not_repeated(
    service: Service, name: str, value: str
) -> None:
    answer, result = called_back(service, {**consented(service), name: value})
    if name in ("state", "code", "realmId"):
        assert result["result"] == "refused"
        assert service.world.company().connection == "never_connected"
    location = answer.headers["Location"]
    assert "\r" not in location
    assert "\n" not in location
    assert "evil" not in location
    assert "script" not in location


def test_neither_code_nor_state_nor_realm_is_repeated(
    service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    for query in (
        consented(service),
        {**consented(service), "realmId": "1"},
        {"state": "s" * 40, "code": "c" * 40},
    ):
        answer, _ = called_back(service, query)
        said = answer.headers["Location"] + capsys.readouterr().out
        assert [value for name, value in query.items() if len(value) > 1 and value in said] == []


def test_an_error_of_ours_is_no_page_either(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise KeyError("a text with a secret")

    query = consented(service)
    monkeypatch.setattr(MemoryStore, "get", broken)
    answer, result = called_back(service, query)
    assert result["result"] == "internal"
    assert "secret" not in str(answer)


def test_a_busy_table_is_said_as_such(service: Service) -> None:
    query = consented(service)
    service.world.store.busy_next(1)
    assert called_back(service, query)[1]["result"] == "store_busy"


def test_the_host_s_page_may_have_a_query_of_its_own(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AFTER_CONNECT_URL", "https://host.example.test/?page=books")
    process.settings.cache_clear()
    location = service.call(CALLBACK, claims=None).headers["Location"]
    assert location.startswith("https://host.example.test/?page=books&result=refused&")
