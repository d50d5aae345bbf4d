"""The connection as a company's people see it: its state, what they have to do, how they end or move it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.edge.service import Answer, Service, person
from tests.edge.test_callback import CONNECT, called_back, consented

SHOW = "GET /v1/companies/{company}/connection"
END = "DELETE /v1/companies/{company}/connection"
CONFIRM = "POST /v1/companies/{company}/connection/confirm"
OTHER_REALM = "4620816365000000002"


def shown(service: Service, **event: Any) -> dict[str, Any]:
    connection: dict[str, Any] = service.call(SHOW, claims=person("member"), **event).value["connection"]
    return connection


def end(service: Service) -> Answer:
    return service.call(END, claims=person())


def confirm(service: Service, realm: object = OTHER_REALM) -> Answer:
    return service.call(CONFIRM, claims=person(), body={"realm": realm})


@pytest.fixture
def offered(ready: Service) -> Service:
    """Give a service whose company signed in to other books than those that it is in."""
    ready.world.simulator.add_realm(OTHER_REALM)
    url = ready.call(CONNECT, claims=person()).value["authorize_url"]
    query = dict(ready.world.oauth.consent(url, OTHER_REALM))
    assert called_back(ready, query)[1] == {"result": "other_books", "company": "acme"}
    return ready


def test_a_connection_that_works_asks_nothing_of_anybody(ready: Service) -> None:
    connection = shown(ready)
    assert connection["expires_at"] > connection["since"]
    assert {
        name: connection[name] for name in ("state", "realm", "other", "moving", "ending", "problem")
    } == {
        "state": "connected",
        "realm": ready.world.realm,
        "other": None,
        "moving": False,
        "ending": False,
        "problem": None,
    }


def test_who_disconnects_is_told_that_it_is_done_and_how_to_go_on(ready: Service) -> None:
    for _ in range(2):
        answer = end(ready)
        connection = answer.value["connection"]
        assert (answer.status, connection["state"], connection["ending"]) == (200, "disconnected", False)
        assert answer.value["missing"] == ["connection"]
        assert (connection["problem"]["code"], connection["problem"]["who"]) == ("signed_out", "admin")
        assert connection["books"] in connection["problem"]["cause"]
        assert "Integrations" in connection["problem"]["remedy"]
        assert connection["expires_at"] is None


def test_while_intuit_does_not_answer_it_is_said_that_tokens_are_left_until_the_night_ends_them(
    ready: Service,
) -> None:
    ready.world.oauth.wire.down = True
    answer = end(ready)
    assert (answer.status, answer.value["connection"]["ending"]) == (202, True)
    assert answer.value["connection"]["state"] == "disconnected"
    ready.world.oauth.wire.down = False
    ready.night("2026-04-09T16:15:00Z")
    assert shown(ready)["ending"] is False


def test_a_reader_is_told_in_the_own_language(ready: Service) -> None:
    end(ready)
    causes = {
        language: shown(ready, headers={"accept-language": language})["problem"]["cause"]
        for language in ("en", "es", "sv")
    }
    assert len(set(causes.values())) == 3
    assert "kopplade bort" in causes["sv"]


def test_a_connection_that_intuit_ended_is_told_apart_from_one_that_somebody_ended(ready: Service) -> None:
    ready.world.simulator.authority.disconnect(ready.world.realm)
    refused = ready.call("POST /v1/companies/{company}/choices/refresh", claims=person())
    assert (refused.status, refused.value["code"]) == (409, "disconnected")
    assert shown(ready)["problem"]["code"] == "connection_ended"


def test_other_books_are_shown_with_both_names_until_somebody_confirms(offered: Service) -> None:
    connection = shown(offered)
    assert (connection["state"], connection["realm"]) == ("other_books", offered.world.realm)
    assert connection["other"]["realm"] == OTHER_REALM
    assert connection["other"]["books"] in connection["problem"]["remedy"]
    answer = confirm(offered)
    connection = answer.value["connection"]
    assert (answer.status, connection["state"], connection["realm"]) == (200, "connected", OTHER_REALM)
    assert (connection["other"], connection["moving"]) == (None, True)
    offered.work()
    assert shown(offered)["moving"] is False


def test_only_the_books_that_were_offered_are_confirmed(offered: Service) -> None:
    assert (confirm(offered, "123").status, confirm(offered, "123").value["code"]) == (409, "conflict")
    for wrong in ("", "x", "1" * 21, 5, None):
        answer = confirm(offered, wrong)
        assert (answer.status, answer.fields()) == (422, ["realm"])
    assert shown(offered)["state"] == "other_books"


def test_who_stays_connects_the_former_books_again(offered: Service) -> None:
    offered.world.clock.sleep(60)
    assert called_back(offered, consented(offered))[1] == {"result": "connected", "company": "acme"}
    assert shown(offered)["problem"] is None
    assert confirm(offered).status == 409


def test_a_foreign_company_is_neither_ended_nor_moved(offered: Service) -> None:
    stranger = person(company="globex")
    assert offered.call(END, claims=stranger).status == 404
    assert offered.call(CONFIRM, claims=stranger, body={"realm": OTHER_REALM}).status == 404
    assert shown(offered)["state"] == "other_books"
