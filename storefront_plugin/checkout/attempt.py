"""One try to collect a quote's total, as it stands in our records."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from storefront_plugin.checkout.ports import AttemptState, Charge, PaymentProvider, PaymentReport, Settled
from storefront_plugin.checkout.states import Asked
from storefront_plugin.errors import PaymentNotOffered, ProviderNotSetUp, UnknownProvider
from storefront_plugin.money import Currency, Money
from storefront_plugin.snapshots import decode
from storefront_plugin.texts import Text, sf_

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A row of storefront_attempts.

    Only `client_secret` is not kept: it is known right after the provider was asked, while a front end may confirm.
    """

    id: str
    order_reference: str
    provider: str
    is_live: bool
    state: AttemptState
    amount: Money
    instrument: str
    return_url: str
    asked_at: datetime
    payment_id: str | None = None
    next_url: str | None = None
    decline: str | None = None
    market: str = ""
    open_until: datetime | None = None
    ends_at: datetime | None = None
    account: str | None = None
    captured: Money | None = None
    settled: Settled | None = None
    client_secret: str | None = field(default=None, repr=False)

    @staticmethod
    def of(row: Mapping[str, Any]) -> Attempt:
        currency = Currency.of(row["currency"])
        return Attempt(
            id=row["id"],
            order_reference=row["order_reference"],
            provider=row["provider"],
            is_live=row["is_live"],
            state=AttemptState(row["state"]),
            amount=Money(row["amount_minor"], currency),
            instrument=row["instrument"],
            return_url=row["return_url"],
            asked_at=row["asked_at"],
            payment_id=row["payment_id"],
            next_url=row["next_url"],
            decline=row["decline"],
            market=row["market"] or "",
            open_until=row["open_until"],
            ends_at=row["ends_at"],
            account=row["account"],
            captured=None if row["captured_minor"] is None else Money(row["captured_minor"], currency),
            settled=decode(Settled, json.loads(row["settled"])) if row["settled"] else None,
        )

    @property
    def awaits_money(self) -> bool:
        """Whether the shopper has done her part, and her money is on its way to the merchant by itself."""
        return self.state is AttemptState.OPEN and self.open_until is not None

    @property
    def is_bought(self) -> bool:
        """Whether the shopper has done her part, so that her cart is bought: it is paid, reserved, or on its way."""
        return self.awaits_money or self.state in (AttemptState.AUTHORISED, AttemptState.PAID)

    @property
    def uncollected(self) -> Money | None:
        """What was authorised of a paid one and never captured; None where there is nothing of that."""
        if self.state is not AttemptState.PAID or self.captured is None or self.captured >= self.amount:
            return None
        return self.amount - self.captured

    @property
    def asked(self) -> Asked:
        """What a report is compared with."""
        return Asked(
            id=self.id,
            order_reference=self.order_reference,
            state=self.state,
            amount=self.amount,
            is_live=self.is_live,
            payment_id=self.payment_id,
            is_confirmed_elsewhere=not self.instrument,
        )

    def told(self, report: PaymentReport, move: AttemptState | None) -> Attempt:
        """What is known of it after a report that takes it there; None: it stays where it is."""
        payment_id = self.payment_id or report.payment_id
        is_its_own = (report.payment_id, report.is_live) == (payment_id, self.is_live)
        is_countable = report.captured is not None and report.captured.currency == self.amount.currency
        known = replace(
            self,
            payment_id=payment_id,
            captured=report.captured if is_its_own and is_countable else self.captured,
            settled=(report.settled if is_its_own else None) or self.settled,
        )
        state = move or self.state
        # What stays open may have become what money is waited for, once its front end has confirmed it.
        if move is None and self.payment_id is not None and state is not AttemptState.OPEN:
            return known
        return replace(
            known,
            state=state,
            next_url=report.next_url if state in (AttemptState.ACTION, AttemptState.OPEN) else None,
            open_until=report.open_until,
            decline=report.decline if move is AttemptState.DECLINED else self.decline,
        )

    def charge(self) -> Charge:
        """The very call that this attempt made: repeated, it is the same payment."""
        return Charge(
            attempt_id=self.id,
            order_reference=self.order_reference,
            amount=self.amount,
            instrument=self.instrument,
            return_url=self.return_url,
            market=self.market,
        )


@dataclass(frozen=True, slots=True)
class Payments:
    """The payment providers of one app by name; `offered` are those for new attempts, the usual one first."""

    providers: Mapping[str, PaymentProvider]
    offered: tuple[str, ...] = ()

    def offers(self, market: str, currency: Currency) -> tuple[str, ...]:
        """What a shopper of a market may choose from, to pay in a currency."""
        return tuple(name for name in self.offered if self.providers[name].takes(market, currency))

    def for_new(self, name: str | None, market: str, currency: Currency) -> PaymentProvider:
        """The one that a shopper chose by its name, else the usual one.

        Raises PaymentNotOffered where there is none to choose, and UnknownProvider for one that she was not offered.
        """
        offers = self.offers(market, currency)
        if not offers:
            raise PaymentNotOffered
        if name is not None and name not in offers:
            raise UnknownProvider
        return self.providers[name or offers[0]]

    def of(self, attempt: Attempt) -> PaymentProvider:
        """The one that an attempt was made with.

        Raises ProviderNotSetUp where its keys are gone, or are for the other mode or another account: to repeat an
        attempt of the sandbox with a live key would charge somebody. An account that is not known is no other one.
        """
        if not self.knows(attempt):
            account = attempt.account or attempt.provider
            log.error("attempt %s cannot be asked about: there are no keys of its mode for %s", attempt.id, account)
            raise ProviderNotSetUp(provider=attempt.provider)
        return self.providers[attempt.provider]

    def knows(self, attempt: Attempt) -> bool:
        """Whether its keys are there still, so that it can be asked about. A provider may be asked for its account."""
        provider = self.providers.get(attempt.provider)
        if provider is None or provider.is_live != attempt.is_live:
            return False
        return attempt.account is None or provider.account in (None, attempt.account)


_DECLINES = {
    "insufficient_funds": sf_("The bank says that there is not enough money on this card."),
    "authentication_required": sf_("The bank asked for a confirmation that was not given."),
    "payment_intent_authentication_failure": sf_("The bank asked for a confirmation that was not given."),
    "expired_card": sf_("This card has expired."),
    "incorrect_cvc": sf_("The card’s security code is not right."),
    "payment_intent_payment_attempt_expired": sf_("The payment did not come in time."),
}


_SURPLUS = sf_("This payment came too late for its order. All of it goes back to you, and nothing more is charged.")


def reason_text(attempt: Attempt) -> Text | None:
    """Why the payer's money did not buy anything; None where it did, or still may."""
    if attempt.state is AttemptState.SURPLUS:
        return _SURPLUS
    return decline_text(attempt.decline) if attempt.state is AttemptState.DECLINED else None


def decline_text(code: str | None) -> Text:
    """What to tell the shopper of a decline; banks seldom say more, and nothing was charged."""
    return _DECLINES.get(code or "", sf_("The bank declined this card."))
