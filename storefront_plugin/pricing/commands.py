"""`flask storefront prices`: what a price becomes abroad, and why."""

from __future__ import annotations

import json

import click
from flask.cli import with_appcontext

from storefront_plugin.errors import ProductGone
from storefront_plugin.host import Host
from storefront_plugin.markets.edition import Editions, Market
from storefront_plugin.markets.nobody import request_of_nobody
from storefront_plugin.money import Money
from storefront_plugin.pricing.history.commands import record_prices
from storefront_plugin.pricing.lists.commands import import_list, remove_list, show_lists
from storefront_plugin.pricing.market_option import market_named
from storefront_plugin.pricing.preview_command import preview
from storefront_plugin.pricing.price import Price
from storefront_plugin.pricing.service import Pricing
from storefront_plugin.snapshots import encode
from storefront_plugin.web.parts import part


@click.group("prices", commands=[import_list, show_lists, remove_list, record_prices, preview])
def prices() -> None:
    """Prices in the markets."""


@prices.command("explain")
@click.argument("sku", required=False)
@click.option("--amount", help="Instead of a product: an amount in the shop's own currency.")
@click.option("--market", "key", required=True, help="The market's key in the settings.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_appcontext
def explain(sku: str | None, amount: str | None, key: str, as_json: bool) -> None:
    """Say why the product SKU costs what it costs in a market, for a customer of no audience."""
    if (sku is None) == (amount is None):
        raise click.UsageError("name either a SKU or an --amount")
    market = market_named(key)
    price = _price_of(sku, market) if sku is not None else _price_at(str(amount), market)
    if as_json:
        click.echo(json.dumps(_plain(price), ensure_ascii=False, indent=2))
        return
    for text in price.explain():
        click.echo(str(text))


def _price_of(sku: str, market: Market) -> Price:
    first = next(edition for edition in part(Editions).all if edition.market == market)
    with request_of_nobody(edition=first):
        product = part(Host).product(sku)
    if product is None:
        raise ProductGone(sku=sku, name=sku)
    return part(Pricing).price_product(product, market)


def _price_at(amount: str, market: Market) -> Price:
    pricing = part(Pricing)
    return pricing.price(Money.of(amount, pricing.currency), market)


def _plain(price: Price) -> dict[str, object]:
    rate, terms = price.rate, price.conversion and price.conversion.terms
    return {
        "price": encode(price.money),
        "base": encode(price.base),
        "rate": rate and str(rate.ratio),
        "source": rate and rate.source,
        "as_of": rate.as_of.isoformat() if rate and rate.as_of else None,
        "margin": str(terms.margin) if terms and rate else "0",
        "step": terms and terms.step and encode(terms.step),
        "rounding": terms and terms.rounding.value,
        "list": price.listed and price.listed.list.name,
        "tax_display": price.tax_display.value,
        "explanation": [str(text) for text in price.explain()],
    }
