"""The sandbox's notifications. None leaves by itself: who plays Stripe lets them go, late, twice, in any order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from storefront_plugin.checkout.payments.stripe.sandbox.records import RecordedEvent
from storefront_plugin.checkout.payments.stripe.sandbox.sandbox import Sandbox

# The receiving end: whether the event was about a payment of ours.
Receive = Callable[[bytes, Mapping[str, str]], bool]


class Outgoing:
    """What happened, as a queue: each event waits until it is sent, and may be sent again."""

    def __init__(self, sandbox: Sandbox, receive: Receive, clock: Callable[[], datetime]) -> None:
        self._sandbox = sandbox
        self._receive = receive
        self._clock = clock

    def waiting(self) -> list[RecordedEvent]:
        """The events that were never sent, the oldest first."""
        return [event for event in self._sandbox.events() if not event.sent_count]

    def send(self, event_id: str, *, times: int = 1) -> bool:
        """Send an event, signed now, so many times; whether it was about a payment of ours.

        Raises NotFound for no event, and whatever the receiving end raises: the event then waits as before.
        """
        is_ours = False
        for _ in range(times):
            body, headers = self._sandbox.signed_event(event_id, self._sandbox.webhook_secret, self._clock())
            is_ours = self._receive(body, headers)
            self._sandbox.mark_sent(event_id)
        return is_ours
