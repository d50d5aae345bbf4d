"""What `python -m local` prints once everything is up: where things are, and commands to paste."""

import re
from collections.abc import Mapping
from typing import Any

_TEXT = """\
QuickBooks Sync is up. Ctrl-C stops it.

  API           {api_url}
  AWS           {aws_endpoint}
  QuickBooks    {quickbooks_url}
  logs          {log_dir}

In another shell, from the project's folder:

  # Who calls: the server of the host, and the owner of a company
  COMPANY={api_url}/v1/companies/garden
  HOST="authorization: Bearer $({python} -m local token)"
  OWNER="authorization: Bearer $({python} -m local token --role owner --company garden)"

  # Register the company, and push a record and a broken one
  curl -X PUT $COMPANY -H "$HOST" \\
    -d '{{"country": "US", "home_currency": "USD", "time_zone": "America/Los_Angeles"}}'
  curl -X PUT $COMPANY/records/contacts/c1 -H "$HOST" \\
    -d '{{"version": 1, "display_name": "Harbor Lights Cafe"}}'
  curl -X POST $COMPANY/records/contacts -H "$HOST" -d @samples/broken/contacts.json

  # Connect it with QuickBooks and make the four selections
  {python} -m local connect garden
  # ... or without the command: open the address that this answers in a browser, and select. Afterwards the
  # browser is sent to a page of the host, where nothing answers here: the address says how it went
  curl -X POST $COMPANY/connection -H "$OWNER"
  curl $COMPANY/choices -H "$OWNER"

  # Sync, and look at the status and at what is wrong
  curl -X POST $COMPANY/sync -H "$OWNER"
  sleep 5
  curl $COMPANY/records/contacts/c1 -H "$OWNER"
  curl $COMPANY/problems -H "$OWNER"

  # See what QuickBooks got
  curl '{control_url}/state?entity=Customer'
  curl {control_url}/totals

  # Let a company sync at night, push something new, and run the night
  curl -X PUT $COMPANY/settings -H "$OWNER" -d '{{"sync_on_push": false, "nightly": true}}'
  curl -X PUT $COMPANY/records/contacts/c2 -H "$HOST" \\
    -d '{{"version": 1, "display_name": "Red Barn Nursery"}}'
  {python} -m local night
  curl $COMPANY/records/contacts/c2 -H "$OWNER"

  # Support: put something among the dead letters, see what is stuck and why, replay it
  export QUICKBOOKS_SYNC_API={api_url} QUICKBOOKS_SYNC_TOKEN=$({python} -m local token --role support)
  {python} -m local bury contacts '{{"company": "garden"}}'
  {python} -m support dead-letters
  {python} -m support replay --company garden --reason "trying it out"
  {python} -m support history garden contacts c1
  {python} -m support --help

  # See how full the queues are, and follow the logs
  {python} -m local status
  tail -f {log_dir}/*.jsonl
"""

_LOCAL = re.compile(r"-m local \w+")


def guide(stack: Mapping[str, Any], python: str, options: str = "") -> str:
    """Return the text for a stack as `Stack.describe` tells of it; `options` lead a command to it."""
    text = _TEXT.format(
        api_url=stack["api_url"],
        aws_endpoint=stack["aws_endpoint"],
        quickbooks_url=stack["simulator"]["QBO_BASE_URL"],
        control_url=stack["simulator"]["QBO_CONTROL_URL"],
        log_dir=stack["log_dir"],
        python=python,
    )
    return _LOCAL.sub(lambda command: command[0] + options, text)
