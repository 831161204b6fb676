"""One try to collect a quote's total, as it stands in our records."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from storefront_plugin.checkout.ports import AttemptState, Charge, PaymentProvider
from storefront_plugin.checkout.states import Asked
from storefront_plugin.errors import PaymentNotOffered, ProviderUnreachable
from storefront_plugin.money import Currency, Money
from storefront_plugin.texts import Text, sf_

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A row of storefront_attempts."""

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

    @staticmethod
    def of(row: Mapping[str, Any]) -> Attempt:
        return Attempt(
            id=row["id"],
            order_reference=row["order_reference"],
            provider=row["provider"],
            is_live=row["is_live"],
            state=AttemptState(row["state"]),
            amount=Money(row["amount_minor"], Currency.of(row["currency"])),
            instrument=row["instrument"],
            return_url=row["return_url"],
            asked_at=row["asked_at"],
            payment_id=row["payment_id"],
            next_url=row["next_url"],
            decline=row["decline"],
        )

    @property
    def asked(self) -> Asked:
        """What a report is compared with."""
        return Asked(self.id, self.order_reference, self.state, self.amount, self.is_live, self.payment_id)

    def charge(self) -> Charge:
        """The very call that this attempt made: repeated, it is the same payment."""
        return Charge(
            attempt_id=self.id,
            order_reference=self.order_reference,
            amount=self.amount,
            instrument=self.instrument,
            return_url=self.return_url,
        )


@dataclass(frozen=True, slots=True)
class Payments:
    """The payment providers of one app by name; `offered` is the one for new attempts, None where there is none."""

    providers: Mapping[str, PaymentProvider]
    offered: str | None

    def for_new(self) -> PaymentProvider:
        """Raises PaymentNotOffered."""
        if self.offered is None:
            raise PaymentNotOffered
        return self.providers[self.offered]

    def of(self, attempt: Attempt) -> PaymentProvider:
        """The one that an attempt was made with.

        Raises ProviderUnreachable where its keys are gone, or are for the other mode: to repeat an attempt of the
        sandbox with a live key would charge somebody.
        """
        provider = self.providers.get(attempt.provider)
        if provider is None or provider.is_live != attempt.is_live:
            log.error("attempt %s cannot be asked about: the settings have no such provider any more", attempt.id)
            raise ProviderUnreachable
        return provider


_DECLINES = {
    "insufficient_funds": sf_("The bank says that there is not enough money on this card."),
    "authentication_required": sf_("The bank asked for a confirmation that was not given."),
    "payment_intent_authentication_failure": sf_("The bank asked for a confirmation that was not given."),
    "expired_card": sf_("This card has expired."),
    "incorrect_cvc": sf_("The card’s security code is not right."),
}


def decline_text(code: str | None) -> Text:
    """What to tell the shopper of a decline; banks seldom say more, and nothing was charged."""
    return _DECLINES.get(code or "", sf_("The bank declined this card."))
