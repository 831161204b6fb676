"""A letter is in the words and the money of its order, whoever causes it to be sent, and from which edition."""

import pytest

from storefront_plugin.checkout.refund import RefundWish
from storefront_plugin.documents import Notices
from storefront_plugin.documents.mail.log import LogPost
from storefront_plugin.events import Notice
from storefront_plugin.host import Address
from tests.checkout.tea_shop import JAPANESE, VISA

TOKYO = Address("Hana Mori", ("1-1",), "Chiyoda", "JP", "100-0001", "JP-13")


@pytest.fixture
def reference(shop):
    return shop.pay(shop.quote(edition=JAPANESE, address=TOKYO), VISA).order_reference


@pytest.fixture
def letters(monkeypatch):
    """What is written in a shop without a mail server."""
    written = []
    monkeypatch.setattr(LogPost, "send", lambda _, message: written.append(message))
    return written


def test_a_german_merchant_refunds_a_japanese_order_in_japanese_and_yen(shop, reference, letters):
    with shop.app.test_request_context("/de-de/"):
        shop.refunds.refund(reference, RefundWish(), wish_id="all")

    [letter] = letters
    assert letter.subject == f"ご注文 {reference}の返金"
    assert "￥4,800" in letter.text


def test_a_german_merchant_tells_of_a_delay_in_japanese(shop, reference, letters):
    with shop.app.test_request_context("/de-de/"):
        shop.parts[Notices].send(reference, Notice.DELAYED, note="")

    [letter] = letters
    assert letter.subject == f"ご注文 {reference}のお届けが遅れています"
