"""Every kind of event that Stripe's documents say to take is a reason to ask about its payment, and told once."""

import json

import pytest
from stripe import WebhookSignature

from storefront_plugin.checkout.ports import AttemptState
from tests.checkout.tea_shop import ASKS_BANK, WEBHOOK_SECRET

S = AttemptState
# What each event is about: a payment itself, or something that names one.
KINDS = {
    "payment_intent.succeeded": "payment_intent",
    "payment_intent.processing": "payment_intent",
    "payment_intent.payment_failed": "payment_intent",
    "payment_intent.canceled": "payment_intent",
    "payment_intent.requires_action": "payment_intent",
    "payment_intent.amount_capturable_updated": "payment_intent",
    "payment_intent.partially_funded": "payment_intent",
    "charge.refunded": "charge",
    "charge.expired": "charge",
    "refund.created": "refund",
    "refund.updated": "refund",
    "refund.failed": "refund",
    "charge.dispute.created": "dispute",
    "charge.dispute.updated": "dispute",
    "charge.dispute.closed": "dispute",
    "charge.dispute.funds_withdrawn": "dispute",
    "charge.dispute.funds_reinstated": "dispute",
    "radar.early_fraud_warning.created": "radar.early_fraud_warning",
}


@pytest.fixture
def paid_at_the_bank(shop):
    attempt = shop.pay(shop.quote(), ASKS_BANK)
    shop.sandbox.authorise(attempt.payment_id)
    return attempt


def send(shop, kind, payment_id, *, event_id="evt_1"):
    of = KINDS[kind]
    named = {"id": payment_id} if of == "payment_intent" else {"id": "x_1", "payment_intent": payment_id}
    about = {"object": of, **named}
    event = {"object": "event", "id": event_id, "type": kind, "livemode": False, "data": {"object": about}}
    body = json.dumps(event)
    signature = WebhookSignature.generate_signature_header(body, WEBHOOK_SECRET, int(shop.clock().timestamp()))
    return shop.app.test_client().post(
        "/storefront/webhooks/stripe", data=body, headers={"Stripe-Signature": signature}
    )


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_a_reason_to_ask_and_what_is_answered_counts(shop, paid_at_the_bank, kind):
    answer = send(shop, kind, paid_at_the_bank.payment_id)

    assert (answer.status_code, answer.json) == (200, {"received": True, "ours": True})
    assert shop.checkout.attempt(paid_at_the_bank.id).state is S.PAID
    assert [row["kind"] for row in shop.rows("provider_events")] == [kind]


def test_two_events_of_one_thing_are_one_effect(shop, paid_at_the_bank):
    for number in range(3):
        send(shop, "payment_intent.succeeded", paid_at_the_bank.payment_id, event_id=f"evt_{number}")

    assert len(shop.rows("provider_events")) == 3
    assert (len(shop.host.placed), len(shop.rows("events")), shop.charges()) == (1, 1, [3000])


def test_a_decline_that_is_told_after_the_success_leaves_it_paid(shop, paid_at_the_bank):
    send(shop, "payment_intent.succeeded", paid_at_the_bank.payment_id)

    answer = send(shop, "payment_intent.payment_failed", paid_at_the_bank.payment_id, event_id="evt_2")

    assert answer.status_code == 200
    assert shop.checkout.attempt(paid_at_the_bank.id).state is S.PAID
    assert len(shop.host.placed) == 1
