"""Where payment providers send their notifications. They prove themselves by their signature, not by a form token."""

from __future__ import annotations

from flask import Response, jsonify, request

from storefront_plugin.checkout.notifications import Notifications
from storefront_plugin.web.parts import part
from storefront_plugin.web.routes import Routes

webhooks = Routes()

# Stripe's largest events are some tens of kilobytes.
_MOST_BYTES = 512 * 1024


@webhooks.post("/webhooks/<provider>", from_anywhere=True)
def receive_notification(provider: str) -> Response:
    """200 once the event is stored and dealt with, so that the provider sends anything else again."""
    request.max_content_length = _MOST_BYTES
    # The signature is over the bytes as they came: nothing may parse them first.
    is_ours = part(Notifications).receive(provider, request.get_data(cache=False), dict(request.headers))
    return jsonify(received=True, ours=is_ours)
