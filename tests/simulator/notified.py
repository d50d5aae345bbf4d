"""An app that is told of the changes of a simulated company, on a clock that it moves."""

from __future__ import annotations

import simplejson

from simulator.webhooks.deliveries import Delivery
from tests.simulator.books import Books, Json


class App:
    def __init__(self, **settings: Json) -> None:
        self.books = Books(**{"webhook_format": "legacy", **settings})
        self.webhooks = self.books.simulator.webhooks
        self.webhooks.subscribe()

    def due(self, after_s: float = 0) -> list[Delivery]:
        self.books.later(after_s)
        return self.webhooks.due(self.books.clock.now_s())

    def answer(self, delivery: Delivery, status: int | None, after_s: float = 0) -> None:
        self.webhooks.answered(delivery, status, now_s=self.books.clock.now_s(), after_s=after_s)

    def taken(self, after_s: float = 5) -> list[Json]:
        """Accept all that is due after a while; return the bodies."""
        bodies = []
        self.books.later(after_s)
        while deliveries := self.due():
            for delivery in deliveries:
                bodies.append(simplejson.loads(delivery.body))
                self.answer(delivery, 200)
        return bodies

    def told(self, after_s: float = 5) -> list[tuple[str, str, str]]:
        """Return entity, id and operation of every event."""
        return [
            (event["name"], event["id"], event["operation"])
            for body in self.taken(after_s)
            for notification in body["eventNotifications"]
            for event in notification["dataChangeEvent"]["entities"]
        ]
