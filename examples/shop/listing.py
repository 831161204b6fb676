"""What Wren & Kettle lists: all it sells, and the pages for search engines, nobody's basket or account."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for

from examples.shop import catalogue
from storefront_plugin import Money, Product, SitemapPage


def wares() -> Iterator[Product]:
    for category in catalogue.CATEGORIES:
        for found in catalogue.products_in(category, "en"):
            yield Product(found.sku, found.name, Money.from_minor(found.pence, "GBP"), category=category)


def pages() -> Iterator[SitemapPage]:
    for page in ("browse.home", "browse.terms"):
        yield SitemapPage(url_for(page))
    for category in catalogue.CATEGORIES:
        yield SitemapPage(url_for("browse.shelf", category=category))
        # Everything is told in English; in what else, differs.
        for product in catalogue.products_in(category, "en"):
            path = url_for("browse.product_page", sku=product.sku)
            yield SitemapPage(dict.fromkeys(catalogue.languages_of(product.sku), path))
