"""What could not be done at once is done in its turn: an order's points are what they would have been."""

from collections.abc import Callable
from dataclasses import replace
from itertools import product
from typing import Any

import pytest

from storefront_plugin import reactions
from storefront_plugin.events import OrderDisputed, OrderPaid, OrderRefunded, RefundFailed
from storefront_plugin.host import Dispute, DisputeState, Order, OrderLine, Refund, RefundedLine
from storefront_plugin.loyalty import Loyalty, Program
from storefront_plugin.money import Money
from storefront_plugin.outbox import Outbox
from storefront_plugin.storage import Database
from storefront_plugin.surveys import Surveys, SurveysSettings
from tests.clock import Clock
from tests.outbox.test_outbox_at_once import at_once


def eur(amount: int) -> Money:
    return Money.of(str(amount), "EUR")


class Story:
    """What happens to one order of 100 points: ten teas, each of 10."""

    def __init__(self, name: str, clock: Clock) -> None:
        lines = (OrderLine("tea", "Tea", 10, eur(12), Money.of("10", "GBP")),)
        self.order = Order(name, lines, eur(120), "en", customer_id=name)
        self.at = clock()

    def paid(self) -> OrderPaid:
        return OrderPaid(self.order, self.at)

    def refund(self, number: int, teas: int) -> Refund:
        lines = (RefundedLine("tea", "Tea", teas, eur(12 * teas)),)
        return Refund(f"rfd_{self.order.reference}_{number}", eur(12 * teas), self.at, lines)

    def refunded(self, refund: Refund, *earlier: Refund) -> OrderRefunded:
        return OrderRefunded(self.order, refund, earlier, self.at)

    def failed(self, refund: Refund, *others: Refund) -> RefundFailed:
        return RefundFailed(self.order, refund, others, self.at)

    def disputed(self, state: DisputeState, *others: Refund) -> OrderDisputed:
        dispute = Dispute(f"dp_{self.order.reference}", state, eur(120), "fraudulent", self.at)
        return OrderDisputed(self.order, dispute, self.at, others)


def one_refund(story: Story) -> list[Any]:
    return [story.paid(), story.refunded(story.refund(1, teas=2))]


def two_refunds_of_which_one_fails(story: Story) -> list[Any]:
    first, second = story.refund(1, teas=4), story.refund(2, teas=3)
    return [story.paid(), story.refunded(first), story.refunded(second, first), story.failed(first, second)]


def a_dispute_that_is_won_after_all(story: Story) -> list[Any]:
    refund = story.refund(1, teas=2)
    lost, won = story.disputed(DisputeState.LOST, refund), story.disputed(DisputeState.WON, refund)
    return [story.paid(), story.refunded(refund), lost, won]


@pytest.mark.parametrize(
    ("story", "entries"),
    [
        (one_refund, [100, -20]),
        (two_refunds_of_which_one_fails, [100, -40, -30, 40]),
        (a_dispute_that_is_won_after_all, [100, -20, -80, 80]),
    ],
)
def test_whatever_is_left_to_the_worker_the_entries_are_the_same(
    database: Database, loyalty: Loyalty, clock: Clock, story: Callable[[Story], list[Any]], entries: list[int]
) -> None:
    wired = reactions.within(loyalty, Surveys(database, SurveysSettings(enabled=False), clock, "Wren & Kettle"))
    well, ill = Outbox(database, wired, {}, clock), Outbox(database, failing(wired), {}, clock)
    every_way = list(product([well, ill], repeat=len(entries)))

    for number, way in enumerate(every_way):
        for box, event in zip(way, story(Story(f"order-{number}", clock)), strict=True):
            with database.write() as db:
                box.publish(db, event)
    clock.go(minutes=1)
    well.deliver_batch(limit=1_000)

    written = [loyalty.account(f"order-{number}").entries for number in range(len(every_way))]
    assert [[line.entry.points for line in reversed(lines)] for lines in written] == [entries] * len(every_way)


def test_what_happened_later_waits_its_turn(database: Database, loyalty: Loyalty, clock: Clock) -> None:
    paid, first, second, _ = two_refunds_of_which_one_fails(Story("1042", clock))
    wired = reactions.within(loyalty, Surveys(database, SurveysSettings(enabled=False), clock, "Wren & Kettle"))
    ill = Outbox(database, failing(wired), {}, clock)
    with database.write() as db:
        loyalty.accrue(db, paid)
        ill.publish(db, first)
        ill.publish(db, second)
        loyalty.follow(db, first)

    assert loyalty.account("1042").balance == 60


def test_what_another_order_left_stays_with_the_worker(database: Database, loyalty: Loyalty, clock: Clock) -> None:
    wired = reactions.within(loyalty, Surveys(database, SurveysSettings(enabled=False), clock, "Wren & Kettle"))
    other, [paid, refunded] = Story("104", clock).paid(), one_refund(Story("1042", clock))
    # The refunded order's reference stands somewhere in it.
    other = replace(other, order=replace(other.order, locale="1042"))
    with database.write() as db:
        Outbox(database, failing(wired), {}, clock).publish(db, other)
        loyalty.accrue(db, paid)
        loyalty.follow(db, refunded)

    assert (loyalty.account("104").balance, loyalty.account("1042").balance) == (0, 80)


def test_an_order_from_before_the_program_earns_nothing_by_its_refund(
    database: Database, loyalty: Loyalty, clock: Clock
) -> None:
    surveys = Surveys(database, SurveysSettings(enabled=False), clock, "Wren & Kettle")
    before = Outbox(database, reactions.within(Loyalty(database, Program(), clock), surveys), {}, clock)
    paid, refunded = one_refund(Story("1042", clock))
    with database.write() as db:
        before.publish(db, paid)
    with database.write() as db:
        Outbox(database, reactions.within(loyalty, surveys), {}, clock).publish(db, refunded)

    assert loyalty.account("1042").entries == ()


def test_refunds_at_once_take_what_they_take_one_by_one(database: Database, loyalty: Loyalty, clock: Clock) -> None:
    story = Story("1042", clock)
    refunds = [story.refund(number, teas=1) for number in range(8)]
    with database.write() as db:
        loyalty.accrue(db, story.paid())

    def give_back(number: int) -> None:
        with database.write() as db:
            loyalty.follow(db, story.refunded(refunds[number], *refunds[:number]))

    at_once(8, give_back)

    assert loyalty.account("1042").balance == 20


def failing(wired: Any) -> Any:
    """The same reactions by name, none of which succeeds."""

    def refuse(*_: object) -> None:
        raise RuntimeError

    return {kind: dict.fromkeys(named, refuse) for kind, named in wired.items()}
