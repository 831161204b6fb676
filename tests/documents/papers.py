"""Paid orders of several countries, and who sells."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from storefront_plugin.documents.mail import Message
from storefront_plugin.documents.seller import Seller, Sellers, SellerTerms
from storefront_plugin.errors import MailNotSent, NoRate
from storefront_plugin.events import OrderPaid
from storefront_plugin.host import Address, Order, OrderLine, TaxLine, TaxRate
from storefront_plugin.money import Currency, Money
from storefront_plugin.money import total as sum_of
from storefront_plugin.pricing.quotes.taxes import tax_lines

PAID_AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
VAT = TaxRate("USt.", Decimal("0.19"))
REDUCED = TaxRate("USt.", Decimal("0.07"), skus=frozenset({"tea"}))

WREN = Seller(
    name="Wren & Kettle GmbH",
    address=("Torstraße 140", "10119 Berlin", "Deutschland"),
    country="DE",
    vat_id="DE123456789",
    registration="Amtsgericht Charlottenburg, HRB 123456",
    email="kontor@wren.example",
    iban="DE02 1203 0000 0000 2020 51",
)
BERLIN = SellerTerms(WREN, "main", time_zone=ZoneInfo("Europe/Berlin"), invoices=True)
GERMAN = Address("Ada Lovelace", ("Hauptstraße 1",), "Berlin", "DE", "10115")


def order(
    reference: str = "K7F3Q2M9XA",
    *,
    currency: str = "EUR",
    goods: tuple[tuple[str, str, int, str], ...] = (("tea", "Tea", 2, "10.70"), ("pot", "Tea pot", 1, "23.80")),
    shipping: str = "4.76",
    rates: tuple[TaxRate, ...] = (),
    locale: str = "de-DE",
    address: Address | None = GERMAN,
    email: str | None = "ada@example.com",
    market: str = "de",
    rounding: str | None = None,
    shipping_name: str = "Paket",
) -> Order:
    """An order that sums up, with the taxes that a quote would name."""
    money = [Money.of(price, currency) for _, _, _, price in goods]
    lines = tuple(
        OrderLine(sku, name, quantity, unit, unit) for (sku, name, quantity, _), unit in zip(goods, money, strict=True)
    )
    delivery = Money.of(shipping, currency)
    taxes: tuple[TaxLine, ...] = tax_lines(lines, delivery, rates)
    cash = Money.of(rounding, currency) if rounding else None
    added = [tax.amount for tax in taxes if not tax.included]
    parts = [*(line.total for line in lines), delivery, *added, *([cash] if cash else [])]
    return Order(
        reference=reference,
        lines=lines,
        total=sum_of(parts, currency),
        locale=locale,
        market=market,
        email=email,
        shipping_name=shipping_name,
        shipping=delivery,
        taxes=taxes,
        address=address,
        rounding=cash,
        rounding_name="Rundung" if cash else "",
    )


def paid(bought: Order | None = None, *, at: datetime = PAID_AT) -> OrderPaid:
    return OrderPaid(bought or order(rates=(VAT,)), at)


def sellers(terms: SellerTerms = BERLIN, **by_market: SellerTerms) -> Sellers:
    return Sellers(terms, by_market)


@dataclass(frozen=True)
class ToldRate:
    ratio: Decimal
    as_of: date | None
    source: str = "ECB"


@dataclass
class ToldRates:
    """What a central bank said; `asked` is what it was asked for."""

    ratio: str | None = "3.651234567"
    as_of: date = date(2026, 11, 20)
    asked: list[tuple[str, str, date]] = field(default_factory=list)

    def on(self, base: Currency, target: Currency, day: date) -> ToldRate:
        self.asked.append((base.code, target.code, day))
        if self.ratio is None:
            raise NoRate(base=base, target=target)
        return ToldRate(Decimal(self.ratio), self.as_of)


@dataclass
class Letterbox:
    """A post that keeps the letters; while it is shut it takes none."""

    letters: list[Message] = field(default_factory=list)
    is_shut: bool = False

    def send(self, message: Message) -> None:
        if self.is_shut:
            raise MailNotSent(reason="shut")
        self.letters.append(message)
