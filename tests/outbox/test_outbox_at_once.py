"""Several threads at once: nothing is done twice, and nothing is left."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Lock
from time import sleep
from typing import Any

from sqlalchemy import func, select

from storefront_plugin.events import OrderPaid
from storefront_plugin.loyalty import Loyalty, PointsPerSpend, Program
from storefront_plugin.loyalty.tables import ledger_entries
from storefront_plugin.money import Money
from storefront_plugin.outbox import Outbox
from storefront_plugin.outbox.tables import events, outbox
from storefront_plugin.storage import Database
from storefront_plugin.surveys import Surveys, SurveysSettings
from storefront_plugin.surveys.tables import prompts

MakePaid = Callable[..., OrderPaid]


class Told:
    """What was told, and how often."""

    def __init__(self) -> None:
        self.ids: list[str] = []
        self._lock = Lock()

    def __call__(self, event: OrderPaid) -> None:
        sleep(0.002)
        with self._lock:
            self.ids.append(event.id)


def shop(database: Database, clock: Any, told: Any) -> Outbox:
    loyalty = Loyalty(database, Program((PointsPerSpend(1, Money.of("1.00", "GBP")),)), clock)
    surveys = Surveys(database, SurveysSettings(), clock, "Wren & Kettle")
    within = {"order_paid": {"accrue": loyalty.accrue, "ask": surveys.issue}}
    return Outbox(database, within, {"order_paid": {"tell": told}}, clock)


def at_once(count: int, call: Callable[[int], object]) -> None:
    """Call it in so many threads, all starting together."""
    together = Barrier(count)

    def start(number: int) -> object:
        together.wait()
        return call(number)

    with ThreadPoolExecutor(count) as threads:
        for done in [threads.submit(start, number) for number in range(count)]:
            done.result()


def counts(database: Database) -> list[int]:
    with database.read() as db:
        return [
            db.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (events, ledger_entries, prompts, outbox)
        ]


def test_an_order_told_by_sixteen_at_once_counts_once(database: Database, clock: Any, order_paid: MakePaid) -> None:
    told = Told()
    box = shop(database, clock, told)

    def tell(_: int) -> None:
        with database.write() as db:
            box.publish(db, order_paid())

    at_once(16, tell)

    assert counts(database) == [1, 1, 1, 1]
    assert told.ids == ["order_paid:1042"]


def test_orders_of_one_customer_at_once_are_one_question(database: Database, clock: Any, order_paid: MakePaid) -> None:
    box = shop(database, clock, Told())

    def tell(number: int) -> None:
        with database.write() as db:
            box.publish(db, order_paid(str(number)))

    at_once(8, tell)

    assert counts(database) == [8, 8, 1, 8]


def test_workers_and_publishers_do_nothing_twice(database: Database, clock: Any, order_paid: MakePaid) -> None:
    told = Told()
    box = shop(database, clock, told)
    with database.write() as db:
        for number in range(20):
            box.publish(db, order_paid(f"left-{number}"))
        # As if the publisher had died after its commit.
        db.info["storefront_after_commit"].clear()
    clock.go(minutes=2)

    def work(number: int) -> None:
        if number % 2:
            box.deliver_batch()
            return
        with database.write() as db:
            box.publish(db, order_paid(f"new-{number}"))

    at_once(8, work)

    assert len(told.ids) == 24
    assert len(set(told.ids)) == 24
    with database.read() as db:
        assert db.execute(select(func.count()).where(outbox.c.done_at.is_(None))).scalar_one() == 0


def test_a_within_reaction_left_behind_is_done_once_by_many_workers(
    database: Database, clock: Any, order_paid: MakePaid
) -> None:
    def out_of_order(*_: object) -> None:
        raise RuntimeError

    with database.write() as db:
        broken = Outbox(database, {"order_paid": {"accrue": out_of_order}}, {}, clock)
        for number in range(10):
            broken.publish(db, order_paid(str(number)))
    clock.go(minutes=1)
    box = shop(database, clock, Told())

    at_once(8, lambda _: box.deliver_batch())

    assert counts(database) == [10, 10, 0, 10]
