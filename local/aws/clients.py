"""boto3 clients of the local AWS."""

from typing import Any

import boto3
from botocore.config import Config

from local.template import REGION

_CONFIG = Config(connect_timeout=5, read_timeout=60, retries={"max_attempts": 1}, max_pool_connections=50)
# Lambda's longest time-out is 15 minutes, and a retry would run the function twice.
_INVOKE_CONFIG = Config(connect_timeout=5, read_timeout=900, retries={"max_attempts": 0})


def client(service: str, endpoint_url: str) -> Any:  # noqa: ANN401 - its type depends on the service's name
    """Return the client of a service at an endpoint; any credentials will do there."""
    return boto3.client(
        service,  # type: ignore[call-overload]
        endpoint_url=endpoint_url,
        region_name=REGION,
        aws_access_key_id="local",
        aws_secret_access_key="local",  # noqa: S106 - no secret
        config=_INVOKE_CONFIG if service == "lambda" else _CONFIG,
    )
