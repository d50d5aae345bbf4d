"""What `python -m local` prints once everything is up: where things are, and commands to paste."""

from collections.abc import Mapping
from typing import Any

_TEXT = """\
QuickBooks Sync is up. Ctrl-C stops it.

  API           {api_url}
  AWS           {aws_endpoint}
  QuickBooks    {quickbooks_url}
  logs          {log_dir}

In another shell, from the project's folder:

  # Register a company, as the host does
  TOKEN=$({python} -m local token --role host)
  put() {{ curl -X PUT "$1" -d "$2" -H "content-type: application/json" -H "authorization: Bearer $TOKEN"; }}
  put {api_url}/v1/companies/garden '{{"country": "US", "home_currency": "USD",
    "time_zone": "America/Los_Angeles", "plan": "paid", "language": "en"}}'

  # Push a record
  put {api_url}/v1/companies/garden/records/contacts/c1 '{{"version": 1, "display_name": "Amy Lake"}}'

  # Connect it with QuickBooks: open the address that this answers
  curl -X POST {api_url}/v1/companies/garden/connection -H "authorization: Bearer $TOKEN"

  # Sync it, and look at its status
  curl -X POST {api_url}/v1/companies/garden/sync -H "authorization: Bearer $TOKEN"
  curl {api_url}/v1/companies/garden/records/contacts/c1 -H "authorization: Bearer $TOKEN"

  # Run the night
  {python} -m local night

  # List the dead letters, and replay them
  {python} -m local dead-letters
  {python} -m local invoke replay_dead_letters '{{}}'
"""


def guide(stack: Mapping[str, Any], python: str) -> str:
    """Return the text for a stack as `Stack.describe` tells of it."""
    return _TEXT.format(
        api_url=stack["api_url"],
        aws_endpoint=stack["aws_endpoint"],
        quickbooks_url=stack["simulator"]["QBO_BASE_URL"],
        log_dir=stack["log_dir"],
        python=python,
    )
