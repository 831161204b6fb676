"""What a table of rates that waits will do to the prices, market by market."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from storefront_plugin.host import Product
from storefront_plugin.markets.edition import Editions, Market
from storefront_plugin.pricing.preview import PriceChange, changes
from storefront_plugin.pricing.rates.fetched_table import FetchedTable
from storefront_plugin.pricing.rates.stored_rates import StoredRates
from storefront_plugin.pricing.service import Pricing
from storefront_plugin.web.parts import part

UpcomingChange = tuple[Market, PriceChange]


def all_markets() -> list[Market]:
    """Each market once, in the order of the settings."""
    return list({edition.market.key: edition.market for edition in part(Editions).all}.values())


def upcoming_changes(
    fetched: FetchedTable, products: Callable[[], Iterable[Product]], markets: Sequence[Market]
) -> Iterator[UpcomingChange]:
    """The prices that the table would change; the products are gone through once for each market abroad.

    Raises RateTableUnknown for a table that does not wait.
    """
    now = part(Pricing)
    then = now.with_rates(part(StoredRates).with_waiting(fetched.id or 0))
    for market in markets:
        if market.currency != now.currency:
            for change in changes(products(), market, now, then):
                yield market, change
