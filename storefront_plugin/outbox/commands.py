"""`flask storefront worker`: does what is left to do, until it is told to stop."""

from __future__ import annotations

import logging
import signal
import threading

import click
from flask.cli import with_appcontext

from storefront_plugin.errors import DatabaseNotReady
from storefront_plugin.outbox.duties import Duties
from storefront_plugin.outbox.service import Outbox
from storefront_plugin.web.parts import part

log = logging.getLogger(__name__)

_LONGEST_SECONDS = 3600


def _a_while(_: click.Context, __: click.Parameter, seconds: float) -> float:
    # Written so that no NaN passes.
    if not 0.1 <= seconds <= _LONGEST_SECONDS:
        raise click.BadParameter(f"{seconds} is not from 0.1 to {_LONGEST_SECONDS}.")
    return seconds


@click.command("worker")
@click.option("--once", is_flag=True, help="Do what is due now, then end.")
@click.option("--every", default=5.0, show_default=True, callback=_a_while, help="Seconds between looks.")
@with_appcontext
def worker(once: bool, every: float) -> None:
    """Deliver what waits in the outbox, and do what is due; SIGTERM and Ctrl-C end it after what is at hand.

    What fails is tried again later. With --once, as from cron, exit with 1 where something failed.
    """
    outbox, duties = part(Outbox), part(Duties)
    stop = threading.Event()
    before = {number: signal.signal(number, lambda *_: stop.set()) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        if once:
            raise SystemExit(not _is_done(outbox, duties, stop))
        while not stop.is_set():
            try:
                _drain(outbox, stop)
                if not stop.is_set():
                    duties.do_due()
            except DatabaseNotReady:
                log.warning("the database does not answer; looking again in %s seconds", every)
            stop.wait(every)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _is_done(outbox: Outbox, duties: Duties, stop: threading.Event) -> bool:
    """Do what is due, and tell of it; whether all of it succeeded."""
    delivered = _drain(outbox, stop)
    failed = delivered.count(False)
    click.echo(f"Tried {len(delivered)} deliveries{f', {failed} failed' if failed else ''}.")
    rounds = duties.do_due()
    for each in rounds:
        click.echo(f"Failed, tried again later: {each.name}: {each.fault}" if each.fault else f"Done: {each.name}.")
    return not failed and not any(each.fault for each in rounds)


def _drain(outbox: Outbox, stop: threading.Event) -> list[bool]:
    """Of each delivery that was due, whether it succeeded."""
    tried = []
    # One at a time, so that a signal is heard between two deliveries.
    while not stop.is_set() and (succeeded := outbox.deliver_next()) is not None:
        tried.append(succeeded)
    return tried
