"""From a quote to a paid order.

Owns: orders, attempts to collect, refunds, their states and legal moves, disputes, what the host holds of its stock,
what the law of a country wants at the till, the notifications of payment providers, the sweeper and the comparison with
their books, and the pages and API of all that.
Does not own: prices and quotes (pricing), the providers' ways (payments, one folder each), points and questions (they
react to OrderPaid and OrderRefunded).
Invariants: an attempt is committed before its call; only moves in the table happen, and only on the provider's own
word; an order has at most one attempt that may still collect, and what waits for the shopper is called back before
another card or another delivery takes its place; what is charged is what was quoted; no amount and no order id is
taken from a browser; no provider is called within a transaction; refunds never exceed what was captured, and each is
made, booked and told once, wherever it was made; stock is held before a provider is asked, and released when nobody
may collect any more; money that buys nothing goes back by itself; all of it ends right without any notification.
"""

from storefront_plugin.checkout.ports import AttemptState, Charge, PaymentProvider, PaymentReport, ProviderEvent

__all__ = ["AttemptState", "Charge", "PaymentProvider", "PaymentReport", "ProviderEvent"]
