"""Fetched rates: kept with history, in force from their moment, read by requests, held and let pass by the merchant."""

import logging
import threading
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

import pytest

from storefront_plugin.errors import NoRate, RateSourceFailed, RateTableUnknown
from storefront_plugin.money import Currency, Money
from storefront_plugin.pricing.rates import records
from storefront_plugin.pricing.rates.exchange_rate import RateTable
from storefront_plugin.pricing.rates.fetched_table import Held
from storefront_plugin.pricing.rates.local_rates import LocalRates
from storefront_plugin.pricing.rates.settings import RatesSettings
from storefront_plugin.pricing.rates.sources import FixedRates
from storefront_plugin.pricing.rates.stored_rates import LOOK_AGAIN_AFTER_A_FAULT, Outcome, StoredRates
from storefront_plugin.pricing.service import Pricing
from storefront_plugin.storage import Database
from tests.clock import Clock
from tests.pricing.british_shop import AED, EUR, GBP, JPY, MARKETS, SETTINGS, FakeRates

USD, KWD = Currency.of("USD"), Currency.of("KWD")
DAY = timedelta(days=1)
WANTED = (EUR, JPY, AED, KWD)


@dataclass
class Feed:
    """Says what `told` is, or fails with it."""

    name: str = "ECB"
    told: RateTable | Exception | None = None
    asked: int = field(default=0)

    def fetch(self, base: Currency) -> RateTable | None:
        self.asked += 1
        if isinstance(self.told, Exception):
            raise self.told
        return self.told


def of(day: date, gbp: str = "0.80", jpy: str = "160", source: str = "ECB") -> RateTable:
    return RateTable(EUR, day, source, {GBP: Decimal(gbp), JPY: Decimal(jpy), USD: Decimal("1.1")})


TODAY = date(2026, 11, 21)


@pytest.fixture
def feed() -> Feed:
    return Feed(told=of(TODAY))


@pytest.fixture
def stored(database: Database, clock: Clock, feed: Feed):
    def make(
        *feeds: Feed,
        database: Database = database,
        own: Currency = GBP,
        **settings,
    ):
        return StoredRates(
            database=database,
            local=LocalRates(own, WANTED, (FixedRates(GBP, SETTINGS.fixed_rates), FakeRates())),
            feeds=feeds or (feed,),
            settings=RatesSettings(**settings),
            own=own,
            wanted=WANTED,
            clock=clock,
        )

    return make


def in_force(rates: StoredRates) -> dict[str, tuple[str, str]]:
    return {
        currency.code: (f"{standing.rate.ratio:.4f}", standing.rate.source)
        for currency, standing in rates.in_force().items()
    }


LOCAL = {"EUR": ("1.1993", "fake"), "JPY": ("210.6980", "fake"), "AED": ("4.9000", "fixed by the merchant")}
FETCHED = {"EUR": ("1.2500", "ECB"), "JPY": ("200.0000", "ECB"), "AED": ("4.9000", "fixed by the merchant")}


def test_before_anything_was_fetched_the_snapshot_stands_in(stored, feed):
    assert in_force(stored()) == LOCAL
    assert feed.asked == 0


def test_what_was_fetched_stands_from_then_on_in_every_process(stored):
    rates = stored()

    [refreshed] = rates.refresh()

    assert refreshed.outcome is Outcome.KEPT
    assert in_force(rates) == in_force(stored()) == FETCHED


def test_a_second_fetch_of_the_same_is_unchanged(stored):
    rates = stored()

    assert [rates.refresh()[0].outcome for _ in range(2)] == [Outcome.KEPT, Outcome.UNCHANGED]


def test_a_rehearsal_keeps_nothing(stored):
    rates = stored()

    assert rates.refresh(is_rehearsal=True)[0].outcome is Outcome.KEPT
    assert in_force(rates) == LOCAL


@pytest.mark.parametrize(
    "fault", [RateSourceFailed(source="ECB", reason="no answer"), RateSourceFailed(source="ECB", reason="cut off")]
)
def test_a_feed_that_fails_leaves_the_old_table(stored, feed, fault, caplog):
    rates = stored()
    rates.refresh()
    feed.told = fault

    with caplog.at_level(logging.ERROR):
        [refreshed] = rates.refresh()

    assert (refreshed.outcome, in_force(rates)) == (Outcome.FAILED, FETCHED)
    assert f"the rates stay as they are: {fault}" in caplog.messages
    assert "Traceback" not in caplog.text


def test_the_duty_fails_where_a_feed_failed(stored, feed):
    rates = stored()
    rates.keep_fresh()
    feed.told = RateSourceFailed(source="ECB", reason="no answer")

    with pytest.raises(RateSourceFailed):
        rates.keep_fresh()


def test_an_absurd_table_is_held_until_the_merchant_lets_it_pass(stored, feed, clock):
    rates = stored()
    rates.refresh()
    clock.go(days=1)
    feed.told = of(TODAY + DAY, gbp="0.08")

    [refreshed] = rates.refresh()
    [waiting] = rates.waiting()

    assert (refreshed.outcome, waiting.held, in_force(rates)) == (Outcome.HELD, Held.MOVED_TOO_FAR, FETCHED)
    rates.release(waiting.id)
    assert in_force(rates)["EUR"] == ("12.5000", "ECB")


def test_the_table_after_a_held_one_is_compared_with_the_one_before_it(stored, feed, clock):
    rates = stored()
    rates.refresh()
    for day, gbp in enumerate(("0.08", "0.81"), 1):
        clock.go(days=1)
        feed.told = of(TODAY + day * DAY, gbp=gbp)
        outcome = rates.refresh()[0].outcome

    assert (outcome, in_force(rates)["EUR"][0]) == (Outcome.KEPT, "1.2346")
    assert rates.waiting() == []


def test_a_table_waits_for_its_moment_and_may_be_held_back(stored, feed, clock):
    rates = stored(takes_effect_at=time(2))
    rates.refresh()
    [waiting] = rates.waiting()
    assert (in_force(rates), waiting.effective_at) == (LOCAL, datetime(2026, 11, 22, 2, tzinfo=UTC))
    assert rates.with_waiting(waiting).in_force()[EUR].rate.ratio == Decimal("1.25")

    rates.hold(waiting.id)
    clock.go(days=1)
    assert (in_force(rates), [each.held for each in rates.waiting()]) == (LOCAL, [Held.BY_MERCHANT])

    rates.release(waiting.id)
    assert (in_force(rates), rates.waiting()) == (FETCHED, [])


def test_a_table_that_waits_since_before_the_shop_changed_its_currency_changes_no_rate(stored):
    stored(takes_effect_at=time(2)).refresh()
    now_in_euros = stored(own=EUR)

    [waiting] = now_in_euros.waiting()

    assert now_in_euros.with_waiting(waiting).in_force() == now_in_euros.in_force()


def test_a_table_takes_effect_at_its_moment_although_nobody_does_anything(stored, clock):
    rates = stored(takes_effect_at=time(12, 0, 10))
    rates.refresh()
    assert in_force(rates) == LOCAL

    # Less than the half minute after which it would be looked up anyway.
    clock.go(seconds=10)

    assert in_force(rates) == FETCHED


def test_a_table_in_force_that_is_held_gives_way_to_the_one_before(stored, feed, clock):
    rates = stored()
    rates.refresh()
    clock.go(days=1)
    feed.told = of(TODAY + DAY, gbp="0.75")
    second = rates.refresh()[0]
    assert in_force(rates)["EUR"][0] == "1.3333"

    [newest] = [each for each in _all(rates) if each.table == second.fetched.table]
    rates.hold(newest.id)

    assert in_force(rates) == FETCHED


def _all(rates: StoredRates):
    with rates._database.read() as db:
        return records.tables_since(db, "ECB", TODAY)


def test_what_is_not_there_cannot_be_held(stored):
    for change in (stored().hold, stored().release):
        with pytest.raises(RateTableUnknown):
            change(99)


def test_the_first_feed_that_quotes_a_currency_has_the_say(stored):
    second = Feed("other", RateTable(GBP, TODAY, "other", {EUR: Decimal("1.26"), KWD: Decimal("0.4")}))
    rates = stored(Feed(told=of(TODAY)), second)

    rates.refresh()

    assert in_force(rates) == {**FETCHED, "KWD": ("0.4000", "other")}


def test_a_feed_that_does_not_quote_the_shop_s_currency_is_no_failure(stored):
    assert stored(Feed(told=None)).refresh()[0].outcome is Outcome.NOT_QUOTED


def test_a_snapshot_that_is_newer_than_what_was_fetched_stands(stored, clock):
    rates = stored(Feed(told=of(date(2026, 10, 29))))

    rates.refresh()

    assert in_force(rates) == LOCAL


def test_rates_that_did_not_change_are_the_same_object(stored, clock):
    rates = stored()
    rates.refresh()
    first = rates.in_force()

    clock.go(minutes=5)

    assert rates.in_force() is first


def test_another_process_is_heard_within_half_a_minute(stored, clock):
    ours, theirs = stored(), stored()
    assert in_force(ours) == LOCAL

    theirs.refresh()
    assert in_force(ours) == LOCAL
    clock.go(seconds=30)

    assert in_force(ours) == FETCHED


def test_without_its_tables_the_shop_has_the_prices_of_the_snapshot_and_asks_again_later(
    stored, clock, tmp_path, caplog
):
    empty = Database(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    rates = stored(database=empty)

    with caplog.at_level(logging.WARNING, "storefront_plugin.pricing"):
        assert in_force(rates) == LOCAL
        clock.moment += LOOK_AGAIN_AFTER_A_FAULT - timedelta(seconds=1)
        assert in_force(rates) == LOCAL
        assert caplog.text.count("the rates are not read anew") == 1
        clock.go(seconds=1)
        rates.in_force()
    assert caplog.text.count("the rates are not read anew") == 2
    empty.engine.dispose()


def test_the_first_table_of_all_is_compared_with_the_snapshot(stored):
    rates = stored(Feed(told=of(TODAY, gbp="8500")))

    assert rates.refresh()[0].outcome is Outcome.HELD
    assert in_force(rates) == LOCAL


def test_a_table_without_a_currency_that_is_sold_in_leaves_the_old_one(stored, feed, clock, caplog):
    rates = stored()
    rates.refresh()
    clock.go(days=1)
    feed.told = RateTable(EUR, TODAY + DAY, "ECB", {GBP: Decimal("0.80")})

    with caplog.at_level(logging.WARNING):
        [refreshed] = rates.refresh()

    assert (refreshed.fetched.held, in_force(rates)) == (Held.LACKS_A_CURRENCY, FETCHED)
    assert "is held: lacks" in caplog.text


def test_the_same_held_table_is_kept_once(stored, feed, clock):
    rates = stored()
    rates.refresh()
    clock.go(days=1)
    feed.told = of(TODAY + DAY, gbp="0.08")

    assert [rates.refresh()[0].outcome for _ in range(3)] == [Outcome.HELD, Outcome.UNCHANGED, Outcome.UNCHANGED]
    assert len(rates.waiting()) == 1


def test_a_correction_may_be_taken_back_on_the_same_day(stored, feed):
    rates = stored()
    for gbp in ("0.80", "0.81", "0.80"):
        feed.told = of(TODAY, gbp=gbp)
        assert rates.refresh()[0].outcome is Outcome.KEPT

    assert in_force(rates) == FETCHED


def test_holding_a_table_back_leaves_nothing_of_it_in_the_next(stored, feed, clock):
    rates = stored(takes_effect_at=time(2), stability=Decimal("0.05"))
    for day, gbp in enumerate(("0.800", "0.672", "0.702")):
        feed.told = of(TODAY + day * DAY, gbp=gbp)
        rates.refresh()
        if day == 0:
            clock.go(days=1)
    second, third = rates.waiting()
    assert third.standing[EUR].ratio == second.standing[EUR].ratio

    rates.hold(second.id)
    clock.go(days=1)

    assert in_force(rates)["EUR"][0] == f"{1 / 0.702:.4f}"


def test_a_held_table_of_a_newer_day_waits_beside_one_that_was_fetched_later(stored, feed, clock):
    rates = stored()
    rates.refresh()
    feed.told = of(TODAY + DAY, gbp="0.08")
    rates.refresh()
    feed.told = of(TODAY, gbp="0.81")
    rates.refresh()

    assert [each.table.as_of for each in rates.waiting()] == [TODAY + DAY]


def test_a_feed_with_a_bug_leaves_the_feeds_behind_it_their_turn(stored):
    failing = Feed("buggy", KeyError("rates"))

    outcomes = [each.outcome for each in stored(failing, Feed(told=of(TODAY))).refresh()]

    assert outcomes == [Outcome.FAILED, Outcome.KEPT]


def test_a_clock_that_is_set_back_is_no_reason_to_wait(stored, clock):
    ours, theirs = stored(), stored()
    assert in_force(ours) == LOCAL
    clock.go(hours=-3)

    theirs.refresh()

    assert in_force(ours) == in_force(theirs)


# Look-up by day


def test_a_day_on_which_a_currency_was_missing_has_the_rate_of_the_day_before(stored, feed, clock):
    rates = stored()
    rates.refresh()
    clock.go(days=1)
    feed.told = RateTable(EUR, TODAY + DAY, "ECB", {GBP: Decimal("0.80"), JPY: Decimal("160")})
    rates.refresh()

    assert rates.on(EUR, USD, TODAY + DAY).as_of == TODAY
    assert rates.on(EUR, JPY, TODAY + DAY).as_of == TODAY + DAY


def test_a_weekend_has_the_rate_of_its_friday(stored, feed, clock):
    friday = date(2026, 11, 20)
    feed.told = of(friday)
    rates = stored()
    rates.refresh()

    for day in (friday, friday + DAY, friday + 2 * DAY):
        rate = rates.on(EUR, GBP, day)
        assert (rate.ratio, rate.as_of) == (Decimal("0.80"), friday)
    with pytest.raises(NoRate):
        rates.on(EUR, GBP, friday - DAY)
    with pytest.raises(NoRate):
        rates.on(EUR, AED, friday)


def test_a_cross_rate_is_exact(stored):
    rates = stored()
    rates.refresh()

    assert rates.on(GBP, JPY, TODAY).ratio == Decimal(200)


def test_the_history_has_one_rate_for_each_day(stored, feed, clock):
    rates = stored()
    for day, gbp in enumerate(("0.80", "0.82", "0.50", "0.84")):
        feed.told = of(TODAY + day * DAY, gbp=gbp)
        rates.refresh()
        clock.go(days=1)

    history = rates.history(days=90)

    # That of the third day was held.
    assert [(day.day, f"{ratio:.4f}") for day, ratio in history[EUR]] == [
        (21, "1.2500"),
        (22, "1.2195"),
        (24, "1.1905"),
    ]
    assert history[AED] == []


# At once


def test_many_refreshes_at_once_keep_one_table(stored, database):
    start, outcomes = threading.Barrier(8), []

    def work():
        rates = stored()
        start.wait()
        outcomes.append(rates.refresh()[0].outcome)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert sorted(outcomes) == sorted([Outcome.KEPT] + [Outcome.UNCHANGED] * 7)


def test_prices_follow_the_rates_in_force(stored, feed, clock):
    rates = stored()
    pricing = Pricing(SETTINGS, rates, MARKETS, clock)
    before = pricing.price(Money.of("10.00", GBP), MARKETS[1]).money

    rates.refresh()

    # 10 * 1.25 * 1.02
    assert (before, pricing.price(Money.of("10.00", GBP), MARKETS[1]).money) == (
        Money.of("12.23", EUR),
        Money.of("12.75", EUR),
    )
    assert replace(pricing.use_of(EUR), rate=None).age_days == 0
