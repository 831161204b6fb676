"""A document as it was issued: every fact that is printed on it, frozen. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from storefront_plugin.documents.seller import Seller
from storefront_plugin.host import TaxLine
from storefront_plugin.money import Currency, Money
from storefront_plugin.money import total as sum_of

# Raised with every change of the templates that shows, so that a kept snapshot says what it was printed with.
TEMPLATE = 1


class Kind(StrEnum):
    """RECEIPT and REFUND_RECEIPT go by the order's reference; the other two are numbered."""

    RECEIPT = "receipt"
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    REFUND_RECEIPT = "refund_receipt"

    @property
    def is_of_refund(self) -> bool:
        return self in (Kind.CREDIT_NOTE, Kind.REFUND_RECEIPT)


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One line; delivery, and what is given back as an amount, have no unit."""

    name: str
    quantity: int
    total: Money
    unit: Money | None = None


@dataclass(frozen=True, slots=True)
class RestatedTax:
    """The tax again, in the money of the seller's country; `ratio` is how many of it one of the document's is."""

    amount: Money
    base: Currency
    ratio: Decimal
    as_of: date | None
    source: str


@dataclass(frozen=True, slots=True)
class Corrected:
    """The invoice that a credit note is about."""

    number: str
    issued_on: date


@dataclass(frozen=True, slots=True)
class Document:
    """What is printed. Amounts are positive on a credit note too: they are what is given back.

    `number` is that of the seller's series, or the order's reference. `buyer` are the lines of her address as her
    country writes them. `issued_on` and `paid_on` are days where the seller is.
    """

    id: str
    kind: Kind
    number: str
    order_reference: str
    locale: str
    issued_at: datetime
    issued_on: date
    paid_on: date
    seller: Seller
    buyer: tuple[str, ...]
    lines: tuple[DocumentLine, ...]
    total: Money
    taxes: tuple[TaxLine, ...] = ()
    rounding: Money | None = None
    rounding_name: str = ""
    restated: RestatedTax | None = None
    corrects: Corrected | None = None
    template: int = TEMPLATE

    @property
    def currency(self) -> Currency:
        return self.total.currency

    @property
    def tax(self) -> Money:
        """All taxes, those that prices contain and those that were added."""
        return sum_of([tax.amount for tax in self.taxes], self.currency)

    @property
    def net(self) -> Money:
        """What is left of the total without taxes and rounding: the three sum to it to the minor unit."""
        rounding = self.rounding or Money.zero(self.currency)
        return self.total - rounding - self.tax

    @property
    def untaxed(self) -> Money | None:
        """What of the net bears no tax, such as a delivery that none is on; None where that cannot be told."""
        nets = [tax.net for tax in self.taxes if tax.net is not None]
        # Several taxes on one price name the same net.
        rest = self.net - sum_of(nets, self.currency)
        return rest if len(nets) == len(self.taxes) and rest.minor > 0 else None
