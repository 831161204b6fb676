"""The prices of one request, all of them as of one moment."""

from __future__ import annotations

from flask import request

from storefront_plugin.pricing.service import Pricing
from storefront_plugin.web.parts import part

_PRICING = "storefront.pricing"


def prices_now() -> Pricing:
    """The shop's prices as of this request's first look: new rates may come into force half-way down a page."""
    known: Pricing | None = request.environ.get(_PRICING)
    if known is None:
        known = request.environ[_PRICING] = part(Pricing).at_once()
    return known
