"""Answers with the event it got, its environment, or what the event asks for."""

import os
import time
from typing import Any

from storing import store  # type: ignore[import-not-found]

ANSWERS: dict[str, Any] = {
    "plain": {"text": "no status code"},
    "binary": {
        "statusCode": 200,
        "body": "AP8=",
        "isBase64Encoded": True,
        "headers": {"content-type": "image/x"},
    },
    "cookies": {"statusCode": 204, "cookies": ["a=1", "b=2"]},
    "malformed": {"statusCode": "many"},
}


def handler(event: dict[str, Any], context: Any) -> Any:
    """Answer."""
    if "raise" in event:
        raise ValueError(event["raise"])
    if "scheduled_time" in event:
        store(f"scheduled-{event['scheduled_time']}", "scheduled")
        return None
    if event.get("show") == "environment":
        return {
            "variables": dict(os.environ),
            "pid": os.getpid(),
            "left_ms": context.get_remaining_time_in_millis(),
        }
    what = event.get("pathParameters", {}).get("what")
    if what == "slow":
        time.sleep(1)
    return ANSWERS.get(what, {"event": event})
