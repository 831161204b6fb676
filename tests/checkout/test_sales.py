"""Sums of sales by market: in each currency as it was paid, and in the shop's own where every order knows its rate."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from sqlalchemy import update

from storefront_plugin import Money, Order, OrderLine
from storefront_plugin.checkout.book import OrderBook
from storefront_plugin.checkout.order import restated
from storefront_plugin.checkout.payments.stripe.sandbox import Status, records
from storefront_plugin.checkout.ports import AttemptState
from storefront_plugin.checkout.refund import RefundWish
from storefront_plugin.checkout.sales import DaySales, GivenBack, sales_by_market
from storefront_plugin.checkout.tables import attempts
from storefront_plugin.host import OrderRate
from storefront_plugin.money import Currency
from tests.checkout.tea_shop import DECLINED

EUR, GBP, JPY = (Currency.of(code) for code in ("EUR", "GBP", "JPY"))
FIRST, LAST = date(2026, 11, 19), date(2026, 11, 21)


def sold(market, day, taken, own, count=1):
    return DaySales(date(2026, 11, day), market, count, taken, own)


def summed(*sold, given_back=()):
    return sales_by_market(sold, given_back, first=FIRST, last=LAST)


def eur(amount):
    return Money.of(amount, "EUR")


def gbp(amount):
    return Money.of(amount, "GBP")


def test_a_market_is_summed_by_currency_and_in_the_shop_s_own():
    [de] = summed(
        sold("de", 19, eur("12.50"), gbp("10.00"), 2),
        sold("de", 21, eur("25.00"), gbp("20.00")),
        sold("de", 21, gbp("5.00"), gbp("5.00")),
    )

    assert (de.count, de.taken, de.own) == (4, [eur("37.50"), gbp("5.00")], gbp("35.00"))


def test_every_day_has_its_place_in_the_chart_also_one_without_sales():
    [de] = summed(sold("de", 19, eur("12.50"), gbp("10.00")), sold("de", 21, eur("25.00"), gbp("20.00")))

    assert [(each.day.day, each.own) for each in de.by_day] == [(19, gbp("10.00")), (20, gbp("0")), (21, gbp("20.00"))]


def test_one_order_of_an_unknown_rate_leaves_its_market_without_a_sum_of_the_shop_s_own():
    [de] = summed(sold("de", 19, eur("12.50"), gbp("10.00")), sold("de", 20, eur("25.00"), None))

    assert (de.own, de.by_day, de.taken) == (None, [], [eur("37.50")])


def test_so_does_a_shop_that_changed_its_own_currency():
    [de] = summed(sold("de", 19, eur("12.50"), gbp("10.00")), sold("de", 20, eur("25.00"), eur("25.00")))

    assert de.own is None


def test_what_went_back_stands_beside_it_also_where_nothing_was_sold():
    found = summed(
        sold("de", 19, eur("12.50"), gbp("10.00")),
        given_back=[GivenBack("de", eur("2.00")), GivenBack("fr", eur("3.00"))],
    )

    assert [(each.market, each.count, each.given_back) for each in found] == [
        ("de", 1, [eur("2.00")]),
        ("fr", 0, [eur("3.00")]),
    ]


def test_what_disputes_took_is_a_figure_of_its_own():
    [de] = summed(given_back=[GivenBack("de", eur("2.00")), GivenBack("de", eur("12.00"), is_lost=True)])

    assert (de.given_back, de.lost) == ([eur("2.00")], [eur("12.00")])


def test_surplus_that_went_back_was_never_sold_and_is_not_taken_off(shop):
    paid = shop.pay(shop.quote())
    shop.refunds.refund(paid.order_reference, RefundWish(amount=eur("5.00")), wish_id="w1")
    surplus = shop.pay(shop.quote(), DECLINED)
    with shop.database.write() as db:
        intent = records.load(db, surplus.payment_id, lock=True)
        records.save(db, replace(intent, status=Status.SUCCEEDED, failure=None))
        db.execute(update(attempts).where(attempts.c.id == surplus.id).values(state="cancelled"))
    assert shop.checkout.settle(surplus.id, payment_id=surplus.payment_id).state is AttemptState.SURPLUS
    assert [row["amount_minor"] for row in shop.rows("refunds")] == [500, 3000]

    [de] = shop.parts[OrderBook].sales_of_markets(1)
    assert (de.taken, de.given_back) == ([eur("30.00")], [eur("5.00")])


def test_the_market_with_most_orders_comes_first():
    found = summed(sold("at", 19, eur("1.00"), gbp("1.00")), sold("de", 19, eur("1.00"), gbp("1.00"), 3))

    assert [each.market for each in found] == ["de", "at"]


# One order in the shop's own currency


def order_of(total, rate=None):
    line = OrderLine("tea", "Tea", 1, total, gbp("10.00"))
    return Order("A1", (line,), total, "de-DE", rate=rate)


def test_an_order_is_restated_by_its_own_rate_without_the_margin():
    rate = OrderRate(GBP, EUR, Decimal("1.25"), FIRST, "ECB", Decimal("0.02"))

    assert restated(order_of(eur("12.75"), rate)) == gbp("10.20")


def test_it_is_rounded_half_up_to_the_shop_s_minor_unit():
    rate = OrderRate(GBP, JPY, Decimal(200), FIRST, "ECB", Decimal(0))

    assert restated(order_of(Money.of("4801", "JPY"), rate)) == gbp("24.01")


def test_an_order_in_the_shop_s_own_currency_is_what_it_is():
    assert restated(order_of(gbp("12.50"))) == gbp("12.50")


def test_an_order_of_another_currency_without_its_rate_is_not_restated():
    assert restated(order_of(eur("12.50"))) is None
