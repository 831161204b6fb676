"""The sums of a quote: unit rounded, then multiplied, then shipping and added taxes; and that it never changes."""

from dataclasses import FrozenInstanceError, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront_plugin.errors import CurrencyMismatch, UnknownShipping
from storefront_plugin.host import Address, OrderLine, TaxRate
from storefront_plugin.markets.edition import Edition
from storefront_plugin.money import Money
from storefront_plugin.pricing.quotes.quote import Quote, QuotedShipping, decide_quote, digest_of, with_shipping
from storefront_plugin.snapshots import decode, encode
from tests.pricing.british_shop import EUR, GBP, JPY, MARKETS

DE = Edition("de-de", MARKETS[1], "de-DE")
MADE = datetime(2026, 11, 21, 12, tzinfo=UTC)
BERLIN = Address("Ada Grün", ("Weg 1",), "Berlin", "DE", "10115")
POST = QuotedShipping("post", "Post", Money.of("6.44", EUR), Money.of("5.50", GBP))
PICK_UP = QuotedShipping("pick-up", "Pick-up", Money.zero(EUR))
ON_EVERYTHING = TaxRate("MwSt.", Decimal("0.19"))


def line(amount: str, quantity: int = 1, sku: str = "tea") -> OrderLine:
    return OrderLine(sku, "Green tea", quantity, Money.of(amount, EUR), Money.of(amount, GBP))


def quote(*lines: OrderLine, taxes=(), shipping="pick-up", **changes) -> Quote:
    facts = {
        "id": "q1",
        "owner": "guest:1",
        "edition": DE,
        "lines": lines,
        "shipping_options": (POST, PICK_UP),
        "shipping_key": shipping,
        "tax_rates": taxes,
        "address": BERLIN,
        "email": "ada@example.org",
        "made_at": MADE,
        "valid_until": MADE + timedelta(minutes=30),
    }
    return decide_quote(**{**facts, **changes})


def taxed(*lines: OrderLine, taxes, **rest) -> list[str]:
    return [str(tax.amount.amount) for tax in quote(*lines, taxes=taxes, **rest).taxes]


def test_the_rounded_unit_is_multiplied():
    found = quote(line("47.29", 5), shipping="post")

    assert found.lines[0].total == found.subtotal == Money.of("236.45", EUR)
    assert found.total == Money.of("242.89", EUR)


@pytest.mark.parametrize(("rate", "tax"), [("0.19", "4.79"), ("0.23", "5.61")])
def test_a_tax_that_prices_contain_is_shown_and_not_added(rate, tax):
    found = quote(line("29.99"), taxes=[TaxRate("VAT", Decimal(rate))])

    assert found.taxes[0].amount == Money.of(tax, EUR)
    assert found.taxes[0].included
    assert found.total == Money.of("29.99", EUR)


def test_an_added_tax_is_rounded_on_the_sum_of_its_lines():
    lines = [line("2.50", sku=sku) for sku in "abcd"]

    assert taxed(*lines, taxes=[TaxRate("VAT", Decimal("0.23"), included=False)]) == ["2.30"]


def test_a_tax_on_named_products_leaves_out_the_shipping():
    found = quote(
        line("24.99"), taxes=[TaxRate("Sales tax", Decimal("0.1075"), False, frozenset({"tea"}))], shipping="post"
    )

    assert found.taxes[0].amount == Money.of("2.69", EUR)
    assert found.total == Money.of("34.12", EUR)


def test_a_tax_on_everything_is_on_the_shipping_too():
    assert taxed(line("100.00"), taxes=[replace(ON_EVERYTHING, included=False)], shipping="post") == ["20.22"]
    assert taxed(line("100.00"), taxes=[ON_EVERYTHING], shipping="post") == ["16.99"]


def test_two_rates_on_two_products_are_two_lines_of_tax():
    rates = [
        TaxRate("19 %", Decimal("0.19"), skus=frozenset({"pot"})),
        TaxRate("7 %", Decimal("0.07"), skus=frozenset({"tea"})),
        TaxRate("2 %", Decimal("0.02"), skus=frozenset({"nothing in the cart"})),
    ]

    assert taxed(line("10.70"), line("11.90", sku="pot"), taxes=rates) == ["1.90", "0.70"]


def test_taxes_contained_in_one_price_share_it():
    halves = [TaxRate("CGST", Decimal("0.09")), TaxRate("SGST", Decimal("0.09"))]

    assert taxed(line("118.00"), taxes=halves) == ["9.00", "9.00"]


def test_taxes_contained_in_one_price_and_its_net_sum_to_it():
    halves = [TaxRate("CGST", Decimal("0.09")), TaxRate("SGST", Decimal("0.09"))]

    found = quote(line("12.00"), taxes=halves).taxes

    assert [(str(tax.amount.amount), str(tax.net.amount)) for tax in found] == [("0.92", "10.16")] * 2


prices = st.integers(0, 10**7).map(lambda minor: Money(minor, EUR))
order_lines = st.lists(
    st.builds(
        OrderLine, st.sampled_from("abcde"), st.just("x"), st.integers(1, 99), prices, st.just(Money.of("1", GBP))
    ),
    min_size=1,
    max_size=8,
)
tax_rates = st.lists(
    st.builds(
        TaxRate,
        st.sampled_from(["one", "two"]),
        st.decimals(0, "0.5", places=4),
        st.booleans(),
        st.none() | st.frozensets(st.sampled_from("abcde")),
    ),
    max_size=4,
)


@given(order_lines, tax_rates, st.sampled_from(["post", "pick-up"]))
def test_the_total_is_lines_and_shipping_and_added_taxes(lines, taxes, shipping):
    found = quote(*lines, taxes=taxes, shipping=shipping)

    added = sum(tax.amount.minor for tax in found.taxes if not tax.included)
    assert found.total.minor == sum(each.unit.minor * each.quantity for each in lines) + found.shipping.minor + added
    assert found.subtotal + found.shipping == found.total - Money(added, EUR)


@given(order_lines, tax_rates)
def test_contained_taxes_are_less_than_what_contains_them(lines, taxes):
    found = quote(*lines, taxes=taxes)

    # Each may be rounded up by half a minor unit.
    contained = [tax.amount.minor for tax in found.taxes if tax.included]
    assert sum(contained) <= found.subtotal.minor + len(contained)


@given(order_lines, tax_rates)
def test_a_quote_survives_being_kept(lines, taxes):
    found = quote(*lines, taxes=taxes)

    again = decode(Quote, encode(found))

    assert again == found
    assert again.digest == found.digest == digest_of(encode(found))


def test_a_quote_never_changes():
    found = quote(line("10.00"))

    with pytest.raises(FrozenInstanceError):
        found.total = Money.zero(EUR)
    assert isinstance(found.lines, tuple)


@pytest.mark.parametrize(
    "change",
    [
        {"id": "q2"},
        {"owner": "guest:2"},
        {"total": Money.of("0.01", EUR)},
        {"total": Money(1000, JPY)},
        {"lines": (line("10.00", 2),)},
        {"shipping_key": "post"},
        {"email": "eve@example.org"},
        {"address": replace(BERLIN, postcode="10117")},
        {"valid_until": MADE + timedelta(days=30)},
        {"market": "uk"},
        {"locale": "en-GB"},
    ],
    ids=str,
)
def test_whatever_differs_has_another_digest(change):
    found = quote(line("10.00"))

    assert replace(found, **change).digest != found.digest


def test_the_digest_does_not_depend_on_the_order_of_keys():
    snapshot = encode(quote(line("10.00")))

    assert digest_of(dict(reversed(snapshot.items()))) == digest_of(snapshot)


def test_an_unknown_delivery_is_refused():
    with pytest.raises(UnknownShipping):
        quote(line("10.00"), shipping="pigeon")


def test_prices_of_two_currencies_make_no_quote():
    yen = OrderLine("pot", "Pot", 1, Money(1000, JPY), Money.of("5", GBP))

    with pytest.raises(CurrencyMismatch):
        quote(line("10.00"), yen)


def test_another_delivery_is_another_quote_of_the_same_promise():
    first = quote(line("100.00"), taxes=[ON_EVERYTHING])

    other = with_shipping(first, "post", id="q2", tax_rates=[ON_EVERYTHING])

    assert (other.shipping_name, str(other.total), str(other.taxes[0].amount)) == ("Post", "106.44 EUR", "16.99 EUR")
    assert (other.lines, other.valid_until, other.owner) == (first.lines, first.valid_until, first.owner)
    assert other == quote(line("100.00"), taxes=[ON_EVERYTHING], shipping="post", id="q2")
    with pytest.raises(UnknownShipping):
        with_shipping(first, "pigeon", id="q3", tax_rates=[])


def test_a_quote_is_open_until_its_moment_and_no_longer():
    found = quote(line("10.00"))

    assert found.is_open(MADE)
    assert found.is_open(found.valid_until - timedelta(microseconds=1))
    assert not found.is_open(found.valid_until)
