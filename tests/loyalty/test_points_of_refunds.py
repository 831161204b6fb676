"""Points go back with the goods: each refund once, in parts as at once, never more than was earned."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront_plugin.events import OrderDisputed, OrderPaid, OrderRefunded, RefundFailed
from storefront_plugin.host import Dispute, DisputeState, Order, OrderLine, Refund, RefundedLine
from storefront_plugin.loyalty import Loyalty
from storefront_plugin.loyalty.returned import points_returned, share_returned
from storefront_plugin.money import Money
from storefront_plugin.storage import Database
from tests.clock import Clock

MakePaid = Callable[..., OrderPaid]


def eur(amount: str) -> Money:
    return Money.of(amount, "EUR")


def gbp(amount: str) -> Money:
    return Money.of(amount, "GBP")


@pytest.fixture
def paid(clock: Clock) -> OrderPaid:
    """100 points: three teas of 20 GBP, a pot of 40; 5.00 EUR for the post."""
    lines = (OrderLine("tea", "Tea", 3, eur("25"), gbp("20")), OrderLine("pot", "Pot", 1, eur("50"), gbp("40")))
    order = Order("1042", lines, eur("130"), "en", customer_id="ada", shipping=eur("5"))
    return OrderPaid(order, clock())


def of_lines(id: str, clock: Clock, **quantities: int) -> Refund:
    price = {"tea": 25, "pot": 50}
    lines = tuple(RefundedLine(sku, sku, n, eur(str(price[sku] * n))) for sku, n in quantities.items())
    return Refund(id, eur(str(sum(price[sku] * n for sku, n in quantities.items()))), clock(), lines)


def refunded(paid: OrderPaid, refund: Refund, *earlier: Refund) -> OrderRefunded:
    return OrderRefunded(paid.order, refund, earlier, paid.occurred_at + timedelta(days=1))


def happen(database: Database, loyalty: Loyalty, *events: Any) -> None:
    for event in events:
        with database.write() as db:
            (loyalty.accrue if isinstance(event, OrderPaid) else loyalty.follow)(db, event)


def points(loyalty: Loyalty) -> list[int]:
    return [line.entry.points for line in reversed(loyalty.account("ada").entries)]


def test_a_line_takes_its_points_along(database: Database, loyalty: Loyalty, paid: OrderPaid, clock: Clock) -> None:
    happen(database, loyalty, paid, refunded(paid, of_lines("rfd_1", clock, tea=1)))

    account = loyalty.account("ada")
    assert (account.balance, points(loyalty)) == (80, [100, -20])
    [latest, first] = account.entries
    assert (latest.entry.of, latest.entry.source.kind) == (first.entry.id, "refund")  # type: ignore[union-attr]
    assert str(latest.reason) == "For goods that were refunded"


def test_a_refund_told_again_takes_nothing_more(
    database: Database, loyalty: Loyalty, paid: OrderPaid, clock: Clock
) -> None:
    refund = refunded(paid, of_lines("rfd_1", clock, tea=1))

    happen(database, loyalty, paid, refund, refund)

    assert points(loyalty) == [100, -20]


def test_shipping_takes_no_points(database: Database, loyalty: Loyalty, paid: OrderPaid, clock: Clock) -> None:
    shipping = Refund("rfd_1", eur("5"), clock(), shipping=eur("5"))

    happen(database, loyalty, paid, refunded(paid, shipping))

    assert points(loyalty) == [100]


def test_an_amount_takes_its_part_of_everything(
    database: Database, loyalty: Loyalty, paid: OrderPaid, clock: Clock
) -> None:
    happen(database, loyalty, paid, refunded(paid, Refund("rfd_1", eur("13"), clock())))

    assert points(loyalty) == [100, -10]


def test_all_of_an_order_takes_all_of_its_points(
    database: Database, loyalty: Loyalty, paid: OrderPaid, clock: Clock
) -> None:
    first, second = of_lines("rfd_1", clock, tea=1), Refund("rfd_2", eur("7"), clock())
    rest = Refund("rfd_3", eur("98"), clock())

    happen(
        database,
        loyalty,
        paid,
        refunded(paid, first),
        refunded(paid, second, first),
        refunded(paid, rest, first, second),
    )

    assert sum(points(loyalty)) == 0


def test_refunds_that_are_told_in_another_order_take_as_much(
    database: Database, loyalty: Loyalty, paid: OrderPaid, clock: Clock
) -> None:
    first, second = of_lines("rfd_1", clock, tea=1), of_lines("rfd_2", clock, pot=1)

    happen(database, loyalty, paid, refunded(paid, second, first), refunded(paid, first))

    assert points(loyalty) == [100, -60]


def test_a_guest_and_an_order_that_earned_nothing_lose_nothing(
    database: Database, loyalty: Loyalty, paid: OrderPaid, clock: Clock
) -> None:
    guest = replace(paid, order=replace(paid.order, customer_id=None))

    happen(database, loyalty, guest, refunded(guest, of_lines("rfd_1", clock, tea=1)))

    assert points(loyalty) == []


def test_a_refund_that_failed_gives_the_points_back_once(
    database: Database, loyalty: Loyalty, paid: OrderPaid, clock: Clock
) -> None:
    lost, stands = of_lines("rfd_1", clock, tea=2), of_lines("rfd_2", clock, pot=1)
    failed = RefundFailed(paid.order, lost, (stands,), paid.occurred_at + timedelta(days=9))

    happen(database, loyalty, paid, refunded(paid, lost), refunded(paid, stands, lost), failed, failed)

    assert points(loyalty) == [100, -40, -40, 40]
    assert loyalty.account("ada").balance == 60


def test_the_points_go_from_those_that_the_order_brought(
    database: Database, loyalty: Loyalty, paid: OrderPaid, clock: Clock
) -> None:
    # Its points lapse sooner, and would be spent first.
    older = OrderPaid(replace(paid.order, reference="1041"), paid.occurred_at - timedelta(days=10))

    happen(database, loyalty, older, paid, refunded(paid, of_lines("rfd_1", clock, tea=1)))

    assert [lot.left for lot in loyalty.account("ada").lots] == [100, 80]


def test_a_preview_says_how_many_points_would_go(
    database: Database, loyalty: Loyalty, paid: OrderPaid, clock: Clock
) -> None:
    first = of_lines("rfd_1", clock, tea=1)
    happen(database, loyalty, paid, refunded(paid, first))

    assert loyalty.would_take_back(paid.order, of_lines("rfd_2", clock, pot=1), [first]) == 40
    assert points(loyalty) == [100, -20]


def disputed(paid: OrderPaid, state: DisputeState, *others: Refund) -> OrderDisputed:
    at = paid.occurred_at + timedelta(days=9)
    return OrderDisputed(paid.order, Dispute("dp_1", state, eur("130"), "fraudulent", at), at, others)


def test_a_lost_dispute_takes_what_a_refund_of_its_amount_would_and_a_won_one_gives_it_back(
    database: Database, loyalty: Loyalty, paid: OrderPaid, clock: Clock
) -> None:
    lost, won = disputed(paid, DisputeState.LOST), disputed(paid, DisputeState.WON)

    happen(database, loyalty, paid, disputed(paid, DisputeState.OPEN), lost, lost)
    assert (points(loyalty), str(loyalty.account("ada").entries[0].reason)) == (
        [100, -100],
        "For a payment that your bank took back",
    )

    happen(database, loyalty, won, won, lost)
    assert points(loyalty) == [100, -100, 100]


def test_a_dispute_over_what_was_refunded_before_takes_and_gives_back_the_rest_alone(
    database: Database, loyalty: Loyalty, paid: OrderPaid, clock: Clock
) -> None:
    refund = of_lines("rfd_1", clock, tea=1)

    happen(database, loyalty, paid, refunded(paid, refund), disputed(paid, DisputeState.LOST, refund))
    happen(database, loyalty, disputed(paid, DisputeState.WON, refund))

    assert points(loyalty) == [100, -20, -80, 80]


def test_a_dispute_that_was_won_at_once_moves_no_points(
    database: Database, loyalty: Loyalty, paid: OrderPaid, clock: Clock
) -> None:
    happen(database, loyalty, paid, disputed(paid, DisputeState.WON))

    assert points(loyalty) == [100]


@given(earned=st.integers(0, 999), cuts=st.lists(st.integers(1, 5_000), max_size=6))
def test_a_refund_in_parts_takes_what_it_takes_at_once(earned: int, cuts: list[int]) -> None:
    at = datetime(2026, 11, 21, 12, tzinfo=UTC)
    line = OrderLine("tea", "Tea", 1, eur("99"), gbp("80"))
    order = Order("1042", (line,), eur("99"), "en")
    left, parts = 9_900, []
    for cut in cuts:
        if minor := min(cut, left):
            parts.append(Refund(f"rfd_{len(parts)}", Money.from_minor(minor, "EUR"), at))
            left -= minor
    taken = [points_returned(earned, order, parts[: n + 1]) for n in range(len(parts))]

    assert taken == sorted(taken)
    assert all(0 <= each <= earned for each in taken)
    assert share_returned(order, parts) == Fraction(9_900 - left, 9_900)
    if not left:
        assert taken[-1] == earned
