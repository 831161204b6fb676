"""Stripe: cards and the wallets that Stripe offers for a currency.

Owns: amounts as Stripe counts them, requests to Stripe, the reading of its answers, errors and events, and a sandbox
that stands in for it. Does not own: attempts and their states (checkout).
Invariants: no amount is changed on its way; no card number is seen; the host's own use of the stripe package is left
alone. The package itself, which takes a third of a second to import, is loaded with the first payment.
"""

from storefront_plugin.checkout.payments.stripe.amounts import (
    from_stripe_amount,
    minimum_charge,
    smallest_step,
    to_stripe_amount,
)
from storefront_plugin.checkout.payments.stripe.provider import StripePayments

__all__ = [
    "StripePayments",
    "from_stripe_amount",
    "minimum_charge",
    "smallest_step",
    "to_stripe_amount",
]
