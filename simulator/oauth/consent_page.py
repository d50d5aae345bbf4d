"""The page on which the user of a company lets an app in: what it asks for, which company, yes or no."""

from collections.abc import Mapping
from html import escape

from simulator.settings import ACCOUNTING

SCOPES = {
    ACCOUNTING: "See and change the accounting data of one company",
    "openid": "Know who you are",
    "profile": "See your name",
    "email": "See your e-mail address",
    "phone": "See your telephone number",
    "address": "See your address",
}
STYLE = """\
:root { color-scheme: light dark; font: 100%/1.5 system-ui, sans-serif }
body { margin: 0; display: grid; min-height: 100vh; place-items: center }
main { box-sizing: border-box; width: min(30rem, 100%); padding: 2rem }
h1 { font-size: 1.4rem; line-height: 1.3; margin: 0 0 1rem }
fieldset { border: 1px solid #8d9096; border-radius: .4rem; margin: 1.5rem 0; padding: .5rem 1rem }
legend { padding: 0 .3rem; font-weight: 600 }
label { display: flex; gap: .6rem; align-items: baseline; padding: .4rem 0; cursor: pointer }
small { opacity: .8 }
code { overflow-wrap: anywhere }
label small { display: block }
button { font: inherit; padding: .5rem 1.5rem; border: 1px solid #108000; border-radius: .4rem }
button[value=connect] { background: #108000; color: #fff }
button[value=cancel] { background: none; color: inherit; border-color: currentColor }
:focus-visible { outline: 3px solid #0077c5; outline-offset: 2px }
"""
HEADERS = {
    "Content-Type": "text/html;charset=utf-8",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
}


def consent_page(app: str, scopes: tuple[str, ...], companies: Mapping[str, str], *, ticket: str) -> bytes:
    """Return the page. Without `companies`, by realm, the consent is about the user alone."""
    asked = "".join(f"<li>{escape(SCOPES.get(scope, scope))}" for scope in scopes)
    return whole_page(
        "Connect an app to QuickBooks",
        f"<p>The app <code>{escape(app)}</code> would like to:</p><ul>{asked}</ul>"
        f'<form method="post"><input type="hidden" name="ticket" value="{escape(ticket)}">'
        f"{_choice(companies) if companies else ''}"
        '<p><button name="answer" value="connect">Connect</button> '
        '<button name="answer" value="cancel">Cancel</button></p></form>'
        "<p><small>This is a simulator: nobody signs in, and no real company is touched.</small></p>",
    )


def _choice(companies: Mapping[str, str]) -> str:
    rows = "".join(
        f'<label><input type="radio" name="realm" value="{escape(realm)}" required{" checked" * (not place)}>'
        f"<span>{escape(name)} <small>{escape(realm)}</small></span></label>"
        for place, (realm, name) in enumerate(companies.items())
    )
    return f"<fieldset><legend>Which company?</legend>{rows}</fieldset>"


def whole_page(title: str, content: str) -> bytes:
    """Return a page in the style of the consent page; `content` is HTML."""
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{STYLE}</style></head>'
        f"<body><main><h1>{escape(title)}</h1>{content}</main></body></html>"
    ).encode()
