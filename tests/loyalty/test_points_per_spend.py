"""Points for money spent, in the shop's own currency, and the contract that every rule keeps."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront_plugin.errors import CurrencyMismatch
from storefront_plugin.loyalty import LoyaltyRule, LoyaltySettings, LoyaltyShape, PointsPerSpend, Program, Purchase
from storefront_plugin.money import Currency, Money
from storefront_plugin.shapes import ValidationError, faults_of

RULES: list[LoyaltyRule] = [PointsPerSpend(1, Money.of("1.00", "EUR")), PointsPerSpend(5, Money.of("10.00", "EUR"))]

amounts = st.lists(st.integers(0, 10**9), max_size=5)


def purchase(*amounts: str, currency: str = "EUR") -> Purchase:
    return Purchase(tuple(Money.of(amount, currency) for amount in amounts))


@pytest.mark.parametrize(
    ("spent", "points"), [("49.95", 49), ("1.00", 1), ("0.99", 0), ("0", 0), ("100", 100), ("196000", 196_000)]
)
def test_each_full_step_earns_and_the_rest_does_not(spent: str, points: int) -> None:
    program = Program((RULES[0],))

    assert sum(award.points for award in program.awards(purchase(spent))) == points


def test_the_lines_are_added_before_the_steps_are_counted() -> None:
    assert [award.points for award in Program((RULES[0],)).awards(purchase("0.60", "0.60"))] == [1]


def test_another_currency_is_refused_and_not_taken_for_the_shops() -> None:
    with pytest.raises(CurrencyMismatch):
        RULES[0].award(purchase("1700", currency="ZAR"))


@pytest.mark.parametrize("rule", RULES)
@given(amounts=amounts)
def test_a_rule_gives_whole_points_never_below_zero(rule: LoyaltyRule, amounts: list[int]) -> None:
    bought = Purchase(tuple(Money(amount, Currency.of("EUR")) for amount in amounts))

    award = rule.award(bought)

    assert rule.award(bought) == award
    if award is not None:
        assert type(award.points) is int
        assert award.points >= 0
        assert (award.rule, award.reason) == (rule.kind, rule.reason)


@pytest.mark.parametrize("points", [0, -1, 1.5, True])
def test_a_rule_that_gives_nothing_is_refused(points: Any) -> None:
    with pytest.raises(ValueError, match="whole number"):
        PointsPerSpend(points, Money.of("1.00", "EUR"))


def test_a_step_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="more than nothing"):
        PointsPerSpend(1, Money.zero("EUR"))


def test_two_rules_of_one_kind_are_refused() -> None:
    with pytest.raises(ValueError, match="one kind"):
        Program(tuple(RULES))


def test_settings_make_the_program() -> None:
    settings: LoyaltySettings = LoyaltyShape().load({"points": 2, "per": "5.00", "expiry_days": 30})  # type: ignore[assignment]

    program = settings.program(Currency.of("EUR"))

    assert program == Program((PointsPerSpend(2, Money.of("5.00", "EUR")),), 30)


def test_settings_have_defaults() -> None:
    assert LoyaltyShape().load({}) == LoyaltySettings(True, 1, Decimal("1.00"), None)


def test_switched_off_nothing_is_earned() -> None:
    assert LoyaltySettings(enabled=False).program(Currency.of("EUR")).awards(purchase("100")) == ()


def test_faults_of_settings_are_told_together() -> None:
    with pytest.raises(ValidationError) as refused:
        LoyaltyShape().load({"points": 0, "per": "0", "expiry_days": 0, "point": 1})

    assert set(faults_of(refused.value)) == {"points", "per", "expiry_days", "point"}
