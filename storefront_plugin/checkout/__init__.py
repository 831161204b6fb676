"""From a quote to a paid order.

Owns: orders, attempts to collect, their states and legal moves, what the law of a country wants at the till, the
notifications of payment providers, and the pages and API of all that.
Does not own: prices and quotes (pricing), the providers' ways (payments, one folder each), points and questions (they
react to OrderPaid).
Invariants: an attempt is committed before its call; only moves in the table happen, and only on the provider's own
word; an order has at most one attempt that may still collect, and what waits for the shopper is called back before
another card or another delivery takes its place; what is charged is what was quoted; no amount and no order id is
taken from a browser; no provider is called within a transaction.
"""

from storefront_plugin.checkout.ports import AttemptState, Charge, PaymentProvider, PaymentReport, ProviderEvent

__all__ = ["AttemptState", "Charge", "PaymentProvider", "PaymentReport", "ProviderEvent"]
