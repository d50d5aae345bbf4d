"""How long answers take: by operation and by item, with a chance that the seed decides."""

from random import Random

from simulator.settings import Settings


class Latencies:
    """Gives each answer its time.

    With jitter each is multiplied by a factor that is spread as network times are: log-normal, its median 1,
    `latency_jitter` its sigma (0.5: a tenth of all take more than 1.9 times as long).
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._by_operation = dict(settings.operation_latencies_s)
        self._random = Random(f"{settings.seed} latencies")  # noqa: S311 (chance, not a secret)

    def of(self, operation: str, *, items: int = 0) -> float:
        """Return the seconds of one answer."""
        settings = self._settings
        seconds = self._by_operation.get(operation, settings.call_latency_s) + items * settings.item_latency_s
        if settings.latency_jitter and seconds:
            seconds *= self._random.lognormvariate(0, settings.latency_jitter)
        return seconds
