"""The settings of pricing, and how each fault is named."""

from datetime import time
from decimal import Decimal

import pytest
from marshmallow import ValidationError

from storefront_plugin.errors import SettingsFaulty
from storefront_plugin.money import Money, Rounding
from storefront_plugin.pricing.rates.freshness import PastMaxAge, RatePolicy
from storefront_plugin.pricing.rates.settings import Feed, RatesSettings
from storefront_plugin.pricing.rules.settings import MarketRule
from storefront_plugin.pricing.rules.tax_settings import Same, TaxSettings, TaxShape, laid_over
from storefront_plugin.pricing.settings import PricingSettings, PricingShape, Unit
from storefront_plugin.shapes import faults_of
from tests.pricing.british_shop import AED, EUR, GBP, JPY, MARKETS
from tests.shops import TinyHost, make_app


def test_the_own_currency_is_enough():
    assert PricingShape().load({"currency": "gbp"}) == PricingSettings(
        currency=GBP,
        unit=Unit.MAJOR,
        margin=Decimal(0),
        rounding=Rounding.HALF_UP,
        fixed_rates={},
    )


def test_everything_can_be_said():
    written = {
        "currency": "GBP",
        "unit": "minor",
        "margin": 0.03,
        "rounding": "ceiling",
        "fixed_rates": {"aed": 4.9, "EUR": "1.17"},
        "rules": {
            "jp": {"step": 10, "ending": "mirror", "adjustment": -0.05},
            "de": {"step": "0.05", "ending": -0.01, "floor": 2, "margin": 0.01, "rounding": "half_even"},
        },
        "tax": {"same": "net", "own": {"standard": 0.2}, "markets": {"de": {"standard": 0.19, "reduced": 0.07}}},
        "rates": {
            "feeds": ["forex-python", "ecb"],
            "ecb": "/srv/ecb.xml",
            "stability": 0.01,
            "takes_effect_at": "02:30",
            "max_age_days": 3,
            "past_max_age": "widen",
            "currencies": {"jpy": {"past_max_age": "stop"}},
        },
    }

    assert PricingShape().load(written) == PricingSettings(
        currency=GBP,
        unit=Unit.MINOR,
        margin=Decimal("0.03"),
        rounding=Rounding.CEILING,
        fixed_rates={AED: Decimal("4.9"), EUR: Decimal("1.17")},
        rules={
            "jp": MarketRule(step=Decimal(10), mirrors_ending=True, adjustment=Decimal("-0.05")),
            "de": MarketRule(
                step=Decimal("0.05"),
                ending=Decimal("-0.01"),
                floor=Decimal(2),
                margin=Decimal("0.01"),
                rounding=Rounding.HALF_EVEN,
            ),
        },
        tax=TaxSettings(
            same=Same.NET,
            own={"standard": Decimal("0.2")},
            markets={"de": {"standard": Decimal("0.19"), "reduced": Decimal("0.07")}},
        ),
        rates=RatesSettings(
            feeds=(Feed.FOREX_PYTHON, Feed.ECB),
            ecb="/srv/ecb.xml",
            stability=Decimal("0.01"),
            takes_effect_at=time(2, 30),
            policy=RatePolicy(3, PastMaxAge.WIDEN),
            policies={JPY: RatePolicy(3, PastMaxAge.STOP)},
        ),
    )


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ({}, "currency"),
        ({"currency": "GBX"}, "currency"),
        ({"unit": "pence"}, "unit"),
        ({"margin": "NaN"}, "margin"),
        ({"margin": -0.01}, "margin"),
        ({"margin": 3}, "margin"),
        ({"rounding": "exact"}, "rounding"),
        ({"rounding": "nearest"}, "rounding"),
        ({"fixed_rates": {"AED": 0}}, "fixed_rates.AED"),
        ({"fixed_rates": {"AED": "1e1000000"}}, "fixed_rates.AED"),
        ({"fixed_rates": {"DHS": 4.9}}, "fixed_rates.DHS"),
        ({"fixed_rates": {"GBP": 1}}, "fixed_rates.GBP"),
        ({"fixed_rates": {"EUR": "1e16"}}, "fixed_rates.EUR"),
        ({"fixed_rates": {"EUR": "1e-16"}}, "fixed_rates.EUR"),
        ({"fixed_rates": {"EUR": 1, "eur": 2}}, "fixed_rates"),
        ({"minimum_order": {"GBP": 1, "gbp": 2}}, "minimum_order"),
        ({"rules": {"jp": {"step": 0}}}, "rules.jp.step"),
        ({"rules": {"jp": {"ending": 0.99}}}, "rules.jp.ending"),
        ({"rules": {"jp": {"floor": "-1"}}}, "rules.jp.floor"),
        ({"rules": {"jp": {"adjustment": -2}}}, "rules.jp.adjustment"),
        ({"rules": {"jp": {"rounding": "exact"}}}, "rules.jp.rounding"),
        ({"rules": {"jp": {"endings": -1}}}, "rules.jp.endings"),
        ({"tax": {"same": "price"}}, "tax.same"),
        ({"tax": {"own": {"standard": 20}}}, "tax.own.standard"),
        ({"rates": {"feeds": ["fixer"]}}, "rates.feeds.0"),
        ({"rates": {"max_age_days": 0}}, "rates.max_age_days"),
        ({"rates": {"most_moved": 20}}, "rates.most_moved"),
        ({"rates": {"takes_effect_at": "25:00"}}, "rates.takes_effect_at"),
        ({"rates": {"takes_effect_at": time(2, 30, 15)}}, "rates.takes_effect_at"),
        ({"rates": {"takes_effect_at": 2}}, "rates.takes_effect_at"),
        ({"rates": {"past_max_age": "guess"}}, "rates.past_max_age"),
        ({"rates": {"currencies": {"JPY": {"max_age_days": "3"}}}}, "rates.currencies.JPY.max_age_days"),
        ({"max_rate_age": 3}, "max_rate_age"),
    ],
)
def test_each_fault_is_named_by_its_key(written, named):
    with pytest.raises(ValidationError) as refused:
        PricingShape().load({"currency": "GBP", **written} if written else {})

    [key] = faults_of(refused.value)
    assert key.startswith(named)


def test_a_percentage_that_was_meant_as_one_is_pointed_out():
    with pytest.raises(ValidationError) as refused:
        PricingShape().load({"currency": "GBP", "margin": 3})

    assert str(faults_of(refused.value)["margin"][0]) == "3 would be 300 %: 3 % is written 0.03."


def test_rules_must_fit_the_markets():
    rules = {"jp": MarketRule(step=Decimal("0.5")), "de": MarketRule(step=Decimal("0.05")), "fr": MarketRule()}
    settings = PricingSettings(GBP, rules=rules)

    faults = {key: [str(text) for text in texts] for key, texts in settings.faults_with(MARKETS).items()}

    assert faults == {
        "rules.jp.step": ["0.5 is not an exact amount of JPY."],
        "rules.fr": ["There is no market “fr”."],
    }


@pytest.mark.parametrize(
    ("step", "ending", "fault"),
    [
        ("1", "-0.99", None),
        (None, "-0.05", None),
        ("1", "-1", "An ending of -1 is no less than the step, 1: prices would overtake one another."),
        ("0.50", "-0.51", "An ending of -0.51 is no less than the step, 0.50: prices would overtake one another."),
        (None, "-5", "An ending of -5 is no less than the step, 1: prices would overtake one another."),
    ],
)
def test_an_ending_is_less_than_the_step_or_than_one(step, ending, fault):
    rule = MarketRule(step=None if step is None else Decimal(step), ending=Decimal(ending))

    faults = PricingSettings(GBP, rules={"de": rule}).faults_with(MARKETS)

    assert [str(text) for texts in faults.values() for text in texts] == ([fault] if fault else [])


def test_a_time_of_day_may_be_toml_s():
    written = {"currency": "GBP", "rates": {"takes_effect_at": time(2, 30)}}

    assert PricingShape().load(written).rates.takes_effect_at == time(2, 30)


def test_a_fault_in_one_part_does_not_keep_those_of_the_others_for_later(tmp_path):
    pricing = {
        "currency": "EUR",
        "margin": 3,
        "minimum_order": {"EUR": 40},
        "rules": {"xx": {}, "de": {"step": 0}, "ch": {"ending": -2}},
        "tax": {"same": "price"},
        "lists": {"l": {"market": "mars", "prices": {}}},
    }

    with pytest.raises(SettingsFaulty) as refused:
        make_app(tmp_path, pricing=pricing)

    assert [fault.partition(": ")[0] for fault in refused.value.faults] == [
        "pricing.lists.l.market",
        "pricing.margin",
        "pricing.minimum_order",
        "pricing.minimum_order",
        "pricing.rules.ch.ending",
        "pricing.rules.de.step",
        "pricing.rules.xx",
        "pricing.tax.same",
    ]


@pytest.mark.parametrize("told", [{"own": 0.19}, {"de": 0.19}])
def test_taxes_of_the_shop_s_own_that_are_no_group_are_a_fault_like_any_other(tmp_path, told):
    class Taxed(TinyHost):
        def price_taxes(self):
            return told

    with pytest.raises(SettingsFaulty, match="This must be a group of named values"):
        make_app(tmp_path, host=Taxed(), pricing={"currency": "EUR", "tax": {"own": {"standard": 0.2}}})


def test_the_terms_of_a_market_carry_its_step():
    settings = PricingSettings(GBP, margin=Decimal("0.02"), rules={"jp": MarketRule(step=Decimal(10))})

    terms = {market.key: settings.terms(market).step for market in MARKETS}

    assert terms["jp"] == Money(10, JPY)
    assert terms["de"] is None


def test_the_same_net_price_needs_the_tax_of_each_market_that_shows_it():
    settings = PricingSettings(GBP, tax=TaxSettings(same=Same.NET, markets={"de": {"standard": Decimal("0.19")}}))

    assert list(settings.faults_with(MARKETS)) == [
        "tax.markets.uk",
        "tax.markets.jp",
        "tax.markets.ae",
        "tax.markets.kw",
    ]


def test_the_shop_may_say_its_taxes_itself():
    written = {"same": "net", "own": {"standard": 0.2}, "markets": {"de": {"reduced": 0.07}}}
    told = {"own": {"reduced": Decimal("0.05")}, "de": {"standard": Decimal("0.19"), "reduced": Decimal("0.08")}}

    joined = TaxShape().load(laid_over(written, told))

    assert joined.own == {"standard": Decimal("0.2"), "reduced": Decimal("0.05")}
    assert joined.markets == {"de": {"standard": Decimal("0.19"), "reduced": Decimal("0.08")}}
    assert written["markets"] == {"de": {"reduced": 0.07}}


def test_what_the_shop_says_of_its_taxes_is_checked_as_what_is_written(tmp_path):
    class Taxed(TinyHost):
        def price_taxes(self):
            return {"de": {"standard": Decimal(19)}, "xx": {}}

    with pytest.raises(SettingsFaulty) as refused:
        make_app(tmp_path, host=Taxed())

    assert "pricing.tax.markets.de.standard: 19 would be 1900 %: 3 % is written 0.03." in refused.value.faults
