"""One HTTP request as the routes see it: who calls, for which company, about what."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError

from quickbooks_sync.core.messages import LANGUAGES
from quickbooks_sync.core.roles import Act, Caller, Role
from quickbooks_sync.edge.bodies import json_object
from quickbooks_sync.edge.process import ports, settings
from quickbooks_sync.entities import ENTITIES
from quickbooks_sync.entities.fields import Id
from quickbooks_sync.errors import SHOWN, Forbidden, Invalid, NotFound
from quickbooks_sync.flows.pointers import COMPANY_ID
from quickbooks_sync.model import Company, CompanyId, Payload, RecordKey
from quickbooks_sync.state import companies, records

ENGLISH = "en"
PARAMETERS: Mapping[str, tuple[str, ...]] = {
    "GET /v1/companies/{company}/records/{entity}": ("phase", "cursor"),
    "GET /v1/support/dead-letters": ("company", "entity", "problem", "older_than", "cursor"),
    "GET /v1/support/companies": ("state", "cursor"),
    "GET /v1/support/audits": ("cursor",),
}
"""What a route's query string may hold; the others' nothing."""
_RECORD_ID = TypeAdapter[str](Id)
_WEIGHT = re.compile(r"0(\.\d*)?|1(\.0*)?")


class Request:
    """One request. API Gateway has verified the token and decoded the parts of the path."""

    def __init__(self, event: Mapping[str, Any]) -> None:
        self._event = event
        self._context: Mapping[str, Any] = event["requestContext"]
        self.parts: Mapping[str, str] = event.get("pathParameters") or {}

    def caller(self) -> Caller:
        """Tell who calls. Raises Forbidden when the claims name no role that there is."""
        claims = self._context.get("authorizer", {}).get("jwt", {}).get("claims", {})
        try:
            role = Role(claims.get("role", ""))
        except ValueError as error:
            raise Forbidden("the token names no role that may do anything here") from error
        company = claims.get("company_id")
        return Caller(claims.get("sub", ""), role, CompanyId(company) if company else None)

    def allowed(self, act: Act) -> Caller:
        """Give the caller, who has the right to an act. Raises Forbidden."""
        caller = self.caller()
        if not caller.may(act):
            raise Forbidden(caller.refusal(act))
        self._ask_nothing_else()
        return caller

    def company_id(self, act: Act) -> CompanyId:
        """Read the company of the path, registered or not. Raises NotFound before Forbidden."""
        company = CompanyId(self.parts["company"])
        if not self.caller().sees(company) or not COMPANY_ID.fullmatch(company):
            raise _no_company()
        self.allowed(act)
        return company

    def company(self, act: Act) -> Company:
        """Read the company of the path with the caller's right to an act. Raises NotFound, Forbidden."""
        found = companies.find(ports().store, self.company_id(act))
        if found is None:
            raise _no_company()
        return found

    def entity(self) -> str:
        """Read the entity of the path. Raises NotFound."""
        if self.parts["entity"] not in ENTITIES:
            raise NotFound(f"no such entity; there are {', '.join(ENTITIES)}")
        return self.parts["entity"]

    def record(self) -> RecordKey:
        """Read which record the path names. Raises NotFound for an id that no record can have."""
        key = RecordKey(self.entity(), self.parts["id"])
        try:
            _RECORD_ID.validate_python(key.id)
        except ValidationError as error:
            raise records.no_record(key) from error
        return key

    def body(self) -> Payload:
        """Read the body as a JSON object. Raises Invalid."""
        return json_object(self._event)

    def _ask_nothing_else(self) -> None:
        """Refuse parameters that the route does not know: a filter that is misspelt would filter nothing."""
        known = PARAMETERS.get(self._event["routeKey"], ())
        faults = [
            {"field": name[:SHOWN], "value": value[:SHOWN], "message": _no_parameter(known)}
            for name, value in self.query().items()
            if name not in known
        ]
        if faults:
            raise Invalid(f"unknown parameters: {', '.join(fault['field'] for fault in faults)}", faults)

    def query(self) -> dict[str, str]:
        """Read the query string."""
        return dict(self._event.get("queryStringParameters") or {})

    def asked(self, name: str) -> str:
        """Read a parameter of the query string; "" when it is not there."""
        return self.query().get(name, "")

    def language(self, company: Company | None = None) -> str:
        """Choose the language of texts: the reader's if we have it, else the company's."""
        preferred = _preferred(self._event["headers"].get("accept-language", ""))
        return preferred or (company.language if company else ENGLISH)

    def public_url(self) -> str:
        """Tell the address under which callers reach this API."""
        return settings().public_url or f"https://{self._context['domainName']}"


def _no_parameter(known: tuple[str, ...]) -> str:
    return f"no such parameter; there are {', '.join(known)}" if known else "this route takes no parameters"


def _no_company() -> NotFound:
    return NotFound("no such company")


def _preferred(accept_language: str) -> str | None:
    """Choose the first of our languages that the header gives the highest weight; None when it wants none."""
    weights: dict[str, float] = {}
    for choice in accept_language.replace(" ", "").lower().split(","):
        tag, _, weight = choice.partition(";q=")
        language = tag.partition("-")[0]
        if language in LANGUAGES:
            weights.setdefault(language, _weight(weight))
    best = max(weights, key=lambda language: weights[language], default=None)
    return best if best and weights[best] else None


def _weight(text: str) -> float:
    if not text:
        return 1.0
    return float(text) if _WEIGHT.fullmatch(text) else 0.0
