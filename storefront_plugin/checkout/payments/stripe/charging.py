"""What is asked of Stripe to collect an attempt's money. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from storefront_plugin.checkout.payments.stripe.amounts import to_stripe_amount
from storefront_plugin.checkout.payments.stripe.reading import ATTEMPT, CARD_AGAIN, ORDER
from storefront_plugin.checkout.ports import Charge
from storefront_plugin.errors import PaymentRefused

if TYPE_CHECKING:
    from stripe.params import PaymentIntentCreateParams

INSTRUMENT = re.compile(r"(ctoken|pm)_[A-Za-z0-9_]{1,200}", re.ASCII)


def parameters_of(charge: Charge, *, is_captured_later: bool) -> PaymentIntentCreateParams:
    """A payment that is confirmed at once by the shopper's token; without one, by her front end later.

    Raises AmountNotPayable for an amount that cannot be sent unchanged, PaymentRefused for what is no token.
    """
    if charge.instrument and not INSTRUMENT.fullmatch(charge.instrument):
        raise PaymentRefused(reason=CARD_AGAIN)
    parameters: PaymentIntentCreateParams = {
        "amount": to_stripe_amount(charge.amount),
        "currency": charge.amount.currency.code.lower(),
        "automatic_payment_methods": {"enabled": True},
        "metadata": {ATTEMPT: charge.attempt_id, ORDER: charge.order_reference},
    }
    if is_captured_later:
        parameters["capture_method"] = "manual"
    if charge.instrument:
        parameters["confirm"] = True
        parameters["return_url"] = charge.return_url
    if charge.instrument.startswith("ctoken_"):
        parameters["confirmation_token"] = charge.instrument
    elif charge.instrument:
        parameters["payment_method"] = charge.instrument
    return parameters
