"""Quotes made, kept and opened again. The host is asked before the transaction; what it said is then frozen."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from cattrs import BaseValidationError
from sqlalchemy import Select, delete, insert, select

from storefront_plugin.errors import (
    AmountTooLarge,
    BelowMinimumOrder,
    CartEmpty,
    ProductGone,
    QuoteOutdated,
    QuoteUnknown,
)
from storefront_plugin.host import Address, CartLine, Host, OrderLine, Product
from storefront_plugin.markets.edition import Edition, Market
from storefront_plugin.money import Money, format_money
from storefront_plugin.money import total as sum_of
from storefront_plugin.pricing.audiences import audiences_of
from storefront_plugin.pricing.quotes.delivery import is_still_offered, offered
from storefront_plugin.pricing.quotes.quote import Quote, decide_quote, digest_of, with_shipping
from storefront_plugin.pricing.rules.terms import MOST_MINOR
from storefront_plugin.pricing.service import Pricing
from storefront_plugin.pricing.tables import quotes as quotes_table
from storefront_plugin.snapshots import decode, encode
from storefront_plugin.storage import Database
from storefront_plugin.texts import sf_
from storefront_plugin.web.signing import Expired, Forged, Signer
from storefront_plugin.web.speech import say

log = logging.getLogger(__name__)

_PURPOSE = "quote"
_ID_BYTES = 16
_BATCH = 500


class Quotes:
    """Makes quotes and opens them by their token. Who may open one, and until when, is for the asker to check."""

    def __init__(  # noqa: PLR0917 (each of another type: none can be taken for its neighbour)
        self,
        database: Database,
        host: Host,
        pricing: Pricing,
        signer: Signer,
        clock: Callable[[], datetime],
        minutes: int,
    ) -> None:
        self._database = database
        self._host = host
        self._pricing = pricing
        self._signer = signer
        self._clock = clock
        self._minutes = minutes

    def make(  # noqa: PLR0917 (in the order of a checkout: who, where, what, whither)
        self,
        owner: str,
        edition: Edition,
        lines: Sequence[CartLine],
        address: Address,
        email: str,
        shipping_key: str | None = None,
        *,
        from_cart: bool = False,
    ) -> Quote:
        """A new quote, kept under its id; without a shipping key, with the first way of delivery.

        Raises CartEmpty, ProductGone, InvalidQuantity (lines of one sku are one line), BelowMinimumOrder,
        NotDeliverable, UnknownShipping, AmountTooLarge, and NoRate where the market's currency has none that may be
        sold by; DatabaseNotReady also where the market's price lists could not be read: a promise is not a guess.
        """
        wanted = _merged(lines)
        if not wanted:
            raise CartEmpty()
        made_at = self._clock()
        # One moment's rates for all of it, also where new ones come into force meanwhile.
        pricing = self._pricing.at(made_at)
        pricing.ensure_lists(edition.market)
        sold = self._sold(pricing, wanted, edition.market)
        _check_minimum(pricing, sold, edition)
        options = offered(self._host, pricing, sold, address, edition)
        quote = decide_quote(
            id=_new_id(),
            owner=owner,
            edition=edition,
            lines=sold,
            shipping_options=options,
            shipping_key=options[0].key if shipping_key is None else shipping_key,
            tax_rates=self._host.tax(sold, address),
            address=address,
            email=email,
            made_at=made_at,
            valid_until=made_at + timedelta(minutes=self._minutes),
            from_cart=from_cart,
            rate=pricing.rate_of(edition.market),
            rounding_name=say(sf_("Rounding")) if pricing.rounds_to_cash(edition.market) else None,
        )
        if quote.total.minor > MOST_MINOR:
            goods = sum_of([line.base_total for line in sold], pricing.currency)
            raise AmountTooLarge(amount=goods, currency=quote.currency)
        self._keep(quote)
        return quote

    def with_shipping(self, quote: Quote, shipping_key: str) -> Quote:
        """The same prices until the same moment, delivered in another of the ways offered. Raises UnknownShipping."""
        tax_rates = self._host.tax(quote.lines, quote.address)
        other = with_shipping(quote, shipping_key, id=_new_id(), tax_rates=tax_rates)
        self._keep(other)
        return other

    def token(self, quote: Quote) -> str:
        """What names the quote to the browser: its id and all of its facts, signed."""
        return self._signer.sign(_PURPOSE, [quote.id, quote.digest])

    def open(self, token: str) -> Quote:
        """The quote of a token. Raises QuoteUnknown when it is forged, not there, or not what was signed."""
        try:
            id_, digest = self._signer.open(_PURPOSE, token)
        except (Forged, Expired, TypeError, ValueError):
            raise QuoteUnknown() from None
        quote = self.load(id_)
        if quote.digest != digest:
            raise QuoteUnknown()
        return quote

    def load(self, quote_id: str) -> Quote:
        """The quote of an id that no browser named. Raises QuoteUnknown when it is not there, or not as it was made."""
        with self._database.read() as db:
            row = db.execute(select(quotes_table).where(quotes_table.c.id == quote_id)).one_or_none()
        if row is None:
            raise QuoteUnknown()
        if digest_of(row.snapshot) != row.digest:
            log.error("quote %s is not as it was made: somebody changed its row", quote_id)
            raise QuoteUnknown()
        try:
            return decode(Quote, row.snapshot)
        except BaseValidationError:
            log.exception("quote %s was kept by another version, and cannot be read by this one", quote_id)
            raise QuoteUnknown() from None

    def refresh_check(self, quote: Quote) -> None:
        """Whether the shop still sells all this at these prices and delivers it at this one.

        Raises ProductGone, or QuoteOutdated where a price of the shop's own or the chosen delivery has changed. A rate
        of exchange that moved changes nothing, nor does a price list that was changed or is over: they were promised.
        """
        for line in quote.lines:
            product = self._host.product(line.sku)
            if product is None:
                raise ProductGone(sku=line.sku, name=line.name)
            if product.price != line.base_unit or _own_price(product, quote) != _quoted_own_price(line):
                raise QuoteOutdated()
        if not is_still_offered(self._host, self._pricing, quote):
            raise QuoteOutdated()

    def forget_expired(self, before: datetime, in_use: Select[tuple[str]]) -> int:
        """Remove the quotes that expired before this moment, but those in use (a query of ids); how many they were.

        Each batch is a transaction of its own, so that nobody waits long for it.
        """
        is_used = in_use.where(in_use.selected_columns[0] == quotes_table.c.id).exists()
        expired = (
            select(quotes_table.c.id)
            .where(quotes_table.c.valid_until < before, ~is_used)
            .limit(_BATCH)
            # Two workers take different ones.
            .with_for_update(skip_locked=True)
        )
        forgotten = 0
        while True:
            with self._database.write() as db:
                count = db.execute(delete(quotes_table).where(quotes_table.c.id.in_(expired))).rowcount
            forgotten += count
            if count < _BATCH:
                return forgotten

    def _sold(self, pricing: Pricing, lines: Sequence[CartLine], market: Market) -> list[OrderLine]:
        products = []
        for line in lines:
            product = self._host.product(line.sku)
            if product is None:
                raise ProductGone(sku=line.sku, name=line.sku)
            if product.price.currency != pricing.currency:
                raise ValueError(f"Host.product gave {line.sku!r} the price {product.price}: not one of this shop")
            products.append(product)
        audiences = audiences_of(self._host)
        prices = [pricing.price_product(product, market, audiences) for product in products]
        return [
            OrderLine(line.sku, product.name, line.quantity, price.money, product.price, price.list_name)
            for line, product, price in zip(lines, products, prices, strict=True)
        ]

    def _keep(self, quote: Quote) -> None:
        with self._database.write() as db:
            db.execute(
                insert(quotes_table).values(
                    id=quote.id,
                    owner=quote.owner,
                    digest=quote.digest,
                    total_minor=quote.total.minor,
                    currency=quote.currency.code,
                    snapshot=encode(quote),
                    made_at=quote.made_at,
                    valid_until=quote.valid_until,
                )
            )


def _new_id() -> str:
    return secrets.token_urlsafe(_ID_BYTES)


def _check_minimum(pricing: Pricing, lines: Sequence[OrderLine], edition: Edition) -> None:
    minimum = pricing.minimum_order(edition.market)
    if minimum is None:
        return
    missing = minimum - sum_of([line.total for line in lines], minimum.currency)
    if missing.minor > 0:
        locale = edition.locale
        raise BelowMinimumOrder(minimum=format_money(minimum, locale), missing=format_money(missing, locale))


def _own_price(product: Product, quote: Quote) -> Money | None:
    """What the shop itself asks in the quote's market, where that is sold to in its own currency."""
    own = product.prices.get(quote.market)
    return own if own is not None and own.currency == quote.currency else None


def _quoted_own_price(line: OrderLine) -> Money | None:
    return line.unit if line.price_list == "" else None


def _merged(lines: Sequence[CartLine]) -> list[CartLine]:
    """One line for each sku, in the order they first came. Raises InvalidQuantity when together they are too many."""
    quantities: dict[str, int] = {}
    for line in lines:
        quantities[line.sku] = quantities.get(line.sku, 0) + line.quantity
    return [CartLine(sku, quantity) for sku, quantity in quantities.items()]
