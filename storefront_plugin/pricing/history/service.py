"""What everything has cost, market by market: written at night, asked beside a reduction."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import Connection

from storefront_plugin.errors import DatabaseNotReady
from storefront_plugin.host import Host, Product
from storefront_plugin.markets.edition import Market
from storefront_plugin.money import Money
from storefront_plugin.pricing.catalogue import listed_products
from storefront_plugin.pricing.history import records as history_records
from storefront_plugin.pricing.history.lowest_price import DAYS, began_at, lowest_before
from storefront_plugin.pricing.price import Price
from storefront_plugin.pricing.service import PricedProducts, Pricing
from storefront_plugin.storage import Database

log = logging.getLogger(__name__)

# In all markets: a transaction of some tenths of a second, which on SQLite keeps whoever buys waiting.
_PRODUCTS_AT_ONCE = 1_000

Watch = Callable[[Iterable[Product]], Iterable[Product]]


@dataclass(frozen=True, slots=True)
class Recorded:
    """Prices looked at, and those among them that changed; `unpriced` lack a rate, or are a fault of the host's."""

    products: int
    prices: int
    changes: int
    unpriced: int


class PriceHistory:
    """Records what everybody is asked for each product, and tells the lowest of the days before a reduction.

    What some customers alone are asked is not recorded: the law means the price that was open to all.
    """

    def __init__(
        self,
        database: Database,
        host: Host,
        pricing: Pricing,
        markets: Sequence[Market],
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._host = host
        self._pricing = pricing
        self._markets = tuple(markets)
        self._clock = clock

    def record(self, watched: Watch = iter, *, is_rehearsal: bool = False) -> Recorded:
        """Look at every price of the shop's products, and keep those that changed; a rehearsal only counts.

        Done again it adds nothing, and two at once add each change once. Each thousand products are a transaction of
        their own, so that memory stays small and nobody waits long: what fails half-way is finished by the next time.
        A product that left keeps its last price; of two of one sku the first counts. Raises DatabaseNotReady, and
        ProductsNotListed once every thousand listed before is kept.
        """
        begun_at = self._clock()
        products = prices = changes = unpriced = 0
        for batch in _batches(watched(listed_products(self._host))):
            told = {market.key: self._told(batch, market) for market in self._markets}
            products += len(batch)
            prices += sum(len(each) for each in told.values())
            unpriced += sum(len(batch) - len(each) for each in told.values())
            changes += self._count(told) if is_rehearsal else self._keep(told)
        if products and not is_rehearsal:
            with self._database.write() as db:
                history_records.add_recording(db, begun_at, product_count=products, change_count=changes)
        return Recorded(products, prices, changes, unpriced)

    def lowest_before(self, market: Market, reduced: Mapping[str, Price]) -> dict[str, Money]:
        """By sku, the lowest price of the thirty days before each reduction; not there where none is known.

        One query for all of them, and none for none. Raises DatabaseNotReady.
        """
        if not reduced:
            return {}
        now = self._clock()
        starts = {sku: price.listed and price.listed.list.starts_at for sku, price in reduced.items()}
        until = max(start or now for start in starts.values())
        since = min(start or now for start in starts.values()) - timedelta(days=DAYS)
        if None in starts.values():
            # Its beginning is found in the history itself, which may be a long sale's.
            since = min(since, now - 2 * timedelta(days=DAYS))
        with self._database.read() as db:
            told = history_records.prices_since(db, market.key, [*reduced], since=since, until=until)
        found = {
            sku: lowest_before(told.get(sku, ()), starts[sku] or began_at(told.get(sku, ()), price.money, now))
            for sku, price in reduced.items()
        }
        # A market that was sold to in another currency then has nothing to compare with.
        return {sku: money for sku, money in found.items() if money and money.currency == reduced[sku].money.currency}

    def beside_reductions(self, market: Market, found: PricedProducts) -> PricedProducts:
        """The same, with the lowest price beside each one that is reduced; none while the database does not answer."""
        reduced = {each.product.sku: each.price for each in found.prices if each.price.is_reduced}
        try:
            lowest = self.lowest_before(market, reduced)
        except DatabaseNotReady:
            log.warning("the lowest prices of the days before are not known: the database does not answer")
            return found
        return replace(found, prices=[replace(each, lowest=lowest.get(each.product.sku)) for each in found.prices])

    def last_recorded_at(self) -> datetime | None:
        """When all prices were last looked at; None where they never were. Raises DatabaseNotReady."""
        with self._database.read() as db:
            return history_records.last_recording(db)

    def is_long_ago(self, moment: datetime) -> bool:
        """Whether it is before the days that a reduction is measured against."""
        return moment < self._clock() - timedelta(days=DAYS)

    def _told(self, batch: Sequence[Product], market: Market) -> dict[str, Money]:
        moneys = self._pricing.money_of_all(batch, market)
        return {product.sku: money for product, money in zip(batch, moneys, strict=True) if money is not None}

    def _keep(self, told: Mapping[str, Mapping[str, Money]]) -> int:
        with self._database.write() as db:
            history_records.lock_history(db)
            # Not before: of two, the later one to write is the later one to have looked.
            now, count = self._clock(), 0
            for market, prices in told.items():
                changed = _changed(db, market, prices)
                history_records.add_prices(db, market, changed, now)
                count += len(changed)
        return count

    def _count(self, told: Mapping[str, Mapping[str, Money]]) -> int:
        with self._database.read() as db:
            return sum(len(_changed(db, market, prices)) for market, prices in told.items())


def _changed(db: Connection, market: str, prices: Mapping[str, Money]) -> dict[str, Money]:
    last = history_records.last_prices(db, market, [*prices])
    return {sku: money for sku, money in prices.items() if last.get(sku) != (money.minor, money.currency.code)}


def _batches(products: Iterable[Product]) -> Iterator[list[Product]]:
    """Each sku once: else the two prices of a product that is there twice would change each other every night."""
    seen = set[str]()
    rest = iter(products)
    while found := list(islice(rest, _PRODUCTS_AT_ONCE)):
        batch = {product.sku: product for product in reversed(found) if product.sku not in seen}
        seen.update(batch)
        yield [*batch.values()]
