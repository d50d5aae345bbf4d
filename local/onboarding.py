"""Connecting a company with QuickBooks as its owner does it in a browser, and making the four selections."""

from collections.abc import Mapping
from urllib.parse import parse_qs, urlencode, urlsplit

import requests

from local.callers import Caller

_TIMEOUT_S = 35
SELECTIONS: Mapping[str, str] = {
    "tax_code": "California",
    "tax_rate": "California",
    "income_account": "Sales of Product Income",
    "expense_account": "Cost of Goods Sold",
}
"""What the sample books select, by name."""


class NotConnectedError(Exception):
    """The way through Intuit's sign-in did not end with a connection."""


def connect(owner: Caller, company: str, realm: str) -> None:
    """Go the way of a browser: ask for the page at Intuit, consent there, follow the redirects."""
    page = owner.post(f"/v1/companies/{company}/connection")["authorize_url"]
    consent = requests.get(f"{page}&{urlencode({'_auto': realm})}", allow_redirects=False, timeout=_TIMEOUT_S)
    callback = requests.get(_location(consent), allow_redirects=False, timeout=_TIMEOUT_S)
    ended = parse_qs(urlsplit(_location(callback)).query)
    result, message = (ended.get(name, [""])[0] for name in ("result", "message"))
    if result != "connected":
        raise NotConnectedError(f"QuickBooks was not connected ({result}): {message}")


def select(owner: Caller, company: str, names: Mapping[str, str] = SELECTIONS) -> None:
    """Choose by name from what the drop-downs offer. Raises KeyError for a name that is not offered."""
    choices = owner.get(f"/v1/companies/{company}/choices")
    ids = {field: {each["name"]: each["id"] for each in offered} for field, offered in choices.items()}
    chosen = {field: ids[field][name] for field, name in names.items()}
    owner.put(f"/v1/companies/{company}/selections", chosen)


def _location(answer: requests.Response) -> str:
    if "location" not in answer.headers:
        raise NotConnectedError(f"{answer.url} answered {answer.status_code}: {answer.text[:200]}")
    return answer.headers["location"]
