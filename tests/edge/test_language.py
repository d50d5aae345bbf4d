"""The language of problems: the reader's by Accept-Language, else the company's."""

from __future__ import annotations

import pytest

from tests.edge.examples import CONTACT
from tests.edge.service import Service, person


def told(service: Service, accept: str | None) -> str:
    headers = {} if accept is None else {"accept-language": accept}
    answer = service.call("GET /v1/companies/{company}/problems", claims=person(), headers=headers)
    (group,) = answer.value["problems"]
    cause: str = group["records"][0]["cause"]
    return cause


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        ("en", "en"),
        ("es", "es"),
        ("sv", "sv"),
        ("SV-se", "sv"),
        ("es-MX,es;q=0.9,en;q=0.8", "es"),
        ("fr, sv;q=0.5, en;q=0.4", "sv"),
        ("en;q=0.2, es;q=0.8", "es"),
        ("en; q=0.2, es; q=0.8", "es"),
        ("en;q=0, es;q=0.1", "es"),
        ("sv,en", "sv"),
        ("en;q=1.000,sv;q=1", "en"),
        (None, "sv"),
        ("", "sv"),
        ("fr", "sv"),
        ("*", "sv"),
        ("en;q=0", "sv"),
        ("en;q=high", "sv"),
        ("english", "sv"),
        (",;q=,,;;", "sv"),
        ("x" * 9_000, "sv"),
    ],
)
def test_problems_are_told_in_the_language_that_is_wanted_most(
    ready: Service, accept: str | None, language: str
) -> None:
    ready.world.register("acme", language="sv")
    ready.push("contacts", "contact-1", {**CONTACT, "display_name": "A:B"})
    ready.work()
    in_that_language = told(ready, language)
    assert told(ready, accept) == in_that_language
    assert len({told(ready, each) for each in ("en", "es", "sv")}) == 3


def test_a_record_s_problems_follow_the_reader_as_well(ready: Service) -> None:
    ready.push("contacts", "contact-1", {**CONTACT, "display_name": "A:B"})
    ready.work()
    parts = {"entity": "contacts", "id": "contact-1"}
    remedies = set()
    for language in ("en", "es", "sv"):
        route = "GET /v1/companies/{company}/records/{entity}/{id}"
        answer = ready.call(route, parts=parts, headers={"accept-language": language})
        remedies.add(answer.value["problems"][0]["remedy"])
    assert len(remedies) == 3
