"""A shop's own checkout in random trouble: `chaos(create_app(), seed=7, …)` in a test of the shop.

Owns: shoppers, banks, notifications, faults and deaths of the process, all chosen by a seed; and what must hold
afterwards: one order, one charge, one confirmation, the host told, stock never negative, both books the same.
Does not own: the checkout itself, which it asks by its addresses, its commands' services and the sandbox.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from random import Random

from flask import Flask

from storefront_plugin.testing.chaos.browser import Browser
from storefront_plugin.testing.chaos.clock import ShopClock
from storefront_plugin.testing.chaos.fitness import clock_of, ensure_own_database
from storefront_plugin.testing.chaos.history import History
from storefront_plugin.testing.chaos.scene import Grounds, Scene
from storefront_plugin.testing.chaos.shoppers import unread_orders
from storefront_plugin.testing.chaos.weather import Weather, Witness, exposed

__all__ = ["Browser", "ShopClock", "chaos"]

MOST_STEPS = 24


def chaos(
    app: Flask,
    *,
    root: str,
    address: Mapping[str, str],
    skus: Sequence[str],
    seed: int | None = None,
    histories: int = 25,
    fill_cart: Callable[[Browser], object] | None = None,
    stock: Callable[[], Iterable[int]] | None = None,
    restock: Callable[[], object] | None = None,
    tell: Callable[[int], object] = lambda _: None,
) -> int:
    """Live through so many random histories of a mounted app with the sandbox; the seed of the first one.

    The app is mounted with a ShopClock, on a database of its own: upgraded, and without orders but those that chaos
    left there before, which it knows by its shoppers' e-mail address. `root` is the path of an edition ("/de-de"), in
    which visitors buy `skus` for an `address`, written as the API takes it; or the host's own cart, once `fill_cart`
    has put something there: it is handed the visitor's Browser, whose `client` is her test client of Flask. `stock`
    answers what is left of each thing, `restock` is called before each history, `tell` after it. The seeds count up: a
    history that failed is alone lived through again by its own seed and `histories=1`.

    Raises AssertionError with the seed and the steps that led there, and what `fill_cart` itself raises. Before
    anything is written, raises NotMounted, TypeError without a sandbox or with another clock, and RuntimeError on a
    database that is not upgraded, or that holds anybody else's orders.
    """
    first = secrets.randbelow(10**9) if seed is None else seed
    clock = clock_of(app)
    ensure_own_database(app)
    grounds = Grounds(app, root, address, tuple(skus), fill_cart, clock)
    with exposed(app) as (weather, witness):
        for number in range(histories):
            if restock:
                restock()
            _live_through(grounds, weather, witness, first + number, stock or tuple)
            tell(number + 1)
    return first


def _live_through(
    grounds: Grounds, weather: Weather, witness: Witness, seed: int, stock: Callable[[], Iterable[int]]
) -> None:
    grounds.clock.go(minutes=10)
    witness.forget()
    scene = Scene(grounds, weather, witness, Random(seed), grounds.clock())  # noqa: S311 (to be repeated, not to be secret)
    history = History(scene)
    try:
        history.run(MOST_STEPS)
        history.settle_the_dust()
        faults = [*scene.strangeness, *scene.books.faults(witness, scene.acknowledged), *unread_orders(scene)]
        faults += [f"there are {count} left of something" for count in stock() if count < 0]
    except Exception as fault:
        if fault is scene.fault_of_caller:
            raise
        raise AssertionError(_told(seed, [f"{type(fault).__name__}: {fault}"], scene.steps)) from fault
    if faults:
        raise AssertionError(_told(seed, faults, scene.steps))


def _told(seed: int, faults: Sequence[str], steps: Sequence[str]) -> str:
    return "\n".join([f"seed {seed}:", *(f"  {fault}" for fault in faults), "after these steps:", *steps])
