"""What of an order's taxes, of their nets and of its rounding goes back with a part of its money. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from storefront_plugin.host import Order, OrderLine, Refund, TaxLine
from storefront_plugin.host.taxation import Base, base_of, is_within, nets_apart
from storefront_plugin.money import Money, Rounding
from storefront_plugin.money import total as sum_of

# Each line with the places of the units that go back: those before them have gone back already.
Picked = Sequence[tuple[OrderLine, range]]


@dataclass(frozen=True, slots=True)
class Parts:
    """An order's money, or some of it, in minor units.

    `money` is in parts that do not overlap, always in this order: each tax, what each base bears beside those within
    it, without its taxes, and the rest, which bears none, or whose bases cross. `beside` are the nets of taxes that
    cannot be told from these parts: each goes back by itself.
    """

    money: list[int]
    beside: list[int]


def parts_of_units(order: Order, earlier: Sequence[Refund], picked: Picked, shipping: Money | None) -> Parts:
    """The parts of these units and of the shipping: they sum to their prices and the taxes that are added.

    Unit by unit, so that a line in parts is the line as a whole; no more of a tax than is left of it.
    """
    lefts = _lefts(order, earlier)
    apart = nets_apart(lefts) or {}
    taxes = [
        min(_share(order, base_of(tax), tax.amount, picked, shipping), left.amount).minor
        for tax, left in zip(order.taxes, lefts, strict=True)
    ]
    beside = [
        _share(order, base_of(tax), tax.net, picked, shipping).minor
        for tax, left in zip(order.taxes, lefts, strict=True)
        if tax.net is not None and _is_beside(left, apart)
    ]
    return Parts([*taxes, *_nets_of_units(order, apart, taxes, picked, shipping)], beside)


def apportion(
    order: Order, earlier: Sequence[Refund], whole: Money, wanted: Parts | None = None
) -> tuple[tuple[TaxLine, ...], Money]:
    """The taxes in the whole with their nets, and its rounding.

    First come the parts that are `wanted`, as far as they are still there; what is more than they come to is so much of
    all that is left, in proportion. Who takes all that is left of an order takes its rounding along.
    """
    zero = Money.zero(whole.currency)
    of = order.total - sum_of([refund.amount for refund in earlier], whole.currency)
    gone = sum_of([refund.rounding or zero for refund in earlier], whole.currency)
    rounding = (order.rounding or zero) - gone
    lefts = _lefts(order, earlier)
    left = _parts_left(lefts, earlier, of - rounding)
    money = _at_most(left.money, wanted.money if wanted else None)
    room = [most - part for most, part in zip(left.money, money, strict=True)]
    rest = whole.minor - sum(money)
    more = sum(room) if whole == of else min(max(rest, 0), sum(room))
    if more:
        money = [part + added for part, added in zip(money, _in_proportion(more, room), strict=True)]
    share = Fraction(more, sum(room)) if any(room) else Fraction(whole == of)
    beside = [
        net + _rounded((most - net) * share)
        for most, net in zip(left.beside, _at_most(left.beside, wanted.beside if wanted else None), strict=True)
    ]
    taxes = _told(lefts, Parts(money, beside))
    told = tuple(tax for tax in taxes if tax.amount or tax.net)
    if not told and wanted is None and whole != of:
        # An amount without a word about taxes would be taken for one whose parts nobody knows.
        told = taxes
    return told, rounding if whole == of else replace(zero, minor=rest - more)


def _nets_of_units(
    order: Order, apart: Mapping[Base, Money], taxes: Sequence[int], picked: Picked, shipping: Money | None
) -> list[int]:
    """What of their prices each base bears beside those within it, and the rest: all but the taxes they contain."""
    prices: list[tuple[str | None, int]] = [(line.sku, line.unit.minor * len(places)) for line, places in picked]
    prices.append((None, shipping.minor if shipping else 0))
    contained = [(base_of(tax), minor) for tax, minor in zip(order.taxes, taxes, strict=True) if tax.included]
    whole = sum(minor for _, minor in prices) - sum(minor for _, minor in contained)
    nets: dict[Base, int] = {}
    for base in apart:
        tightest_around = [each for each in nets if is_within(base, each)][-1:]
        if any(each != base and is_within(base, each) for each, _ in contained):
            # What of a wider tax these prices contain is not known to the minor unit: the net goes as the tax does.
            told = min(tax.net for tax in order.taxes if tax.net is not None and base_of(tax) == base)
            room = nets[tightest_around[0]] if tightest_around else whole - sum(nets.values())
            net = min(_share(order, base, told, picked, shipping).minor, room)
        else:
            net = sum(minor for sku, minor in prices if base is None or sku in base)
            net -= sum(minor for each, minor in contained if is_within(each, base))
        nets[base] = net
        for each in tightest_around:
            nets[each] -= net
    return [*nets.values(), whole - sum(nets.values())]


def _at_most(left: list[int], wanted: list[int] | None) -> list[int]:
    return [max(min(pair), 0) for pair in zip(wanted or [0] * len(left), left, strict=True)]


def _parts_left(lefts: Sequence[TaxLine], earlier: Sequence[Refund], of: Money) -> Parts:
    apart = nets_apart(lefts) or {}
    told = [*(left.amount.minor for left in lefts), *(net.minor for net in apart.values())]
    beside = [left.net.minor for left in lefts if left.net is not None and _is_beside(left, apart)]
    # What went without a word about taxes, such as what a dispute lost, went of every part alike.
    untold = [each.amount.minor for each in earlier if not (each.taxes or each.lines or each.shipping)]
    parts = [*told, max(of.minor + sum(untold) - sum(told), 0)]
    if not untold or not sum(parts):
        return Parts(parts, beside)
    share = Fraction(of.minor, sum(parts))
    return Parts(_in_proportion(of.minor, parts), [_rounded(net * share) for net in beside])


def _lefts(order: Order, earlier: Sequence[Refund]) -> list[TaxLine]:
    """The taxes of the order without what went back of them."""
    return [
        _left(tax, [each for refund in earlier for each in refund.taxes if _same(each, tax)]) for tax in order.taxes
    ]


def _left(tax: TaxLine, gone: Sequence[TaxLine]) -> TaxLine:
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


def _is_beside(tax: TaxLine, apart: Mapping[Base, Money]) -> bool:
    """Whether the nets apart do not sum to that of the tax."""
    base = base_of(tax)
    if base not in apart:
        return True
    return tax.net != sum_of([net for each, net in apart.items() if is_within(each, base)], tax.amount.currency)


def _share(order: Order, base: Base, whole: Money, picked: Picked, shipping: Money | None) -> Money:
    """So much of the whole, which is all that the base bears of something, as these units and the shipping bear."""
    weights = [line.total.minor if base is None or line.sku in base else 0 for line, _ in picked]
    weights.append(order.shipping.minor if order.shipping and base is None else 0)
    if not any(weights):
        return Money.zero(whole.currency)
    *of_lines, of_shipping = whole.allocate(weights)
    units = [
        of_line.split(line.quantity)[place]
        for of_line, (line, places) in zip(of_lines, picked, strict=True)
        for place in places
    ]
    return sum_of(units + ([of_shipping] if shipping else []), whole.currency)


def _told(lefts: Sequence[TaxLine], parts: Parts) -> tuple[TaxLine, ...]:
    apart = nets_apart(lefts) or {}
    nets = dict(zip(apart, parts.money[len(lefts) :], strict=False))
    beside = iter(parts.beside)
    found = []
    for left, minor in zip(lefts, parts.money, strict=False):
        net = left.net
        if net is not None and _is_beside(left, apart):
            net = replace(net, minor=next(beside))
        elif net is not None:
            net = replace(net, minor=sum(nets[each] for each in nets if is_within(each, base_of(left))))
        found.append(replace(left, amount=replace(left.amount, minor=minor), net=net))
    return tuple(found)


def _in_proportion(whole: int, weights: Sequence[int]) -> list[int]:
    """Parts that sum to the whole, each its exact share rounded up or down: up where most would be cut off."""
    of = sum(weights)
    parts = [whole * weight // of for weight in weights]
    places = sorted(range(len(weights)), key=lambda place: whole * weights[place] % of, reverse=True)
    for place in places[: whole - sum(parts)]:
        parts[place] += 1
    return parts


def _rounded(exact: Fraction) -> int:
    return Rounding.HALF_UP.to_step(exact)
