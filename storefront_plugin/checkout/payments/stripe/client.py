"""The stripe package, set up for us alone; imported with the first payment and not before.

Nothing here touches the module's own settings, which belong to a host that may use stripe as well.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from typing import Any, Protocol
from uuid import uuid4

import stripe
from stripe._api_requestor import _APIRequestor

log = logging.getLogger(__name__)

CONNECT_SECONDS = 3
# A click waits for two tries at most: below the half minute after which servers end a worker.
READ_SECONDS = 10
RETRIES = 1


class Transport(Protocol):
    """Who carries a request to Stripe, or answers in its place."""

    def request(
        self, method: str, url: str, headers: Mapping[str, str], post_data: str | None
    ) -> tuple[str, int, Mapping[str, str]]:
        """Body, status and headers of the answer. Raises OSError when none came."""
        ...


def make_client(secret_key: str, transport: Transport | None) -> stripe.StripeClient:
    """A client with its own key, connection, time limits and retries; over the network unless given a transport."""
    client = stripe.StripeClient(
        secret_key,
        http_client=_Carried(transport) if transport else _Network(timeout=(CONNECT_SECONDS, READ_SECONDS)),
        # Unless named, a client of this kind does not retry at all.
        max_network_retries=RETRIES,
    )
    _silence(client._requestor)
    return client


def _silence(requestor: _APIRequestor) -> _APIRequestor:
    # Every service of the client shares this one object, so that its class is the one place to speak for all.
    requestor.__class__ = _SilentRequestor
    return requestor


class _SilentRequestor(_APIRequestor):
    """Says who asks and with which version, and nothing of the machine.

    The package's own headers would write a telemetry id into the home folder and send it, unless the whole process
    switches that off.
    """

    def _new_requestor_with_options(self, options: Any) -> _APIRequestor:
        return _silence(super()._new_requestor_with_options(options))

    def request_headers(self, method: Any, api_mode: Any, options: Any) -> dict[str, str]:
        about = {"bindings_version": stripe.VERSION, "lang": "python", "httplib": self._get_http_client().name}
        headers = {
            "Authorization": f"Bearer {options['api_key']}",
            "Stripe-Version": options["stripe_version"],
            "User-Agent": f"Stripe/v1 PythonBindings/{stripe.VERSION}",
            "X-Stripe-Client-User-Agent": json.dumps(about),
        }
        if method == "post":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Idempotency-Key"] = options.get("idempotency_key") or str(uuid4())
        return headers


class _Network(stripe.RequestsClient):
    """The package's own connection, without its measurements."""

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> tuple[Any, int, Mapping[str, str]]:
        body, status, answered = super().request(method, url, headers, post_data)
        # The package turns this header into a Python warning, which ends a payment half-way where warnings are errors.
        if notice := answered.get("Stripe-Notice"):
            log.warning("Stripe says: %s", notice)
            answered = {name: value for name, value in answered.items() if name.lower() != "stripe-notice"}
        return body, status, answered

    def _add_telemetry_header(self, headers: Mapping[str, str]) -> Mapping[str, str]:
        return headers


class _Carried(stripe.HTTPClient):
    """A transport of ours as the package wants it."""

    name = "storefront"

    def __init__(self, transport: Transport) -> None:
        super().__init__()
        self._transport = transport

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str] | None,
        post_data: Any = None,
        *,
        _usage: list[str] | None = None,
    ) -> tuple[str, int, Mapping[str, str]]:
        try:
            return self._transport.request(method, url, headers or {}, post_data)
        except OSError as fault:
            raise stripe.APIConnectionError(str(fault), should_retry=True) from fault  # type: ignore[no-untyped-call]

    def _sleep_time_seconds(self, num_retries: int) -> float:
        return 0.0  # Nobody gains from a pause within one process.

    def _add_telemetry_header(self, headers: Mapping[str, str]) -> Mapping[str, str]:
        return headers

    def close(self) -> None:
        pass
