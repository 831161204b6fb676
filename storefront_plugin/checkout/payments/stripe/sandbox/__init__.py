"""A stand-in for Stripe within the process: the real stripe package talks to it, and no money moves.

Owns: payment intents, idempotency keys and events of its own, in tables of its own, each request in a transaction of
its own. Does not own: the page that plays the bank (bank_page.py). It sends no notification of its own accord; whoever
plays Stripe asks it for one, signed.
Invariants: one key makes one payment, however many ask at once; a card number is neither kept nor logged.
"""

from storefront_plugin.checkout.payments.stripe.sandbox.cards import CARDS, Card, instrument_for
from storefront_plugin.checkout.payments.stripe.sandbox.intents import Intent, Status
from storefront_plugin.checkout.payments.stripe.sandbox.records import RecordedEvent
from storefront_plugin.checkout.payments.stripe.sandbox.sandbox import PUBLISHABLE_KEY, SECRET_KEY, Sandbox

__all__ = [
    "CARDS",
    "PUBLISHABLE_KEY",
    "SECRET_KEY",
    "Card",
    "Intent",
    "RecordedEvent",
    "Sandbox",
    "Status",
    "instrument_for",
]
