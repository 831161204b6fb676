"""Bank transfer keeps what every provider promises."""

from collections.abc import Callable

import pytest

from storefront_plugin.checkout.payments.bank_transfer import BankTransfer
from storefront_plugin.checkout.payments.bank_transfer.settings import BankTransferSettings
from storefront_plugin.checkout.payments.bank_transfer.tables import transfer_refunds, transfers
from storefront_plugin.checkout.ports import Charge, PaymentReport
from storefront_plugin.money import Money
from storefront_plugin.storage import Database, metadata
from tests.checkout.payments.provider_contract import *  # noqa: F403 (the tests themselves)
from tests.clock import Clock

SETTINGS = BankTransferSettings(holder="Tea Ltd", iban="DE89370400440532013000", markets=("de",))


@pytest.fixture
def provider(database: Database, clock: Clock) -> BankTransfer:
    metadata.create_all(database.engine, tables=[transfers, transfer_refunds])
    return BankTransfer(database, SETTINGS, clock)


@pytest.fixture
def charges() -> Callable[..., Charge]:
    def charge(attempt: str = "att_1", market: str = "de") -> Charge:
        return Charge(attempt, "ORDER1042", Money.of("12.50", "EUR"), "", "https://shop.test/return", market)

    return charge


@pytest.fixture
def refused(charges: Callable[..., Charge]) -> Charge:
    return charges(market="jp")


@pytest.fixture
def pay() -> Callable[[BankTransfer, PaymentReport], None]:
    return lambda provider, report: provider.receive(report.payment_id, report.amount) and None
