"""How the sandbox says no: the status and the body that Stripe answers with. Pure."""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """A request that is not carried out; nothing of it is kept."""

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        parameter: str | None = None,
        status: int = 400,
        kind: str = "invalid_request_error",
    ) -> None:
        self.status = status
        self.body: dict[str, Any] = {"error": {"type": kind, "message": message}}
        if code:
            self.body["error"] |= {"code": code, "doc_url": f"https://stripe.com/docs/error-codes/{code}"}
        if parameter:
            self.body["error"]["param"] = parameter
        super().__init__(message)


def wrong_key() -> Refused:
    return Refused("Invalid API Key provided: the sandbox takes test keys only.", status=401)


def unknown_address(method: str, path: str) -> Refused:
    return Refused(f"Unrecognized request URL ({method}: {path}).", status=404)


def unknown_intent(intent_id: str) -> Refused:
    return Refused(f"No such payment_intent: '{intent_id}'", code="resource_missing", parameter="intent", status=404)


def other_parameters(key: str) -> Refused:
    return Refused(
        "Keys for idempotent requests can only be used with the same parameters they were first used with. "
        f"Try using a key other than '{key}' if you meant to execute a different request.",
        kind="idempotency_error",
    )


def unexpected_state(verb: str, status: str) -> Refused:
    return Refused(
        f"You cannot {verb} this PaymentIntent because it has a status of {status}.",
        code="payment_intent_unexpected_state",
    )


def amount_beyond_capturable(amount: int, capturable: int) -> Refused:
    return Refused(
        f"The amount to capture ({amount}) is more than the amount that can be captured ({capturable}).",
        code="amount_too_large",
        parameter="amount_to_capture",
    )
