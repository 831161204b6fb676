"""The provider's notifications: trusted by signature, stored once, settled by asking, never acknowledged undone."""

import json
import logging
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from stripe import WebhookSignature

from storefront_plugin.checkout.notifications import Notifications
from storefront_plugin.checkout.payments.stripe.sandbox import SECRET_KEY, records
from storefront_plugin.checkout.ports import AttemptState
from storefront_plugin.errors import DatabaseNotReady
from tests.checkout.tea_shop import ASKS_BANK, DECLINED, DISPUTED, GERMAN, VISA, WEBHOOK_SECRET

S = AttemptState
PLACE = "/storefront/webhooks/stripe"


@pytest.fixture
def paid_at_the_bank(shop):
    """An attempt whose payment the bank has let through, and of which we have not heard."""
    attempt = shop.pay(shop.quote(), ASKS_BANK)
    shop.sandbox.authorise(attempt.payment_id)
    return attempt


def signed(shop, body, secret=WEBHOOK_SECRET, at=None):
    moment = int((at or shop.clock()).timestamp())
    return {"Stripe-Signature": WebhookSignature.generate_signature_header(body, secret, moment)}


def event_about(payment_id, attempt_id=None, event_id="evt_elsewhere"):
    about = {"object": "payment_intent", "id": payment_id, "metadata": {"storefront_attempt": attempt_id}}
    if attempt_id is None:
        about["metadata"] = {"order_id": "4711"}
    return json.dumps(
        {
            "object": "event",
            "id": event_id,
            "type": "payment_intent.succeeded",
            "livemode": False,
            "data": {"object": about},
        }
    )


def paid_elsewhere(shop, card):
    """A payment that another site of the same account collected."""
    form = {"amount": 900, "currency": "eur", "payment_method": card, "confirm": "true"}
    form |= {"return_url": "https://shop.example/", "metadata[order_id]": "4711"}
    key = {"Authorization": f"Bearer {SECRET_KEY}"}
    body, *_ = shop.sandbox.request("POST", "/v1/payment_intents", key, urlencode(form))
    return json.loads(body)["id"]


def post(shop, body, headers, place=PLACE):
    return shop.app.test_client().post(place, data=body, headers=headers)


def test_a_signed_event_places_the_order(shop, paid_at_the_bank):
    answer = shop.notify(paid_at_the_bank)

    assert (answer.status_code, answer.json) == (200, {"received": True, "ours": True})
    assert shop.checkout.attempt(paid_at_the_bank.id).state is S.PAID
    assert len(shop.host.placed) == 1
    [stored] = shop.rows("provider_events")
    assert (stored["provider"], stored["kind"]) == ("stripe", "payment_intent.succeeded")
    assert stored["payment_id"] == paid_at_the_bank.payment_id
    assert stored["processed_at"] is not None


def test_an_event_needs_no_edition_but_may_have_one(shop, paid_at_the_bank):
    sent = shop.notification(paid_at_the_bank)

    assert post(shop, sent["data"], sent["headers"], f"/{GERMAN}{PLACE}").status_code == 200
    assert len(shop.host.placed) == 1


def test_the_same_event_again_is_one_effect(shop, paid_at_the_bank):
    sent = shop.notification(paid_at_the_bank)

    answers = [post(shop, sent["data"], sent["headers"]) for _ in range(5)]

    assert [answer.json for answer in answers] == [{"received": True, "ours": True}] * 5
    assert (len(shop.rows("provider_events")), len(shop.host.placed), len(shop.rows("events"))) == (1, 1, 1)
    # What was dealt with is not asked about again.
    assert shop.provider.asked.count("ask") == 1


def test_old_news_changes_nothing(shop, paid_at_the_bank):
    shop.notify(paid_at_the_bank)

    answer = shop.notify(paid_at_the_bank, "payment_intent.requires_action")

    assert answer.status_code == 200
    assert shop.checkout.attempt(paid_at_the_bank.id).state is S.PAID


def test_an_event_says_what_to_ask_and_never_the_answer(shop):
    attempt = shop.pay(shop.quote(), ASKS_BANK)
    body = event_about(attempt.payment_id, attempt.id)

    answer = post(shop, body, signed(shop, body))

    assert answer.status_code == 200
    assert shop.checkout.attempt(attempt.id).state is S.ACTION


@pytest.mark.parametrize("fault", ["other secret", "stale", "tomorrow", "other body", "none", "nonsense"])
def test_what_cannot_be_trusted_is_refused_and_not_stored(shop, paid_at_the_bank, fault):
    body = event_about(paid_at_the_bank.payment_id, paid_at_the_bank.id)
    moment = shop.clock().timestamp()
    header = {
        "other secret": lambda: signed(shop, body, "whsec_of_somebody_else"),
        "stale": lambda: {
            "Stripe-Signature": WebhookSignature.generate_signature_header(body, WEBHOOK_SECRET, int(moment) - 301)
        },
        "tomorrow": lambda: {
            "Stripe-Signature": WebhookSignature.generate_signature_header(body, WEBHOOK_SECRET, int(moment) + 86400)
        },
        "other body": lambda: signed(shop, body + " "),
        "none": dict,
        "nonsense": lambda: {"Stripe-Signature": "t=now,v1=yes"},
    }[fault]()
    before = shop.counts()

    answer = post(shop, body, header)

    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")
    assert answer.json["code"] == "event_unreadable"
    assert (shop.counts(), shop.host.placed) == (before, [])


@pytest.mark.parametrize("body", ["", "null", "[]", "{", '{"object": "event"}', "[" * 50_000], ids=repr)
def test_a_signed_body_of_another_form_is_refused(shop, body):
    before = shop.counts()

    answer = post(shop, body, signed(shop, body))

    assert (answer.status_code, answer.json["code"]) == (400, "event_unreadable")
    assert shop.counts() == before


def test_a_body_that_is_too_large_is_413(shop):
    body = "x" * (512 * 1024 + 1)

    answer = post(shop, body, signed(shop, body))

    assert (answer.status_code, answer.content_type) == (413, "application/problem+json")


def test_a_provider_that_is_none_of_ours_is_404(shop, paid_at_the_bank):
    sent = shop.notification(paid_at_the_bank)

    answer = post(shop, sent["data"], sent["headers"], "/storefront/webhooks/paypal")

    assert (answer.status_code, answer.json["code"]) == (404, "not_found")
    assert shop.rows("provider_events") == []


def test_a_foreign_payment_is_acknowledged_and_left_alone(shop, caplog):
    body = event_about("pi_of_another_site")

    with caplog.at_level(logging.INFO):
        answer = post(shop, body, signed(shop, body))

    assert (answer.status_code, answer.json) == (200, {"received": True, "ours": False})
    assert "is about no payment of ours" in caplog.text
    assert shop.provider.asked == []


def test_an_event_that_overtakes_our_own_answer_finds_its_attempt(shop):
    shop.provider.lost.add("open")
    attempt = shop.pay(shop.quote())
    [intent] = shop.rows("sandbox_intents")
    assert attempt.payment_id is None

    answer = shop.notify(intent["id"])

    assert (answer.status_code, answer.json["ours"]) == (200, True)
    settled = shop.checkout.attempt(attempt.id)
    assert (settled.state, settled.payment_id) == (S.PAID, intent["id"])
    # The payment was asked about, and not begun a second time.
    assert shop.provider.asked == ["open", "ask"]


def test_a_dispute_that_overtakes_our_own_answer_finds_its_attempt(shop):
    shop.provider.lost.add("open")
    attempt = shop.pay(shop.quote(), DISPUTED)
    [intent] = shop.rows("sandbox_intents")

    answer = shop.notify(intent["id"], "charge.dispute.created")

    assert (answer.status_code, answer.json["ours"]) == (200, True)
    settled = shop.checkout.attempt(attempt.id)
    assert (settled.state, settled.payment_id) == (S.PAID, intent["id"])
    assert len(shop.rows("disputes")) == 1


def test_a_foreign_dispute_is_asked_about_only_while_an_answer_of_ours_is_missing(shop):
    payment_id = paid_elsewhere(shop, DISPUTED)

    assert shop.notify(payment_id, "charge.dispute.created").json["ours"] is False
    assert shop.provider.asked == []

    shop.provider.deaf.add("open")
    shop.pay(shop.quote())
    assert shop.notify(payment_id, "charge.dispute.funds_withdrawn").json["ours"] is False
    assert shop.provider.asked == ["open", "ask"]


def test_a_dispute_of_a_payment_that_the_provider_does_not_know_is_foreign(shop):
    shop.provider.deaf.add("open")
    shop.pay(shop.quote())
    body = json.dumps(
        {**json.loads(event_about("pi_1")), "data": {"object": {"object": "dispute", "payment_intent": "pi_1"}}}
    )

    answer = post(shop, body, signed(shop, body))

    assert (answer.status_code, answer.json["ours"]) == (200, False)
    assert shop.provider.asked == ["open", "ask"]


def test_a_payment_that_comes_for_an_attempt_given_up_goes_back(shop):
    shop.provider.deaf.add("open")
    attempt = shop.pay(shop.quote())
    shop.clock.go(hours=24)
    assert shop.checkout.settle(attempt.id).state is S.CANCELLED
    shop.provider.deaf.clear()
    shop.provider.open(attempt.charge())
    [intent] = shop.rows("sandbox_intents")

    answer = shop.notify(intent["id"])

    assert answer.json["ours"] is True
    assert shop.checkout.attempt(attempt.id).state is S.SURPLUS


def test_a_second_payment_of_a_paid_attempt_is_reported_aloud(shop, caplog):
    attempt = shop.pay(shop.quote())
    with shop.database.write() as db:
        records.save(db, replace(records.load(db, attempt.payment_id), id="pi_second"))
    body = event_about("pi_second", attempt.id)

    with caplog.at_level(logging.ERROR):
        answer = post(shop, body, signed(shop, body))

    assert answer.json["ours"] is True
    assert f"attempt {attempt.id} needs attention" in caplog.text
    assert shop.checkout.attempt(attempt.id) == attempt
    assert len(shop.host.placed) == 1


def test_work_that_could_not_be_done_is_not_acknowledged_and_done_when_sent_again(shop, paid_at_the_bank):
    shop.provider.deaf.add("ask")
    first = shop.notify(paid_at_the_bank)
    assert [row["processed_at"] for row in shop.rows("provider_events")] == [None]
    shop.provider.deaf.clear()

    second = shop.notify(paid_at_the_bank)

    assert (first.status_code, second.status_code) == (503, 200)
    assert first.headers["Retry-After"]
    assert len(shop.host.placed) == 1
    assert [row["processed_at"] is not None for row in shop.rows("provider_events")] == [True]


def test_a_fault_of_ours_is_not_acknowledged(shop, paid_at_the_bank, monkeypatch):
    shop.app.testing = False
    monkeypatch.setattr(shop.checkout, "settle", lambda *_, **__: 1 / 0)
    first = shop.notify(paid_at_the_bank)
    monkeypatch.undo()

    second = shop.notify(paid_at_the_bank)

    assert (first.status_code, second.status_code, len(shop.host.placed)) == (500, 200, 1)


def test_a_database_that_is_not_there_is_not_acknowledged(shop, paid_at_the_bank, monkeypatch):
    def unreachable(*_, **__):
        raise DatabaseNotReady

    monkeypatch.setattr(shop.parts[Notifications], "_store", unreachable)
    first = shop.notify(paid_at_the_bank)
    monkeypatch.undo()

    assert first.status_code == 503
    assert shop.notify(paid_at_the_bank).status_code == 200
    assert len(shop.host.placed) == 1


def test_a_host_that_fails_does_not_make_the_provider_send_again(shop, paid_at_the_bank):
    shop.host.order_fault = RuntimeError

    assert shop.notify(paid_at_the_bank).status_code == 200
    assert [row["reaction"] for row in shop.rows("outbox") if row["done_at"] is None] == ["tell_host"]


def test_a_decline_told_by_the_provider_is_kept(shop):
    attempt = shop.pay(shop.quote(), ASKS_BANK)
    shop.sandbox.refuse(attempt.payment_id)

    assert shop.notify(attempt, "payment_intent.payment_failed").status_code == 200
    assert shop.checkout.attempt(attempt.id).state is S.DECLINED


def test_without_any_notification_everything_ends_right(shop):
    quote = shop.quote()
    declined = shop.pay(quote, DECLINED)
    attempt = shop.pay(quote, ASKS_BANK)
    shop.sandbox.authorise(attempt.payment_id)

    assert shop.checkout.settle(attempt.id).state is S.PAID
    assert shop.checkout.settle(declined.id).state is S.DECLINED
    assert shop.rows("provider_events") == []


def test_an_attempt_of_another_shop_on_the_same_account_is_left_alone(shop):
    attempt = shop.pay(shop.quote(), VISA)
    body = event_about("pi_unknown", "att_of_another_shop")

    answer = post(shop, body, signed(shop, body))

    assert answer.json == {"received": True, "ours": False}
    assert shop.checkout.attempt(attempt.id) == attempt
