"""The settings of pricing, and how each fault is named."""

from decimal import Decimal

import pytest
from marshmallow import ValidationError

from storefront_plugin.money import Money, Rounding
from storefront_plugin.pricing.settings import PricingSettings, PricingShape, Unit
from storefront_plugin.shapes import faults_of
from tests.pricing.british_shop import AED, EUR, GBP, JPY, MARKETS


def test_the_own_currency_is_enough():
    assert PricingShape().load({"currency": "gbp"}) == PricingSettings(
        currency=GBP,
        unit=Unit.MAJOR,
        margin=Decimal(0),
        rounding=Rounding.HALF_UP,
        fixed_rates={},
        steps={},
        max_rate_age_days=45,
    )


def test_everything_can_be_said():
    written = {
        "currency": "GBP",
        "unit": "minor",
        "margin": 0.03,
        "rounding": "ceiling",
        "fixed_rates": {"aed": 4.9, "EUR": "1.17"},
        "steps": {"jp": 10, "de": "0.05"},
        "max_rate_age_days": 3,
    }

    assert PricingShape().load(written) == PricingSettings(
        currency=GBP,
        unit=Unit.MINOR,
        margin=Decimal("0.03"),
        rounding=Rounding.CEILING,
        fixed_rates={AED: Decimal("4.9"), EUR: Decimal("1.17")},
        steps={"jp": Decimal(10), "de": Decimal("0.05")},
        max_rate_age_days=3,
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
        ({"steps": {"jp": 0}}, "steps.jp"),
        ({"max_rate_age_days": 0}, "max_rate_age_days"),
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


def test_steps_must_fit_the_markets():
    settings = PricingSettings(GBP, steps={"jp": Decimal("0.5"), "de": Decimal("0.05"), "fr": Decimal(1)})

    faults = {key: [str(text) for text in texts] for key, texts in settings.faults_with(MARKETS).items()}

    assert faults == {
        "steps.jp": ["0.5 is not an exact amount of JPY."],
        "steps.fr": ["There is no market “fr”."],
    }


def test_the_terms_of_a_market_carry_its_step():
    settings = PricingSettings(GBP, margin=Decimal("0.02"), steps={"jp": Decimal(10)})

    terms = {market.key: settings.terms(market).step for market in MARKETS}

    assert terms["jp"] == Money(10, JPY)
    assert terms["de"] is None
