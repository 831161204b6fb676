"""Giving money back: what a wish comes to, how much can still go back, and which moves of a refund are legal. Pure."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

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

# What may still become money given back, or has: it lowers what can go back.
STANDING = (S.ASKING, S.PENDING, S.SUCCEEDED)

LEGAL: dict[RefundState, tuple[RefundState, ...]] = {
    S.ASKING: (S.PENDING, S.SUCCEEDED, S.FAILED, S.CANCELLED),
    S.PENDING: (S.SUCCEEDED, S.FAILED, S.CANCELLED),
    # A bank may send it back weeks later: the account was closed.
    S.SUCCEEDED: (S.FAILED,),
    S.FAILED: (),
    # What was given up, since nobody knew of it, was made after all.
    S.CANCELLED: (S.SUCCEEDED,),
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


def refund_id(order_reference: str, wish_id: str) -> str:
    """The id of the refund that one wish leads to, however often it is told: also the provider's idempotency key."""
    # Neither holds a line feed, so that no two pairs read alike.
    return "rfd_" + hashlib.sha256(f"{order_reference}\n{wish_id}".encode()).hexdigest()[:32]


def decide_move(state: RefundState, told: RefundState) -> RefundState | None:
    """Where the provider's word takes a refund; None when it is old news."""
    return told if told in LEGAL[state] else None


def decide_refund(
    order: Order,
    earlier: Sequence[Refund],
    captured: Money,
    wish: RefundWish,
    *,
    id: str,
    step: Money,
    made_at: datetime,
) -> Refund:
    """What the wish comes to after the `earlier` refunds that stand; never more than was captured and not given back.

    Lines go back at the price they were sold at, with their share of the added taxes. Who returns the last of an order
    gets all that is left of it. The amount is rounded down to the `step` that the provider can send.

    Raises NothingToRefund, RefundTooLarge, RefundTooSmall, LineNotRefundable, ShippingNotRefundable, CurrencyMismatch.
    """
    before = sum_of([refund.amount for refund in earlier], order.total.currency)
    left = captured - before
    if left.minor <= 0:
        raise NothingToRefund
    if wish.amount is not None:
        amount = _sent(wish.amount, left, step)
        return Refund(id, amount, made_at, taxes=_in_proportion(order, earlier, amount, order.total - before))

    picked = list(_picked(order, earlier, wish))
    lines = tuple(
        RefundedLine(line.sku, line.name, len(places), line.unit * len(places)) for line, places in picked if places
    )
    shipping = _shipping(order, earlier, wish)
    goods = [*(line.amount for line in lines), *([shipping] if shipping else [])]
    taxes = _on(picked, shipping, order, earlier)
    is_last = _is_the_last(order, earlier, lines, shipping)
    amount = _sent(left if is_last else sum_of([*goods, *_added(taxes)], left.currency), left, step)
    if is_last:
        taxes = _in_proportion(order, earlier, amount, order.total - before)
    adjustment = amount - sum_of([*goods, *_added(taxes)], left.currency)
    return Refund(id, amount, made_at, lines, shipping, taxes, adjustment if goods and adjustment else None)


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
    sent = replace(wanted, minor=wanted.minor - wanted.minor % step.minor)
    if sent.minor <= 0:
        raise RefundTooSmall(amount=wanted, step=step)
    return sent


def _picked(order: Order, earlier: Sequence[Refund], wish: RefundWish) -> Iterator[tuple[OrderLine, range]]:
    """Each line with the places of the units that go back: those before them have gone back already."""
    sold = Counter[str]()
    for line in order.lines:
        sold[line.sku] += line.quantity
    gone = _returned(earlier)
    wanted = sold - gone if wish.is_everything else Counter(wish.lines)
    for sku, quantity in wanted.items():
        if quantity > sold[sku] - gone[sku]:
            raise LineNotRefundable(sku=sku, quantity=quantity, left=sold[sku] - gone[sku])
    for line in order.lines:
        first = min(gone[line.sku], line.quantity)
        gone[line.sku] -= first
        count = min(wanted[line.sku], line.quantity - first)
        wanted[line.sku] -= count
        yield line, range(first, first + count)


def _shipping(order: Order, earlier: Sequence[Refund], wish: RefundWish) -> Money | None:
    is_left = bool(order.shipping) and not any(refund.shipping for refund in earlier)
    if wish.shipping and not is_left:
        raise ShippingNotRefundable
    return order.shipping if is_left and (wish.shipping or wish.is_everything) else None


def _is_the_last(
    order: Order, earlier: Sequence[Refund], lines: Sequence[RefundedLine], shipping: Money | None
) -> bool:
    """Whether every line and the shipping have gone back with this refund."""
    returned = sum(_returned(earlier).values()) + sum(line.quantity for line in lines)
    is_all = returned == sum(line.quantity for line in order.lines)
    return is_all and bool(shipping or not order.shipping or any(refund.shipping for refund in earlier))


def _returned(earlier: Sequence[Refund]) -> Counter[str]:
    gone = Counter[str]()
    for refund in earlier:
        for line in refund.lines:
            gone[line.sku] += line.quantity
    return gone


def _on(
    picked: Sequence[tuple[OrderLine, range]], shipping: Money | None, order: Order, earlier: Sequence[Refund]
) -> tuple[TaxLine, ...]:
    """The taxes of these units and of the shipping; unit by unit, so that a line in parts is the line as a whole."""

    def share(tax: TaxLine, whole: Money) -> Money:
        weights = [line.total.minor if tax.is_on(line.sku) else 0 for line, _ in picked]
        weights.append(order.shipping.minor if order.shipping and tax.is_on(None) else 0)
        if not any(weights):
            return Money.zero(whole.currency)
        *of_lines, of_shipping = whole.allocate(weights)
        units = [
            of_line.split(line.quantity)[place]
            for of_line, (line, places) in zip(of_lines, picked, strict=True)
            for place in places
        ]
        return sum_of(units + ([of_shipping] if shipping else []), whole.currency)

    lefts = ((tax, _left(tax, earlier)) for tax in order.taxes)
    return _told(
        replace(
            tax,
            amount=min(share(tax, tax.amount), left.amount),
            net=tax.net and left.net and min(share(tax, tax.net), left.net),
        )
        for tax, left in lefts
    )


def _in_proportion(order: Order, earlier: Sequence[Refund], amount: Money, of: Money) -> tuple[TaxLine, ...]:
    """What is left of each tax, by the part that the amount is of what is left of the order."""
    weights = [amount.minor, max(of.minor - amount.minor, 0)]
    lefts = [_left(tax, earlier) for tax in order.taxes]
    return _told(
        replace(left, amount=left.amount.allocate(weights)[0], net=left.net and left.net.allocate(weights)[0])
        for left in lefts
    )


def _left(tax: TaxLine, earlier: Sequence[Refund]) -> TaxLine:
    """A tax of the order without what went back of it."""
    gone = [each for refund in earlier for each in refund.taxes if _same(each, tax)]
    zero = Money.zero(tax.amount.currency)

    def rest(whole: Money, parts: Sequence[Money]) -> Money:
        return max(whole - sum_of(parts, zero.currency), zero)

    return replace(
        tax,
        amount=rest(tax.amount, [each.amount for each in gone]),
        net=tax.net and rest(tax.net, [each.net or zero for each in gone]),
    )


def _same(one: TaxLine, other: TaxLine) -> bool:
    return (one.name, one.rate, one.included) == (other.name, other.rate, other.included)


def _told(taxes: Iterable[TaxLine]) -> tuple[TaxLine, ...]:
    return tuple(tax for tax in taxes if tax.amount or tax.net)


def _added(taxes: Sequence[TaxLine]) -> list[Money]:
    return [tax.amount for tax in taxes if not tax.included]
