"""A sandbox on each kind of database, and the provider that talks to it."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from storefront_plugin.checkout.payments.stripe import StripePayments
from storefront_plugin.checkout.payments.stripe.sandbox import PUBLISHABLE_KEY, SECRET_KEY, Sandbox
from storefront_plugin.checkout.payments.stripe.sandbox.tables import disputes, events, intents, keys, refunds
from storefront_plugin.storage import Database, metadata

SECRET = "whsec_of_ours"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    metadata.create_all(database.engine, tables=[intents, keys, events, refunds, disputes])
    yield database
    database.engine.dispose()


@pytest.fixture
def sandbox(database: Database, now: datetime) -> Sandbox:
    return Sandbox(database, authorise_url=lambda intent: f"https://shop.test/bank/{intent}", clock=lambda: now)


@pytest.fixture
def payments(sandbox: Sandbox, now: datetime) -> StripePayments:
    return StripePayments(SECRET_KEY, PUBLISHABLE_KEY, [SECRET], transport=sandbox, clock=now.timestamp)
