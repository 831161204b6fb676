"""An order as it was bought, what went back of it, and what is disputed: frozen snapshots."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from storefront_plugin.host.checks import check_text
from storefront_plugin.host.goods import Address
from storefront_plugin.money import Currency, Money, format_money

LONGEST_REFERENCE = 180
# On a field that joined its fact later: while it says nothing it is not written, so that a snapshot from before is
# read as it was made, and has the same digest.
JOINED_LATER = {"joined_later": True}


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One line as it was sold: `unit` in the order's currency, `base_unit` in the shop's, both before quantity.

    `price_list` is the name of the list that the price came from, empty for the shop's own price in this market, and
    None where the market's rule made it of `base_unit`.
    """

    sku: str
    name: str
    quantity: int
    unit: Money
    base_unit: Money
    price_list: str | None = field(default=None, metadata=JOINED_LATER)

    @property
    def total(self) -> Money:
        return self.unit * self.quantity

    @property
    def base_total(self) -> Money:
        return self.base_unit * self.quantity


@dataclass(frozen=True, slots=True)
class TaxLine:
    """One tax of an order, in the order's currency; `net` is what it is on, without the taxes that this contains.

    `skus` names the lines it is on; None stands for everything, shipping too.
    """

    name: str
    rate: Decimal
    amount: Money
    included: bool
    net: Money | None = field(default=None, metadata=JOINED_LATER)
    skus: tuple[str, ...] | None = field(default=None, metadata=JOINED_LATER)

    def is_on(self, sku: str | None) -> bool:
        """Whether a line of this sku bears it; None asks about the shipping."""
        return self.skus is None or sku in self.skus


@dataclass(frozen=True, slots=True)
class OrderRate:
    """The exchange rate that an order's prices were made with, so that they can be told in the shop's currency later.

    `ratio` is how many of the target one of the base is, `margin` the share that was added to it, for an old rate too.
    """

    base: Currency
    target: Currency
    ratio: Decimal
    as_of: date | None
    source: str
    margin: Decimal


@dataclass(frozen=True, slots=True)
class Order:
    """An order as it was bought; `total` is what was charged. A frozen snapshot: it is never asked for again.

    `rounding` is what the sum was raised by, or lowered, to what cash can pay: None where the market does not round.
    `rate` is None where it was sold in the shop's own currency.
    """

    reference: str
    lines: tuple[OrderLine, ...]
    total: Money
    locale: str
    market: str = ""
    customer_id: str | None = None
    email: str | None = None
    shipping_name: str = ""
    shipping: Money | None = None
    taxes: tuple[TaxLine, ...] = ()
    address: Address | None = None
    placed_at: datetime | None = None
    rounding: Money | None = field(default=None, metadata=JOINED_LATER)
    rounding_name: str = field(default="", metadata=JOINED_LATER)
    rate: OrderRate | None = field(default=None, metadata=JOINED_LATER)

    def __post_init__(self) -> None:
        check_text(self, "reference")
        if self.customer_id is not None:
            check_text(self, "customer_id")
        if not 1 <= len(self.reference) <= LONGEST_REFERENCE:
            raise ValueError(f"Order.reference has 1 to {LONGEST_REFERENCE} characters: {self.reference[:40]!r}")
        if self.placed_at is not None and self.placed_at.tzinfo is None:
            raise ValueError(f"Order.placed_at names its time zone: {self.placed_at!r}")

    def says(self, money: Money) -> str:
        """One of its amounts in the language it was made in, for the shop's own records: “12,50 €”."""
        return format_money(money, self.locale)

    def receipt(self) -> list[tuple[str, str, int, str]]:
        """Its lines as the buyer saw them, which sum to the total: sku, name, quantity and amount in words.

        Without a sku, after the products: delivery, taxes that were added, and the rounding.
        """
        rows = [(line.sku, line.name, line.quantity, self.says(line.total)) for line in self.lines]
        beside = [
            (self.shipping_name, self.shipping),
            *((tax.name, tax.amount) for tax in self.taxes if not tax.included),
            (self.rounding_name, self.rounding),
        ]
        return rows + [("", name, 1, self.says(amount)) for name, amount in beside if amount]


@dataclass(frozen=True, slots=True)
class RefundedLine:
    """So many of one line of an order that go back; `amount` at the price they were sold at, before added taxes."""

    sku: str
    name: str
    quantity: int
    amount: Money


@dataclass(frozen=True, slots=True)
class Refund:
    """Money given back for an order, in the currency and at the prices it was paid in. A frozen snapshot.

    With lines or shipping, these, the added ones among the taxes and the `adjustment` sum to the amount. The
    adjustment is what was rounded, or was given back before without naming lines; None where there is none. Without
    lines and shipping it is so much of the whole. `taxes` are the shares of the order's taxes in it, `rounding` is what
    of the amount was rounded: the rest of the adjustment had been given back before. `is_providers` says that it was
    made at the payment provider, past the shop, which therefore named no lines. `is_uncollected` says that nothing was
    paid back, since so much of the order was never charged.
    """

    id: str
    amount: Money
    made_at: datetime
    lines: tuple[RefundedLine, ...] = ()
    shipping: Money | None = None
    taxes: tuple[TaxLine, ...] = ()
    adjustment: Money | None = None
    is_providers: bool = False
    is_uncollected: bool = field(default=False, metadata=JOINED_LATER)
    rounding: Money | None = field(default=None, metadata=JOINED_LATER)

    @property
    def given_before(self) -> Money | None:
        """What of these lines had been given back already, below zero; None where nothing had."""
        if self.adjustment is None:
            return None
        return self.adjustment - (self.rounding or Money.zero(self.amount.currency)) or None


class DisputeState(StrEnum):
    """INQUIRY asks before money is taken back; OPEN has taken it back until WON or LOST."""

    INQUIRY = "inquiry"
    OPEN = "open"
    WON = "won"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Dispute:
    """The buyer's bank questions a payment; `reason` is the provider's word for why: "fraudulent".

    `overturned_count` is how many of its decisions an appeal has overturned by now.
    """

    id: str
    state: DisputeState
    amount: Money
    reason: str
    opened_at: datetime
    overturned_count: int = field(default=0, metadata=JOINED_LATER)

    @property
    def decision_id(self) -> str:
        """One for each decision, since what was overturned may be decided the same way again."""
        return f"{self.id}:{self.overturned_count}" if self.overturned_count else self.id

    @property
    def holds_fulfilment(self) -> bool:
        """Whether to send nothing more: what was sent may never be paid for."""
        return self.state is not DisputeState.WON

    @property
    def loss(self) -> Refund:
        """What it comes to where it is lost: so much has gone back to the buyer, past the shop."""
        return Refund(self.id, self.amount, self.opened_at, is_providers=True)
