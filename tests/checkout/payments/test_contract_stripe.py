"""Stripe, over the sandbox, keeps what every provider promises."""

from collections.abc import Callable

import pytest

from storefront_plugin.checkout.payments.stripe import StripePayments
from storefront_plugin.checkout.payments.stripe.sandbox import PUBLISHABLE_KEY, SECRET_KEY, Sandbox
from storefront_plugin.checkout.ports import Charge, PaymentReport
from storefront_plugin.money import Money
from storefront_plugin.storage import Database
from tests.checkout.payments.provider_contract import *  # noqa: F403 (the tests themselves)
from tests.clock import Clock


@pytest.fixture
def bank(database: Database, clock: Clock) -> Sandbox:
    return Sandbox(database, authorise_url=lambda intent: f"https://shop.test/bank/{intent}", clock=clock)


@pytest.fixture
def provider(bank: Sandbox, clock: Clock) -> StripePayments:
    return StripePayments(
        SECRET_KEY,
        PUBLISHABLE_KEY,
        [bank.webhook_secret],
        transport=bank,
        clock=lambda: clock().timestamp(),
    )


# The bank asks first; she pays within days; without a card, the shopper's front end is to confirm.
@pytest.fixture(params=["pm_card_authenticationRequired", "pm_sandbox_voucher", ""])
def charges(request: pytest.FixtureRequest) -> Callable[..., Charge]:
    def charge(attempt: str = "att_1", amount: str = "12.50") -> Charge:
        price = Money.of(amount, "EUR")
        return Charge(attempt, "ORDER1042", price, request.param, "https://shop.test/return", "de")

    return charge


@pytest.fixture
def refused(charges: Callable[..., Charge]) -> Charge:
    return charges(amount="0.49")


@pytest.fixture
def pay(bank: Sandbox) -> Callable[[StripePayments, PaymentReport], None]:
    def pay(_: StripePayments, report: PaymentReport) -> None:
        if report.client_secret:
            bank.confirm(report.client_secret, "pm_card_visa")
        else:
            bank.authorise(report.payment_id)

    return pay
