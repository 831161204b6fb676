"""Whose order went back whole, or who disputes its payment, is not asked whether she would recommend the shop."""

from storefront_plugin.checkout.refund import RefundWish
from storefront_plugin.surveys import PromptState, Surveys, records
from tests.checkout.tea_shop import DISPUTED, Shop


def question_about(shop: Shop, reference: str) -> PromptState:
    prompt = shop.parts[Surveys].prompt_for(reference)
    assert prompt is not None
    return prompt.state


def test_the_question_goes_with_the_last_of_the_order(shop):
    reference = shop.pay(shop.quote()).order_reference

    shop.refunds.refund(reference, RefundWish(lines={"tea": 2}), wish_id="goods")
    assert question_about(shop, reference) is PromptState.ISSUED

    shop.refunds.refund(reference, RefundWish(), wish_id="rest")
    assert question_about(shop, reference) is PromptState.LAPSED


def test_a_question_left_to_the_worker_goes_with_the_order(shop, monkeypatch):
    with monkeypatch.context() as trouble:
        trouble.delattr(records, "history_of")
        reference = shop.pay(shop.quote()).order_reference
    assert [(row["reaction"], row["done_at"]) for row in shop.rows("outbox") if row["last_error"]] == [
        ("issue_prompt", None)
    ]

    shop.refunds.refund(reference, RefundWish(), wish_id="all")
    shop.clock.go(hours=1)
    shop.outbox.deliver_batch()

    assert shop.parts[Surveys].prompt_for(reference) is None


def test_a_disputed_payment_takes_the_question_back(shop):
    attempt = shop.pay(shop.quote(), DISPUTED)

    shop.checkout.settle(attempt.id, payment_id=attempt.payment_id)

    assert shop.rows("disputes") != []
    assert question_about(shop, attempt.order_reference) is PromptState.LAPSED
