"""Orders that come to nothing: no provider can be asked for that, and the shopper is told."""

import pytest

from storefront_plugin import Money, Product, ShippingOption
from storefront_plugin.errors import PaymentRefused
from tests.checkout.tea_shop import mounted
from tests.checkout.test_bank_transfer import BY_TRANSFER, TRANSFER, settings_with


@pytest.fixture
def shop(database_url, now):
    made = mounted(database_url, now, settings_with(BY_TRANSFER))
    made.host.options = [ShippingOption("post", "Post", Money.of("0.00", "GBP"))]
    yield made
    made.database.engine.dispose()


@pytest.mark.parametrize("provider", ["stripe", TRANSFER])
def test_nothing_is_asked_of_nobody(shop, provider):
    shop.host.products["tea"] = Product("tea", "A sample", Money.of("0.00", "GBP"))
    quote = shop.quote()
    assert not quote.total

    with pytest.raises(PaymentRefused):
        shop.pay(quote, provider=provider)

    assert [row["state"] for row in shop.rows("attempts")] == ["cancelled"]
    assert [(row["state"], row["own_minor"]) for row in shop.rows("orders")] == [("unplaced", 0)]
    assert (shop.rows("transfers"), shop.charges(), shop.host.placed) == ([], [], [])
