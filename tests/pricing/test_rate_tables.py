"""What is kept of a fetched table, what is held, and which rates stand while they move little."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from storefront_plugin.errors import RateSourceFailed
from storefront_plugin.money import Currency
from storefront_plugin.pricing.rates.exchange_rate import RateTable
from storefront_plugin.pricing.rates.fetched_table import FetchedTable, Held, decide_table, stood_anew
from storefront_plugin.pricing.rates.settings import RatesSettings

EUR, USD, JPY = (Currency.of(code) for code in ("EUR", "USD", "JPY"))
NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
FRIDAY = date(2026, 11, 20)


def table(usd="1.10", jpy="170", *, as_of: date | None = FRIDAY) -> RateTable:
    return RateTable(EUR, as_of, "ECB", {USD: Decimal(usd), JPY: Decimal(jpy)})


def decided(new: RateTable, last: FetchedTable | None = None, now: datetime = NOW, **settings) -> FetchedTable | None:
    in_force = {currency: last.table.rates[currency] for currency in (USD, JPY)} if last else {}
    return decide_table(new, last, own=EUR, in_force=in_force, settings=RatesSettings(**settings), now=now)


def test_a_first_table_is_kept_and_in_force_at_once():
    kept = decided(table())

    assert (kept.held, kept.effective_at) == (None, NOW)
    assert {currency.code: str(rate.ratio) for currency, rate in kept.standing.items()} == {"USD": "1.10", "JPY": "170"}


def test_a_table_older_than_the_last_is_nothing_new():
    assert decided(table("1.2", as_of=FRIDAY - timedelta(days=1)), decided(table())) is None


def test_a_table_of_the_same_day_with_other_numbers_is_a_correction():
    assert decided(table("1.11"), decided(table())).table.rates[USD] == Decimal("1.11")


@pytest.mark.parametrize("as_of", [None, FRIDAY + timedelta(days=2)])
def test_a_table_of_no_day_or_of_one_to_come_is_refused(as_of):
    with pytest.raises(RateSourceFailed):
        decided(table(as_of=as_of))


def test_a_table_of_tomorrow_is_of_a_place_further_east():
    assert decided(table(as_of=FRIDAY + timedelta(days=1))) is not None


@pytest.mark.parametrize(
    ("usd", "held"), [("1.32", None), ("1.321", Held.MOVED_TOO_FAR), ("0.88", None), ("0.87", Held.MOVED_TOO_FAR)]
)
def test_a_rate_that_moved_by_more_than_a_fifth_holds_the_table(usd, held):
    assert decided(table(usd, as_of=FRIDAY + timedelta(days=1)), decided(table())).held is held


def test_a_rate_that_nobody_pays_in_may_move_as_it_likes():
    new = table("9.99", as_of=FRIDAY + timedelta(days=1))

    kept = decide_table(new, decided(table()), own=EUR, in_force={JPY: Decimal(170)}, settings=RatesSettings(), now=NOW)

    assert kept.held is None


def test_the_first_table_is_compared_with_what_was_in_force_before_it():
    before = {USD: Decimal("1.10"), JPY: Decimal(170)}

    kept = decide_table(table("110"), None, own=EUR, in_force=before, settings=RatesSettings(), now=NOW)

    assert kept.held is Held.MOVED_TOO_FAR


def test_a_table_that_lacks_a_currency_which_the_last_one_had_is_held():
    short = RateTable(EUR, FRIDAY + timedelta(days=1), "ECB", {USD: Decimal("1.10")})

    assert decided(short, decided(table())).held is Held.LACKS_A_CURRENCY
    assert decided(short).held is None


@pytest.mark.parametrize(
    ("now", "effective_at"),
    [
        (datetime(2026, 11, 20, 1, 59, tzinfo=UTC), datetime(2026, 11, 20, 2, tzinfo=UTC)),
        (datetime(2026, 11, 20, 2, tzinfo=UTC), datetime(2026, 11, 21, 2, tzinfo=UTC)),
        (NOW, datetime(2026, 11, 21, 2, tzinfo=UTC)),
    ],
)
def test_a_table_takes_effect_at_the_next_time_of_day_that_was_set(now, effective_at):
    assert decided(table(), now=now, takes_effect_at=time(2)).effective_at == effective_at


# Stability


def days(*dollars: str, stability: str) -> list[str]:
    """What stands after each of these days."""
    last, stands = None, []
    for day, usd in enumerate(dollars):
        new = table(usd, as_of=FRIDAY + timedelta(days=day))
        last = decided(new, last, NOW + timedelta(days=day), stability=Decimal(stability))
        stands.append(str(last.standing[USD].ratio))
    return stands


def test_a_rate_stands_until_it_has_moved_by_more_than_the_band():
    found = days("1.00", "1.01", "1.02", "1.021", "1.03", "1.0005", "1.00", stability="0.02")

    assert found == ["1.00", "1.00", "1.00", "1.021", "1.021", "1.0005", "1.0005"]


def test_small_steps_add_up_from_where_the_rate_stands():
    assert days("1.000", "1.006", "1.012", "1.018", stability="0.01") == ["1.000", "1.000", "1.012", "1.012"]


def test_without_a_band_every_table_moves_it():
    assert days("1.00", "1.01", "1.00", stability="0") == ["1.00", "1.01", "1.00"]


def test_a_rate_that_stands_is_confirmed_by_the_newer_table():
    first = decided(table("1.00"), stability=Decimal("0.02"))
    second = decided(table("1.01", as_of=FRIDAY + timedelta(days=1)), first, stability=Decimal("0.02"))

    standing = second.in_force(EUR)[USD]

    assert (standing.rate.as_of, standing.confirmed_on) == (FRIDAY, FRIDAY + timedelta(days=1))


def test_another_currency_of_the_shop_begins_anew():
    first = decided(table("1.00"), stability=Decimal("0.5"))
    new = table("1.10", as_of=FRIDAY + timedelta(days=1))

    settings = RatesSettings(stability=Decimal("0.5"))
    second = decide_table(new, first, own=USD, in_force={}, settings=settings, now=NOW)

    assert round(second.standing[EUR].ratio, 6) == Decimal("0.909091")


def test_what_stands_is_worked_out_anew_where_a_table_is_passed_over():
    first = decided(table("1.00"), stability=Decimal("0.05"))
    second = decided(table("1.19", as_of=FRIDAY + timedelta(days=1)), first, stability=Decimal("0.05"))
    new = table("1.14", as_of=FRIDAY + timedelta(days=2))
    third = decided(new, second, NOW + timedelta(days=1), stability=Decimal("0.05"))
    assert third.standing[USD].ratio == Decimal("1.19")

    found = stood_anew([replace(second, held=Held.BY_MERCHANT), third], first, Decimal("0.05"))

    assert [each.standing[USD].ratio for each in found] == [Decimal("1.19"), Decimal("1.14")]


def test_a_table_has_one_name_for_its_facts():
    kept = decided(table())

    assert kept.digest == replace(kept, fetched_at=NOW + timedelta(days=1), id=7).digest
    assert kept.digest != decided(table("1.11")).digest
