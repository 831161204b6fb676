"""`flask storefront worker` does what is due, and ends when it is told to."""

import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from storefront_plugin.commands import StorefrontGroup
from storefront_plugin.errors import DatabaseNotReady
from storefront_plugin.events import OrderPaid
from storefront_plugin.outbox import Outbox
from storefront_plugin.outbox.commands import worker
from storefront_plugin.outbox.duties import Duties, Round
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

    def __init__(self, *looks: Callable[[], bool | None]) -> None:
        self.looks = list(looks)

    def deliver_next(self) -> bool | None:
        return self.looks.pop(0)()


class Rounds:
    """Duties of which these come round each time."""

    def __init__(self, *told: Round) -> None:
        self.told = list(told)
        self.rounds = 0

    def do_due(self) -> list[Round]:
        self.rounds += 1
        return self.told


def nothing() -> None:
    return None


def one() -> bool:
    return True


def failed() -> bool:
    return False


def unreachable() -> bool:
    raise DatabaseNotReady from ConnectionError("nobody listens on port 5432")


def terminated() -> bool:
    signal.raise_signal(signal.SIGTERM)
    return True


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

    def told() -> bool:
        signal.raise_signal(number)
        return True

    box, rounds = Box(one, told, unreachable), Rounds()
    result = run(box, duties=rounds)

    assert result.exit_code == 0
    assert (len(box.looks), rounds.rounds) == (1, 0)
    assert signal.getsignal(number) is before


def test_what_comes_round_again_is_done_after_each_look() -> None:
    rounds = Rounds(Round("refresh rates"))

    once = run(Box(nothing), "--once", duties=rounds)
    run(Box(nothing, terminated), "--every", "0.1", duties=rounds)

    assert once.exit_code == 0
    assert once.output == "Tried 0 deliveries.\nDone: refresh rates.\n"
    assert rounds.rounds == 2


def test_once_ends_with_one_and_says_why_where_a_duty_failed() -> None:
    rounds = Rounds(Round("refresh rates", "The feed is silent."), Round("forget quotes"))

    result = run(Box(nothing), "--once", duties=rounds)

    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "Tried 0 deliveries.",
        "Failed, tried again later: refresh rates: The feed is silent.",
        "Done: forget quotes.",
    ]


def test_once_ends_with_one_where_a_delivery_failed() -> None:
    result = run(Box(one, failed, nothing), "--once")

    assert (result.exit_code, result.output) == (1, "Tried 2 deliveries, 1 failed.\n")


def test_it_outlives_a_database_that_does_not_answer() -> None:
    box = Box(unreachable, nothing, terminated)

    assert run(box, "--every", "0.1").exit_code == 0
    assert box.looks == []


def test_once_says_that_the_database_does_not_answer_and_why() -> None:
    result = run(Box(unreachable), "--once")

    assert result.exit_code == 1
    assert "the database does not answer, or lacks its tables: nobody listens on port 5432" in result.output


def test_a_feed_out_of_reach_fails_its_duty(mount: Callable[..., Flask], tmp_path: Path) -> None:
    feed = {"feeds": ["ecb"], "ecb": str(tmp_path / "none.xml")}
    shop = mount(pricing={"currency": "EUR", "rates": feed})

    result = shop.test_cli_runner().invoke(args=["storefront", "worker", "--once"])

    assert result.exit_code == 1
    assert "Failed, tried again later: refresh rates: The source of exchange rates “ECB” could not" in result.stdout
    assert "Done: forget quotes." in result.stdout
