"""The cards that the sandbox knows, after Stripe's own test cards (docs.stripe.com/testing). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from storefront_plugin.texts import Text, sf_p


class Outcome(StrEnum):
    """What becomes of a payment with a card."""

    SUCCEEDS = "succeeds"
    DECLINED = "declined"
    NO_FUNDS = "no_funds"
    AUTHENTICATION = "authentication"
    PROCESSING = "processing"
    VOUCHER = "voucher"


class Afterwards(StrEnum):
    """What becomes of a payment, or of its refund, once it is made."""

    NOTHING = "nothing"
    REFUND_WAITS = "refund_waits"
    REFUND_FAILS = "refund_fails"
    DISPUTED = "disputed"


@dataclass(frozen=True, slots=True)
class Card:
    """A test card: its number, what it does, and the names under which Stripe and our own form know it."""

    number: str
    outcome: Outcome
    payment_method: str
    confirmation_token: str
    about: Text
    afterwards: Afterwards = Afterwards.NOTHING


CARDS = (
    Card(
        number="4242 4242 4242 4242",
        outcome=Outcome.SUCCEEDS,
        payment_method="pm_card_visa",
        confirmation_token="ctoken_sandbox_succeeds",  # noqa: S106 (a name, not a secret)
        about=sf_p("test card", "payment accepted"),
    ),
    Card(
        number="4000 0000 0000 0002",
        outcome=Outcome.DECLINED,
        payment_method="pm_card_chargeDeclined",
        confirmation_token="ctoken_sandbox_declined",  # noqa: S106
        about=sf_p("test card", "payment declined"),
    ),
    Card(
        number="4000 0000 0000 9995",
        outcome=Outcome.NO_FUNDS,
        payment_method="pm_card_chargeDeclinedInsufficientFunds",
        confirmation_token="ctoken_sandbox_no_funds",  # noqa: S106
        about=sf_p("test card", "too little money"),
    ),
    Card(
        number="4000 0027 6000 3184",
        outcome=Outcome.AUTHENTICATION,
        payment_method="pm_card_authenticationRequired",
        confirmation_token="ctoken_sandbox_authentication",  # noqa: S106
        about=sf_p("test card", "the bank asks first (3-D Secure)"),
    ),
    Card(
        # Stripe's own number of a bank account whose debit never comes to an end; here somebody ends it by hand.
        number="000000000009",
        outcome=Outcome.PROCESSING,
        payment_method="pm_usBankAccount_processing",
        confirmation_token="ctoken_sandbox_processing",  # noqa: S106
        about=sf_p("test card", "a debit that takes days"),
    ),
    Card(
        # A number of our own: at Stripe a voucher is chosen in the form and has none.
        number="000000000017",
        outcome=Outcome.VOUCHER,
        payment_method="pm_sandbox_voucher",
        confirmation_token="ctoken_sandbox_voucher",  # noqa: S106
        about=sf_p("test card", "a voucher that is paid within days"),
    ),
    Card(
        number="4000 0000 0000 7726",
        outcome=Outcome.SUCCEEDS,
        payment_method="pm_card_pendingRefund",
        confirmation_token="ctoken_sandbox_pending_refund",  # noqa: S106
        about=sf_p("test card", "payment accepted; a refund takes some days"),
        afterwards=Afterwards.REFUND_WAITS,
    ),
    Card(
        number="4000 0000 0000 5126",
        outcome=Outcome.SUCCEEDS,
        payment_method="pm_card_refundFail",
        confirmation_token="ctoken_sandbox_refund_fails",  # noqa: S106
        about=sf_p("test card", "payment accepted; a refund comes back"),
        afterwards=Afterwards.REFUND_FAILS,
    ),
    Card(
        number="4000 0000 0000 0259",
        outcome=Outcome.SUCCEEDS,
        payment_method="pm_card_createDispute",
        confirmation_token="ctoken_sandbox_disputed",  # noqa: S106
        about=sf_p("test card", "payment accepted, then disputed"),
        afterwards=Afterwards.DISPUTED,
    ),
)

_BY_NUMBER = {card.number.replace(" ", ""): card for card in CARDS}
_BY_INSTRUMENT = {name: card for card in CARDS for name in (card.payment_method, card.confirmation_token)}


def instrument_for(number: str) -> str | None:
    """The token that our own form sends in place of a test card's number; None for every other number.

    Spaces and dashes are of no account. A number with a digit mistyped fails Luhn's check and so is no test card; a
    real card's number is none either, and is forgotten here.
    """
    card = _BY_NUMBER.get(number.replace(" ", "").replace("-", ""))
    return None if card is None else card.confirmation_token


def card_for(instrument: str) -> Card | None:
    """The card behind a payment method's name or a confirmation token; None when there is none."""
    return _BY_INSTRUMENT.get(instrument)
