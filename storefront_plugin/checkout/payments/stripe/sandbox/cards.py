"""The cards that the sandbox knows, after Stripe's own test cards (docs.stripe.com/testing). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from storefront_plugin.texts import Text, sf_


class Outcome(StrEnum):
    """What becomes of a payment with a card."""

    SUCCEEDS = "succeeds"
    DECLINED = "declined"
    NO_FUNDS = "no_funds"
    AUTHENTICATION = "authentication"


@dataclass(frozen=True, slots=True)
class Card:
    """A test card: its number, what it does, and the names under which Stripe and our own form know it."""

    number: str
    outcome: Outcome
    payment_method: str
    confirmation_token: str
    about: Text


CARDS = (
    Card(
        number="4242 4242 4242 4242",
        outcome=Outcome.SUCCEEDS,
        payment_method="pm_card_visa",
        confirmation_token="ctoken_sandbox_succeeds",  # noqa: S106 (a name, not a secret)
        about=sf_("pays"),
    ),
    Card(
        number="4000 0000 0000 0002",
        outcome=Outcome.DECLINED,
        payment_method="pm_card_chargeDeclined",
        confirmation_token="ctoken_sandbox_declined",  # noqa: S106
        about=sf_("is declined"),
    ),
    Card(
        number="4000 0000 0000 9995",
        outcome=Outcome.NO_FUNDS,
        payment_method="pm_card_chargeDeclinedInsufficientFunds",
        confirmation_token="ctoken_sandbox_no_funds",  # noqa: S106
        about=sf_("has too little money"),
    ),
    Card(
        number="4000 0027 6000 3184",
        outcome=Outcome.AUTHENTICATION,
        payment_method="pm_card_authenticationRequired",
        confirmation_token="ctoken_sandbox_authentication",  # noqa: S106
        about=sf_("asks the bank first (3-D Secure)"),
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
