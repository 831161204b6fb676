import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import stripe
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storefront_plugin.checkout.payments.stripe import StripePayments
from storefront_plugin.checkout.payments.stripe.sandbox import Sandbox
from storefront_plugin.checkout.ports import Charge, ProviderEvent
from storefront_plugin.errors import EventUnreadable, NotFound
from storefront_plugin.money import Money

OURS = "whsec_of_ours"
ROLLED = "whsec_of_yesterday"

NOW = datetime.fromisoformat("2026-11-21T12:00:00+00:00")
PAYMENT = {"id": "pi_1", "object": "payment_intent", "metadata": {"storefront_attempt": "att_1"}}


@pytest.fixture
def provider() -> StripePayments:
    return StripePayments("sk_test_1", "pk_test_1", [OURS, ROLLED], clock=NOW.timestamp)


def event(about: object = PAYMENT, **more: object) -> dict[str, object]:
    return {
        "id": "evt_1",
        "object": "event",
        "type": "payment_intent.succeeded",
        "livemode": False,
        "data": {"object": about},
    } | more


def signed(body: str, secret: str = OURS, *, seconds: int = 0) -> dict[str, str]:
    at = int(NOW.timestamp()) + seconds
    return {"Stripe-Signature": stripe.WebhookSignature.generate_signature_header(body, secret, at)}


def read(provider: StripePayments, content: object, headers: dict[str, str] | None = None) -> ProviderEvent:
    body = content if isinstance(content, str) else json.dumps(content)
    return provider.read_event(body.encode(), signed(body) if headers is None else headers)


def test_a_signed_event_is_a_reason_to_ask(provider: StripePayments):
    assert read(provider, event()) == ProviderEvent(
        id="evt_1", kind="payment_intent.succeeded", payment_id="pi_1", attempt_id="att_1"
    )


@pytest.mark.parametrize("secret", [OURS, ROLLED])
def test_every_secret_in_force_is_tried(provider: StripePayments, secret: str):
    body = json.dumps(event())

    assert read(provider, body, signed(body, secret)).id == "evt_1"


def test_two_signatures_of_a_rolled_secret_are_accepted(provider: StripePayments):
    body = json.dumps(event())
    header = signed(body, "whsec_of_tomorrow")["Stripe-Signature"]
    second = signed(body)["Stripe-Signature"].split(",")[1]

    assert read(provider, body, {"Stripe-Signature": f"{header},{second}"}).id == "evt_1"


def test_the_headers_name_may_be_written_in_any_case(provider: StripePayments):
    body = json.dumps(event())

    assert read(provider, body, {"stripe-SIGNATURE": signed(body)["Stripe-Signature"]}).id == "evt_1"


@pytest.mark.parametrize("seconds", [-300, -299, 0, 299, 300])
def test_a_signature_of_these_minutes_is_accepted(provider: StripePayments, seconds: int):
    body = json.dumps(event())

    assert read(provider, body, signed(body, seconds=seconds)).id == "evt_1"


@pytest.mark.parametrize("seconds", [-301, 301, 86_400])
def test_a_signature_of_another_time_is_refused_be_it_past_or_future(provider: StripePayments, seconds: int):
    body = json.dumps(event())

    with pytest.raises(EventUnreadable):
        read(provider, body, signed(body, seconds=seconds))


BODY = json.dumps(event())
GOOD = signed(BODY)["Stripe-Signature"]


@pytest.mark.parametrize(
    "headers",
    [
        signed(BODY, "whsec_of_somebody"),
        {},
        {"Stripe-Signature": ""},
        {"Stripe-Signature": "garbage"},
        {"Stripe-Signature": "t=,v1="},
        {"Stripe-Signature": "t=now,v1=1"},
        {"Stripe-Signature": "v1=1"},
        {"Stripe-Signature": GOOD.split(",")[0]},
        {"Stripe-Signature": GOOD.replace("v1=", "v0=")},
        {"Stripe-Signature": GOOD.replace("v1=", "v1=ä")},
        {"Stripe-Signature": GOOD + "0"},
    ],
)
def test_what_stripe_did_not_sign_is_refused(provider: StripePayments, headers: dict[str, str]):
    with pytest.raises(EventUnreadable):
        read(provider, BODY, headers)


def test_a_body_written_anew_is_refused(provider: StripePayments):
    with pytest.raises(EventUnreadable):
        read(provider, json.dumps(event(), indent=2), {"Stripe-Signature": GOOD})


@pytest.mark.parametrize("secrets", [[], [""], [" "]])
def test_without_a_secret_nothing_is_believed(secrets: list[str]):
    provider = StripePayments("sk_test_1", "pk_test_1", secrets, clock=NOW.timestamp)

    for secret in ["", " ", OURS]:
        with pytest.raises(EventUnreadable):
            read(provider, BODY, signed(BODY, secret))


def test_a_body_that_is_not_utf8_is_refused(provider: StripePayments):
    with pytest.raises(EventUnreadable):
        provider.read_event(b"\xff\xfe" + BODY.encode(), {"Stripe-Signature": GOOD})


@pytest.mark.parametrize(
    "content",
    [
        "",
        "not JSON",
        "[" * 200_000,
        [],
        "null",
        '"x"',
        "1",
        {},
        event(object="v2.core.event"),
        event(id=None),
        event(type=7),
        *[event(id=odd) for odd in ("", "e" * 201, "evt\0", "evt\ud800", "evt 1", "évt")],
        *[event(type=odd) for odd in ("", "t" * 101, "Payment Intent")],
        event(livemode="false"),
        event(livemode=None),
        event(data=None),
        event(about=[]),
    ],
    ids=lambda content: str(content)[:30],
)
def test_what_is_signed_but_no_event_is_refused(provider: StripePayments, content: object):
    with pytest.raises(EventUnreadable):
        read(provider, content)


@pytest.mark.parametrize(("key", "livemode"), [("sk_test_1", True), ("sk_live_1", False)])
def test_an_event_of_the_other_mode_is_refused(key: str, livemode: bool):
    provider = StripePayments(key, "pk", [OURS], clock=NOW.timestamp)

    with pytest.raises(EventUnreadable):
        read(provider, event(livemode=livemode))


def test_a_live_event_is_read_with_a_live_key():
    provider = StripePayments("sk_live_1", "pk", [OURS], clock=NOW.timestamp)

    assert read(provider, event(livemode=True)).payment_id == "pi_1"


@pytest.mark.parametrize(
    ("about", "payment_id", "attempt_id"),
    [
        (PAYMENT, "pi_1", "att_1"),
        ({"id": "pi_1", "object": "payment_intent", "metadata": {}}, "pi_1", None),
        ({"id": "pi_1", "object": "payment_intent"}, "pi_1", None),
        ({"id": "ch_1", "object": "charge", "payment_intent": "pi_1"}, "pi_1", None),
        ({"id": "re_1", "object": "refund", "payment_intent": "pi_1"}, "pi_1", None),
        ({"id": "dp_1", "object": "dispute", "payment_intent": "pi_1"}, "pi_1", None),
        ({"id": "ch_1", "object": "charge", "payment_intent": PAYMENT}, "pi_1", None),
        (
            {"id": "re_1", "object": "refund", "payment_intent": "pi_1", "metadata": PAYMENT["metadata"]},
            "pi_1",
            "att_1",
        ),
        (
            {"id": "ch_1", "object": "charge", "payment_intent": "pi_1", "metadata": PAYMENT["metadata"]},
            "pi_1",
            "att_1",
        ),
        ({"id": "ch_1", "object": "charge", "payment_intent": None}, None, None),
        ({"id": "cus_1", "object": "customer", "metadata": {"storefront_attempt": "att_1"}}, None, None),
        ({"id": 7, "object": "payment_intent", "metadata": {"storefront_attempt": 7}}, None, None),
        ({"id": "p" * 201, "object": "payment_intent", "metadata": {"storefront_attempt": "\ud800"}}, None, None),
        ({"id": "dp_1", "object": "dispute", "payment_intent": "pi\0"}, None, None),
    ],
)
def test_an_event_names_its_payment(
    provider: StripePayments, about: dict[str, Any], payment_id: str | None, attempt_id: str | None
):
    told = read(provider, event(about=about))

    assert (told.payment_id, told.attempt_id) == (payment_id, attempt_id)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from([*event(), *PAYMENT, "x"]), inner),
)


@given(st.dictionaries(st.sampled_from(sorted(event())), anything))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_signed_is_read_or_refused(provider: StripePayments, more: dict[str, object]):
    try:
        told = read(provider, event(**more))
    except EventUnreadable:
        return

    assert isinstance(told, ProviderEvent)


@given(st.binary(), st.text())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_unsigned_is_refused(provider: StripePayments, body: bytes, signature: str):
    with pytest.raises(EventUnreadable):
        provider.read_event(body, {"Stripe-Signature": signature})


@pytest.mark.parametrize(
    ("instrument", "then", "kinds"),
    [
        ("pm_card_visa", None, ["payment_intent.succeeded"]),
        ("pm_card_chargeDeclined", None, ["payment_intent.payment_failed"]),
        ("pm_card_authenticationRequired", None, ["payment_intent.requires_action"]),
        (
            "pm_card_authenticationRequired",
            Sandbox.authorise,
            ["payment_intent.requires_action", "payment_intent.succeeded"],
        ),
        (
            "pm_card_authenticationRequired",
            Sandbox.refuse,
            ["payment_intent.requires_action", "payment_intent.payment_failed"],
        ),
    ],
)
def test_what_happens_in_the_sandbox_arrives_as_events(
    payments: StripePayments,
    sandbox: Sandbox,
    instrument: str,
    then: Callable[[Sandbox, str], object] | None,
    kinds: list[str],
):
    charge = Charge("att_1", "1042", Money.of("12.50", "EUR"), instrument, "https://shop.test/return")
    payment_id = payments.open(charge).payment_id
    if then:
        then(sandbox, payment_id)

    recorded = sandbox.events(payment_id)
    told = [payments.read_event(*sandbox.signed_event(event.id, OURS, event.created_at)) for event in recorded]

    assert [event.kind for event in told] == kinds
    assert {(event.payment_id, event.attempt_id) for event in told} == {(payment_id, "att_1")}
    assert [event.id for event in told] == [event.id for event in recorded]


def test_an_event_of_the_sandbox_is_signed_for_its_moment(payments: StripePayments, sandbox: Sandbox, now: datetime):
    payments.open(Charge("att_1", "1042", Money.of("12.50", "EUR"), "pm_card_visa", "https://shop.test/return"))
    (happened,) = sandbox.events()

    late = sandbox.signed_event(happened.id, OURS, now - timedelta(minutes=6))

    with pytest.raises(EventUnreadable):
        payments.read_event(*late)


def test_an_event_that_never_happened_cannot_be_sent(sandbox: Sandbox, now: datetime):
    with pytest.raises(NotFound):
        sandbox.signed_event("evt_1", OURS, now)
