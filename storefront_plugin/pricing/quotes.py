"""Quotes made, kept and opened again. The host is asked before the transaction; what it said is then frozen."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from cattrs import BaseValidationError
from sqlalchemy import insert, select

from storefront_plugin.errors import CartEmpty, NotDeliverable, ProductGone, QuoteOutdated, QuoteUnknown
from storefront_plugin.events import decode, encode
from storefront_plugin.host import Address, CartLine, Host, OrderLine, ShippingOption
from storefront_plugin.markets.edition import Edition, Market
from storefront_plugin.money import Money
from storefront_plugin.pricing.quote import Quote, QuotedShipping, decide_quote, digest_of, with_shipping
from storefront_plugin.pricing.service import Pricing
from storefront_plugin.pricing.tables import quotes as quotes_table
from storefront_plugin.storage import Database
from storefront_plugin.texts import sf_
from storefront_plugin.web.signing import Expired, Forged, Signer
from storefront_plugin.web.speech import say

log = logging.getLogger(__name__)

_PURPOSE = "quote"
_ID_BYTES = 16


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
        """A new quote, kept under its id; without a shipping key, with the host's first way of delivery.

        Raises CartEmpty, ProductGone, InvalidQuantity (lines of one sku are one line), NotDeliverable,
        UnknownShipping, and NoRate where the market's currency has none.
        """
        wanted = merged(lines)
        if not wanted:
            raise CartEmpty()
        sold = self._sold(wanted, edition.market)
        options = self._shipping(wanted, address, edition.market)
        made_at = self._clock()
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
        )
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

        Raises ProductGone, or QuoteOutdated where a base price or the chosen delivery has changed. A rate of exchange
        that moved changes nothing: it was promised.
        """
        for line in quote.lines:
            product = self._host.product(line.sku)
            if product is None:
                raise ProductGone(sku=line.sku, name=line.name)
            if product.price != line.base_unit:
                raise QuoteOutdated()
        lines = [CartLine(line.sku, line.quantity) for line in quote.lines]
        offered = {option.key: option.price for option in self._host.shipping(lines, quote.address)}
        if quote.shipping_key not in offered or offered[quote.shipping_key] != quote.chosen_shipping.told:
            raise QuoteOutdated()

    def _sold(self, lines: Sequence[CartLine], market: Market) -> list[OrderLine]:
        products = []
        for line in lines:
            product = self._host.product(line.sku)
            if product is None:
                raise ProductGone(sku=line.sku, name=line.sku)
            if product.price.currency != self._pricing.currency:
                raise ValueError(f"Host.product gave {line.sku!r} the price {product.price}: not one of this shop")
            products.append(product)
        prices = self._pricing.prices([product.price for product in products], market)
        return [
            OrderLine(line.sku, product.name, line.quantity, price.money, product.price)
            for line, product, price in zip(lines, products, prices, strict=True)
        ]

    def _shipping(self, lines: Sequence[CartLine], address: Address, market: Market) -> list[QuotedShipping]:
        options = [self._quoted(option, market) for option in self._host.shipping(lines, address)]
        if not options:
            raise NotDeliverable()
        if len({option.key for option in options}) < len(options):
            raise ValueError(f"Host.shipping gave two options of one key: {[option.key for option in options]}")
        return options

    def _quoted(self, option: ShippingOption, market: Market) -> QuotedShipping:
        name = option.name or say(sf_("Delivery"))
        if option.price is None:
            return QuotedShipping(option.key, name, Money.zero(market.currency))
        price = self._pricing.price(option.price, market)
        return QuotedShipping(option.key, name, price.money, option.price)

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


def merged(lines: Sequence[CartLine]) -> list[CartLine]:
    """One line for each sku, in the order they first came. Raises InvalidQuantity when together they are too many."""
    quantities: dict[str, int] = {}
    for line in lines:
        quantities[line.sku] = quantities.get(line.sku, 0) + line.quantity
    return [CartLine(sku, quantity) for sku, quantity in quantities.items()]
