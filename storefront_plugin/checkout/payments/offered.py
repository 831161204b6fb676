"""Which providers one app has, and which of them its shoppers are offered, by the settings."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from storefront_plugin.checkout.attempt import Payments
from storefront_plugin.checkout.payments.bank_transfer import BankTransfer
from storefront_plugin.checkout.payments.cards import Cards, SandboxCard
from storefront_plugin.checkout.payments.stripe import StripePayments
from storefront_plugin.checkout.payments.stripe.sandbox import CARDS, PUBLISHABLE_KEY, SECRET_KEY, Sandbox
from storefront_plugin.checkout.payments.stripe.settings import StripeSettings
from storefront_plugin.checkout.ports import PaymentProvider
from storefront_plugin.checkout.settings import CheckoutSettings
from storefront_plugin.storage import Database

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Offered:
    """The providers of one app, with the parts that stand behind them; None for what is not there."""

    payments: Payments
    cards: Cards
    sandbox: Sandbox | None
    bank_transfer: BankTransfer | None

    @property
    def parts(self) -> Iterator[object]:
        yield from (self.payments, self.cards)
        yield from (part for part in (self.sandbox, self.bank_transfer) if part is not None)


def offered(
    settings: CheckoutSettings,
    database: Database,
    clock: Callable[[], datetime],
    *,
    is_trial: bool,
    bank_address: Callable[[str], str],
) -> Offered:
    """Stripe with the merchant's keys, in debug and tests with test keys alone; else the sandbox there; else no cards.

    Bank transfer wherever an account is named.
    """
    sandbox = None
    if stripe := _stripe(settings.stripe, is_trial):
        cards = Cards(publishable_key=settings.stripe.publishable_key)
    elif is_trial or settings.sandbox:
        sandbox = Sandbox(database, authorise_url=bank_address, clock=clock)
        stripe = _over(sandbox, settings.stripe, clock)
        cards = Cards(test_cards=tuple(SandboxCard(card.payment_method, card.number, card.about) for card in CARDS))
    else:
        cards = Cards()
    transfer = BankTransfer(database, settings.bank_transfer, clock) if settings.bank_transfer.is_set else None
    known: tuple[PaymentProvider | None, ...] = (stripe, transfer)
    providers = {provider.name: provider for provider in known if provider is not None}
    return Offered(Payments(providers, tuple(providers)), cards, sandbox, transfer)


def _stripe(keys: StripeSettings, is_trial: bool) -> StripePayments | None:
    if not keys.secret_key:
        return None
    if keys.is_live and is_trial:
        log.warning("a live key of Stripe is not used in debug or tests: the sandbox stands in for it")
        return None
    return StripePayments(
        keys.secret_key, keys.publishable_key, keys.webhook_secrets, is_captured_later=keys.is_captured_later
    )


def _over(sandbox: Sandbox, settings: StripeSettings, clock: Callable[[], datetime]) -> StripePayments:
    return StripePayments(
        SECRET_KEY,
        PUBLISHABLE_KEY,
        (sandbox.webhook_secret, *settings.webhook_secrets),
        transport=sandbox,
        is_captured_later=settings.is_captured_later,
        # Both ends of a notification go by one clock.
        clock=lambda: clock().timestamp(),
    )
