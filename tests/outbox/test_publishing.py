"""An event is recorded once, its reactions are run, and what failed is not forgotten."""

import logging
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select

from storefront_plugin.errors import ProviderUnreachable
from storefront_plugin.events import OrderPaid
from storefront_plugin.outbox import Outbox
from storefront_plugin.outbox.queue import read_event
from storefront_plugin.outbox.tables import events, outbox
from storefront_plugin.storage import Database

MakePaid = Callable[..., OrderPaid]


class Flaky:
    """A reaction that fails as often as it is told to, and remembers what it did."""

    def __init__(self, failures: int = 0, fault: Exception | None = None) -> None:
        self.failures = failures
        self.fault = fault or RuntimeError("key sk_live_123 refused")
        self.done: list[str] = []

    def __call__(self, *given: Any) -> None:
        if self.failures:
            self.failures -= 1
            raise self.fault
        self.done.append(given[-1].id)


def make(database: Database, clock: Any, *, within: Any = None, after: Any = None) -> Outbox:
    return Outbox(database, {"order_paid": within or {}}, {"order_paid": after or {}}, clock)


def publish(box: Outbox, database: Database, event: OrderPaid) -> None:
    with database.write() as db:
        box.publish(db, event)


def rows(database: Database) -> list[Any]:
    with database.read() as db:
        return list(db.execute(select(outbox).order_by(outbox.c.id)).all())


def test_an_event_is_read_back_as_it_was_published(database: Database, clock: Any, order_paid: MakePaid) -> None:
    event = order_paid()

    publish(make(database, clock), database, event)

    with database.read() as db:
        assert read_event(db, event.id) == event


def test_an_event_told_again_starts_nothing(database: Database, clock: Any, order_paid: MakePaid) -> None:
    within, after = Flaky(), Flaky()
    box = make(database, clock, within={"within": within}, after={"after": after})

    publish(box, database, order_paid())
    publish(box, database, order_paid())

    assert (within.done, after.done) == (["order_paid:1042"], ["order_paid:1042"])


def test_an_event_of_a_transaction_undone_never_happened(database: Database, clock: Any, order_paid: MakePaid) -> None:
    after = Flaky()
    box = make(database, clock, after={"after": after})

    def sell_and_fail() -> None:
        with database.write() as db:
            box.publish(db, order_paid())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        sell_and_fail()

    assert after.done == []
    assert rows(database) == []


def test_a_reaction_that_fails_undoes_nothing_but_itself(database: Database, clock: Any, order_paid: MakePaid) -> None:
    def half_done(db: Connection, event: OrderPaid) -> None:
        db.execute(insert(outbox).values(event_id=event.id, reaction="half", attempts=0, due_at=clock()))
        raise RuntimeError

    other = Flaky()
    box = make(database, clock, within={"half_done": half_done, "other": other})

    publish(box, database, order_paid())

    assert other.done == ["order_paid:1042"]
    assert [(row.reaction, row.attempts, row.last_error) for row in rows(database)] == [
        ("half_done", 1, "RuntimeError")
    ]


def test_a_reaction_that_failed_within_is_done_by_the_worker(
    database: Database, clock: Any, order_paid: MakePaid
) -> None:
    within = Flaky(failures=2)
    box = make(database, clock, within={"within": within})
    publish(box, database, order_paid())

    assert box.deliver_batch() == 0
    clock.go(minutes=1)
    assert box.deliver_batch() == 1
    assert box.deliver_batch() == 0

    assert within.done == ["order_paid:1042"]
    assert rows(database)[0].done_at == clock()


def test_what_failed_together_and_succeeded_one_by_one_is_told_in_the_log(
    database: Database, clock: Any, order_paid: MakePaid, caplog: pytest.LogCaptureFixture
) -> None:
    within, other = Flaky(failures=1), Flaky()

    publish(make(database, clock, within={"within": within, "other": other}), database, order_paid())

    [told] = caplog.records
    assert (told.levelname, told.getMessage()) == (
        "WARNING",
        "the reactions to order_paid:1042 failed, and succeeded one by one",
    )
    assert told.exc_info is not None
    assert told.exc_info[1] is within.fault
    assert (within.done, rows(database)) == (["order_paid:1042"], [])


def test_a_reaction_that_failed_after_is_done_by_the_worker(
    database: Database, clock: Any, order_paid: MakePaid
) -> None:
    after = Flaky(failures=1)
    box = make(database, clock, after={"after": after})
    publish(box, database, order_paid())

    clock.go(minutes=1)
    box.deliver_batch()

    assert after.done == ["order_paid:1042"]


def test_what_a_dead_process_left_is_done_by_the_worker(database: Database, clock: Any, order_paid: MakePaid) -> None:
    after = Flaky()
    box = make(database, clock, after={"after": after})
    with database.write() as db:
        box.publish(db, order_paid())
        db.info["storefront_after_commit"].clear()

    assert box.deliver_batch() == 0, "the publisher has a minute for itself"
    clock.go(minutes=1)
    assert box.deliver_batch() == 1

    assert after.done == ["order_paid:1042"]


def test_waiting_grows_from_a_minute_to_six_hours(database: Database, clock: Any, order_paid: MakePaid) -> None:
    box = make(database, clock, after={"after": Flaky(failures=99)})
    publish(box, database, order_paid())

    waits = []
    for _ in range(12):
        due_at = rows(database)[0].due_at
        waits.append((due_at - clock()).total_seconds() / 60)
        clock.moment = due_at
        box.deliver_batch()

    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360, 360]


@pytest.mark.parametrize(
    ("fault", "noted"),
    [(RuntimeError("key sk_live_123 refused"), "RuntimeError"), (ProviderUnreachable(), "provider_unreachable")],
)
def test_a_fault_is_noted_without_its_words(
    database: Database, clock: Any, order_paid: MakePaid, fault: Exception, noted: str
) -> None:
    box = make(database, clock, after={"after": Flaky(failures=1, fault=fault)})

    publish(box, database, order_paid())

    assert rows(database)[0].last_error == noted


def test_a_reaction_that_is_no_more_waits_with_a_word_in_the_log(
    database: Database, clock: Any, order_paid: MakePaid, caplog: pytest.LogCaptureFixture
) -> None:
    publish(make(database, clock, after={"gone": Flaky(failures=1)}), database, order_paid())
    clock.go(minutes=1)

    with caplog.at_level(logging.ERROR):
        assert make(database, clock).deliver_batch() == 1

    assert "gone to order_paid:1042" in caplog.text
    assert rows(database)[0].done_at is None


def test_the_lease_of_a_worker_that_died_ends(database: Database, clock: Any, order_paid: MakePaid) -> None:
    class PowerCut(BaseException):
        pass

    after = Flaky(failures=1)
    box = make(database, clock, after={"after": after})
    publish(box, database, order_paid())
    after.failures, after.fault = 1, PowerCut()  # type: ignore[assignment]
    clock.go(minutes=1)
    with pytest.raises(PowerCut):
        box.deliver_batch()

    assert box.deliver_batch() == 0
    clock.go(minutes=10)
    assert box.deliver_batch() == 1

    assert after.done == ["order_paid:1042"]


def test_a_batch_ends_at_its_limit(database: Database, clock: Any, order_paid: MakePaid) -> None:
    after = Flaky(failures=3)
    box = make(database, clock, after={"after": after})
    for reference in ("1", "2", "3"):
        publish(box, database, order_paid(reference))
    clock.go(minutes=1)

    assert [box.deliver_batch(limit=2), box.deliver_batch(limit=2)] == [2, 1]

    assert after.done == ["order_paid:1", "order_paid:2", "order_paid:3"]


def test_two_reactions_of_one_name_are_refused(database: Database, clock: Any) -> None:
    with pytest.raises(ValueError, match="one name"):
        make(database, clock, within={"same": Flaky()}, after={"same": Flaky()})


def test_an_event_that_nothing_reacts_to_is_still_recorded(
    database: Database, clock: Any, order_paid: MakePaid
) -> None:
    publish(Outbox(database, {}, {}, clock), database, order_paid())

    with database.read() as db:
        assert db.execute(select(events.c.id, events.c.recorded_at)).all() == [("order_paid:1042", clock())]
