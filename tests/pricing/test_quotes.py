"""Quotes kept in the database: made of what the host says, opened by their token only, checked before paying."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select, update

from storefront_plugin.errors import (
    AmountTooLarge,
    CartEmpty,
    InvalidQuantity,
    NoRate,
    NotDeliverable,
    ProductGone,
    QuoteOutdated,
    QuoteUnknown,
    UnknownShipping,
)
from storefront_plugin.host import Address, CartLine, ShippingOption, TaxRate
from storefront_plugin.markets.edition import Edition
from storefront_plugin.money import Money
from storefront_plugin.pricing.tables import quotes as table
from storefront_plugin.web.signing import Signer
from tests.pricing.british_shop import EUR, GBP, JPY, MARKETS

UK, DE, JP, KW = (
    Edition(code, market, market.locales[0])
    for code, market in (("en-gb", MARKETS[0]), ("de-de", MARKETS[1]), ("ja-jp", MARKETS[2]), ("ar-kw", MARKETS[4]))
)
BERLIN = Address("Ada Grün", ("Weg 1",), "Berlin", "DE", "10115")
TEA = [CartLine("tea", 2)]


@pytest.fixture
def make(quotes):
    def made(lines=TEA, edition=DE, **rest):
        return quotes.make("guest:1", edition, lines, BERLIN, "ada@example.org", **rest)

    return made


def kept(database) -> int:
    with database.read() as db:
        return db.scalar(select(func.count()).select_from(table))


def test_a_quote_is_made_of_the_hosts_answers(make, shop, now):
    shop.rates = [TaxRate("MwSt.", Decimal("0.19"))]

    quote = make([CartLine("tea", 2), CartLine("pot", 1)])

    assert [(line.sku, line.quantity, str(line.unit), str(line.base_unit)) for line in quote.lines] == [
        ("tea", 2, "12.23 EUR", "10.00 GBP"),
        ("pot", 1, "30.57 EUR", "24.99 GBP"),
    ]
    assert (quote.shipping_key, quote.shipping_name, str(quote.shipping)) == ("post", "Post", "3.67 EUR")
    assert [(option.key, str(option.price)) for option in quote.shipping_options] == [
        ("post", "3.67 EUR"),
        ("courier", "9.79 EUR"),
    ]
    assert str(quote.total) == "58.70 EUR"
    assert str(quote.taxes[0].amount) == "9.37 EUR"
    assert (quote.owner, quote.edition, quote.market, quote.locale) == ("guest:1", "de-de", "de", "de-DE")
    assert (quote.made_at, quote.valid_until) == (now, now + timedelta(minutes=30))


def test_a_quote_opens_as_it_was_made(make, quotes):
    for edition in (UK, DE, JP):
        quote = make(edition=edition)

        assert quotes.open(quotes.token(quote)) == quote
        assert quotes.load(quote.id) == quote


def test_a_quote_does_not_change_with_the_shop(make, quotes, shop):
    quote = make()
    token = quotes.token(quote)

    shop.reprice("tea", "99.00")
    shop.options = []

    assert quotes.open(token) == quote


def test_lines_of_one_product_are_one_line(make):
    quote = make([CartLine("tea", 1), CartLine("pot", 1), CartLine("tea", 2)])

    assert [(line.sku, line.quantity) for line in quote.lines] == [("tea", 3), ("pot", 1)]


def test_together_they_may_be_too_many(make, database):
    with pytest.raises(InvalidQuantity):
        make([CartLine("tea", 9_999), CartLine("tea", 1)])
    assert kept(database) == 0


def test_an_empty_cart_makes_no_quote(make, database):
    with pytest.raises(CartEmpty):
        make([])
    assert kept(database) == 0


def test_a_product_that_vanished_makes_no_quote(make, database):
    with pytest.raises(ProductGone) as gone:
        make([CartLine("tea", 1), CartLine("unicorn", 1)])
    assert gone.value.values == {"sku": "unicorn", "name": "unicorn"}
    assert kept(database) == 0


def test_where_nothing_is_delivered_there_is_no_quote(make, shop, database):
    shop.options = []

    with pytest.raises(NotDeliverable):
        make()
    assert kept(database) == 0


def test_a_delivery_that_is_not_offered_makes_no_quote(make, database):
    with pytest.raises(UnknownShipping):
        make(shipping_key="pigeon")
    assert kept(database) == 0


def test_without_a_rate_there_is_no_quote(make, database):
    with pytest.raises(NoRate):
        make(edition=KW)
    assert kept(database) == 0


def test_a_price_in_another_currency_than_the_shop_s_is_a_fault_of_the_host(make, shop, database):
    shop.products["tea"] = replace(shop.products["tea"], price=Money.of("10", EUR))

    with pytest.raises(ValueError, match="'tea'"):
        make()
    assert kept(database) == 0


def test_two_ways_of_delivery_of_one_key_are_a_fault_of_the_host(make, shop, database):
    shop.options = [shop.options[0], replace(shop.options[1], key=shop.options[0].key)]

    with pytest.raises(ValueError, match="one key"):
        make()
    assert kept(database) == 0


def test_the_way_of_delivery_is_chosen_by_its_key(make):
    quote = make(shipping_key="courier")

    assert (quote.shipping_name, str(quote.shipping)) == ("Courier", "9.79 EUR")


def test_delivery_without_name_and_price_is_free_and_called_delivery(make, shop, app):
    shop.options = [ShippingOption("standard", "")]

    with app.app_context():
        quote = make()

    assert (quote.shipping_name, quote.shipping) == ("Delivery", Money.zero(EUR))


def test_a_delivery_priced_in_the_markets_currency_is_not_converted(make, shop):
    shop.options = [ShippingOption("post", "Post", Money(800, JPY))]

    assert make(edition=JP).shipping == Money(800, JPY)


def test_another_delivery_is_another_quote_beside_the_first(make, quotes, shop):
    shop.rates = [TaxRate("MwSt.", Decimal("0.19"))]
    first = make()

    other = quotes.with_shipping(first, "courier")

    assert other.id != first.id
    assert quotes.open(quotes.token(other)) == other
    assert quotes.open(quotes.token(first)) == first
    assert (str(first.total), str(other.total)) == ("28.13 EUR", "34.25 EUR")
    with pytest.raises(UnknownShipping):
        quotes.with_shipping(first, "pigeon")


def test_each_quote_has_an_id_of_its_own(make):
    assert len({make().id for _ in range(20)}) == 20


@pytest.mark.parametrize(
    "forge",
    [
        lambda token, quote: "",
        lambda token, quote: quote.id,
        lambda token, quote: token[:-1],
        lambda token, quote: token[1:],
        lambda token, quote: token + "A",
        lambda token, quote: Signer(["another secret!!"]).sign("quote", [quote.id, quote.digest]),
        lambda token, quote: Signer(["a secret of sixteen"]).sign("order", [quote.id, quote.digest]),
        lambda token, quote: Signer(["a secret of sixteen"]).sign("quote", [quote.id, "0" * 64]),
        lambda token, quote: Signer(["a secret of sixteen"]).sign("quote", ["no such quote", quote.digest]),
        lambda token, quote: Signer(["a secret of sixteen"]).sign("quote", quote.id),
        lambda token, quote: Signer(["a secret of sixteen"]).sign("quote", 7),
        lambda token, quote: "💥",
        lambda token, quote: "\x00",
    ],
)
def test_a_tampered_token_opens_nothing(make, quotes, forge):
    quote = make()

    with pytest.raises(QuoteUnknown):
        quotes.open(forge(quotes.token(quote), quote))


def test_a_row_that_somebody_changed_opens_nothing(make, quotes, database):
    quote = make()
    with database.write() as db:
        snapshot = db.scalar(select(table.c.snapshot).where(table.c.id == quote.id))
        cheaper = {**snapshot, "total": {"minor": 1, "currency": "EUR"}}
        db.execute(update(table).values(snapshot=cheaper))

    for attempt in (lambda: quotes.open(quotes.token(quote)), lambda: quotes.load(quote.id)):
        with pytest.raises(QuoteUnknown):
            attempt()


def test_a_row_changed_with_its_digest_still_opens_nothing_by_the_token(make, quotes, database):
    quote = make()
    token = quotes.token(quote)
    other = replace(quote, total=Money.of("0.01", EUR))
    with database.write() as db:
        snapshot = {**db.scalar(select(table.c.snapshot)), "total": {"minor": 1, "currency": "EUR"}}
        db.execute(update(table).values(snapshot=snapshot, digest=other.digest))

    assert quotes.load(quote.id) == other
    with pytest.raises(QuoteUnknown):
        quotes.open(token)


def test_what_is_kept_beside_the_snapshot_is_for_queries(make, database, now):
    quote = make()

    with database.read() as db:
        row = db.execute(select(table)).one()

    assert (row.id, row.owner, row.digest) == (quote.id, "guest:1", quote.digest)
    assert (row.total_minor, row.currency) == (2813, "EUR")
    assert (row.made_at, row.valid_until) == (now, now + timedelta(minutes=30))


def test_an_unchanged_shop_keeps_its_promise(make, quotes):
    quote = make(shipping_key="courier")

    quotes.refresh_check(quote)


def test_a_free_delivery_that_stays_free_is_unchanged(make, quotes, shop):
    shop.options = [ShippingOption("pick-up", "Pick-up")]

    quotes.refresh_check(make())


def test_a_changed_price_outdates_the_quote(make, quotes, shop):
    quote = make()
    shop.reprice("tea", "10.01")

    with pytest.raises(QuoteOutdated):
        quotes.refresh_check(quote)


def test_a_vanished_product_is_named(make, quotes, shop):
    quote = make()
    del shop.products["tea"]

    with pytest.raises(ProductGone) as gone:
        quotes.refresh_check(quote)
    assert gone.value.values == {"sku": "tea", "name": "Green tea"}


@pytest.mark.parametrize(
    "options",
    [
        [],
        [ShippingOption("courier", "Courier", Money.of("8.00", GBP))],
        [ShippingOption("post", "Post", Money.of("3.01", GBP))],
        [ShippingOption("post", "Post")],
    ],
)
def test_a_changed_delivery_outdates_the_quote(make, quotes, shop, options):
    quote = make()
    shop.options = options

    with pytest.raises(QuoteOutdated):
        quotes.refresh_check(quote)


def test_another_delivery_that_changed_does_not_outdate_the_quote(make, quotes, shop):
    quote = make()
    shop.options = [shop.options[0]]

    quotes.refresh_check(quote)


def test_a_total_larger_than_a_database_keeps_is_refused_and_nothing_kept(make, shop, database):
    shop.reprice("tea", "999999999999999")

    with pytest.raises(AmountTooLarge, match="comes to more GBP than a price can be"):
        make([CartLine("tea", 9_999)], UK)

    assert kept(database) == 0
