"""A dispute only goes forward; what is lost is gone of the order, its points too, until it is won after all."""

from dataclasses import replace
from itertools import product

import pytest

from storefront_plugin import Money
from storefront_plugin.checkout.book import OrderBook
from storefront_plugin.checkout.dispute import LEGAL, decide_move
from storefront_plugin.checkout.refund import RefundWish
from storefront_plugin.errors import NothingToRefund
from storefront_plugin.events import OrderDisputed
from storefront_plugin.host import Dispute, DisputeState, Order
from storefront_plugin.snapshots import decode, encode
from tests.checkout.tea_shop import DISPUTED, SETTINGS, mounted
from tests.outbox.test_outbox_at_once import at_once

D = DisputeState


def eur(amount):
    return Money.of(amount, "EUR")


@pytest.fixture
def attempt(shop):
    """A paid order's attempt."""
    return shop.pay(shop.quote())


@pytest.fixture
def bank(shop, attempt, monkeypatch):
    """The bank speaks up: it is told with the payment, as Stripe tells it."""
    plain, said = shop.provider.ask, {}

    def ask(payment_id):
        return replace(plain(payment_id), disputes=tuple(said.values()))

    def says(state, amount="30.00", id="dp_1", currency="EUR"):
        said[id] = Dispute(id, state, Money.of(amount, currency), "fraudulent", shop.clock())
        shop.checkout.settle(attempt.id, payment_id=attempt.payment_id)

    monkeypatch.setattr(shop.provider, "ask", ask)
    return says


def points(shop):
    """What moved, the first first."""
    return [row["points"] for row in shop.rows("ledger_entries") if row["points"]]


def left(shop, attempt):
    return shop.refunds.takings(attempt.order_reference).left


def test_every_move_of_a_dispute_is_decided():
    moves = {(one, other) for one, other in product(D, D) if decide_move(one, other)}

    assert set(LEGAL) == set(D)
    assert moves == {
        (D.INQUIRY, D.OPEN),
        (D.INQUIRY, D.WON),
        (D.INQUIRY, D.LOST),
        (D.OPEN, D.WON),
        (D.OPEN, D.LOST),
        (D.WON, D.LOST),
        (D.LOST, D.WON),
    }


@pytest.mark.parametrize(
    ("first", "late"), [(D.LOST, D.OPEN), (D.WON, D.OPEN), (D.OPEN, D.INQUIRY), (D.WON, D.INQUIRY)]
)
def test_old_news_of_a_dispute_changes_nothing(shop, bank, first, late):
    bank(first)
    bank(late)

    assert [row["state"] for row in shop.rows("disputes")] == [first]
    assert [each.state for each in shop.host.disputed] == [first]


def test_what_is_lost_is_gone_of_the_takings_and_never_refundable(shop, attempt, bank):
    bank(D.OPEN)
    assert left(shop, attempt) == eur("30.00")

    bank(D.LOST)

    takings = shop.refunds.takings(attempt.order_reference)
    assert (takings.lost, takings.left) == (eur("30.00"), eur("0.00"))
    with pytest.raises(NothingToRefund):
        shop.refunds.refund(attempt.order_reference, RefundWish(), wish_id="w1")


def test_beside_a_dispute_lost_in_part_the_rest_can_go_back_with_the_rest_of_the_points(shop, attempt, bank):
    bank(D.LOST, "12.00")

    made = shop.refunds.refund(attempt.order_reference, RefundWish(), wish_id="w1")

    assert made.refund.amount == eur("18.00")
    assert (points(shop), left(shop, attempt)) == ([20, -8, -12], eur("0.00"))


@pytest.mark.parametrize(("lost", "parts"), [("12.00", ("2.87", "15.13")), ("29.00", ("0.16", "0.84"))])
def test_the_rest_beside_a_dispute_lost_in_part_goes_back_with_its_part_of_the_taxes(shop, attempt, bank, lost, parts):
    bank(D.LOST, lost)

    [told] = shop.refunds.refund(attempt.order_reference, RefundWish(), wish_id="rest").refund.taxes

    assert (told.amount, told.net) == tuple(map(eur, parts))


def test_a_dispute_over_what_was_refunded_before_leaves_nothing_rather_than_less(shop, attempt, bank):
    shop.refunds.refund(attempt.order_reference, RefundWish(amount=eur("10.00")), wish_id="w1")

    bank(D.LOST)

    assert (left(shop, attempt), sum(points(shop))) == (eur("0.00"), 0)


def test_the_points_of_a_lost_dispute_are_taken_back_once_and_given_back_once_it_is_won_after_all(shop, bank):
    for state in (D.OPEN, D.LOST, D.LOST, D.WON, D.WON):
        bank(state)

    assert points(shop) == [20, -20, 20]
    dossier = shop.parts[OrderBook].dossier(shop.host.placed[0].reference)
    assert [each.kind for each in dossier.happenings].count("order_disputed") == 3
    assert [each.state for each in shop.host.disputed] == [D.OPEN, D.LOST, D.WON]


@pytest.mark.parametrize(
    ("told", "entries"), [((D.LOST, D.WON, D.LOST), [-20, 20, -20]), ((D.WON, D.LOST, D.WON, D.LOST), [-20, 20, -20])]
)
def test_each_decision_is_followed_once_though_one_was_decided_the_same_way_before(shop, attempt, bank, told, entries):
    for state in told:
        bank(state)
        bank(D.OPEN)
        bank(state)

    assert [each.state for each in shop.host.disputed] == list(told)
    assert len({each.decision_id for each in shop.host.disputed}) == len(told)
    assert points(shop) == [20, *entries]
    assert shop.refunds.takings(attempt.order_reference).lost == eur("30.00")
    dossier = shop.parts[OrderBook].dossier(attempt.order_reference)
    assert [each.kind for each in dossier.happenings].count("order_disputed") == len(told)


def test_a_decision_that_many_are_told_of_at_once_is_followed_once(shop, attempt, bank):
    for state in (D.LOST, D.WON, D.LOST):
        bank(state)

    at_once(4, lambda _: bank(D.WON))

    assert [each.state for each in shop.host.disputed] == [D.LOST, D.WON, D.LOST, D.WON]
    assert sum(points(shop)) == 20


def test_a_dispute_of_which_nothing_was_overturned_is_named_and_written_as_before(now):
    told = Dispute("dp_1", D.LOST, eur("30.00"), "fraudulent", now)
    first = OrderDisputed(Order("1042", (), eur("30.00"), "en"), told, now)
    second = replace(first, dispute=replace(told, overturned_count=2))

    assert (first.id, second.id) == ("order_disputed:dp_1:lost", "order_disputed:dp_1:2:lost")
    assert "overturned_count" not in encode(first)["dispute"]
    assert [decode(OrderDisputed, encode(each)) for each in (first, second)] == [first, second]


def test_an_inquiry_that_is_closed_takes_nothing(shop, attempt, bank):
    bank(D.INQUIRY)
    bank(D.WON)

    assert (points(shop), left(shop, attempt)) == ([20], eur("30.00"))


def test_a_dispute_in_another_currency_is_over_all_of_the_payment(shop, attempt, bank):
    bank(D.LOST, "33.00", currency="USD")

    assert (left(shop, attempt), points(shop)) == (eur("0.00"), [20, -20])


def test_what_is_lost_is_a_figure_of_its_own_in_the_sums_of_sales(shop, attempt, bank):
    bank(D.LOST, "12.00")

    [de] = shop.parts[OrderBook].sales_of_markets(1)
    assert (de.market, de.given_back, de.lost) == ("de", [], [eur("12.00")])
    for path in ("", f"/{attempt.order_reference}"):
        text = shop.merchant().get(f"/storefront/dashboard/orders{path}").text
        assert "Lost" in text
        assert "€12.00" in text


def test_notifications_of_a_dispute_late_twice_and_out_of_order_end_alike(shop):
    attempt = shop.pay(shop.quote(), DISPUTED)
    shop.sandbox.decide_dispute(attempt.payment_id, is_won=False)

    for kind in ("closed", "created", "funds_withdrawn", "closed", "created"):
        assert shop.notify(attempt, f"charge.dispute.{kind}").status_code == 200

    assert [each.state for each in shop.host.disputed] == [D.LOST]
    assert points(shop) == [20, -20]


def test_a_dispute_over_less_than_was_authorised_is_over_what_was_captured(database_url, now):
    manual = {**SETTINGS["checkout"], "stripe": {**SETTINGS["checkout"]["stripe"], "capture": "manual"}}
    shop = mounted(database_url, now, {**SETTINGS, "checkout": manual})
    attempt = shop.pay(shop.quote(), DISPUTED)
    shop.checkout.capture(attempt.order_reference, eur("18.00"))
    shop.sandbox.decide_dispute(attempt.payment_id, is_won=False)

    shop.notify(attempt, "charge.dispute.closed")

    assert (points(shop), left(shop, attempt)) == ([20, -8, -12], eur("0.00"))
    shop.database.engine.dispose()
