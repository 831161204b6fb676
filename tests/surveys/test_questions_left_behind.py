"""A question that could not be issued at once: whoever was given everything back by then, or disputes, has none."""

from collections.abc import Callable, Sequence
from itertools import product

import pytest

from storefront_plugin import reactions
from storefront_plugin.events import Event, OrderDisputed, OrderPaid, OrderRefunded
from storefront_plugin.host import Dispute, DisputeState, Refund
from storefront_plugin.loyalty import Loyalty, Program
from storefront_plugin.money import Money
from storefront_plugin.outbox import Outbox
from storefront_plugin.storage import Database
from storefront_plugin.surveys import PromptState, Surveys, SurveysSettings
from tests.clock import Clock
from tests.loyalty.test_points_left_behind import failing
from tests.outbox.test_outbox_at_once import at_once

MakePaid = Callable[..., OrderPaid]
Story = Callable[[OrderPaid], Sequence[Event]]


def given_back(*amounts: str) -> Story:
    def story(paid: OrderPaid) -> list[Event]:
        order, at = paid.order, paid.occurred_at
        gone = tuple(
            Refund(f"rfd_{order.reference}_{number}", Money.of(each, "GBP"), at) for number, each in enumerate(amounts)
        )
        return [paid, *(OrderRefunded(order, refund, gone[:number], at) for number, refund in enumerate(gone))]

    return story


def disputed(state: DisputeState) -> Story:
    def story(paid: OrderPaid) -> list[Event]:
        dispute = Dispute(f"dp_{paid.order.reference}", state, paid.order.total, "fraudulent", paid.occurred_at)
        return [paid, OrderDisputed(paid.order, dispute, paid.occurred_at)]

    return story


class Box:
    """An outbox of the wired reactions, and another in which none succeeds."""

    def __init__(self, database: Database, surveys: Surveys, clock: Clock) -> None:
        wired = reactions.within(Loyalty(database, Program(), clock), surveys)
        self.database, self.surveys, self.clock = database, surveys, clock
        self.well, self.ill = Outbox(database, wired, {}, clock), Outbox(database, failing(wired), {}, clock)

    def publish(self, outbox: Outbox, event: Event) -> None:
        with self.database.write() as db:
            outbox.publish(db, event)

    def deliver_later(self) -> None:
        self.clock.go(minutes=1)
        self.well.deliver_batch(limit=1_000)

    def question_about(self, reference: str) -> PromptState | None:
        prompt = self.surveys.prompt_for(reference)
        return prompt and prompt.state


@pytest.fixture
def box(database: Database, surveys: Surveys, clock: Clock) -> Box:
    return Box(database, surveys, clock)


@pytest.mark.parametrize(
    ("story", "states"),
    [
        (given_back("10.00"), {None, PromptState.LAPSED}),
        (given_back("4.00", "6.00"), {None, PromptState.LAPSED}),
        (disputed(DisputeState.OPEN), {None, PromptState.LAPSED}),
        (disputed(DisputeState.LOST), {None, PromptState.LAPSED}),
        (given_back("9.99"), {PromptState.ISSUED}),
    ],
    ids=["a whole refund", "whole in parts", "an open dispute", "a lost dispute", "a partial refund"],
)
def test_whatever_is_left_to_the_worker_nobody_is_asked_after_trouble(
    box: Box, order_paid: MakePaid, story: Story, states: set[PromptState | None]
) -> None:
    every_way = list(product([box.well, box.ill], repeat=len(story(order_paid()))))

    for number, way in enumerate(every_way):
        for outbox, event in zip(way, story(order_paid(f"{number}", customer_id=None)), strict=True):
            box.publish(outbox, event)
    box.deliver_later()

    assert {box.question_about(f"{number}") for number in range(len(every_way))} == states


@pytest.mark.parametrize("story", [given_back("10.00"), disputed(DisputeState.OPEN)], ids=["refunded", "disputed"])
def test_who_could_not_have_been_asked_at_the_refund_is_not_asked_after_it_either(
    box: Box, order_paid: MakePaid, story: Story
) -> None:
    off = Box(box.database, Surveys(box.database, SurveysSettings(enabled=False), box.clock, "Wren"), box.clock)
    [paid, trouble] = story(order_paid())
    box.publish(box.ill, paid)
    off.publish(off.well, trouble)

    box.deliver_later()
    box.publish(box.well, trouble)
    box.publish(box.well, paid)

    assert (box.question_about("1042"), box.surveys.report(paid.occurred_at).issued) == (None, 0)


def test_what_another_order_left_is_still_asked_about(box: Box, order_paid: MakePaid) -> None:
    box.publish(box.ill, order_paid("104", customer_id=None))
    for event in given_back("10.00")(order_paid("1042", customer_id=None)):
        box.publish(box.well, event)

    box.deliver_later()

    assert box.question_about("104") is PromptState.ISSUED


def test_a_refund_at_the_moment_of_the_question_leaves_nobody_asked(box: Box, order_paid: MakePaid) -> None:
    stories = [given_back("10.00")(order_paid(f"{number}", customer_id=None)) for number in range(12)]
    for paid, _ in stories:
        box.publish(box.ill, paid)
    box.clock.go(minutes=1)

    def deliver_or_refund(number: int) -> None:
        if number < 4:
            box.well.deliver_batch()
            return
        for _, refunded in stories[number - 4 :: 4]:
            box.publish(box.well, refunded)

    at_once(8, deliver_or_refund)

    assert {box.question_about(f"{number}") for number in range(12)} <= {None, PromptState.LAPSED}
