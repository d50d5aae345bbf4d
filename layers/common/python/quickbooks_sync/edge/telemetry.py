"""One log line per outcome, and counts as metrics: ids only, never a token, name, amount or payload."""

from __future__ import annotations

import traceback
from collections import Counter

from aws_lambda_powertools import Logger, single_metric
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.utilities.typing import LambdaContext

from quickbooks_sync.errors import Defect, SyncError

DIMENSIONS = ("entity", "result")
"""Besides `service`, which Powertools adds. A company never is one: metrics would cost by the tenant."""
FRAMES = 8


class Telemetry:
    """The Log port of a Lambda function."""

    def __init__(self) -> None:
        """Take service name, namespace and level from the function's environment."""
        self._logger = Logger(location=None)  # It would be this file's.
        self._counts: Counter[tuple[str, tuple[tuple[str, str], ...]]] = Counter()

    def begin(self, context: LambdaContext) -> None:
        """Name function and request in every line from here on, as Powertools does."""
        self._logger.append_keys(
            function_name=context.function_name, function_request_id=context.aws_request_id
        )

    def outcome(self, event: str, **ids: str | int | bool) -> None:
        """Write a line and count it under its event; an id that is empty is left out."""
        self._logger.info(event, extra={name: value for name, value in ids.items() if value != ""})
        self._counts[event, tuple((name, str(ids[name])) for name in DIMENSIONS if ids.get(name))] += 1

    def defect(self, event: str, error: BaseException, **ids: str | int) -> None:
        """Write an error with where it happened, but not its message: that may hold a record's values."""
        frames = [
            f"{each.filename}:{each.lineno} {each.name}" for each in traceback.extract_tb(error.__traceback__)
        ]
        # A Defect's message is our own, and says what to correct.
        said = {"reason": str(error)} if isinstance(error, Defect) else {}
        self._logger.error(
            event, extra={"error": type(error).__name__, "frames": frames[-FRAMES:], **said, **ids}
        )
        self._counts["defect", ()] += 1  # Without dimensions: one alarm hears of all of them.

    def failure(self, event: str, error: Exception, **ids: str | int) -> None:
        """Write what an event failed by: an outcome when we know it, else a defect."""
        if isinstance(error, SyncError) and not isinstance(error, Defect):
            self.outcome(event, result=error.code, **ids)
        else:
            self.defect(event, error, **ids)

    def flush(self) -> None:
        """Write one metric for each event and its dimensions since the last flush."""
        for (name, dimensions), count in self._counts.items():
            with single_metric(name=name, unit=MetricUnit.Count, value=count) as metric:
                for dimension, value in dimensions:
                    metric.add_dimension(name=dimension, value=value)
        self._counts.clear()
