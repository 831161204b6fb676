"""A notification that cannot be stored, since somebody else is writing: it is never acknowledged, and sent again."""

import pytest

from storefront_plugin.checkout.ports import AttemptState
from storefront_plugin.storage import Database
from storefront_plugin.storage import database as storage
from tests.checkout.tea_shop import ASKS_BANK, mounted


@pytest.fixture
def shop(database_url, now, monkeypatch):
    """With a database that loses its patience almost at once."""
    monkeypatch.setattr(storage, "BUSY_SECONDS", 0.1)
    made = mounted(database_url, now)
    yield made
    made.database.engine.dispose()


def test_while_another_writes_the_answer_is_503_and_nothing_is_lost(shop, database_url):
    attempt = shop.pay(shop.quote(), ASKS_BANK)
    shop.sandbox.authorise(attempt.payment_id)
    sent = shop.notification(attempt)
    other = Database(database_url)

    with other.write() as db:
        if not other.is_sqlite:
            db.exec_driver_sql("LOCK TABLE storefront_orders")
        refused = shop.app.test_client().post("/storefront/webhooks/stripe", **sent)
    other.engine.dispose()
    again = shop.app.test_client().post("/storefront/webhooks/stripe", **sent)

    assert (refused.status_code, again.status_code) == (503, 200)
    assert refused.headers["Retry-After"]
    assert shop.checkout.attempt(attempt.id).state is AttemptState.PAID
    assert len(shop.host.placed) == 1
