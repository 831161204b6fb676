"""Quotes of some prices alone, for tests of what they come to."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from storefront_plugin.host import Address, OrderLine
from storefront_plugin.markets.edition import Edition, Market
from storefront_plugin.money import Money
from storefront_plugin.pricing.quotes.quote import Quote, QuotedShipping, decide_quote
from tests.pricing.british_shop import CHF, GBP

CH = Edition("de-ch", Market("ch", ("CH",), CHF, ("de-CH",)), "de-CH")
BERLIN = Address("Ada Grün", ("Weg 1",), "Berlin", "DE", "10115")
MADE = datetime(2026, 11, 21, 12, tzinfo=UTC)


def quote_of(units: Sequence[Money], quantity: int = 1, shipping: Money | None = None, **facts) -> Quote:
    currency = units[0].currency
    lines = [OrderLine(f"p{n}", "Tea", quantity, unit, Money.of("1", GBP)) for n, unit in enumerate(units)]
    ways = [QuotedShipping("post", "Post", shipping or Money.zero(currency))]
    asked = {
        "id": "q1",
        "owner": "guest:1",
        "edition": CH,
        "lines": lines,
        "shipping_options": ways,
        "shipping_key": "post",
        "tax_rates": (),
        "address": BERLIN,
        "email": "ada@example.org",
        "made_at": MADE,
        "valid_until": MADE + timedelta(minutes=30),
    }
    return decide_quote(**{**asked, **facts})


def francs(*amounts: str) -> list[Money]:
    return [Money.of(amount, CHF) for amount in amounts]
