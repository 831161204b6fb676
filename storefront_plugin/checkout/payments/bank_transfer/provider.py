"""Bank transfer as a PaymentProvider: it moves no money, it knows what money is waited for."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from storefront_plugin.check_digits import canonical, is_mistyped_reference, is_reference, reference_for
from storefront_plugin.checkout.payments.bank_transfer import records
from storefront_plugin.checkout.payments.bank_transfer.settings import BankTransferSettings
from storefront_plugin.checkout.payments.bank_transfer.transfer import Account, Transfer
from storefront_plugin.checkout.ports import Charge, PaymentReport, ProviderEvent, RefundReport, Repayment
from storefront_plugin.errors import (
    DatabaseNotReady,
    EventUnreadable,
    PaymentRefused,
    PaymentUnknown,
    ProviderUnreachable,
    ReferenceMistyped,
    RefundRefused,
    RefundUnknown,
    TransferReceived,
    TransferUnknown,
)
from storefront_plugin.money import Currency, Money
from storefront_plugin.storage import Database
from storefront_plugin.texts import sf_

# Digits alone are typed and read aloud in any language; twelve are three groups of four after the check digits.
STEM_DIGITS = 12


class BankTransfer:
    """Its memory is a table of its own; each call is a transaction of its own, as a call to a company would be."""

    name = "bank_transfer"
    is_live = True
    # Where money goes is a matter of the market, and kept with each transfer.
    account: str | None = None

    def __init__(self, database: Database, settings: BankTransferSettings, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock

    def takes(self, market: str, currency: Currency) -> bool:
        """Wherever the merchant named an account; see the port."""
        return self._settings.account_of(market) is not None

    def open(self, charge: Charge) -> PaymentReport:
        """Begin to wait for a transfer, with a reference of its own; see the port."""
        account = self._settings.account_of(charge.market)
        if account is None or not charge.amount:
            raise PaymentRefused(reason=sf_("a bank transfer is not possible here."))
        now = self._clock()
        open_until = now + timedelta(days=self._settings.days_open)
        with self._own(self._database.write()) as db:
            while (kept := records.of_attempt(db, charge.attempt_id)) is None:
                reference = reference_for(f"{secrets.randbelow(10**STEM_DIGITS):0{STEM_DIGITS}}")
                records.add(db, _waited_for(charge, reference, account, open_until), now)
        return kept.report_at(now)

    def ask(self, payment_id: str) -> PaymentReport:
        """How a transfer stands; see the port."""
        with self._own(self._database.read()) as db:
            report = _known(records.load(db, payment_id)).report_at(self._clock())
            return replace(report, refunds=records.refunds_of(db, payment_id))

    def find(self, attempt_id: str, *, asked_at: datetime) -> PaymentReport | None:
        """The transfer of an attempt; see the port."""
        with self._own(self._database.read()) as db:
            found = records.of_attempt(db, attempt_id)
        return None if found is None else found.report_at(self._clock())

    def begun_since(self, since: datetime) -> Iterator[PaymentReport]:
        """The transfers that are waited for since then, or were; see the port."""
        with self._own(self._database.read()) as db:
            begun = records.opened_since(db, since)
        for transfer, refunded in begun:
            yield replace(transfer.report_at(self._clock()), refunded=refunded)

    def aftermath_since(self, since: datetime) -> Iterator[str]:
        """Which transfers the merchant has booked something of since then; see the port."""
        with self._own(self._database.read()) as db:
            touched = records.touched_since(db, since)
        yield from touched

    def cancel(self, payment_id: str) -> PaymentReport:
        """Wait no longer; see the port. Money that comes all the same is still booked here."""
        with self._own(self._database.write()) as db:
            transfer = _known(records.load(db, payment_id, lock=True))
            if transfer.received is None:
                records.cancel(db, payment_id)
            return _known(records.load(db, payment_id)).report_at(self._clock())

    def capture(self, payment_id: str, amount: Money | None = None) -> PaymentReport:
        """Nothing is ever only authorised here; see the port."""
        return self.ask(payment_id)

    def refund(self, repayment: Repayment) -> RefundReport:
        """Note that money is to go back: pending until the merchant says that she sent it; see the port."""
        with self._own(self._database.write()) as db:
            transfer = _known(records.load(db, repayment.payment_id, lock=True))
            earlier = records.refunds_of(db, transfer.reference)
            if again := next((each for each in earlier if each.id == repayment.refund_id), None):
                return again
            received = transfer.received
            if received is None or repayment.amount.currency != received.currency:
                raise RefundRefused(reason=sf_("no such money has come."))
            if repayment.amount.minor > received.minor - sum(each.amount.minor for each in earlier):
                raise RefundRefused(reason=sf_("it is more than has come."))
            records.add_refund(db, repayment, self._clock())
            return next(each for each in records.refunds_of(db, transfer.reference) if each.id == repayment.refund_id)

    def refund_step(self, currency: Currency) -> Money:
        """One minor unit; see the port."""
        return Money(1, currency)

    def read_event(self, body: bytes, headers: Mapping[str, str]) -> ProviderEvent:
        """No bank notifies us; see the port."""
        raise EventUnreadable

    # What the merchant says ------------------------------------------------------------------------------------------

    def look(self, named: str) -> Transfer:
        """A transfer by its reference, as somebody wrote it, or the newest of an order.

        Raises TransferUnknown, and ReferenceMistyped where the check digits do not fit.
        """
        reference = canonical(named)
        with self._database.read() as db:
            found = records.load(db, reference) if is_reference(reference) else records.newest_of_order(db, reference)
        if found is not None:
            return found
        if is_mistyped_reference(reference):
            raise ReferenceMistyped(reference=named)
        raise TransferUnknown(name=named)

    def receive(self, reference: str, money: Money) -> Transfer:
        """Note what came in; said twice alike, it came once. Raises TransferUnknown, and TransferReceived otherwise."""
        with self._database.write() as db:
            transfer = records.load(db, reference, lock=True)
            if transfer is None:
                raise TransferUnknown(name=reference)
            if transfer.received is None:
                records.receive(db, reference, money, self._clock())
                return replace(transfer, received=money)
        if transfer.received != money:
            raise TransferReceived(received=transfer.received)
        return transfer

    def send_refund(self, refund_id: str) -> Transfer:
        """Note that a refund was sent; said twice, it went once. Raises RefundUnknown."""
        with self._database.write() as db:
            reference = records.send_refund(db, refund_id, self._clock())
            transfer = None if reference is None else records.load(db, reference)
        if transfer is None:
            raise RefundUnknown
        return transfer

    @contextmanager
    def _own(self, transaction: AbstractContextManager[Connection]) -> Iterator[Connection]:
        """This provider's memory is out of reach as a company would be."""
        try:
            with transaction as db:
                yield db
        except DatabaseNotReady as fault:
            raise ProviderUnreachable from fault


def _waited_for(charge: Charge, reference: str, account: Account, open_until: datetime) -> Transfer:
    return Transfer(
        reference=reference,
        attempt_id=charge.attempt_id,
        order_reference=charge.order_reference,
        amount=charge.amount,
        account=account,
        open_until=open_until,
    )


def _known(transfer: Transfer | None) -> Transfer:
    if transfer is None:
        raise PaymentUnknown
    return transfer
