"""What a quote says of itself: its rate, where each price came from, and quotes kept before they said it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import insert

from storefront_plugin.checkout.order import order_from
from storefront_plugin.errors import QuoteOutdated
from storefront_plugin.host import CartLine, OrderRate, ShippingOption
from storefront_plugin.markets.edition import Edition
from storefront_plugin.money import Money
from storefront_plugin.pricing.lists.price_list import ListedPrice, PriceList
from storefront_plugin.pricing.quotes.quote import Quote, digest_of
from storefront_plugin.pricing.quotes.service import Quotes
from storefront_plugin.pricing.rates.freshness import PastMaxAge, RatePolicy
from storefront_plugin.pricing.rates.settings import RatesSettings
from storefront_plugin.pricing.rules.settings import MarketRule
from storefront_plugin.pricing.service import NoLists
from storefront_plugin.pricing.tables import quotes as table
from storefront_plugin.snapshots import decode
from tests.pricing.british_shop import EUR, GBP, JPY, MARKETS, SETTINGS, FakeRates, pricing_of
from tests.pricing.quoted import BERLIN, francs, quote_of

UK, DE = (Edition("en-gb", MARKETS[0], "en-GB"), Edition("de-de", MARKETS[1], "de-DE"))


@dataclass(frozen=True)
class OneList(NoLists):
    """A price list of the tests: tea for 9.99 in Germany."""

    entries: tuple[ListedPrice, ...] = (ListedPrice(PriceList("autumn", "de"), Money.of("9.99", EUR)),)

    def of(self, market: str, sku: str) -> Sequence[ListedPrice]:
        return self.entries if (market, sku) == ("de", "tea") else ()


@pytest.fixture
def quotes_of(database, shop, signer, now):
    def made(settings=SETTINGS, **parts) -> Quotes:
        pricing = pricing_of(FakeRates(), settings=settings, **parts)
        return Quotes(database, shop, pricing, signer, lambda: now, 30)

    return made


def ask(quotes: Quotes, edition: Edition = DE) -> Quote:
    return quotes.make("guest:1", edition, [CartLine("tea", 1), CartLine("pot", 1)], BERLIN, "ada@example.org")


def test_the_quote_carries_the_rate_it_was_made_with(quotes_of):
    quotes = quotes_of()

    quote = ask(quotes)

    assert replace(quote.rate, ratio=Decimal(0)) == OrderRate(
        GBP, EUR, Decimal(0), date(2026, 10, 30), "fake", Decimal("0.02")
    )
    assert f"{quote.rate.ratio:.6f}" == "1.199328"
    assert quotes.load(quote.id) == quote
    assert order_from(quote, reference="1042", customer_id=None).rate == quote.rate


def test_at_home_nothing_is_converted(quotes_of):
    assert ask(quotes_of(), UK).rate is None


def test_a_margin_widened_for_an_old_rate_is_in_it(quotes_of):
    policy = RatePolicy(max_age_days=1, past_max_age=PastMaxAge.WIDEN, widen_by=Decimal("0.03"))
    settings = replace(SETTINGS, rates=RatesSettings(policy=policy))

    assert ask(quotes_of(settings)).rate.margin == Decimal("0.05")


def test_each_line_says_where_its_price_came_from(quotes_of, shop):
    shop.products["pot"] = replace(shop.products["pot"], prices={"de": Money.of("28.00", EUR)})

    quote = ask(quotes_of(lists=OneList()))

    assert [(line.sku, str(line.unit), line.price_list) for line in quote.lines] == [
        ("tea", "9.99 EUR", "autumn"),
        ("pot", "28.00 EUR", ""),
    ]
    assert [line.price_list for line in ask(quotes_of(lists=OneList()), UK).lines] == [None, None]


@pytest.mark.parametrize("entries", [(), (ListedPrice(PriceList("autumn", "de"), Money.of("8.99", EUR)),)])
def test_a_price_list_that_changed_or_ended_was_promised(quotes_of, entries):
    quote = ask(quotes_of(lists=OneList()))

    quotes_of(lists=OneList(entries)).refresh_check(quote)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"de": Money.of("11.00", EUR)}, {"de": Money.of("12.00", EUR)}),
        ({"de": Money.of("11.00", EUR)}, {}),
        ({}, {"de": Money.of("11.00", EUR)}),
    ],
)
def test_a_changed_price_of_the_shops_own_outdates_the_quote(quotes_of, shop, before, after):
    quotes = quotes_of()
    shop.products["tea"] = replace(shop.products["tea"], prices=before)
    quote = ask(quotes)
    shop.products["tea"] = replace(shop.products["tea"], prices=after)

    with pytest.raises(QuoteOutdated):
        quotes.refresh_check(quote)


def test_the_shops_own_price_elsewhere_outdates_nothing(quotes_of, shop):
    quotes = quotes_of()
    quote = ask(quotes)
    shop.products["tea"] = replace(shop.products["tea"], prices={"jp": Money(900, JPY)})

    quotes.refresh_check(quote)


def test_the_rounding_is_said_in_the_settings_of_the_market(quotes_of, shop, app):
    shop.options = [ShippingOption("post", "Post")]
    settings = replace(SETTINGS, rules={"uk": MarketRule(cash_rounding=True)})

    with app.app_context():
        rounded, exact = ask(quotes_of(settings), UK), ask(quotes_of(settings), DE)

    # A penny can be paid: nothing to round, but the market does.
    assert (rounded.rounding, rounded.rounding_name) == (Money.zero(GBP), "Rounding")
    assert exact.rounding is None


def test_a_unit_is_rounded_before_it_is_multiplied(quotes_of, shop):
    shop.reprice("tea", "38.66")
    quote = quotes_of().make("guest:1", DE, [CartLine("tea", 5)], BERLIN, "ada@example.org")

    # 38.66 GBP are 47.2935… EUR.
    assert [(str(line.unit), str(line.total)) for line in quote.lines] == [("47.29 EUR", "236.45 EUR")]


def test_a_quote_of_before_is_read_as_it_was_and_keeps_its_token(quotes_of, database):
    """What a snapshot held when quotes had neither rate nor rounding, and lines no list."""
    quotes = quotes_of()
    quote = replace(quote_of(francs("1.66")), from_cart=True)
    kept = {
        "id": "q1",
        "owner": "guest:1",
        "edition": "de-ch",
        "market": "ch",
        "locale": "de-CH",
        "lines": [
            {
                "sku": "p0",
                "name": "Tea",
                "quantity": 1,
                "unit": {"minor": 166, "currency": "CHF"},
                "base_unit": {"minor": 100, "currency": "GBP"},
            }
        ],
        "shipping_key": "post",
        "shipping_options": [
            {"key": "post", "name": "Post", "price": {"minor": 0, "currency": "CHF"}, "told": None},
        ],
        "taxes": [],
        "total": {"minor": 166, "currency": "CHF"},
        "email": "ada@example.org",
        "address": {
            "name": "Ada Grün",
            "lines": ["Weg 1"],
            "city": "Berlin",
            "country": "DE",
            "postcode": "10115",
            "region": "",
        },
        "made_at": "2026-11-21T12:00:00+00:00",
        "valid_until": "2026-11-21T12:30:00+00:00",
        "from_cart": True,
    }

    found = decode(Quote, kept)

    assert found == quote
    assert found.digest == digest_of(kept)
    with database.write() as db:
        facts = {"total_minor": 166, "currency": "CHF", "made_at": quote.made_at, "valid_until": quote.valid_until}
        db.execute(insert(table).values(id="q1", owner="guest:1", digest=digest_of(kept), snapshot=kept, **facts))
    assert quotes.open(quotes.token(found)) == quote
