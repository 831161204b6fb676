"""What of an order's taxes, of their nets and of its rounding goes back with a part of its money. Pure.

An order's money is seen in parts that do not overlap, in minor units and always in this order: each tax, what each base
bears without its taxes, and the rest, which bears none. Where the nets cannot be told apart they are in the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from storefront_plugin.host import Order, OrderLine, Refund, TaxLine
from storefront_plugin.host.taxation import nets_by_base
from storefront_plugin.money import Money
from storefront_plugin.money import total as sum_of

# Each line with the places of the units that go back: those before them have gone back already.
Picked = Sequence[tuple[OrderLine, range]]


def parts_of_units(order: Order, earlier: Sequence[Refund], picked: Picked, shipping: Money | None) -> list[int]:
    """The parts of these units and of the shipping: they sum to their prices and the taxes that are added.

    Unit by unit, so that a line in parts is the line as a whole; no more of a tax than is left of it.
    """
    taxes = [min(_share(order, tax, picked, shipping), _left(tax, earlier).amount).minor for tax in order.taxes]
    goods = [(line.sku, line.unit.minor * len(places)) for line, places in picked]
    taxed: list[tuple[str | None, int]] = [*goods, (None, shipping.minor if shipping else 0)]
    contained = [(tax, minor) for tax, minor in zip(order.taxes, taxes, strict=True) if tax.included]
    nets = [
        sum(minor for sku, minor in taxed if next(tax for tax in order.taxes if tax.skus == base).is_on(sku))
        - sum(minor for tax, minor in contained if tax.skus == base)
        for base in nets_by_base(order.taxes) or ()
    ]
    gross = sum(minor for _, minor in taxed)
    return [*taxes, *nets, gross - sum(minor for _, minor in contained) - sum(nets)]


def apportion(
    order: Order, earlier: Sequence[Refund], whole: Money, wanted: Sequence[int] = ()
) -> tuple[tuple[TaxLine, ...], Money]:
    """The taxes in the whole with their nets, and its rounding.

    First come the parts that are `wanted`, as far as they are still there; what is more than they come to is so much of
    all that is left, in proportion. Who takes all that is left of an order takes its rounding along.
    """
    zero = Money.zero(whole.currency)
    of = order.total - sum_of([refund.amount for refund in earlier], whole.currency)
    gone = sum_of([refund.rounding or zero for refund in earlier], whole.currency)
    rounding = (order.rounding or zero) - gone
    left = _parts_left(order, earlier, of - rounding)
    parts = [max(min(pair), 0) for pair in zip(wanted or [0] * len(left), left, strict=True)]
    room = [most - part for most, part in zip(left, parts, strict=True)]
    rest = whole.minor - sum(parts)
    more = sum(room) if whole == of else min(max(rest, 0), sum(room))
    if more:
        parts = [part + share for part, share in zip(parts, _in_proportion(more, room), strict=True)]
    return _told(order, earlier, parts), rounding if whole == of else replace(zero, minor=rest - more)


def _parts_left(order: Order, earlier: Sequence[Refund], of: Money) -> list[int]:
    lefts = [_left(tax, earlier) for tax in order.taxes]
    nets = nets_by_base(lefts) or {}
    told = [*(left.amount.minor for left in lefts), *(net.minor for net in nets.values())]
    # What went without a word about taxes, such as what a dispute lost, went of every part alike.
    untold = [each.amount.minor for each in earlier if not (each.taxes or each.lines or each.shipping)]
    parts = [*told, max(of.minor + sum(untold) - sum(told), 0)]
    return _in_proportion(of.minor, parts) if untold and sum(parts) else parts


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
    return (one.name, one.rate, one.included, one.skus) == (other.name, other.rate, other.included, other.skus)


def _share(order: Order, tax: TaxLine, picked: Picked, shipping: Money | None) -> Money:
    weights = [line.total.minor if tax.is_on(line.sku) else 0 for line, _ in picked]
    weights.append(order.shipping.minor if order.shipping and tax.is_on(None) else 0)
    if not any(weights):
        return Money.zero(tax.amount.currency)
    *of_lines, of_shipping = tax.amount.allocate(weights)
    units = [
        of_line.split(line.quantity)[place]
        for of_line, (line, places) in zip(of_lines, picked, strict=True)
        for place in places
    ]
    return sum_of(units + ([of_shipping] if shipping else []), tax.amount.currency)


def _told(order: Order, earlier: Sequence[Refund], parts: Sequence[int]) -> tuple[TaxLine, ...]:
    bases = nets_by_base(order.taxes)
    nets = None if bases is None else dict(zip(bases, parts[len(order.taxes) :], strict=False))
    found = []
    for tax, minor in zip(order.taxes, parts, strict=False):
        amount = replace(tax.amount, minor=minor)
        if nets is not None:
            net: Money | None = replace(amount, minor=nets[tax.skus])
        else:
            net = _net_beside(amount, _left(tax, earlier))
        if amount or net:
            found.append(replace(tax, amount=amount, net=net))
    return tuple(found)


def _net_beside(amount: Money, left: TaxLine) -> Money | None:
    """So much of the net that is left as of the tax, for taxes whose nets overlap."""
    if left.net is None:
        return None
    weights = [amount.minor, left.amount.minor - amount.minor]
    return replace(left.net, minor=_in_proportion(left.net.minor, weights)[0]) if left.amount else left.net - left.net


def _in_proportion(whole: int, weights: Sequence[int]) -> list[int]:
    """Parts that sum to the whole, each its exact share rounded up or down: up where most would be cut off."""
    of = sum(weights)
    parts = [whole * weight // of for weight in weights]
    places = sorted(range(len(weights)), key=lambda place: whole * weights[place] % of, reverse=True)
    for place in places[: whole - sum(parts)]:
        parts[place] += 1
    return parts
