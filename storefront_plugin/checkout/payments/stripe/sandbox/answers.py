"""The forms of what the sandbox says: answers, pages of lists, and notifications. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from storefront_plugin.checkout.payments.stripe.sandbox.records import Answer, RecordedEvent

API_VERSION = "2026-10-28.endive"


def ok(body: Mapping[str, Any]) -> Answer:
    return Answer(200, json.dumps(body))


def listed(url: str, data: Sequence[Mapping[str, Any]], has_more: bool) -> Answer:
    return ok({"object": "list", "url": url, "has_more": has_more, "data": data})


def notification(event: RecordedEvent, about: Mapping[str, Any], key: str | None) -> dict[str, Any]:
    """What is sent of an event; `key` is that of the request which led to it."""
    return {
        "id": event.id,
        "object": "event",
        "api_version": API_VERSION,
        "created": int(event.created_at.timestamp()),
        "data": {"object": about},
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": key},
        "type": event.kind,
    }
