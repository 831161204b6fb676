"""What a request asks for, read from its form and checked as Stripe checks it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from storefront_plugin.checkout.payments.stripe.amounts import (
    counts_whole_only,
    from_stripe_amount,
    minimum_charge,
    smallest_step,
    to_stripe_amount,
)
from storefront_plugin.checkout.payments.stripe.sandbox.cards import Card, card_for
from storefront_plugin.checkout.payments.stripe.sandbox.paging import Page
from storefront_plugin.checkout.payments.stripe.sandbox.refusals import Refused
from storefront_plugin.errors import UnknownCurrency
from storefront_plugin.money import Currency

MOST = 999_999_999_999
LONGEST_NOTE = 500

_CREATE = frozenset(
    "amount automatic_payment_methods capture_method confirm confirmation_token currency metadata payment_method "
    "return_url".split()
)
_CONFIRM = frozenset("confirmation_token payment_method return_url".split())
_CANCEL = frozenset({"cancellation_reason"})
_CAPTURE = frozenset({"amount_to_capture"})
_LIST = frozenset("created expand limit starting_after".split())
_RETRIEVE = frozenset({"expand"})
_REFUND = frozenset("amount expand metadata payment_intent".split())
_LIST_REFUNDS = frozenset("created expand limit payment_intent starting_after".split())
_EXPANDABLE = frozenset(
    "balance_transaction data.balance_transaction data.latest_charge latest_charge latest_charge.balance_transaction "
    "latest_charge.refunds latest_charge.refunds.data.balance_transaction".split()
)
_CANCELLATION_REASONS = frozenset("duplicate fraudulent requested_by_customer abandoned".split())


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A request to pay with a card, which may need to come back from the bank."""

    card: Card
    return_url: str | None


@dataclass(frozen=True, slots=True)
class Creation:
    """A request for a payment; `confirmation` is None when it is to be confirmed later."""

    amount: int
    currency: str
    metadata: Mapping[str, str]
    confirmation: Confirmation | None
    is_captured_later: bool


@dataclass(frozen=True, slots=True)
class Listing:
    """A request for payments."""

    page: Page
    expanded: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """A request to give back so much of a payment, or all that is left of it."""

    intent_id: str
    amount: int | None
    metadata: Mapping[str, str]
    expanded: frozenset[str]


@dataclass(frozen=True, slots=True)
class RefundListing:
    """A request for refunds, or for disputes; `intent_id` is None for those of all payments."""

    page: Page
    intent_id: str | None


def read_form(text: str | None) -> dict[str, Any]:
    """A form's values, brackets unfolded: `metadata[a]=1` is {"metadata": {"a": "1"}}."""
    form: dict[str, Any] = {}
    for name, value in parse_qsl(text or "", keep_blank_values=True):
        *folders, last = name.replace("]", "").split("[")
        place = form
        for folder in folders:
            inner = place.setdefault(folder, {})
            if not isinstance(inner, dict):
                raise _invalid_object(folder)
            place = inner
        place[last] = value
    return form


def read_creation(form: Mapping[str, Any]) -> Creation:
    _know(form, _CREATE)
    currency = _currency(form)
    amount = _amount(form, currency)
    confirmation = None
    if _flag(form, "confirm"):
        confirmation = read_confirmation({name: value for name, value in form.items() if name in _CONFIRM})
        if confirmation.return_url is None:
            raise Refused("You must provide a `return_url` to confirm this PaymentIntent.", parameter="return_url")
    elif "return_url" in form:
        raise Refused("`return_url` needs `confirm` to be true.", parameter="return_url")
    method = form.get("capture_method", "automatic")
    if method not in ("automatic", "automatic_async", "manual"):
        raise Refused(f"Invalid capture_method: {method}", parameter="capture_method")
    return Creation(amount, currency.code.lower(), _notes(form), confirmation, is_captured_later=method == "manual")


def read_retrieval(form: Mapping[str, Any]) -> frozenset[str]:
    """What is to be told whole of a payment."""
    _know(form, _RETRIEVE)
    return read_expansion(form)


def read_confirmation(form: Mapping[str, Any]) -> Confirmation:
    _know(form, _CONFIRM)
    names = [name for name in ("confirmation_token", "payment_method") if form.get(name)]
    if len(names) != 1:
        raise Refused(
            "A PaymentIntent is confirmed with either a payment method or a confirmation token.",
            code="parameter_missing" if not names else None,
            parameter="payment_method",
        )
    instrument = str(form[names[0]])
    if (card := card_for(instrument)) is None or not instrument.startswith(_PREFIXES[names[0]]):
        raise Refused(f"No such {names[0]}: '{instrument}'", code="resource_missing", parameter=names[0])
    return Confirmation(card, form.get("return_url") or None)


_PREFIXES = {"confirmation_token": "ctoken_", "payment_method": "pm_"}


def read_cancellation(form: Mapping[str, Any]) -> str | None:
    """Why a payment is to be cancelled; None where nobody said."""
    _know(form, _CANCEL)
    reason = form.get("cancellation_reason")
    if reason is not None and reason not in _CANCELLATION_REASONS:
        raise Refused(f"Invalid cancellation_reason: {reason}", parameter="cancellation_reason")
    return reason


def read_refund(form: Mapping[str, Any]) -> RefundRequest:
    _know(form, _REFUND)
    amount = None
    if "amount" in form:
        amount = _integer(form["amount"], "amount")
        if amount < 1:
            raise _invalid_integer("This value must be greater than or equal to 1.", "amount")
    return RefundRequest(_needed(form, "payment_intent"), amount, _notes(form), read_expansion(form))


def read_refund_listing(form: Mapping[str, Any]) -> RefundListing:
    _know(form, _LIST_REFUNDS)
    return RefundListing(_page(form), form.get("payment_intent"))


def read_expansion(form: Mapping[str, Any]) -> frozenset[str]:
    """What is to be told whole instead of by its id."""
    wanted = form.get("expand", {})
    if not isinstance(wanted, dict):
        raise _invalid_object("expand")
    unknown = sorted(set(wanted.values()) - _EXPANDABLE)
    if unknown:
        raise Refused(f"This property cannot be expanded ({unknown[0]}).", parameter="expand")
    return frozenset(wanted.values())


def read_capture(form: Mapping[str, Any]) -> int | None:
    """How much of a payment is to be captured; None for all of it."""
    _know(form, _CAPTURE)
    if "amount_to_capture" not in form:
        return None
    amount = _integer(form["amount_to_capture"], "amount_to_capture")
    if amount < 1:
        raise _invalid_integer("This value must be greater than or equal to 1.", "amount_to_capture")
    return amount


def read_listing(form: Mapping[str, Any]) -> Listing:
    _know(form, _LIST)
    return Listing(_page(form), read_expansion(form))


def _page(form: Mapping[str, Any]) -> Page:
    return Page(since=_since(form), limit=_limit(form), after=form.get("starting_after"))


def _since(form: Mapping[str, Any]) -> int:
    created = form.get("created", {})
    if not isinstance(created, dict) or created.keys() - {"gte"}:
        raise Refused("The sandbox lists by created[gte] only.", parameter="created")
    return _integer(created.get("gte", "0"), "created[gte]")


def _limit(form: Mapping[str, Any]) -> int:
    limit = _integer(form.get("limit", "10"), "limit")
    if not 1 <= limit <= 100:
        raise _invalid_integer("This value must be between 1 and 100.", "limit")
    return limit


def _know(form: Mapping[str, Any], known: Iterable[str]) -> None:
    unknown = sorted(form.keys() - set(known))
    if "payment_method_types" in unknown:
        raise Refused(
            "`payment_method_types` is no longer supported.",
            code="payment_method_types_no_longer_supported",
            parameter="payment_method_types",
        )
    if unknown:
        raise Refused(f"Received unknown parameter: {unknown[0]}", code="parameter_unknown", parameter=unknown[0])


def _currency(form: Mapping[str, Any]) -> Currency:
    try:
        return Currency.of(_needed(form, "currency"))
    except UnknownCurrency as fault:
        raise Refused(f"Invalid currency: {form['currency']}.", parameter="currency") from fault


def _amount(form: Mapping[str, Any], currency: Currency) -> int:
    amount = _integer(_needed(form, "amount"), "amount")
    if amount < 1:
        raise _invalid_integer("This value must be greater than or equal to 1.", "amount")
    if amount > MOST:
        raise Refused(f"Amount must be no more than {MOST}.", code="amount_too_large", parameter="amount")
    if counts_whole_only(currency) and amount % 100:
        raise Refused(
            f"Invalid amount. {currency} amounts must be evenly divisible by 100.",
            code="invalid_charge_amount_no_decimal_compatible",
            parameter="amount",
        )
    # Stripe does not say today whether it still minds; who sends such an amount meant another one.
    if amount % to_stripe_amount(smallest_step(currency)):
        raise _invalid_integer(f"The last digit of an amount in {currency} must be 0.", "amount")
    least = minimum_charge(currency)
    if least is not None and from_stripe_amount(amount, currency.code) < least:
        raise Refused(f"Amount must be at least {least}.", code="amount_too_small", parameter="amount")
    return amount


def _notes(form: Mapping[str, Any]) -> Mapping[str, str]:
    notes = form.get("metadata", {})
    if not isinstance(notes, dict) or any(isinstance(value, dict) for value in notes.values()):
        raise _invalid_object("metadata")
    for name, value in notes.items():
        if len(value) > LONGEST_NOTE:
            raise Refused(f"Metadata values can have up to {LONGEST_NOTE} characters.", parameter=f"metadata[{name}]")
    return notes


def _needed(form: Mapping[str, Any], name: str) -> str:
    if name not in form:
        raise Refused(f"Missing required param: {name}.", code="parameter_missing", parameter=name)
    if form[name] == "":
        raise Refused(f"{name} may not be empty.", code="parameter_invalid_empty", parameter=name)
    return str(form[name])


def _integer(text: str, name: str) -> int:
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 20):
        raise _invalid_integer(f"Invalid integer: {text}", name)
    return int(text)


def _flag(form: Mapping[str, Any], name: str) -> bool:
    text = form.get(name, "false")
    if text not in ("true", "false"):
        raise Refused(f"Invalid boolean: {text}", parameter=name)
    return bool(text == "true")


def _invalid_integer(message: str, parameter: str) -> Refused:
    return Refused(message, code="parameter_invalid_integer", parameter=parameter)


def _invalid_object(parameter: str) -> Refused:
    return Refused("Invalid object", parameter=parameter)
