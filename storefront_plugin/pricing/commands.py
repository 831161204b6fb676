"""`flask storefront prices`: what a price becomes abroad, and why."""

from __future__ import annotations

import json

import click
from flask.cli import with_appcontext

from storefront_plugin.errors import StorefrontError
from storefront_plugin.markets.edition import Editions, Market
from storefront_plugin.money import Money
from storefront_plugin.pricing.price import Price
from storefront_plugin.pricing.service import Pricing
from storefront_plugin.web.parts import part


@click.group("prices")
def prices() -> None:
    """Prices in the markets."""


@prices.command("explain")
@click.argument("amount")
@click.option("--market", "key", required=True, help="The market's key in the settings.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_appcontext
def explain(amount: str, key: str, as_json: bool) -> None:
    """Say why AMOUNT, in the shop's own currency, costs what it costs in a market."""
    market = _market(key)
    try:
        pricing = part(Pricing)
        price = pricing.price(Money.of(amount, pricing.currency), market)
    except StorefrontError as fault:
        raise click.ClickException(str(fault)) from fault
    if as_json:
        click.echo(json.dumps(_plain(price), ensure_ascii=False, indent=2))
        return
    for text in price.explain():
        click.echo(str(text))


def _market(key: str) -> Market:
    markets = {edition.market.key: edition.market for edition in part(Editions).all}
    if key not in markets:
        raise click.BadParameter(f"{key!r} is none of {', '.join(markets)}", param_hint="--market")
    return markets[key]


def _plain(price: Price) -> dict[str, object]:
    rate = price.rate
    return {
        "price": str(price.money),
        "base": str(price.base),
        "rate": rate and str(rate.ratio),
        "source": rate and rate.source,
        "as_of": rate.as_of.isoformat() if rate and rate.as_of else None,
        "margin": str(price.margin),
        "step": price.step and str(price.step),
        "rounding": price.rounding.value,
        "tax_display": price.tax_display.value,
        "explanation": [str(text) for text in price.explain()],
    }
