"""Whether histories may happen in an app: it has the sandbox, a clock to be moved on, and a database for them alone."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import inspect, select

from storefront_plugin.checkout.payments.stripe.sandbox import Sandbox
from storefront_plugin.checkout.tables import orders
from storefront_plugin.storage import Database
from storefront_plugin.storage.migrating import current, newest
from storefront_plugin.testing.chaos.clock import ShopClock
from storefront_plugin.testing.chaos.shoppers import EMAIL
from storefront_plugin.web.parts import parts_of


def clock_of(app: Flask) -> ShopClock:
    """The app's. Raises TypeError without the sandbox, or where the clock is another one."""
    sandbox: Sandbox | None = parts_of(app).get(Sandbox)
    if sandbox is None:
        raise TypeError("chaos is for an app with the sandbox: mount it in debug or tests, without keys of Stripe")
    if not isinstance(sandbox.clock, ShopClock):
        raise TypeError(
            "chaos lets time go on: mount the app with Storefront(host, clock=ShopClock()), "
            "where ShopClock is of storefront_plugin.testing.chaos"
        )
    return sandbox.clock


def ensure_own_database(app: Flask) -> None:
    """Raises RuntimeError where tables are missing or old, or where an order is not of chaos' own shoppers."""
    database = parts_of(app)[Database]
    # Tables made straight from the code have no version.
    is_old = current(database) not in (None, newest())
    with database.read() as db:
        if is_old or not inspect(db).has_table(orders.name):
            raise RuntimeError(
                f"{database.url!r} is not upgraded: run `flask storefront db upgrade` on it before chaos"
            )
        is_foreign = ~orders.c.snapshot.contains(f'"{EMAIL}"', autoescape=True)
        foreign = db.scalar(select(orders.c.reference).where(is_foreign).limit(1))
    if foreign:
        raise RuntimeError(
            f"{database.url!r} holds order {foreign}, which chaos did not make: give it a database of its own, "
            "since it leaves orders there"
        )
