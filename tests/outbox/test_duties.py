"""What comes round again is done when it is due, by one worker at a time, and sooner again where it failed."""

import logging
import threading
from datetime import timedelta

import pytest

from storefront_plugin.errors import RateSourceFailed
from storefront_plugin.outbox.duties import Duties, Duty, Round

HOUR = timedelta(hours=1)


@pytest.fixture
def done() -> list[str]:
    return []


@pytest.fixture
def duties(database, clock, done):
    def make(do=None, every=HOUR):
        return Duties(database, [Duty("rates", every, do or (lambda: done.append("rates")))], clock)

    return make


def test_a_duty_is_done_at_once_and_then_every_hour(duties, clock, done):
    worker = duties()

    counts = []
    for _ in range(5):
        worker.do_due()
        counts.append(len(done))
        clock.go(minutes=30)

    assert counts == [1, 1, 2, 2, 3]


def test_what_is_done_is_told_by_name(duties):
    worker = duties()

    assert (worker.do_due(), worker.do_due()) == ([Round("rates")], [])


def test_a_duty_that_fails_is_logged_and_tried_again_sooner(duties, clock, done, caplog):
    def fail():
        done.append("tried")
        raise RuntimeError("the feed is silent")

    worker = duties(fail)
    with caplog.at_level(logging.ERROR):
        assert worker.do_due() == [Round("rates", "RuntimeError: the feed is silent")]
    clock.go(minutes=14)
    worker.do_due()
    assert done == ["tried"]
    clock.go(minutes=1)
    worker.do_due()

    assert done == ["tried", "tried"]
    assert "the duty “rates” failed" in caplog.text
    assert "Traceback" in caplog.text


def test_a_fault_that_we_know_is_logged_in_a_line(duties, caplog):
    def fail():
        raise RateSourceFailed(source="ECB", reason="no answer")

    told = duties(fail).do_due()

    reason = "The source of exchange rates “ECB” could not answer: no answer"
    assert told == [Round("rates", reason)]
    assert caplog.messages == [f"the duty “rates” failed; again in 0:15:00: {reason}"]
    assert "Traceback" not in caplog.text


def test_of_many_workers_one_does_it(duties, done):
    start = threading.Barrier(8)
    workers = [duties() for _ in range(8)]

    def work(worker):
        start.wait()
        worker.do_due()

    threads = [threading.Thread(target=work, args=(worker,)) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert done == ["rates"]
