"""Routes of a company: what the host registers, and its settings."""

from __future__ import annotations

from http import HTTPStatus

from quickbooks_sync.core.roles import Act
from quickbooks_sync.edge import bodies
from quickbooks_sync.edge.process import ports
from quickbooks_sync.edge.request import Request
from quickbooks_sync.edge.responses import Answer
from quickbooks_sync.flows import register, show, show_connection
from quickbooks_sync.model import Company
from quickbooks_sync.state import companies, work


def put_company(request: Request) -> Answer:
    """Register a company."""
    company_id = request.company_id(Act.REGISTER)
    values = bodies.given(bodies.read(bodies.Registration, request.body()))
    return shown(request, register.register(ports(), company_id, values))


def get_company(request: Request) -> Answer:
    """Show a company."""
    return shown(request, request.company(Act.READ))


def put_settings(request: Request) -> Answer:
    """Change a company's settings."""
    company = request.company(Act.CHOOSE)
    values = bodies.given(bodies.read(bodies.CompanySettings, request.body()))
    return shown(request, register.change(ports(), company, values))


def shown(request: Request, company: Company, *, status: HTTPStatus = HTTPStatus.OK) -> Answer:
    """Show a company with its settings, its connection and what it lacks."""
    store = ports().store
    books, seen = companies.find_books(store, company.id), work.read(store, company.id)
    language = request.language(company)
    connection = show_connection.connection(ports(), company, language=language)
    return Answer(show.company(company, books, seen, connection, language=language), status)
