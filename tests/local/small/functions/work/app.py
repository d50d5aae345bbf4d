"""Does with each message what its body says."""

import os
import time
from typing import Any

from storing import store  # type: ignore[import-not-found]


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Store a message, refuse it, hang, or crash."""
    refused = []
    for record in event["Records"]:
        what, _, name = record["body"].partition(" ")
        store(f"{name}-{record['attributes']['ApproximateReceiveCount']}", what)
        if what == "refuse":
            refused.append({"itemIdentifier": record["messageId"]})
        if what == "hang":
            time.sleep(60)
        if what == "crash":
            os._exit(3)
    return {"batchItemFailures": refused}
