"""What each tax of some lines and their shipping comes to. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from storefront_plugin.host import OrderLine, TaxLine, TaxRate
from storefront_plugin.money import Money, Rounding
from storefront_plugin.money import total as sum_of


@dataclass(frozen=True, slots=True)
class _Taxed:
    """A rate and the prices it is on; without a sku stands the shipping, which only a tax on everything is on."""

    rate: TaxRate
    on: tuple[tuple[str | None, Money], ...]


def tax_lines(lines: Sequence[OrderLine], shipping: Money, rates: Sequence[TaxRate]) -> tuple[TaxLine, ...]:
    """What each tax comes to, rounded half up once on the sum of what it is on; a tax on nothing is left out.

    Where several taxes are contained in one price, they share it by their rates: 9 % and 9 % in 118.00 are 9.00 each.
    In 12.00 they are 0.92 each, and the net is what these leave, 10.16: the three sum to the price.
    """
    prices: list[tuple[str | None, Money]] = [*((line.sku, line.total) for line in lines), (None, shipping)]
    taxed = [_Taxed(rate, tuple(each for each in prices if _is_on(rate, each[0]))) for rate in rates]
    told = [each for each in taxed if any(money for _, money in each.on)]
    return tuple(_line(each, told, rates) for each in told)


def _line(taxed: _Taxed, told: Sequence[_Taxed], rates: Sequence[TaxRate]) -> TaxLine:
    rate, prices = taxed.rate, [money for _, money in taxed.on]
    whole = sum_of(prices, prices[0].currency)
    contained = sum(_taken_of(taxed, each, rates) for each in told if each.rate.included)
    return TaxLine(
        name=rate.name,
        rate=rate.rate,
        amount=Money(_rounded(_exact(taxed, rates)), whole.currency),
        included=rate.included,
        net=whole - Money(_rounded(Fraction(contained)), whole.currency),
        skus=None if rate.skus is None else tuple(sku for sku, _ in taxed.on if sku is not None),
    )


def _taken_of(taxed: _Taxed, included: _Taxed, rates: Sequence[TaxRate]) -> Fraction | int:
    """How much of the one's prices the other, which they contain, is: as it is told where it is on just these."""
    if included.on == taxed.on:
        return _rounded(_exact(included, rates))
    return _exact(_Taxed(included.rate, tuple(each for each in taxed.on if each in included.on)), rates)


def _exact(taxed: _Taxed, rates: Sequence[TaxRate]) -> Fraction:
    """Minor units of the tax, not rounded."""
    rate = Fraction(taxed.rate.rate)
    shares = (money.minor * rate / (_with_taxes(rates, sku) if taxed.rate.included else 1) for sku, money in taxed.on)
    return sum(shares, Fraction(0))


def _with_taxes(rates: Sequence[TaxRate], sku: str | None) -> Fraction:
    """What a price of one before taxes has become within this sku's price: 1.19 for 19 % included."""
    return 1 + sum((Fraction(each.rate) for each in rates if each.included and _is_on(each, sku)), Fraction(0))


def _is_on(rate: TaxRate, sku: str | None) -> bool:
    return rate.skus is None or sku in rate.skus


def _rounded(exact: Fraction) -> int:
    return Rounding.HALF_UP.to_step(exact)
