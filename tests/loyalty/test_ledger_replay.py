"""What entries amount to: lots, the soonest to expire first, and the rows that the field agrees on."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront_plugin.loyalty import Entry, EntryKind, replay

START = datetime(2026, 1, 1, tzinfo=UTC)


def day(number: int) -> datetime:
    return START + timedelta(days=number - 1)


def entry(kind: EntryKind, points: int, on: int, **rest: object) -> Entry:
    return Entry(kind, points, day(on), **rest)  # type: ignore[arg-type]


def accrual(points: int, *, on: int = 1, until: int | None = None, name: str = "") -> Entry:
    return entry(EntryKind.ACCRUAL, points, on, expires_at=day(until) if until else None, id=name)


def redemption(points: int, *, on: int = 20, name: str = "") -> Entry:
    return entry(EntryKind.REDEMPTION, -points, on, id=name)


def reversal(points: int, *, of: str, on: int = 30, name: str = "") -> Entry:
    return entry(EntryKind.REVERSAL, points, on, of=of, id=name)


def expiry(points: int, *, on: int, of: str | None = None) -> Entry:
    return entry(EntryKind.EXPIRY, -points, on, of=of)


def left(entries: list[Entry], *, now: datetime | None = None) -> list[int]:
    return [lot.left for lot in replay(entries, now=now).lots]


def test_points_about_to_expire_are_spent_first() -> None:
    assert left([accrual(50, until=500), accrual(50, until=300), redemption(60)]) == [40, 0]


def test_points_that_never_expire_are_spent_last() -> None:
    assert left([accrual(50), accrual(50, until=300), redemption(60)]) == [40, 0]


def test_the_rest_of_a_lot_expires_and_a_younger_lot_stays() -> None:
    told = [accrual(100, on=1, until=31), accrual(50, on=15), redemption(80, on=20)]

    before, after = replay(told, now=day(30)), replay(told, now=day(31))

    assert (before.balance, after.balance) == (70, 50)
    assert [lot.left for lot in after.lots] == [0, 50]


def test_an_expiry_written_down_changes_no_balance_read() -> None:
    told = [accrual(100, on=1, until=31, name="a"), accrual(50, on=15), redemption(80, on=20)]
    written = [*told, expiry(20, on=31, of="a")]

    assert replay(written).balance == replay(written, now=day(31)).balance == replay(told, now=day(31)).balance == 50
    assert left(written) == [0, 50]


def test_points_live_until_the_day_after_their_last() -> None:
    told = [accrual(10, on=1, until=366)]

    assert replay(told, now=day(366) - timedelta(seconds=1)).balance == 10
    assert replay(told, now=day(366)).balance == 0


def test_a_lot_past_its_expiry_cannot_be_spent_though_nobody_closed_it() -> None:
    told = [accrual(100, on=1, until=31), accrual(50, on=40), redemption(60, on=41)]

    ledger = replay(told, now=day(41))

    assert (ledger.balance, ledger.deficit) == (-10, 10)


def test_a_full_refund_takes_back_what_the_order_earned() -> None:
    assert replay([accrual(49, name="a"), reversal(-49, of="a")]).balance == 0


def test_points_spent_before_the_refund_are_owed() -> None:
    ledger = replay([accrual(50, name="a"), redemption(50), reversal(-50, of="a")])

    assert (ledger.balance, ledger.deficit, [lot.left for lot in ledger.lots]) == (-50, 50, [0])


def test_a_refund_takes_from_its_own_lot_first() -> None:
    told = [accrual(50, until=300, name="soon"), accrual(50, until=500, name="late"), reversal(-30, of="late")]

    assert left(told) == [50, 20]


def test_a_later_accrual_pays_what_is_owed() -> None:
    ledger = replay([accrual(50), redemption(80), accrual(100, on=25)])

    assert (ledger.balance, ledger.deficit, [lot.left for lot in ledger.lots]) == (70, 0, [0, 70])


def test_a_cancelled_redemption_refills_the_lots_it_took_from() -> None:
    told = [accrual(50, until=300), accrual(50, until=500), redemption(60, name="r"), reversal(60, of="r")]

    ledger = replay(told)

    assert [(lot.left, lot.expires_at) for lot in ledger.lots] == [(50, day(300)), (50, day(500))]


def test_points_given_back_keep_their_old_expiry() -> None:
    told = [accrual(50, until=25), redemption(50, on=20, name="r"), reversal(50, of="r", on=30)]

    assert replay(told, now=day(30)).balance == 0


def test_a_cancelled_redemption_frees_what_it_owed() -> None:
    ledger = replay([accrual(50), redemption(80, name="r"), reversal(80, of="r")])

    assert (ledger.balance, ledger.deficit) == (50, 0)


def test_a_point_given_back_beyond_what_was_taken_is_found_with_what_else_was_taken_of_the_accrual() -> None:
    taken = [reversal(-1, of="a", on=21, name="first"), reversal(-2, of="a", on=22)]

    for named in ("first", "a"):
        assert left([accrual(50, name="a"), accrual(9), *taken, reversal(2, of=named)]) == [49, 9]


def test_a_reversal_gives_back_first_what_it_names() -> None:
    told = [accrual(50, name="a"), accrual(30, until=60), redemption(50), redemption(30, on=21, name="r")]
    taken = [reversal(-20, of="a", on=22, name="first"), reversal(30, of="r", on=23), reversal(-10, of="a", on=24)]

    before = replay([*told, *taken])
    after = replay([*told, *taken, reversal(20, of="first")])

    assert (before.deficit, after.deficit) == (20, 0)


def test_splitting_a_refund_changes_no_total() -> None:
    told = [accrual(50, name="a"), redemption(20)]

    whole = replay([*told, reversal(-50, of="a")])
    parts = replay([*told, reversal(-20, of="a", on=30), reversal(-20, of="a", on=31), reversal(-10, of="a", on=32)])

    assert (whole.balance, whole.deficit) == (parts.balance, parts.deficit) == (-20, 20)


def test_a_correction_goes_both_ways() -> None:
    told = [entry(EntryKind.CORRECTION, 30, 1), entry(EntryKind.CORRECTION, -10, 2)]

    assert replay(told).balance == 20


def test_no_entries_are_no_points() -> None:
    ledger = replay([])

    assert (ledger.balance, ledger.lots, ledger.deficit) == (0, (), 0)


@pytest.mark.parametrize("points", [1.5, "3", True, None])
def test_points_are_whole_numbers(points: object) -> None:
    with pytest.raises(ValueError, match="whole number"):
        Entry(EntryKind.ACCRUAL, points, START)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "points"), [(EntryKind.ACCRUAL, -1), (EntryKind.REDEMPTION, 1), (EntryKind.EXPIRY, 1)]
)
def test_the_kind_says_which_way_points_go(kind: EntryKind, points: int) -> None:
    with pytest.raises(ValueError, match="points"):
        Entry(kind, points, START)


days = st.integers(1, 60)
credits = st.builds(
    lambda points, on, life: accrual(points, on=on, until=on + life if life else None),
    st.integers(0, 200),
    days,
    st.one_of(st.none(), st.integers(1, 40)),
)
debits = st.builds(lambda points, on: redemption(points, on=on), st.integers(0, 200), days)
corrections = st.builds(lambda points, on: entry(EntryKind.CORRECTION, points, on), st.integers(-50, 50), days)
ledgers = st.lists(st.one_of(credits, debits, corrections), max_size=20)


def named(entries: list[Entry]) -> list[Entry]:
    """The same entries with an id each, as a database gives them."""
    return [
        Entry(each.kind, each.points, each.occurred_at, id=f"{number:03}", expires_at=each.expires_at)
        for number, each in enumerate(entries)
    ]


@given(ledgers)
def test_the_balance_is_the_sum_of_the_entries(entries: list[Entry]) -> None:
    assert replay(entries).balance == sum(each.points for each in entries)


@given(ledgers, days)
def test_no_lot_is_below_zero_or_above_its_credit(entries: list[Entry], today: int) -> None:
    for lot in replay(entries, now=day(today)).lots:
        assert 0 <= lot.left <= lot.entry.points


@given(ledgers, st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(entries: list[Entry], chance: object) -> None:
    told = named(entries)
    shuffled = told.copy()
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    first, second = replay(told), replay(shuffled)

    assert first.deficit == second.deficit
    assert {lot.entry.id: lot.left for lot in first.lots} == {lot.entry.id: lot.left for lot in second.lots}


@given(ledgers, st.integers(60, 120))
def test_writing_expiries_down_changes_no_balance_read(entries: list[Entry], today: int) -> None:
    told = named(entries)
    lots = zip(replay(told).lots, replay(told, now=day(today)).lots, strict=True)
    lapsed = [lot for lot, today_ in lots if lot.left > today_.left]
    written = [*told, *(expiry(lot.left, on=today, of=lot.entry.id) for lot in lapsed)]

    assert replay(written, now=day(today)).balance == replay(told, now=day(today)).balance == replay(written).balance
    assert left(written) == left(written, now=day(today))
