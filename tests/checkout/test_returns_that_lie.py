"""What a browser says of a payment on its way back is never believed."""

import pytest

from tests.checkout.tea_shop import ASKS_BANK, DECLINED, text_of

CLAIMS = "redirect_status=succeeded&payment_intent=pi_of_another&state=paid&order=1042"


@pytest.mark.parametrize("card", [ASKS_BANK, DECLINED])
def test_an_address_that_claims_success_is_no_order(shop, card):
    visitor = shop.browser()
    made = visitor.pay(visitor.quote(), card).json

    page = visitor.follow(visitor.get(f"/storefront/checkout/return/{made['id']}?{CLAIMS}"))
    told = visitor.read(f"/attempts/{made['id']}?{CLAIMS}").json

    assert "/orders/" not in page.request.path
    assert "1042" not in text_of(page)
    assert (told["state"] != "paid", told["order"]) == (True, None)
    assert (shop.charges(), shop.host.placed) == ([], [])
