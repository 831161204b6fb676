"""One random history of a shop: shoppers, merchant, bank, notifications and workers, and the faults between them.

All choices are made of the seed, by one thread. Only what is then done at once may come in another order again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from random import Random
from threading import Barrier
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from werkzeug.test import TestResponse

from storefront_plugin.checkout.payments.stripe.reading import ORDER
from storefront_plugin.checkout.payments.stripe.sandbox import (
    CARDS,
    SECRET_KEY,
    Intent,
    RecordedEvent,
    Refused,
    Sandbox,
    Status,
)
from storefront_plugin.checkout.reconciliation import Reconciliation
from storefront_plugin.checkout.refund import RefundWish
from storefront_plugin.checkout.refunds import Refunds
from storefront_plugin.checkout.service import Checkout
from storefront_plugin.checkout.sweeper import Sweep, Swept
from storefront_plugin.errors import DatabaseNotReady, StorefrontError
from storefront_plugin.outbox import Outbox
from storefront_plugin.testing.chaos.books import Books
from storefront_plugin.testing.chaos.browser import Browser
from storefront_plugin.testing.chaos.clock import ShopClock
from storefront_plugin.testing.chaos.weather import Fault, HostFault, Killed, Moment, Weather, Witness
from storefront_plugin.web.parts import Parts, parts_of

_WEBHOOK = "/storefront/webhooks/stripe"
_AT_ONCE = 32
# Most are paid at once; a card that nobody knows, and the front end that confirms by itself, are among them.
_INSTRUMENTS = (*(card.payment_method for card in CARDS), *["pm_card_visa"] * 4, "pm_nobody_knows", None)
_WAITS = (0.2, 1, 5, 20, 45, 120)
_MOST_ROUNDS = 60
_MOST_COMPARED = 3


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
class History:
    """What is done, step by step, and what shoppers and the provider were told by it."""

    grounds: Grounds
    weather: Weather
    witness: Witness
    random: Random
    begun_at: datetime
    steps: list[str] = field(default_factory=list)
    told_paid: set[str] = field(default_factory=set)
    acknowledged: set[str] = field(default_factory=set)
    strangeness: list[str] = field(default_factory=list)
    _browsers: list[Browser] = field(default_factory=list)
    _refunds: int = 0

    # The whole -----------------------------------------------------------------------------------------------------

    def run(self, most_steps: int) -> None:
        """Some visitors arrive, and then one thing happens after the other."""
        for _ in range(self.random.randint(1, 2)):
            self._browsers.append(Browser(self.grounds.app, self.grounds.root))
        for _ in range(self.random.randint(4, most_steps)):
            self._step()

    def settle_the_dust(self) -> None:
        """The weather clears, time goes on, and what is left to do is done; nobody sends a notification any more."""
        self.weather.turn(None)
        self._note("the dust settles")
        # What a process that died was about to do is taken up by others after a minute.
        self.grounds.clock.go(hours=25 if self.random.random() < 0.2 else 0.05)
        compared = 0
        for _ in range(_MOST_ROUNDS):
            self._let_end()
            self.strangeness += [f"the sweeper: {seen.fault}" for seen in self._sweep().attempts if seen.fault]
            self._work()
            self._capture()
            if not self._books.is_anything_left():
                # What no notification told of is found by the comparison, and may have to go back.
                is_right, compared = self._compare(), compared + 1
                self._work()
                if not self._books.is_anything_left() and (is_right or compared == _MOST_COMPARED):
                    return
            self.grounds.clock.go(hours=1.5)

    def _step(self) -> None:
        choices = self._choices()
        name, act = self.random.choices([each[1:] for each in choices], [each[0] for each in choices])[0]
        fault = self._fault() if self.random.random() < 0.4 else None
        self.weather.turn(fault)
        self._note(f"{name}{f' [{fault}]' if fault else ''}")
        try:
            act()
        except Killed:
            self._note("  the process died")
        except DatabaseNotReady:
            if not self.weather.has_struck:
                raise
        except (StorefrontError, Refused) as refusal:
            self._note(f"  refused: {type(refusal).__name__}")
        except (HostFault, ConnectionError):
            # What the shop's own code raises is passed through by an app under test.
            self._note("  the host failed")
        finally:
            self.weather.turn(None)

    def _choices(self) -> list[tuple[int, str, Callable[[], object]]]:
        """What may happen next, each with its weight."""
        shopper = self.random.choice(self._browsers)
        found: list[tuple[int, str, Callable[[], object]]] = [
            (4, "quote", partial(self._quote, shopper)),
            (3, "time goes on", self._wait),
            (3, "sweep", self._sweep),
            (2, "worker", self._work),
            (1, "compare", self._compare),
            (1, "foreign notification", self._foreign),
        ]
        if shopper.quotes:
            found += [
                (8, "pay", partial(self._pay, shopper)),
                (3, "double click", partial(self._double_click, shopper)),
                (2, "two tabs", partial(self._two_tabs, shopper)),
            ]
        if shopper.attempts:
            found.append((3, "reload", partial(self._reload, shopper)))
        if self._events():
            found += [
                (5, "bank", self._bank),
                (5, "notification", self._notification),
                (2, "notifications again, in any order", self._shuffled),
                (1, f"{_AT_ONCE} notifications at once", self._flood),
                (1, "forged notification", self._forged),
                (2, "refund", self._refund),
                (1, "refund at the provider", self._refund_there),
                (1, "capture", self._capture),
            ]
        return found

    def _fault(self) -> Fault:
        kills = self.random.random() < 0.5
        return Fault(
            moment=self.random.choice(list(Moment)),
            nth=self.random.choice((1, 1, 1, 2, 2, 3, 4, 5, 7)),
            kills=kills,
            lasts=not kills and self.random.random() < 0.7,
        )

    # The shopper ---------------------------------------------------------------------------------------------------

    def _quote(self, shopper: Browser) -> None:
        asked: dict[str, Any] = {"email": "chaos@example.com", "address": dict(self.grounds.address)}
        if self.grounds.fill_cart and self.random.random() < 0.5:
            self.grounds.fill_cart(shopper)
        else:
            skus = self.random.sample(self.grounds.skus, self.random.randint(1, min(2, len(self.grounds.skus))))
            asked["lines"] = [{"sku": sku, "quantity": self.random.randint(1, 2)} for sku in skus]
        self._heard(shopper.quote(asked))

    def _pay(self, shopper: Browser) -> None:
        self._heard(shopper.pay(self._quote_of(shopper), self._instrument(), self._consents(shopper)))

    def _double_click(self, shopper: Browser) -> None:
        wish = (self._quote_of(shopper), self._instrument(), self._consents(shopper))
        key = f"{self.random.getrandbits(64):x}" if self.random.random() < 0.5 else None
        self._at_once([partial(shopper.pay, *wish, key=key)] * self.random.randint(2, 5))

    def _two_tabs(self, shopper: Browser) -> None:
        consents = self._consents(shopper)
        quotes = [self._quote_of(shopper) for _ in range(self.random.randint(2, 3))]
        self._at_once([partial(shopper.pay, quote, self._instrument(), consents) for quote in quotes])

    def _reload(self, shopper: Browser) -> None:
        self._heard(shopper.reload(self.random.choice(shopper.attempts)))

    def _quote_of(self, shopper: Browser) -> str:
        number = self.random.randrange(len(shopper.quotes))
        self._note(f"  visitor {self._browsers.index(shopper)}, her quote {number}")
        return shopper.quotes[number]

    def _instrument(self) -> str | None:
        instrument = self.random.choice(_INSTRUMENTS)
        self._note(f"  with {instrument or 'a client secret'}")
        return instrument

    def _consents(self, shopper: Browser) -> list[str]:
        return [each["key"] for each in shopper.get(f"/till/{self.grounds.address['country']}").get_json()["consents"]]

    def _at_once(self, calls: list[Callable[[], TestResponse]]) -> None:
        """All begun together; of a process that was killed meanwhile, whoever answered has answered."""
        start = Barrier(len(calls))

        def run(call: Callable[[], TestResponse]) -> TestResponse | BaseException:
            start.wait()
            try:
                return call()
            except (Exception, Killed) as fault:
                return fault

        with ThreadPoolExecutor(len(calls)) as threads:
            answers = list(threads.map(run, calls))
        for answer in answers:
            if isinstance(answer, TestResponse):
                self._heard(answer)
        for answer in sorted((each for each in answers if isinstance(each, BaseException)), key=_is_expected):
            raise answer

    def _heard(self, answer: TestResponse) -> None:
        """What one visitor, or the provider, was answered."""
        if answer.status_code >= 500 and answer.status_code != 503 and not self.weather.has_struck:
            self.strangeness.append(f"answered {answer.status_code}: {answer.get_data(as_text=True)[:300]}")
        told = answer.get_json(silent=True) or {}
        self._note(f"  {answer.status_code} {told.get('state') or told.get('code') or ''}".rstrip())
        if answer.status_code in (200, 201) and told.get("state") == "paid":
            self.told_paid.add(str(told["order"]))

    # The bank and the provider -------------------------------------------------------------------------------------

    def _bank(self) -> None:
        """Whatever waits for the bank, or for the front end, gets its answer; perhaps no."""
        intent, says_yes = self.random.choice(self._intents()), self.random.random() < 0.8
        match intent.status:
            case Status.REQUIRES_ACTION:
                (self._sandbox.authorise if says_yes else self._sandbox.refuse)(intent.id)
            case Status.PROCESSING:
                self._sandbox.finish(intent.id, is_success=says_yes)
            case Status.REQUIRES_PAYMENT_METHOD:
                self._sandbox.confirm(intent.client_secret, self._instrument() or "pm_card_visa")
            case Status.SUCCEEDED if self.random.random() < 0.1:
                self._sandbox.dispute(intent.id)
            case _:
                self._sandbox.decide_dispute(intent.id, is_won=says_yes)

    def _notification(self) -> None:
        """One event that happened, whenever that was: on time, late, or before another that it should follow."""
        self._send(self.random.choice(self._events()))

    def _shuffled(self) -> None:
        events = self._events()
        for _ in range(self.random.randint(2, 6)):
            self._send(self.random.choice(events))

    def _flood(self) -> None:
        events = self._events()
        chosen = [self.random.choice(events) for _ in range(self.random.randint(1, 3))]
        sent = [chosen[number % len(chosen)] for number in range(_AT_ONCE)]
        # Whether each was acknowledged is seen by another delivery alone, which must change nothing.
        self._at_once([partial(self._deliver, *self._signed(each)) for each in sent])

    def _forged(self) -> None:
        body, headers = self._sandbox.signed_event(
            self.random.choice(self._events()).id, "whsec_of_nobody", self.grounds.clock()
        )
        answer = self._deliver(body, headers)
        if answer.status_code == 200:
            self.strangeness.append("a forged notification was believed")

    def _foreign(self) -> None:
        """Another shop of the same account is paid, which is none of our business."""
        form = {"amount": 900, "currency": "eur", "payment_method": "pm_card_visa", "confirm": "true"}
        headers = {"Authorization": f"Bearer {SECRET_KEY}"}
        form |= {"return_url": "https://shop.example/", "metadata[order_id]": "4711"}
        body, *_ = self._sandbox.request("POST", "/v1/payment_intents", headers, urlencode(form))
        if self.weather.has_struck:
            return
        [event] = self._sandbox.events(json.loads(body)["id"])
        answer = self._deliver(*self._signed(event))
        if not self.weather.has_struck and answer.get_json() != {"received": True, "ours": False}:
            self.strangeness.append(f"a foreign notification was answered {answer.status_code}")

    def _send(self, event: RecordedEvent) -> None:
        answer = self._deliver(*self._signed(event))
        self._heard(answer)
        if answer.status_code == 200:
            self.acknowledged.add(event.id)

    def _signed(self, event: RecordedEvent) -> tuple[bytes, dict[str, str]]:
        return self._sandbox.signed_event(event.id, self._sandbox.webhook_secret, self.grounds.clock())

    def _deliver(self, body: bytes, headers: Mapping[str, str]) -> TestResponse:
        return self.grounds.app.test_client().post(_WEBHOOK, data=body, headers=dict(headers))

    # The merchant --------------------------------------------------------------------------------------------------

    def _refund(self) -> None:
        """A part, or all that is left; now and then the same wish again."""
        placed = self._books.placed()
        sold = list(dict.fromkeys(ref for intent in self._intents() if (ref := intent.metadata[ORDER]) in placed))
        if not sold:
            return
        reference = self.random.choice(sold)
        total = placed[reference]
        is_part, is_again = self.random.random() < 0.5, self.random.random() < 0.3
        self._refunds += not is_again
        # Whole hundreds of minor units, which every currency can give back.
        part = replace(total, minor=max(1, total.minor // 300) * 100)
        wish = RefundWish(amount=part) if is_part and part < total else RefundWish()
        self.grounds.parts[Refunds].refund(reference, wish, wish_id=f"chaos-{self._refunds}")

    def _refund_there(self) -> None:
        intent = self.random.choice(self._intents())
        amount = max(1, intent.amount // 400) * 100 if self.random.random() < 0.5 else None
        self._sandbox.refund_by_hand(intent.id, amount)

    def _capture(self) -> None:
        """What is only authorised is collected, in a shop that captures by hand."""
        for reference in self._books.authorised():
            self.grounds.parts[Checkout].capture(reference)

    # Time, and who works in it -------------------------------------------------------------------------------------

    def _wait(self) -> None:
        minutes = self.random.choice(_WAITS)
        self.grounds.clock.go(minutes=minutes)
        self._note(f"  {minutes} minutes")

    def _sweep(self) -> Swept:
        sweep: Sweep = self.grounds.parts[Sweep]
        swept = sweep.run()
        sweep.follow_refunds()
        return swept

    def _work(self) -> None:
        while self.grounds.parts[Outbox].deliver_batch():
            pass

    def _compare(self) -> bool:
        """Whether both books say the same; some of what differs is for a person to see to."""
        return all(each.is_right for each in self.grounds.parts[Reconciliation].run(self.begun_at))

    def _let_end(self) -> None:
        """Days pass at the banks: debits come or do not, disputes are decided, refunds arrive or come back."""
        for intent in self._intents():
            self._sandbox.decide_dispute(intent.id, is_won=self.random.random() < 0.5)
            if intent.status is Status.PROCESSING:
                self._sandbox.finish(intent.id, is_success=self.random.random() < 0.7)
        for intent_id, refund_id in self._books.pending_refunds():
            self._sandbox.finish_refund(intent_id, refund_id)

    # What there is -------------------------------------------------------------------------------------------------

    @property
    def _sandbox(self) -> Sandbox:
        sandbox: Sandbox = self.grounds.parts[Sandbox]
        return sandbox

    @property
    def _books(self) -> Books:
        return Books(self.grounds.parts, self.begun_at)

    def _intents(self) -> list[Intent]:
        found = {intent.id: intent for intent in self._books.intents()}
        return [found[payment_id] for payment_id in self.witness.payments if payment_id in found]

    def _events(self) -> list[RecordedEvent]:
        return [event for intent in self._intents() for event in self._sandbox.events(intent.id)]

    def _note(self, step: str) -> None:
        self.steps.append(step)


def _is_expected(fault: BaseException) -> bool:
    return isinstance(fault, (Killed, StorefrontError, HostFault, ConnectionError))
