"""Whatever happens to an order, and whenever it is followed: taken back are the points of all that is gone of it."""

from collections.abc import Sequence
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storefront_plugin import reactions
from storefront_plugin.checkout.dispute import follow, losses
from storefront_plugin.events import OrderDisputed, OrderPaid, OrderRefunded, RefundFailed
from storefront_plugin.host import Dispute, DisputeState, Order, OrderLine, Refund, RefundedLine
from storefront_plugin.loyalty import Loyalty, Points
from storefront_plugin.loyalty.records import Happening
from storefront_plugin.loyalty.returned import points_returned
from storefront_plugin.money import Money
from storefront_plugin.outbox import Outbox
from storefront_plugin.storage import Database
from storefront_plugin.surveys import Surveys, SurveysSettings
from tests.clock import Clock
from tests.loyalty.test_points_left_behind import failing

EARNED = 100


def eur(minor: int) -> Money:
    return Money.from_minor(minor, "EUR")


class Life:
    """One order of 100 points, and what its checkout would tell of it; half a point for each 65 cents."""

    def __init__(self, clock: Clock) -> None:
        name = uuid4().hex
        self.clock = clock
        lines = (
            OrderLine("tea", "Tea", 3, eur(2_500), Money.of("20", "GBP")),
            OrderLine("pot", "Pot", 1, eur(5_000), Money.of("40", "GBP")),
        )
        self.order = Order(name, lines, eur(13_000), "en", customer_id=name, shipping=eur(500))
        self.refunds: list[Refund] = []
        self.disputes: dict[str, Dispute] = {}
        self.events: list[Happening] = [OrderPaid(self.order, clock())]

    @property
    def gone(self) -> list[Refund]:
        return [*self.refunds, *losses(self.disputes.values())]

    @property
    def points(self) -> Points:
        """What should be left of the points."""
        return EARNED - points_returned(EARNED, self.order, self.gone)

    def refund(self, minor: int) -> None:
        self._refund(Refund(uuid4().hex, eur(minor), self.clock()))

    def send_back(self, number: int) -> None:
        sku, minor = (("pot", 5_000), ("tea", 2_500))[number % 2]
        self._refund(Refund(uuid4().hex, eur(minor), self.clock(), (RefundedLine(sku, sku, 1, eur(minor)),)))

    def fail(self, number: int) -> None:
        if self.refunds:
            failed = self.refunds.pop(number % len(self.refunds))
            self._tell(RefundFailed(self.order, failed, tuple(self.gone), self.clock()))

    def lose(self, minor: int) -> None:
        self._decide(DisputeState.LOST, minor)

    def win(self, minor: int) -> None:
        self._decide(DisputeState.WON, minor)

    def _refund(self, made: Refund) -> None:
        self._tell(OrderRefunded(self.order, made, tuple(self.gone), self.clock()))
        self.refunds.append(made)

    def _decide(self, state: DisputeState, minor: int) -> None:
        told = Dispute(f"dp_{minor % 2}_{self.order.reference}", state, eur(minor), "fraudulent", self.clock())
        known = self.disputes.pop(told.id, None)
        decided = follow(known, told) if known else told
        if decided:
            self._tell(OrderDisputed(self.order, decided, self.clock(), tuple(self.gone)))
        if now := decided or known:
            self.disputes[told.id] = now

    def _tell(self, event: Happening) -> None:
        self.events.append(event)


def balance(loyalty: Loyalty, life: Life) -> Points:
    return loyalty.account(life.order.reference).balance


def happen(database: Database, loyalty: Loyalty, life: Life) -> None:
    """The latest of it, told at once."""
    event = life.events[-1]
    with database.write() as db:
        loyalty.accrue(db, event) if isinstance(event, OrderPaid) else loyalty.follow(db, event)


@pytest.mark.parametrize(
    ("minors", "entries"),
    [
        ((65, 65), [EARNED, -1, 1]),
        ((195, 195), [EARNED, -1, -2, 2]),
        ((195, 130), [EARNED, -1, -1, 1]),
    ],
)
def test_a_point_that_rounding_took_with_a_later_refund_comes_back_with_the_earlier_one(
    database: Database, loyalty: Loyalty, clock: Clock, minors: Sequence[int], entries: list[Points]
) -> None:
    life = Life(clock)
    happen(database, loyalty, life)
    for minor in minors:
        life.refund(minor)
        happen(database, loyalty, life)

    life.fail(0)
    happen(database, loyalty, life)

    account = loyalty.account(life.order.reference)
    assert [line.entry.points for line in reversed(account.entries)] == entries
    assert [lot.left for lot in account.lots] == [life.points]


def test_a_dispute_takes_and_gives_back_with_each_decision(database: Database, loyalty: Loyalty, clock: Clock) -> None:
    life = Life(clock)
    happen(database, loyalty, life)
    for decide in (life.lose, life.win) * 3:
        decide(6_500)
        happen(database, loyalty, life)
        happen(database, loyalty, life)

    account = loyalty.account(life.order.reference)
    assert [line.entry.points for line in reversed(account.entries)] == [EARNED, *[-50, 50] * 3]
    assert [lot.left for lot in account.lots] == [EARNED]


steps = st.tuples(
    st.sampled_from([Life.refund, Life.send_back, Life.fail, Life.lose, Life.win]),
    st.one_of(st.sampled_from([65, 195]), st.integers(1, 13_000)),
    st.booleans(),
)


@given(is_accrual_left=st.booleans(), story=st.lists(steps, max_size=12))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_was_taken_back_is_what_is_gone_and_told_again_it_changes_nothing(
    database: Database, loyalty: Loyalty, clock: Clock, is_accrual_left: bool, story: list[tuple[object, int, bool]]
) -> None:
    wired = reactions.within(loyalty, Surveys(database, SurveysSettings(enabled=False), clock, "Wren & Kettle"))
    well, ill = Outbox(database, wired, {}, clock), Outbox(database, failing(wired), {}, clock)
    life, told = Life(clock), 0
    for step, number, is_left in [(None, 0, is_accrual_left), *story]:
        clock.go(seconds=1)
        if callable(step):
            step(life, number)
        for event in life.events[told:]:
            with database.write() as db:
                (ill if is_left else well).publish(db, event)
            # What was left to the worker before was followed with it.
            assert is_left or balance(loyalty, life) == life.points
        told = len(life.events)

    clock.go(minutes=1)
    well.deliver_batch(limit=1_000)
    for event in reversed(life.events):
        with database.write() as db:
            loyalty.accrue(db, event) if isinstance(event, OrderPaid) else loyalty.follow(db, event)

    assert balance(loyalty, life) == life.points
    assert [lot.left for lot in loyalty.account(life.order.reference).lots if lot.left] == [life.points] * bool(
        life.points
    )
