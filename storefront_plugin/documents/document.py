"""A document as it was issued: every fact that is printed on it, frozen. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from storefront_plugin.documents.seller import Seller
from storefront_plugin.host import JOINED_LATER, TaxLine
from storefront_plugin.money import Currency, Money
from storefront_plugin.money import total as sum_of

# Raised with every change of the templates that shows, so that a kept snapshot says what it was printed with.
TEMPLATE = 3


class Kind(StrEnum):
    """RECEIPT and REFUND_RECEIPT go by the order's reference; INVOICE and CREDIT_NOTE are numbered.

    CORRECTION takes back what a credit note or a receipt of refund said: the money did not arrive. That of a credit
    note makes the invoice whole again, and is numbered among the invoices.
    """

    RECEIPT = "receipt"
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    REFUND_RECEIPT = "refund_receipt"
    CORRECTION = "correction"

    @property
    def is_of_refund(self) -> bool:
        return self in (Kind.CREDIT_NOTE, Kind.REFUND_RECEIPT)

    @property
    def is_of_sale(self) -> bool:
        return self in (Kind.RECEIPT, Kind.INVOICE)


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
    """The invoice that a credit note is about; what a correction is about."""

    number: str
    issued_on: date


@dataclass(frozen=True, slots=True)
class Document:
    """What is printed. Amounts are positive on a credit note too: they are what is given back.

    `number` is that of the seller's series, or the order's reference. `buyer` are the lines of her address as her
    country writes them. `issued_on` and `paid_on` are days where the seller is; on a correction, `paid_on` is when the
    money came back. `given_before`, below zero, is what of these lines had been given back already. `untaxed` is what
    of the net bears no tax, None where all does, and where that cannot be told. `is_uncollected` says that what a
    credit note is about was never charged; `uncollected` is what of a sale was not, for which there is a paper of its
    own, and None where all was.
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
    given_before: Money | None = field(default=None, metadata=JOINED_LATER)
    untaxed: Money | None = field(default=None, metadata=JOINED_LATER)
    is_uncollected: bool = field(default=False, metadata=JOINED_LATER)
    uncollected: Money | None = field(default=None, metadata=JOINED_LATER)

    @property
    def currency(self) -> Currency:
        return self.total.currency

    @property
    def charged(self) -> Money:
        """What was charged of a sale."""
        return self.total if self.uncollected is None else self.total - self.uncollected

    @property
    def tax(self) -> Money:
        """All taxes, those that prices contain and those that were added."""
        return sum_of([tax.amount for tax in self.taxes], self.currency)

    @property
    def net(self) -> Money:
        """What is left of the total without taxes and rounding: the three sum to it to the minor unit."""
        rounding = self.rounding or Money.zero(self.currency)
        return self.total - rounding - self.tax
