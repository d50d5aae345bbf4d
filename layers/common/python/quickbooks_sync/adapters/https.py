"""HTTP sessions as all callers here want them: no retries, no cookies, nothing from the environment."""

from __future__ import annotations

from http.cookiejar import DefaultCookiePolicy

import requests
from requests.adapters import HTTPAdapter

USER_AGENT = "quickbooks-sync"


def session(connections: int) -> requests.Session:
    """Make a session that keeps up to `connections` open per host; threads may share it."""
    made = requests.Session()
    # A netrc entry would replace our Authorization header.
    made.trust_env = False
    made.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
    made.headers = requests.structures.CaseInsensitiveDict(
        {"User-Agent": USER_AGENT, "Accept": "application/json"}
    )
    transport = HTTPAdapter(pool_connections=4, pool_maxsize=connections, max_retries=0)
    made.mount("https://", transport)
    made.mount("http://", transport)
    return made
