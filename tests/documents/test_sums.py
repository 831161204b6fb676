"""What a document adds up to: net, taxes and rounding are the total, to the minor unit, in every currency."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront_plugin.documents.composing import document_of_order
from storefront_plugin.documents.document import Kind
from storefront_plugin.documents.restating import day_of_rate, restate, restate_part, wanted_currency
from storefront_plugin.host import TaxRate
from storefront_plugin.money import Currency, Money
from storefront_plugin.money import total as sum_of
from tests.documents.papers import BERLIN, PAID_AT, REDUCED, VAT, ToldRate, order

PLN, USD, EUR, JPY = (Currency.of(code) for code in ("PLN", "USD", "EUR", "JPY"))
STANDARD = TaxRate("USt.", Decimal("0.19"), skus=frozenset({"pot"}))
ADDED = TaxRate("VAT", Decimal("0.20"), included=False)
TEA = frozenset({"tea"})
CGST, SGST = TaxRate("CGST", Decimal("0.09")), TaxRate("SGST", Decimal("0.09"))


def invoice_of(bought):
    return document_of_order(Kind.INVOICE, bought, BERLIN, id="x", issued_at=PAID_AT, paid_on=PAID_AT.date())


@pytest.mark.parametrize(
    ("bought", "net", "taxes", "total"),
    [
        # Two teas at 10.70, a pot at 23.80 and 4.76 for the parcel are 49.96.
        (order(rates=(VAT,)), "41.98", [("41.98", "7.98")], "49.96"),
        (order(rates=(REDUCED, STANDARD)), "44.76", [("20.00", "1.40"), ("20.00", "3.80")], "49.96"),
        (order(rates=(ADDED,)), "49.96", [("49.96", "9.99")], "59.95"),
        (order(rates=(CGST, SGST)), "42.34", [("42.34", "3.81"), ("42.34", "3.81")], "49.96"),
        (order(rates=(VAT,), currency="CHF", rounding="-0.01"), "41.98", [("41.98", "7.98")], "49.95"),
        (order(rates=(VAT,), currency="JPY", goods=(("tea", "茶", 3, "1620"),), shipping="600"),
         "4588", [("4588", "872")], "5460"),
        (order(rates=(VAT,), currency="KWD", goods=(("tea", "شاي", 1, "1.999"),), shipping="0"),
         "1.680", [("1.680", "0.319")], "1.999"),
        (order(), "49.96", [], "49.96"),
    ],
)  # fmt: skip
def test_the_sums(bought, net, taxes, total):
    document = invoice_of(bought)

    assert [(str(tax.net.amount), str(tax.amount.amount)) for tax in document.taxes] == taxes
    assert (str(document.net.amount), str(document.total.amount)) == (net, total)


def test_what_bears_no_tax_is_told_apart():
    some_taxed = invoice_of(order(rates=(REDUCED, STANDARD)))
    all_taxed = invoice_of(order(rates=(VAT,)))
    shared = invoice_of(order(rates=(CGST, SGST)))
    shared_in_part = invoice_of(order(rates=(replace(CGST, skus=TEA), replace(SGST, skus=TEA))))

    assert str(some_taxed.untaxed) == "4.76 EUR"
    assert (all_taxed.untaxed, shared.untaxed) == (None, None)
    assert str(shared_in_part.untaxed) == "28.56 EUR"


prices = st.decimals(min_value="0.01", max_value="9999.99", places=2).map(str)


@given(
    goods=st.lists(st.tuples(prices, st.integers(1, 99)), min_size=1, max_size=6),
    rate=st.decimals(min_value="0.001", max_value="0.27", places=3),
    included=st.booleans(),
    shipping=prices,
)
def test_net_and_tax_are_always_the_total(goods, rate, included, shipping):
    lines = tuple((f"sku{place}", "Tea", quantity, price) for place, (price, quantity) in enumerate(goods))
    document = invoice_of(order(goods=lines, shipping=shipping, rates=(TaxRate("VAT", rate, included),)))

    [tax] = document.taxes
    assert document.net + document.tax == document.total
    assert tax.net == document.net


# The tax in the seller's own money


@pytest.mark.parametrize(
    ("country", "currency", "wanted"),
    [
        ("PL", "USD", "PLN"),
        ("PL", "PLN", None),
        ("DE", "CHF", "EUR"),
        ("DE", "EUR", None),
        ("BG", "USD", "EUR"),
        ("GB", "EUR", "GBP"),
        ("US", "EUR", None),
        ("", "EUR", None),
    ],
)
def test_the_seller_s_country_says_whether_the_tax_is_told_in_its_money(country, currency, wanted):
    found = wanted_currency(country, Currency.of(currency), date(2026, 11, 21))

    assert (found and found.code) == wanted


def test_a_tax_is_told_at_the_rate_that_is_printed():
    told = restate(Money.of("11.49", USD), PLN, ToldRate(Decimal("3.651234567891"), date(2026, 11, 20)))

    assert (str(told.amount), str(told.ratio), told.as_of, told.source) == (
        "41.95 PLN", "3.6512346", date(2026, 11, 20), "ECB",
    )  # fmt: skip


def test_currencies_of_other_digits_are_told_to_their_own_minor_unit():
    told = restate(Money.of("1040", JPY), EUR, ToldRate(Decimal("0.00612345"), None))

    assert str(told.amount) == "6.37 EUR"


def test_a_credit_note_takes_the_rate_of_its_invoice():
    whole = Money.of("11.49", USD)
    told = restate(whole, PLN, ToldRate(Decimal("3.65"), date(2026, 11, 20)))

    assert restate_part(Money.of("5.00", USD), whole, told, []) == replace(told, amount=Money.of("18.25", PLN))


@given(st.lists(st.integers(1, 999), min_size=1, max_size=6), st.integers(1, 10_000_000))
def test_a_tax_told_in_parts_is_the_tax_told_whole(parts, millionths):
    whole = Money(sum(parts), USD)
    told = restate(whole, PLN, ToldRate(Decimal(millionths) / 1_000_000, None))
    others = []
    for minor in parts:
        part = restate_part(Money(minor, USD), whole, told, others)
        others.append((Money(minor, USD), part.amount))

    assert sum_of([amount for _, amount in others], PLN) == told.amount
    assert all(amount.minor >= 0 for _, amount in others)


def test_poland_takes_the_rate_of_the_day_before():
    day = date(2026, 11, 23)

    assert (day_of_rate("PL", day), day_of_rate("DE", day)) == (date(2026, 11, 22), day)
