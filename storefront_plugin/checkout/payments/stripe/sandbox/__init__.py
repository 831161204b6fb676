"""A stand-in for Stripe within the process: the real stripe package talks to it, and no money moves.

Owns: payment intents, refunds, disputes, idempotency keys and events of its own, in tables of its own, each request in
a transaction of its own. Does not own: the pages that play the bank and the dashboard (bank_page.py, control_page.py).
It sends no notification of its own accord; whoever plays Stripe lets it go (outgoing.py), or asks for one, signed.
Invariants: one key makes one payment or one refund, however many ask at once; no more goes back than came; a card
number is neither kept nor logged.
"""

from storefront_plugin.checkout.payments.stripe.sandbox.cards import CARDS, Card, instrument_for
from storefront_plugin.checkout.payments.stripe.sandbox.intents import Intent, Status
from storefront_plugin.checkout.payments.stripe.sandbox.outgoing import Outgoing
from storefront_plugin.checkout.payments.stripe.sandbox.records import RecordedEvent
from storefront_plugin.checkout.payments.stripe.sandbox.refusals import Refused
from storefront_plugin.checkout.payments.stripe.sandbox.sandbox import PUBLISHABLE_KEY, SECRET_KEY, Sandbox

__all__ = [
    "CARDS",
    "PUBLISHABLE_KEY",
    "SECRET_KEY",
    "Card",
    "Intent",
    "Outgoing",
    "RecordedEvent",
    "Refused",
    "Sandbox",
    "Status",
    "instrument_for",
]
