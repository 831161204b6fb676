"""What all who take part in one history share: the shop, the seed's choices, the weather, and what was seen so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from threading import Barrier
from typing import TypeVar

from flask import Flask
from werkzeug.test import TestResponse

from storefront_plugin.checkout.payments.stripe.sandbox import CARDS, Intent, RecordedEvent, Sandbox
from storefront_plugin.errors import StorefrontError
from storefront_plugin.money import Money
from storefront_plugin.testing.chaos.books import Books
from storefront_plugin.testing.chaos.browser import Browser
from storefront_plugin.testing.chaos.clock import ShopClock
from storefront_plugin.testing.chaos.weather import HostFault, Killed, Weather, Witness
from storefront_plugin.web.parts import Parts, parts_of

# What may happen next: how likely it is beside the others, its name among the steps, and how it is done.
Choice = tuple[int, str, Callable[[], object]]

# Most are paid at once; a card that nobody knows, and the front end that confirms by itself, are among them.
_INSTRUMENTS = (*(card.payment_method for card in CARDS), *["pm_card_visa"] * 4, "pm_nobody_knows", None)

_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class Grounds:
    """Where histories happen: a mounted app, the edition's `root` there, and what its shoppers buy, and whither."""

    app: Flask
    root: str
    address: Mapping[str, str]
    skus: tuple[str, ...]
    fill_cart: Callable[[Browser], object] | None
    clock: ShopClock

    @property
    def parts(self) -> Parts:
        return parts_of(self.app)


@dataclass
class Scene:
    """One history's own: its `steps` in words, and in `strangeness` what no weather explains.

    `acknowledged` are the ids of all notifications that were answered with 200, `notified` the payments that those of
    the latest step were about; `wishes` counts the merchant's refunds. `fault_of_caller` is what `fill_cart` raised.
    """

    grounds: Grounds
    weather: Weather
    witness: Witness
    random: Random
    begun_at: datetime
    browsers: list[Browser] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    acknowledged: set[str] = field(default_factory=set)
    notified: set[str] = field(default_factory=set)
    strangeness: list[str] = field(default_factory=list)
    wishes: int = 0
    fault_of_caller: Exception | None = None

    def note(self, step: str) -> None:
        self.steps.append(step)

    def heard(self, answer: TestResponse) -> None:
        """What one visitor, or the provider, was answered."""
        if answer.status_code >= 500 and answer.status_code != 503 and not self.weather.has_struck:
            self.strangeness.append(f"answered {answer.status_code}: {answer.get_data(as_text=True)[:300]}")
        told = answer.get_json(silent=True) or {}
        self.note(f"  {answer.status_code} {told.get('state') or told.get('code') or ''}".rstrip())

    def fill_cart(self, fill: Callable[[Browser], object], shopper: Browser) -> None:
        """By the caller's own function, of whose fault is remembered that it is not the shop's."""
        try:
            fill(shopper)
        except Exception as fault:
            self.fault_of_caller = fault
            raise

    def at_once(self, calls: Sequence[Callable[[], _Answer]]) -> list[_Answer]:
        """What is answered to calls that all begin together. Raises the worst of what any raised, after all ended."""
        start = Barrier(len(calls))

        def run(call: Callable[[], _Answer]) -> tuple[_Answer | None, BaseException | None]:
            start.wait()
            try:
                return call(), None
            except (Exception, Killed) as fault:
                return None, fault

        with ThreadPoolExecutor(len(calls)) as threads:
            ended = list(threads.map(run, calls))
        answers = [answer for answer, fault in ended if answer is not None]
        for answer in answers:
            if isinstance(answer, TestResponse):
                self.heard(answer)
        for fault in sorted((fault for _, fault in ended if fault is not None), key=_is_expected):
            raise fault
        return answers

    def instrument(self) -> str | None:
        """Some card, or none, and then the front end is to confirm by the client secret."""
        chosen = self.random.choice(_INSTRUMENTS)
        self.note(f"  with {chosen or 'a client secret'}")
        return chosen

    @property
    def parts(self) -> Parts:
        return self.grounds.parts

    @property
    def sandbox(self) -> Sandbox:
        sandbox: Sandbox = self.parts[Sandbox]
        return sandbox

    @property
    def books(self) -> Books:
        return Books(self.parts, self.begun_at)

    # Each in the order that payments began in, so that the seed chooses the same again.

    def intents(self) -> list[Intent]:
        found = {intent.id: intent for intent in self.books.intents()}
        return [found[payment_id] for payment_id in self.witness.payments if payment_id in found]

    def transfers(self) -> list[str]:
        """The references that shoppers were told."""
        found = set(self.books.transfers())
        return [payment_id for payment_id in self.witness.payments if payment_id in found]

    def sold(self) -> list[tuple[str, Money]]:
        """The paid orders, with what each came to."""
        placed, paid_by = self.books.placed(), self.books.paid_by()
        found = [paid_by[payment_id] for payment_id in self.witness.payments if payment_id in paid_by]
        return [(reference, placed[reference]) for reference in found if reference in placed]

    def events(self) -> list[RecordedEvent]:
        return [event for intent in self.intents() for event in self.sandbox.events(intent.id)]


def _is_expected(fault: BaseException) -> bool:
    return isinstance(fault, (Killed, StorefrontError, HostFault, ConnectionError))
