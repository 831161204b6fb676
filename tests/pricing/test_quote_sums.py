"""What a quote comes to: the vectors of tax and quantity, cash rounding, and that nothing is lost between the lines."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront_plugin.checkout.order import order_from
from storefront_plugin.host import Order, TaxRate
from storefront_plugin.money import Currency, Money
from storefront_plugin.money import total as sum_of
from storefront_plugin.pricing.quotes.quote import Quote, QuotedShipping, with_shipping
from storefront_plugin.snapshots import decode, encode
from tests.pricing.british_shop import AED, CHF, EUR, GBP, JPY, KWD
from tests.pricing.quoted import francs, quote_of


def test_a_total_is_rounded_to_what_cash_can_pay_with_a_line_that_says_so():
    quote = quote_of(francs("1.23", "0.43"), rounding_name="Rundung")
    order = order_from(quote, reference="1042", customer_id=None)

    assert (str(quote.total), str(quote.rounding), str(quote.subtotal)) == ("1.65 CHF", "-0.01 CHF", "1.66 CHF")
    assert (order.total, order.rounding) == (quote.total, quote.rounding)
    assert [(name, amount.replace("\u00a0", " ")) for _, name, _, amount in order.receipt()] == [
        ("Tea", "CHF 1.23"),
        ("Tea", "CHF 0.43"),
        ("Rundung", "CHF-0.01"),
    ]


def test_a_total_that_cash_can_pay_has_a_rounding_of_zero_and_no_line():
    quote = quote_of(francs("1.65"), rounding_name="Rundung")

    assert quote.rounding == Money.zero(CHF)
    assert len(order_from(quote, reference="1042", customer_id=None).receipt()) == 1


def test_unless_the_market_says_so_nothing_is_rounded():
    quote = quote_of(francs("1.23", "0.43"))

    assert (str(quote.total), quote.rounding) == ("1.66 CHF", None)


@pytest.mark.parametrize(("amount", "total"), [("1233", "1235.00 HUF"), ("1232", "1230.00 HUF")])
def test_forints_are_rounded_to_five(amount, total):
    assert str(quote_of([Money.of(amount, "HUF")], rounding_name="Kerekítés").total) == total


def test_another_delivery_is_rounded_anew():
    quote = quote_of(francs("1.65"), rounding_name="Rundung")
    ways = (*quote.shipping_options, QuotedShipping("courier", "Courier", Money.of("3.33", CHF)))

    other = with_shipping(replace(quote, shipping_options=ways), "courier", id="q2", tax_rates=())

    assert (str(other.total), str(other.rounding)) == ("5.00 CHF", "0.02 CHF")


def test_an_added_tax_is_worked_out_on_the_whole_and_not_on_each_line():
    vat = TaxRate("VAT", Decimal("0.23"), included=False)

    quote = quote_of([Money.of("2.50", EUR)] * 4, tax_rates=[vat])

    assert [str(tax.amount) for tax in quote.taxes] == ["2.30 EUR"]
    assert str(quote.total) == "12.30 EUR"


def test_a_tax_on_goods_alone_beside_a_delivery():
    sales_tax = TaxRate("Sales tax", Decimal("0.1075"), included=False, skus=frozenset({"p0"}))

    quote = quote_of([Money.of("24.99", EUR)], shipping=Money.of("6.44", EUR), tax_rates=[sales_tax])

    assert (str(quote.taxes[0].amount), str(quote.total)) == ("2.69 EUR", "34.12 EUR")
    receipt = order_from(quote, reference="1042", customer_id=None).receipt()
    assert [(name, amount.replace("\u00a0", " ")) for _, name, _, amount in receipt] == [
        ("Tea", "EUR 24.99"),
        ("Post", "EUR 6.44"),
        ("Sales tax", "EUR 2.69"),
    ]


def test_ten_split_over_three_lines_is_ten():
    quote = quote_of([Money.of("21.00", EUR)] * 3)

    parts = Money.of("10.00", EUR).split(len(quote.lines))

    assert sorted(str(part.amount) for part in parts) == ["3.33", "3.33", "3.34"]
    assert str(quote.total - sum_of(parts, EUR)) == "53.00 EUR"


CURRENCIES = (GBP, EUR, JPY, AED, KWD, CHF, Currency.of("HUF"))
carts = st.sampled_from(CURRENCIES).flatmap(
    lambda currency: st.tuples(
        st.lists(st.integers(0, 10**7).map(lambda minor: Money(minor, currency)), min_size=1, max_size=6),
        st.integers(1, 99),
        st.integers(0, 10**5).map(lambda minor: Money(minor, currency)),
    )
)
tax_rates = st.lists(st.builds(TaxRate, st.just("VAT"), st.decimals(0, "0.30", places=4), st.booleans()), max_size=2)
roundings = st.sampled_from([None, "Rounding"])


@given(carts, tax_rates, roundings)
def test_what_is_charged_is_the_sum_of_what_is_shown(cart, taxes, rounding):
    units, quantity, shipping = cart
    quote = quote_of(units, quantity, shipping, tax_rates=taxes, rounding_name=rounding)

    order = order_from(quote, reference="1042", customer_id=None)

    shown = [*(line.total for line in order.lines), order.shipping]
    shown += [tax.amount for tax in order.taxes if not tax.included]
    assert order.total == quote.total == sum_of([*shown, order.rounding or order.total * 0], quote.currency)
    assert decode(Order, encode(order)) == order
    assert decode(Quote, encode(quote)) == quote


@given(carts, tax_rates, roundings)
def test_the_taxes_contained_never_exceed_what_contains_them(cart, taxes, rounding):
    units, quantity, shipping = cart
    quote = quote_of(units, quantity, shipping, tax_rates=taxes, rounding_name=rounding)

    contained = sum_of([tax.amount for tax in quote.taxes if tax.included], quote.currency)

    assert contained <= quote.subtotal + quote.shipping


@given(carts, st.integers(1, 12))
def test_the_parts_of_a_total_sum_to_it(cart, count):
    total = quote_of(*cart).total

    assert sum_of(total.split(count), total.currency) == total
