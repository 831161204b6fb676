"""Giving money back: what a wish comes to, how much can still go back, and which moves of a refund are legal. Pure."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from storefront_plugin.checkout.apportioning import apportion, parts_of_units
from storefront_plugin.checkout.ports import RefundState, Settled
from storefront_plugin.errors import (
    LineNotRefundable,
    NothingToRefund,
    RefundTooLarge,
    RefundTooSmall,
    ShippingNotRefundable,
)
from storefront_plugin.host import Order, OrderLine, Refund, RefundedLine, TaxLine
from storefront_plugin.money import Money
from storefront_plugin.money import total as sum_of

S = RefundState

# What may still become money given back, or has, or was never collected: it lowers what can go back.
STANDING = (S.ASKING, S.PENDING, S.SUCCEEDED, S.UNCOLLECTED)

LEGAL: dict[RefundState, tuple[RefundState, ...]] = {
    S.ASKING: (S.PENDING, S.SUCCEEDED, S.FAILED, S.CANCELLED),
    S.PENDING: (S.SUCCEEDED, S.FAILED, S.CANCELLED),
    # A bank may send it back weeks later: the account was closed.
    S.SUCCEEDED: (S.FAILED,),
    S.FAILED: (),
    # What was given up, since nobody knew of it, was made after all.
    S.CANCELLED: (S.SUCCEEDED,),
    S.UNCOLLECTED: (),
}


@dataclass(frozen=True, slots=True)
class RefundWish:
    """What is to go back: so many of some lines, the shipping, or an amount alone; everything where nothing is named.

    Raises ValueError for an amount beside lines or shipping, and for a quantity below one.
    """

    lines: Mapping[str, int] = field(default_factory=dict)
    shipping: bool = False
    amount: Money | None = None

    def __post_init__(self) -> None:
        if self.amount is not None and (self.lines or self.shipping):
            raise ValueError("a refund is by amount, or by lines and shipping")
        if any(type(quantity) is not int or quantity < 1 for quantity in self.lines.values()):
            raise ValueError(f"quantities are whole numbers from 1: {dict(self.lines)!r}")

    @property
    def is_everything(self) -> bool:
        return self.amount is None and not self.lines and not self.shipping


@dataclass(frozen=True, slots=True)
class Returnable:
    """What can still go back of what was bought: so many of each line, some none, and whether the delivery can."""

    lines: Sequence[tuple[OrderLine, int]]
    shipping: bool


def refund_id(order_reference: str, wish_id: str) -> str:
    """The id of the refund that one wish leads to, however often it is told: also the provider's idempotency key."""
    # Neither holds a line feed, so that no two pairs read alike.
    return "rfd_" + hashlib.sha256(f"{order_reference}\n{wish_id}".encode()).hexdigest()[:32]


def is_answer_to(wish: RefundWish, refund: Refund, *, step: Money) -> bool:
    """Whether such a wish may have led to this refund; what is everything differs from one moment to the next."""
    if wish.is_everything:
        return True
    if wish.amount is not None:
        return not refund.lines and not refund.shipping and refund.amount == _down_to(wish.amount, step)
    counts = Counter[str]()
    for line in refund.lines:
        counts[line.sku] += line.quantity
    return counts == Counter(wish.lines) and bool(refund.shipping) == wish.shipping


def decide_move(state: RefundState, told: RefundState) -> RefundState | None:
    """Where the provider's word takes a refund; None when it is old news."""
    return told if told in LEGAL[state] else None


def returnable(order: Order, earlier: Sequence[Refund]) -> Returnable:
    """What is left after the `earlier` refunds that stand; of two lines of one SKU the first goes back first."""
    gone = _returned(earlier)
    lines = []
    for line in order.lines:
        returned = min(gone[line.sku], line.quantity)
        gone[line.sku] -= returned
        lines.append((line, line.quantity - returned))
    return Returnable(lines, shipping=bool(order.shipping) and not any(refund.shipping for refund in earlier))


def left_of(order: Order, earlier: Sequence[Refund]) -> Money:
    """What has not gone back of an order that was charged in full."""
    return order.total - sum_of([refund.amount for refund in earlier], order.total.currency)


def decide_refund(
    order: Order,
    earlier: Sequence[Refund],
    left: Money,
    wish: RefundWish,
    *,
    id: str,
    step: Money,
    made_at: datetime,
) -> Refund:
    """What the wish comes to after the `earlier` refunds that stand; never more than is `left` of what was captured.

    Lines go back at the price they were sold at, with their share of the added taxes. Who returns the last of an order
    gets all that is left of it. The amount is rounded down to the `step` that the provider can send.

    Raises NothingToRefund, RefundTooLarge, RefundTooSmall, LineNotRefundable, ShippingNotRefundable, CurrencyMismatch.
    """
    if left.minor <= 0:
        raise NothingToRefund
    if wish.amount is not None:
        amount = _sent(wish.amount, left, step)
        taxes, rounding = apportion(order, earlier, amount)
        return Refund(id, amount, made_at, taxes=taxes, rounding=rounding or None)

    still = returnable(order, earlier)
    picked = list(_picked(still, wish))
    lines = tuple(
        RefundedLine(line.sku, line.name, len(places), line.unit * len(places)) for line, places in picked if places
    )
    if wish.shipping and not still.shipping:
        raise ShippingNotRefundable
    shipping = order.shipping if still.shipping and (wish.shipping or wish.is_everything) else None
    goods = [*(line.amount for line in lines), *([shipping] if shipping else [])]
    is_last = _is_the_last(still, lines, shipping)
    wanted = parts_of_units(order, earlier, picked, shipping)
    whole = left if is_last else replace(left, minor=sum(wanted.money))
    amount = _sent(whole, left, step)
    taxes, rounding = apportion(order, earlier, whole, None if is_last else wanted)
    # What cannot be sent of it is rounded away.
    rounding += amount - whole
    adjustment = amount - sum_of([*goods, *_added(taxes)], left.currency)
    return Refund(
        id,
        amount,
        made_at,
        lines,
        shipping,
        taxes,
        adjustment=adjustment if goods and (adjustment or rounding) else None,
        rounding=rounding or None,
    )


def exchange_result(charged: Money, charge: Settled, refund: Refund, refunded: Settled) -> Money | None:
    """What the merchant gained, or below zero lost, because the rate moved between payment and refund.

    In the currency she is paid out in, fees apart; None where that has changed in between.
    """
    if charge.amount.currency != refunded.amount.currency or not charged:
        return None
    share = charge.amount.allocate([refund.amount.minor, max(charged.minor - refund.amount.minor, 0)])[0]
    return share + refunded.amount


def _sent(wanted: Money, left: Money, step: Money) -> Money:
    """So much as the provider can send of it: an old charge of 501 in ISK can give 500 back."""
    if wanted > left:
        raise RefundTooLarge(amount=wanted, left=left)
    sent = _down_to(wanted, step)
    if sent.minor <= 0:
        raise RefundTooSmall(amount=wanted, step=step)
    return sent


def _down_to(wanted: Money, step: Money) -> Money:
    return replace(wanted, minor=wanted.minor - wanted.minor % step.minor)


def _picked(still: Returnable, wish: RefundWish) -> Iterator[tuple[OrderLine, range]]:
    """Each line with the places of the units that go back: those before them have gone back already."""
    left = Counter[str]()
    for line, count in still.lines:
        left[line.sku] += count
    wanted = Counter(left if wish.is_everything else wish.lines)
    for sku, quantity in wanted.items():
        if quantity > left[sku]:
            raise LineNotRefundable(sku=sku, quantity=quantity, left=left[sku])
    for line, count in still.lines:
        picked = min(wanted[line.sku], count)
        wanted[line.sku] -= picked
        first = line.quantity - count
        yield line, range(first, first + picked)


def _is_the_last(still: Returnable, lines: Sequence[RefundedLine], shipping: Money | None) -> bool:
    """Whether every line and the shipping have gone back with this refund."""
    is_all = sum(line.quantity for line in lines) == sum(count for _, count in still.lines)
    return is_all and bool(shipping or not still.shipping)


def _returned(earlier: Sequence[Refund]) -> Counter[str]:
    gone = Counter[str]()
    for refund in earlier:
        for line in refund.lines:
            gone[line.sku] += line.quantity
    return gone


def _added(taxes: Sequence[TaxLine]) -> list[Money]:
    return [tax.amount for tax in taxes if not tax.included]
