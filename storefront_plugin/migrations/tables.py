"""Every table there is, so that the history can be compared with the code."""

from storefront_plugin.checkout import tables as checkout
from storefront_plugin.checkout.payments.bank_transfer import tables as bank_transfer
from storefront_plugin.checkout.payments.stripe.sandbox import tables as sandbox
from storefront_plugin.documents import tables as documents
from storefront_plugin.loyalty import tables as loyalty
from storefront_plugin.outbox import tables as outbox
from storefront_plugin.pricing import tables as pricing
from storefront_plugin.storage import metadata
from storefront_plugin.surveys import tables as surveys
from storefront_plugin.web import tables as web

__all__ = [
    "bank_transfer",
    "checkout",
    "documents",
    "loyalty",
    "metadata",
    "outbox",
    "pricing",
    "sandbox",
    "surveys",
    "web",
]
