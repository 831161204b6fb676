"""Amounts of the settings by currency: as written, or the shop's own converted; a missing one is a fault at start."""

from decimal import Decimal

import pytest
from marshmallow import ValidationError

from storefront_plugin.errors import SettingsFaulty
from storefront_plugin.pricing.amounts import AmountsByCurrency
from storefront_plugin.pricing.quotes.delivery_settings import DeliverySettings
from storefront_plugin.pricing.settings import PricingShape
from storefront_plugin.settings import read_settings
from storefront_plugin.shapes import faults_of
from tests.pricing.british_shop import AED, EUR, GBP, JPY, KWD, MARKETS
from tests.shops import SETTINGS as SHOP

TWO_MARKETS = MARKETS[:2]
WRITTEN = {"GBP": 4, "EUR": "4.5", "JPY": "convert", "AED": "convert", "KWD": "1.250"}


def settings(**changes):
    return PricingShape().load({"currency": "GBP", **changes})


def faults(markets=MARKETS, **changes) -> dict[str, list[str]]:
    found = settings(**changes).faults_with(markets)
    return {key: [str(text) for text in texts] for key, texts in found.items()}


def test_amounts_and_the_rule_are_read_by_currency():
    found = settings(minimum_order=WRITTEN).minimum_order

    assert found.by_currency[EUR] == Decimal("4.5")
    assert found.by_currency[JPY] is None


def test_what_a_currency_lacks_comes_from_the_shops_own():
    amounts = AmountsByCurrency({GBP: Decimal(4), EUR: Decimal(0), JPY: None})

    found = {currency.code: str(amounts.source(currency, GBP)) for currency in (GBP, EUR, JPY)}

    assert found == {"GBP": "4.00 GBP", "EUR": "0.00 EUR", "JPY": "4.00 GBP"}


def test_a_way_of_delivery_can_say_everything():
    written = {
        "name": "Post",
        "names": {"de": "Deutsche Post", "de_ch": "Die Post"},
        "price": WRITTEN,
        "free_from": {"GBP": 40},
        "countries": ["de", "AT"],
    }

    [(key, found)] = settings(delivery={"post": written}).delivery.items()

    assert key == "post"
    assert found == DeliverySettings(
        name="Post",
        price=AmountsByCurrency({GBP: Decimal(4), EUR: Decimal("4.5"), JPY: None, AED: None, KWD: Decimal("1.250")}),
        free_from=AmountsByCurrency({GBP: Decimal(40)}),
        countries=["DE", "AT"],
        names={"de": "Deutsche Post", "de-CH": "Die Post"},
    )


@pytest.mark.parametrize(
    ("locale", "name"), [("de-CH", "Die Post"), ("de-AT", "Deutsche Post"), ("de", "Deutsche Post"), ("en-GB", "Post")]
)
def test_its_name_is_said_in_the_nearest_language(locale, name):
    way = DeliverySettings("Post", AmountsByCurrency({}), names={"de": "Deutsche Post", "de-CH": "Die Post"})

    assert way.name_in(locale) == name


def test_a_full_set_of_amounts_has_no_faults():
    assert faults(minimum_order=WRITTEN, delivery={"post": {"name": "Post", "price": WRITTEN}}) == {}


def test_a_currency_without_amount_or_rule_is_named_with_its_key():
    found = faults(delivery={"post": {"name": "Post", "price": {"GBP": 4, "EUR": 5}, "free_from": WRITTEN}})

    assert found == {
        "delivery.post.price": [
            'There is no amount in JPY: write one, or JPY = "convert".',
            'There is no amount in AED: write one, or AED = "convert".',
            'There is no amount in KWD: write one, or KWD = "convert".',
        ]
    }


@pytest.mark.parametrize("written", [{"EUR": 5}, {"GBP": "convert", "EUR": 5}, {"GBP": "convert", "EUR": "convert"}])
def test_the_shops_own_amount_is_always_needed(written):
    assert faults(TWO_MARKETS, minimum_order=written) == {
        "minimum_order": ["There is no amount in GBP, the shop’s own currency: write one."]
    }


def test_an_amount_that_its_currency_cannot_pay_is_named():
    found = faults(TWO_MARKETS, minimum_order={"GBP": "40.001", "EUR": 5, "JPY": "0.5"})

    assert found == {
        "minimum_order.GBP": ["40.001 is not an exact amount of GBP."],
        "minimum_order.JPY": ["0.5 is not an exact amount of JPY."],
    }


@pytest.mark.parametrize(
    ("written", "key", "text"),
    [
        ({"GBP": -1}, "minimum_order.GBP", "-1 must be at least 0."),
        ({"GBP": "covnert"}, "minimum_order.GBP", "“covnert” is not a number."),
        ({"GBP": "1e1000000"}, "minimum_order.GBP", "“1e1000000” is not a number."),
        ({"QQQ": 1}, "minimum_order.QQQ", "QQQ is not a currency code."),
        (40, "minimum_order", "This must be a group of named values."),
    ],
)
def test_what_is_no_amount_is_refused(written, key, text):
    with pytest.raises(ValidationError) as fault:
        settings(minimum_order=written)

    assert {key: [str(each) for each in texts] for key, texts in faults_of(fault.value).items()} == {key: [text]}


def test_a_country_that_no_market_sells_to_is_named():
    post = {"name": "Post", "price": WRITTEN, "countries": ["DE", "BR"]}

    assert faults(delivery={"post": post}) == {"delivery.post.countries": ["No market sells to BR."]}


def test_the_fault_stops_the_start_and_names_key_and_currency():
    pricing = {**SHOP["pricing"], "delivery": {"post": {"name": "Post", "price": {"EUR": 4, "CHF": 5}}}}

    with pytest.raises(SettingsFaulty) as fault:
        read_settings({**SHOP, "pricing": pricing}, {})

    assert fault.value.faults == (
        'pricing.delivery.post.price: There is no amount in GBP: write one, or GBP = "convert".',
    )
