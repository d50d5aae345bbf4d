"""One HTTP request as the routes see it: who calls, for which company, with what body."""

from __future__ import annotations

from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEventV2

from quickbooks_sync.core.roles import Act, Caller, Role
from quickbooks_sync.edge.process import ports, settings
from quickbooks_sync.entities import ENTITIES
from quickbooks_sync.errors import Forbidden, Invalid, NotFound
from quickbooks_sync.flows.pointers import COMPANY_ID
from quickbooks_sync.model import Company, CompanyId, Payload
from quickbooks_sync.state import codec, companies

LANGUAGES = ("en", "es", "sv")


class Request:
    """One request: its caller, the parts of its path, its body."""

    def __init__(self, event: APIGatewayProxyEventV2, parts: dict[str, str]) -> None:
        """Read who calls from the claims that API Gateway verified."""
        self._event = event
        self.parts = parts

    def caller(self) -> Caller:
        """Tell who calls. Raises Forbidden when the claims name no role that there is."""
        authorizer = self._event.request_context.authorizer
        claims = (authorizer.jwt_claim if authorizer else None) or {}
        try:
            role = Role(claims.get("role", ""))
        except ValueError as error:
            message = "the token names no role that may do anything here"
            raise Forbidden(message) from error
        company = claims.get("company_id")
        return Caller(claims.get("sub", ""), role, CompanyId(company) if company else None)

    def company_id(self, act: Act) -> CompanyId:
        """Read the company of the path, if it exists for the caller. Raises NotFound, Forbidden."""
        company = CompanyId(self.parts["company"])
        caller = self.caller()
        if not caller.sees(company) or not COMPANY_ID.fullmatch(company):
            raise _no_company()
        if not caller.may(act):
            message = f"the role {caller.role} may not do this"
            raise Forbidden(message)
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
            message = f"no such entity; there are {', '.join(ENTITIES)}"
            raise NotFound(message)
        return self.parts["entity"]

    def body(self) -> Payload:
        """Read the body as a JSON object. Raises Invalid."""
        try:
            value = codec.loads(self._event.decoded_body or "")
        except ValueError:
            value = None
        if not isinstance(value, dict):
            message = "the body is not a JSON object"
            raise Invalid(message, [{"field": "", "value": "", "message": message}])
        return value

    def asked(self, name: str) -> str:
        """Read a parameter of the query string; "" when it is not there."""
        return (self._event.query_string_parameters or {}).get(name, "")

    def language(self, company: Company) -> str:
        """Choose the language of texts: the reader's if we have it, else the company's."""
        wanted = (self._event.headers.get("accept-language") or "")[:2].lower()
        return wanted if wanted in LANGUAGES else company.language

    def public_url(self) -> str:
        """Tell the address under which callers reach this API."""
        return settings().public_url or f"https://{self._event.request_context.domain_name}"


def _no_company() -> NotFound:
    return NotFound("no such company")
