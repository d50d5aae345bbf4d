"""What the small functions share: one table, written to and read from."""

import os
from typing import Any

import boto3


def store(item_id: str, text: str) -> None:
    """Write one item."""
    _table().put_item(Item={"id": item_id, "text": text})


def _table() -> Any:
    return boto3.resource("dynamodb").Table(os.environ["TABLE_NAME"])
