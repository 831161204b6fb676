"""What a page of the host shows of a product's price: the reduction in words, and the offer for search engines.

Both ask the host for the product, and so tell the very price that its cart and its quote will.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urljoin

from flask import request
from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from storefront_plugin.errors import NoRate
from storefront_plugin.host import Host, Product
from storefront_plugin.markets.pages import canonical_address
from storefront_plugin.markets.routing import edition
from storefront_plugin.money import Money
from storefront_plugin.pricing.audiences import audiences
from storefront_plugin.pricing.history.service import PriceHistory
from storefront_plugin.pricing.moment import prices_now
from storefront_plugin.pricing.offer import offer_of
from storefront_plugin.pricing.price import Price
from storefront_plugin.web.jinja import fragment
from storefront_plugin.web.parts import part

_REDUCED = "storefront.reduced"


def storefront_reduction(sku: str, among: Iterable[str] = ()) -> Markup:
    """The reduced price of a product, the lowest of the thirty days before, and the percentage; else nothing.

    `among` names all products of the page, whose lowest prices are then read together, once. Where no sale is open,
    neither the host nor the database is asked. Nothing is shown either while the lowest price is not known.
    """
    reduced = _reduced(sku, among)
    if reduced is None:
        return Markup("")
    price, lowest = reduced
    share = Decimal(lowest.minor - price.money.minor) / lowest.minor if price.money < lowest else None
    return fragment(
        "storefront/fragments/reduction.html",
        price=price,
        lowest=lowest,
        # Towards nothing: a reduction is not said to be more than it is.
        share=share and -share.quantize(Decimal("0.01"), "ROUND_DOWN"),
    )


def storefront_offer(sku: str, offer: Mapping[str, Any] | None = None, **product: Any) -> Markup:
    """The product and its offer as JSON-LD of schema.org; nothing for a product that is not on sale.

    What else the shop knows is handed over by schema.org's own names, and joins it: `image=…, description=…` for the
    product, `offer={"availability": …}` for the offer. Name, sku, price, currency and address are ours.
    """
    found = part(Host).product(sku)
    if found is None:
        return Markup("")
    try:
        price = prices_now().price_product(found, edition().market, audiences())
    except NoRate:
        # The page shows the shop's own price, at which nothing is sold here: that is no offer.
        return Markup("")
    reduced = _reduced(sku, ()) if price.is_reduced else None
    told = {
        "@context": "https://schema.org",
        **product,
        "@type": "Product",
        "name": found.name,
        "sku": sku,
        "offers": {**(offer or {}), **offer_of(price, lowest=reduced and reduced[1], url=_address_of(found))},
    }
    written = htmlsafe_json_dumps(told, ensure_ascii=False)
    return Markup('<script type="application/ld+json">{}</script>').format(written)


def _address_of(product: Product) -> str | None:
    """Where the host says that the product is, else this very page; None where our own address is not known."""
    here = canonical_address()
    return urljoin(here, product.url) if here and product.url else here


def _reduced(sku: str, among: Iterable[str]) -> tuple[Price, Money] | None:
    """A product's reduced price and the lowest before; what was found stays for the rest of the request."""
    known: dict[str, tuple[Price, Money] | None] = request.environ.setdefault(_REDUCED, {})
    if sku not in known:
        asked = [each for each in dict.fromkeys((sku, *among)) if each not in known]
        known.update(dict.fromkeys(asked))
        known.update(_reductions(asked))
    return known[sku]


def _reductions(skus: Iterable[str]) -> dict[str, tuple[Price, Money]]:
    pricing, host, market = prices_now(), part(Host), edition().market
    in_sales = [sku for sku in skus if pricing.sale_of(sku, market, audiences())]
    found = part(PriceHistory).beside_reductions(market, pricing.price_products(host, in_sales, market, audiences()))
    return {each.product.sku: (each.price, each.lowest) for each in found.prices if each.lowest}
