"""What goes wrong around a shop, each at a chosen moment: answers that are lost, a process that dies."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from threading import Lock
from typing import Any, cast

from flask import Flask
from sqlalchemy import Connection, event, select
from sqlalchemy.exc import OperationalError

from storefront_plugin.checkout.attempt import Payments
from storefront_plugin.checkout.payments.bank_transfer import BankTransfer
from storefront_plugin.checkout.payments.stripe import StripePayments
from storefront_plugin.checkout.payments.stripe.sandbox import PUBLISHABLE_KEY, SECRET_KEY, Sandbox
from storefront_plugin.checkout.ports import Charge, PaymentProvider, PaymentReport
from storefront_plugin.checkout.settings import CheckoutSettings
from storefront_plugin.checkout.states import LIVE
from storefront_plugin.checkout.tables import attempts
from storefront_plugin.host import Host
from storefront_plugin.storage import Database
from storefront_plugin.web.parts import parts_of


class Killed(BaseException):
    """As SIGKILL: nothing that comes after is done. No `except Exception` may hold it."""


class HostFault(RuntimeError):
    """The shop's own code failed."""


class Moment(StrEnum):
    """Where something may go wrong; the words are those of a history's steps."""

    CALL = "before the provider is reached"
    ANSWER = "after the provider has acted"
    COMMIT = "before a commit"
    TELLING = "before the host is told"
    TOLD = "after the host was told"


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong at the nth of these moments: once, or from then on where it `lasts`. Who is killed stays dead."""

    moment: Moment
    nth: int = 1
    kills: bool = False
    lasts: bool = False

    def __str__(self) -> str:
        return (
            f"{'killed' if self.kills else 'failing'}{' from then on' if self.lasts else ''} {self.moment}, {self.nth}"
        )


class Weather:
    """Fair until a fault is announced; `has_struck` tells whether that fault was met."""

    def __init__(self) -> None:
        self.has_struck = False
        self._fault: Fault | None = None
        self._seen = 0
        self._lock = Lock()

    def turn(self, fault: Fault | None) -> None:
        """From now on this fault, or none."""
        self._fault, self._seen, self.has_struck = fault, 0, False

    def meet(self, moment: Moment) -> None:
        """Somebody comes by such a moment. Raises what the fault does there."""
        with self._lock:
            fault = self._fault
            if fault is None:
                return
            is_dead = fault.kills and self.has_struck
            if not is_dead:
                if fault.moment is not moment:
                    return
                self._seen += 1
                if self._seen != fault.nth and not (fault.lasts and self._seen > fault.nth):
                    return
            self.has_struck = True
        if fault.kills:
            raise Killed
        match moment:
            case Moment.CALL | Moment.ANSWER:
                raise ConnectionError("the answer was lost")
            case Moment.COMMIT:
                raise OperationalError("COMMIT", None, Exception("the database went away"))
            case Moment.TELLING | Moment.TOLD:
                raise HostFault


class Storm:
    """A way to the sandbox on which answers get lost."""

    def __init__(self, sandbox: Sandbox, weather: Weather, witness: Witness) -> None:
        self._sandbox = sandbox
        self._weather = weather
        self._witness = witness

    def request(
        self, method: str, url: str, headers: Mapping[str, str], post_data: str | None
    ) -> tuple[str, int, Mapping[str, str]]:
        self._weather.meet(Moment.CALL)
        answer = self._sandbox.request(method, url, headers, post_data)
        self._witness.see(answer[0])
        self._weather.meet(Moment.ANSWER)
        return answer


class Witness:
    """What the host was told in effect: each order by its reference, however often; and which `payments` there were.

    The payments are in the order they were made in. Their ids are random, so that no query could tell it, and a choice
    among them would not be made again. `robbed` are the orders whose stock was given back while somebody might still
    pay for them.
    """

    def __init__(self) -> None:
        self.placed: set[str] = set()
        self.cancelled: set[str] = set()
        self.robbed: set[str] = set()
        self.payments: list[str] = []

    def forget(self) -> None:
        """Before another history."""
        self.placed.clear()
        self.cancelled.clear()
        self.robbed.clear()
        self.payments.clear()

    def see(self, answer: str) -> None:
        """Note the payment that the provider answers about, a declined one too."""
        told = json.loads(answer)
        about = told.get("error", {}).get("payment_intent", told)
        if about.get("object") == "payment_intent" and about["id"] not in self.payments:
            self.payments.append(about["id"])

    def look_after(self, transfers: BankTransfer, undo: ExitStack) -> None:
        """Note the transfers that are waited for."""
        begin = transfers.open

        def opened(charge: Charge) -> PaymentReport:
            report = begin(charge)
            if report.payment_id not in self.payments:
                self.payments.append(report.payment_id)
            return report

        _replace(transfers, "open", opened, undo)

    def stand_before(
        self, host: Host, weather: Weather, undo: ExitStack, *, is_being_paid: Callable[[str], bool]
    ) -> None:
        """Listen to what the host is told, and let that fail."""
        for name, told in (("order_placed", self.placed), ("order_cancelled", self.cancelled)):
            _replace(host, name, _witnessed(getattr(host, name), told, weather), undo)
        if getattr(host.reserve, "__func__", None) is not Host.reserve:
            give_back = host.release

            def release(reference: str) -> None:
                if is_being_paid(reference):
                    self.robbed.add(reference)
                give_back(reference)

            for name, tell in (("reserve", host.reserve), ("release", release)):
                _replace(host, name, _witnessed(tell, None, weather), undo)


def _replace(part: object, name: str, made: Callable[..., Any], undo: ExitStack) -> None:
    setattr(part, name, made)
    undo.callback(delattr, part, name)


def _witnessed(tell: Callable[..., Any], told: set[str] | None, weather: Weather) -> Callable[..., Any]:
    def witnessed(*about: Any) -> Any:
        weather.meet(Moment.TELLING)
        answer = tell(*about)
        if told is not None:
            told.add(about[0].reference)
        weather.meet(Moment.TOLD)
        return answer

    return witnessed


def _is_being_paid(database: Database, reference: str) -> bool:
    live = select(attempts.c.id).where(attempts.c.order_reference == reference, attempts.c.state.in_(LIVE))
    with database.read() as db:
        return db.scalar(live) is not None


@contextmanager
def exposed(app: Flask) -> Iterator[tuple[Weather, Witness]]:
    """The app with all of its ways exposed to the weather, and with a witness beside its host; afterwards as before."""
    parts, weather, witness = parts_of(app), Weather(), Witness()
    sandbox, engine = parts[Sandbox], parts[Database].engine
    provider = StripePayments(
        SECRET_KEY,
        PUBLISHABLE_KEY,
        [sandbox.webhook_secret],
        transport=Storm(sandbox, weather, witness),
        is_captured_later=parts[CheckoutSettings].stripe.is_captured_later,
        clock=lambda: sandbox.clock().timestamp(),
    )
    # Asked for once by a process: no fault is to be spent on it.
    provider.account  # noqa: B018
    # The one dict that every service of the app asks.
    providers = cast("dict[str, PaymentProvider]", parts[Payments].providers)

    def before_commit(_: Connection) -> None:
        weather.meet(Moment.COMMIT)

    with ExitStack() as undo:
        undo.callback(providers.__setitem__, provider.name, providers[provider.name])
        providers[provider.name] = provider
        event.listen(engine, "commit", before_commit)
        undo.callback(event.remove, engine, "commit", before_commit)
        witness.stand_before(parts[Host], weather, undo, is_being_paid=partial(_is_being_paid, parts[Database]))
        if transfers := parts.get(BankTransfer):
            witness.look_after(transfers, undo)
        yield weather, witness
