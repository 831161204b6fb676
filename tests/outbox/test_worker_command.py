"""`flask storefront worker` does what is due, and ends when it is told to."""

import signal
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from storefront_plugin.commands import StorefrontGroup
from storefront_plugin.errors import DatabaseNotReady
from storefront_plugin.events import OrderPaid
from storefront_plugin.outbox import Outbox
from storefront_plugin.outbox.commands import worker
from storefront_plugin.outbox.duties import Duties
from storefront_plugin.storage import Database
from storefront_plugin.web.parts import EXTENSION, Parts


def run(box: Any, *arguments: str, duties: Any = None) -> Any:
    app = Flask("shop")
    parts = Parts()
    parts[Outbox] = box
    parts[Duties] = duties or Rounds()
    app.extensions[EXTENSION] = parts
    group = StorefrontGroup("storefront", commands=[worker])
    return app.test_cli_runner().invoke(group, ["worker", *arguments])


class Box:
    """An outbox that does what each look at it is told to do."""

    def __init__(self, *looks: Callable[[], int]) -> None:
        self.looks = list(looks)

    def deliver_batch(self, limit: int) -> int:
        return self.looks.pop(0)()


class Rounds:
    """Duties of which these are done each time."""

    def __init__(self, *names: str) -> None:
        self.names = list(names)
        self.rounds = 0

    def do_due(self) -> list[str]:
        self.rounds += 1
        return self.names


def nothing() -> int:
    return 0


def one() -> int:
    return 1


def unreachable() -> int:
    raise DatabaseNotReady from ConnectionError("nobody listens on port 5432")


def terminated() -> int:
    signal.raise_signal(signal.SIGTERM)
    return 1


def test_once_does_what_is_due_and_ends(database: Database, clock: Any, order_paid: Callable[..., OrderPaid]) -> None:
    tries: list[str] = []

    def first_fails(event: OrderPaid) -> None:
        tries.append(event.id)
        if len(tries) == 1:
            raise RuntimeError

    box = Outbox(database, {}, {"order_paid": {"tell": first_fails}}, clock)
    with database.write() as db:
        box.publish(db, order_paid())
    clock.go(minutes=1)

    result = run(box, "--once")

    assert (result.exit_code, result.output) == (0, "Tried 1 deliveries.\n")
    assert len(tries) == 2


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly_after_the_delivery_at_hand(number: signal.Signals) -> None:
    before = signal.getsignal(number)

    def told() -> int:
        signal.raise_signal(number)
        return 1

    box, rounds = Box(one, told, unreachable), Rounds()
    result = run(box, duties=rounds)

    assert result.exit_code == 0
    assert (len(box.looks), rounds.rounds) == (1, 0)
    assert signal.getsignal(number) is before


def test_what_comes_round_again_is_done_after_each_look() -> None:
    rounds = Rounds("refresh rates")

    once = run(Box(nothing), "--once", duties=rounds)
    run(Box(nothing, terminated), "--every", "0.1", duties=rounds)

    assert once.output == "Tried 0 deliveries.\nDone: refresh rates.\n"
    assert rounds.rounds == 2


def test_it_outlives_a_database_that_does_not_answer() -> None:
    box = Box(unreachable, nothing, terminated)

    assert run(box, "--every", "0.1").exit_code == 0
    assert box.looks == []


def test_once_says_that_the_database_does_not_answer_and_why() -> None:
    result = run(Box(unreachable), "--once")

    assert result.exit_code == 1
    assert "the database does not answer, or lacks its tables: nobody listens on port 5432" in result.output
