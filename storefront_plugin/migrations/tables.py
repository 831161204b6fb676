"""Every table there is, so that the history can be compared with the code."""

from storefront_plugin.checkout import tables as checkout
from storefront_plugin.checkout.payments.stripe.sandbox import tables as sandbox
from storefront_plugin.loyalty import tables as loyalty
from storefront_plugin.outbox import tables as outbox
from storefront_plugin.pricing import tables as pricing
from storefront_plugin.storage import metadata
from storefront_plugin.surveys import tables as surveys

__all__ = ["checkout", "loyalty", "metadata", "outbox", "pricing", "sandbox", "surveys"]
