"""Delivery and the least order from the settings: in each currency, free from a sum on, the shop first."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from storefront_plugin.errors import BelowMinimumOrder, NotDeliverable, QuoteOutdated
from storefront_plugin.host import Address, CartLine, Host
from storefront_plugin.markets.edition import Edition
from storefront_plugin.pricing.amounts import AmountsByCurrency
from storefront_plugin.pricing.quotes.delivery_settings import DeliverySettings
from storefront_plugin.pricing.quotes.service import Quotes
from storefront_plugin.pricing.rates.sources import FixedRates
from tests.pricing.british_shop import AED, EUR, GBP, JPY, KWD, MARKETS, SETTINGS, FakeRates, TeaShop, pricing_of

UK, DE, JP = (
    Edition(code, market, market.locales[0])
    for code, market in (("en-gb", MARKETS[0]), ("de-de", MARKETS[1]), ("ja-jp", MARKETS[2]))
)
BERLIN = Address("Ada Grün", ("Weg 1",), "Berlin", "DE", "10115")


def amounts(gbp: str, eur: str) -> AmountsByCurrency:
    return AmountsByCurrency({GBP: Decimal(gbp), EUR: Decimal(eur), JPY: None, AED: None, KWD: None})


POST = DeliverySettings("Post", amounts("3.00", "4.00"), amounts("20.00", "25.00"), names={"de": "Deutsche Post"})
COURIER = DeliverySettings("Courier", amounts("8.00", "9.50"))
BIKE = DeliverySettings("Bicycle", amounts("1.00", "1.00"), countries=["GB"])


class QuietShop(TeaShop):
    """Says nothing of delivery."""

    shipping = Host.shipping


@pytest.fixture
def shop() -> TeaShop:
    return QuietShop()


@pytest.fixture
def quotes_with(database, shop, signer, now):
    def made(**settings) -> Quotes:
        changed = replace(SETTINGS, **{"delivery": {"post": POST, "courier": COURIER, "bike": BIKE}, **settings})
        pricing = pricing_of(FixedRates(GBP, SETTINGS.fixed_rates), FakeRates(), settings=changed)
        return Quotes(database, shop, pricing, signer, lambda: now, 30)

    return made


def ask(quotes: Quotes, edition: Edition = DE, quantity: int = 1, address: Address = BERLIN, **rest):
    return quotes.make("guest:1", edition, [CartLine("tea", quantity)], address, "ada@example.org", **rest)


def told(quote) -> list[tuple[str, str, str]]:
    return [(option.key, option.name, str(option.price)) for option in quote.shipping_options]


def test_the_ways_of_the_settings_are_offered_in_their_order_in_the_readers_language(quotes_with):
    quote = ask(quotes_with())

    assert told(quote) == [("post", "Deutsche Post", "4.00 EUR"), ("courier", "Courier", "9.50 EUR")]
    assert quote.shipping_key == "post"
    assert str(quote.total) == "16.23 EUR"


def test_a_converted_price_is_the_shops_own_by_the_markets_rate_and_step(quotes_with):
    # 3.00 GBP x 210.698… JPY x 1.02, in steps of 10.
    assert told(ask(quotes_with(), JP))[0] == ("post", "Post", "640 JPY")


def test_a_way_goes_only_to_its_countries(quotes_with):
    leeds = Address("Ada Green", ("Way 1",), "Leeds", "GB", "LS1 1AA")

    assert [key for key, *_ in told(ask(quotes_with(), UK, address=leeds))] == ["post", "courier", "bike"]
    with pytest.raises(NotDeliverable):
        ask(quotes_with(delivery={"bike": BIKE}))


def test_delivery_is_free_from_the_sum_on(quotes_with):
    below, at, converted = (ask(quotes_with(), *asked) for asked in ((UK, 1), (UK, 2), (JP, 2)))

    assert [str(quote.shipping) for quote in (below, at, converted)] == ["3.00 GBP", "0.00 GBP", "0 JPY"]
    assert str(at.total) == "20.00 GBP"


def test_what_became_free_stays_promised(quotes_with):
    quotes = quotes_with()
    quote = ask(quotes, DE, 3)

    quotes.refresh_check(quote)

    assert str(quote.shipping) == "0.00 EUR"


def test_a_price_changed_in_the_settings_outdates_the_quote(quotes_with):
    quote = ask(quotes_with())

    with pytest.raises(QuoteOutdated):
        quotes_with(delivery={"post": replace(POST, price=amounts("3.00", "4.10"))}).refresh_check(quote)
    with pytest.raises(QuoteOutdated):
        quotes_with(delivery={"courier": COURIER}).refresh_check(quote)


def test_a_rate_that_moved_does_not(quotes_with, database, shop, signer, now):
    quote = ask(quotes_with(), JP)
    moved = replace(SETTINGS, delivery={"post": POST}, fixed_rates={JPY: Decimal(150)})

    Quotes(
        database, shop, pricing_of(FixedRates(GBP, moved.fixed_rates), settings=moved), signer, lambda: now, 30
    ).refresh_check(quote)


def test_a_shop_that_answers_itself_has_the_say(database, signer, now):
    settings = replace(SETTINGS, delivery={"courier": COURIER})
    quotes = Quotes(database, TeaShop(), pricing_of(FakeRates(), settings=settings), signer, lambda: now, 30)

    quote = ask(quotes)

    assert [key for key, *_ in told(quote)] == ["post", "courier"]
    assert str(quote.shipping) == "3.67 EUR"
    quotes.refresh_check(quote)


def test_an_order_that_is_too_small_is_told_what_it_lacks(quotes_with):
    quotes = quotes_with(minimum_order=amounts("20.00", "24.46"))

    with pytest.raises(BelowMinimumOrder) as fault:
        ask(quotes)
    assert str(fault.value) == "We take orders from 24,46\u00a0€: 12,23\u00a0€ more is needed."
    assert str(ask(quotes, DE, 2).subtotal) == "24.46 EUR"


def test_the_least_order_is_converted_where_no_amount_is_written(quotes_with):
    quotes = quotes_with(minimum_order=amounts("20.00", "25.00"))

    with pytest.raises(BelowMinimumOrder) as fault:
        ask(quotes, JP)
    assert fault.value.values == {"minimum": "￥4,300", "missing": "￥2,150"}


def test_another_delivery_is_chosen_among_those_of_the_settings(quotes_with, now):
    quotes = quotes_with()

    other = quotes.with_shipping(ask(quotes), "courier")

    assert str(other.total) == "21.73 EUR"
    assert other.valid_until == now + timedelta(minutes=30)
