"""Refunds and disputes through Stripe: what is sent, what is read, and a sandbox that answers likewise."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from stripe.params import (
    DisputeListParams,
    PaymentIntentRetrieveParams,
    RefundCreateParams,
    RefundListParams,
)

from storefront_plugin.checkout.payments.stripe import StripePayments
from storefront_plugin.checkout.payments.stripe.reading import read_report
from storefront_plugin.checkout.payments.stripe.refund_reading import read_dispute, read_refund, read_settled
from storefront_plugin.checkout.payments.stripe.sandbox import Sandbox
from storefront_plugin.checkout.payments.stripe.sandbox.parameters import _LIST_REFUNDS, _REFUND, _RETRIEVE
from storefront_plugin.checkout.payments.stripe.sandbox.refusals import Refused
from storefront_plugin.checkout.ports import AttemptState, Charge, RefundReport, RefundState, Repayment, Settled
from storefront_plugin.errors import NotFound, ProviderUnreachable, RefundRefused
from storefront_plugin.host import Dispute, DisputeState
from storefront_plugin.money import Currency, Money

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TWELVE = Money.of("12.50", "EUR")
LINE = {"id": "txn_1", "amount": -1063, "currency": "gbp", "fee": 0, "exchange_rate": 0.8504}
REFUND = {
    "id": "re_1",
    "object": "refund",
    "amount": 1250,
    "currency": "eur",
    "created": int(NOW.timestamp()),
    "metadata": {"storefront_refund": "rfd_1"},
    "balance_transaction": LINE,
    "status": "succeeded",
}


def repayment(payment_id: str = "pi_1", amount: Money = TWELVE, refund_id: str = "rfd_1") -> Repayment:
    return Repayment(refund_id, "att_1", payment_id, amount)


def paid(payments: StripePayments, card: str = "pm_card_visa", amount: Money = TWELVE) -> str:
    return payments.open(Charge("att_1", "order-1042", amount, card, "https://shop.test/return")).payment_id


class Answering:
    """Gives these answers, one after the other, and keeps the requests."""

    def __init__(self, *answers: tuple[int, Mapping[str, Any]]) -> None:
        self.answers = list(answers)
        self.requests: list[tuple[str, str, dict[str, str], str]] = []

    def request(
        self, method: str, url: str, headers: Mapping[str, str], post_data: str | None
    ) -> tuple[str, int, Mapping[str, str]]:
        parts = urlsplit(url)
        form = dict(parse_qsl(post_data or parts.query))
        self.requests.append((method, parts.path, form, headers.get("Idempotency-Key", "")))
        status, body = self.answers.pop(0)
        return json.dumps(body), status, {}


def over(*answers: tuple[int, Mapping[str, Any]]) -> tuple[StripePayments, Answering]:
    transport = Answering(*answers)
    return StripePayments("sk_test_1", "pk_test_1", transport=transport), transport


def names(form: Mapping[str, str]) -> set[str]:
    return {name.split("[")[0] for name in form}


# What is sent ---------------------------------------------------------------------------------------------------------


def test_a_refund_goes_out_with_its_own_key_and_our_notes():
    payments, transport = over((200, REFUND))

    report = payments.refund(repayment())

    [(method, path, form, key)] = transport.requests
    assert (method, path, key) == ("post", "/v1/refunds", "rfd_1")
    assert form == {
        "payment_intent": "pi_1",
        "amount": "1250",
        "metadata[storefront_attempt]": "att_1",
        "metadata[storefront_refund]": "rfd_1",
        "expand[0]": "balance_transaction",
    }
    assert names(form) <= RefundCreateParams.__annotations__.keys()
    assert report == RefundReport(
        id="re_1",
        state=RefundState.SUCCEEDED,
        amount=TWELVE,
        made_at=NOW,
        refund_id="rfd_1",
        settled=Settled(Money.of("-10.63", "GBP"), Money.of("0", "GBP"), Decimal("0.8504")),
    )


@pytest.mark.parametrize(
    ("amount", "sent"),
    [(("500", "JPY"), "500"), (("5.120", "KWD"), "5120"), (("5", "ISK"), "500"), (("5", "UGX"), "500")],
)
def test_an_amount_goes_back_as_stripe_counts_it(amount: tuple[str, str], sent: str):
    payments, transport = over((200, REFUND))

    payments.refund(repayment(amount=Money.of(*amount)))

    assert transport.requests[0][2]["amount"] == sent


@pytest.mark.parametrize(
    ("code", "step"), [("EUR", "0.01"), ("JPY", "1"), ("KWD", "0.010"), ("ISK", "1"), ("MGA", "1")]
)
def test_the_step_of_a_refund_is_that_of_a_charge(code: str, step: str):
    assert over()[0].refund_step(Currency.of(code)) == Money.of(step, code)


def test_a_payment_is_asked_about_with_its_books_its_refunds_and_its_disputes():
    charge = {
        "id": "ch_1",
        "balance_transaction": LINE | {"amount": 2500, "currency": "eur", "fee": 60, "exchange_rate": None},
        "disputed": True,
        "refunds": {"data": [REFUND], "has_more": True},
    }
    intent = {
        "id": "pi_1",
        "object": "payment_intent",
        "amount": 2500,
        "amount_received": 2500,
        "currency": "eur",
        "livemode": False,
        "metadata": {},
        "status": "succeeded",
        "latest_charge": charge,
    }
    dispute = {"id": "dp_1", "amount": 2500, "currency": "eur", "created": 1, "reason": "fraudulent", "status": "won"}
    payments, transport = over(
        (200, intent),
        (200, {"object": "list", "has_more": False, "data": [REFUND, REFUND | {"id": "re_2", "status": "failed"}]}),
        (200, {"object": "list", "has_more": False, "data": [dispute]}),
    )

    report = payments.ask("pi_1")

    retrieved, refunds, disputes = transport.requests
    assert names(retrieved[2]) <= PaymentIntentRetrieveParams.__annotations__.keys()
    assert (refunds[1], disputes[1]) == ("/v1/refunds", "/v1/disputes")
    assert names(refunds[2]) <= RefundListParams.__annotations__.keys()
    assert names(disputes[2]) <= DisputeListParams.__annotations__.keys()
    assert refunds[2]["payment_intent"] == disputes[2]["payment_intent"] == "pi_1"
    assert report.settled == Settled(Money.of("25.00", "EUR"), Money.of("0.60", "EUR"), None)
    assert [(each.id, each.state) for each in report.refunds] == [("re_1", "succeeded"), ("re_2", "failed")]
    assert [(each.id, each.state) for each in report.disputes] == [("dp_1", "won")]


def test_a_payment_that_is_not_paid_is_asked_about_once():
    intent = {"id": "pi_1", "amount": 1, "currency": "eur", "livemode": False, "status": "processing", "metadata": {}}
    payments, transport = over((200, {"object": "payment_intent", **intent}))

    assert payments.ask("pi_1").state is AttemptState.PROCESSING
    assert len(transport.requests) == 1


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (_REFUND, RefundCreateParams),
        (_LIST_REFUNDS, RefundListParams),
        (_LIST_REFUNDS, DisputeListParams),
        (_RETRIEVE, PaymentIntentRetrieveParams),
    ],
)
def test_the_sandbox_takes_nothing_that_stripe_does_not(ours: frozenset[str], theirs: Any):
    assert ours <= theirs.__annotations__.keys()


# What is read ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("pending", RefundState.PENDING),
        ("requires_action", RefundState.PENDING),
        ("succeeded", RefundState.SUCCEEDED),
        ("failed", RefundState.FAILED),
        ("canceled", RefundState.CANCELLED),
    ],
)
def test_each_of_stripes_states_of_a_refund_is_one_of_ours(status: str, state: RefundState):
    assert read_refund(REFUND | {"status": status}).state is state


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("warning_needs_response", DisputeState.INQUIRY),
        ("warning_under_review", DisputeState.INQUIRY),
        ("warning_closed", DisputeState.WON),
        ("needs_response", DisputeState.OPEN),
        ("under_review", DisputeState.OPEN),
        ("appeal_under_review", DisputeState.OPEN),
        ("prevented", DisputeState.WON),
        ("won", DisputeState.WON),
        ("lost", DisputeState.LOST),
        ("of_the_year_2030", DisputeState.OPEN),
    ],
)
def test_each_of_stripes_states_of_a_dispute_is_one_of_ours(status: str, state: DisputeState):
    told = {"id": "dp_1", "amount": 500, "currency": "jpy", "created": 0, "reason": "general", "status": status}

    assert read_dispute(told) == Dispute(
        "dp_1", state, Money.of("500", "JPY"), "general", datetime.fromtimestamp(0, UTC)
    )


@pytest.mark.parametrize("line", [None, "txn_1", {}, LINE | {"currency": "zzz"}, LINE | {"exchange_rate": "x"}])
def test_books_that_cannot_be_read_keep_nobody_from_being_paid(line: object):
    assert read_settled(line) is None


def test_what_was_captured_by_hand_may_be_less_than_what_was_authorised():
    intent = {
        "id": "pi_1",
        "amount": 2500,
        "amount_received": 1800,
        "capture_method": "manual",
        "currency": "eur",
        "livemode": False,
        "status": "succeeded",
    }

    report = read_report(intent)
    assert (report.amount, report.captured) == (Money.of("25.00", "EUR"), Money.of("18.00", "EUR"))
    assert read_report(intent | {"capture_method": "automatic"}).amount == Money.of("18.00", "EUR")


@pytest.mark.parametrize("received", [0, 2501])
def test_nothing_or_more_than_was_authorised_is_not_what_was_asked_for(received: int):
    intent = {"id": "pi_1", "amount": 2500, "capture_method": "manual", "currency": "eur", "livemode": False}

    report = read_report(intent | {"amount_received": received, "status": "succeeded"})

    assert report.amount == Money.from_minor(received, "EUR")


@pytest.mark.parametrize(
    ("status", "error", "fault"),
    [
        (400, {"type": "invalid_request_error", "code": "charge_already_refunded"}, RefundRefused),
        (402, {"type": "card_error", "code": "insufficient_funds", "message": "no"}, RefundRefused),
        (400, {"type": "idempotency_error"}, ProviderUnreachable),
        (409, {"type": "invalid_request_error", "code": "idempotency_key_in_use"}, ProviderUnreachable),
        (401, {"type": "invalid_request_error"}, ProviderUnreachable),
        (500, {"type": "api_error"}, ProviderUnreachable),
    ],
)
def test_a_refusal_is_one_and_everything_else_is_unknown(status: int, error: dict[str, str], fault: type[Exception]):
    payments, _ = over(*[(status, {"error": error})] * 2)

    with pytest.raises(fault):
        payments.refund(repayment())


# The sandbox ----------------------------------------------------------------------------------------------------------


def test_the_same_refund_asked_twice_gives_back_once(payments: StripePayments, sandbox: Sandbox):
    payment = paid(payments)

    first, second = payments.refund(repayment(payment)), payments.refund(repayment(payment))

    assert first == second
    assert payments.ask(payment).refunds == (first,)
    assert [event.kind for event in sandbox.events(payment)][1:] == ["refund.created", "charge.refunded"]


def test_the_same_refund_in_another_amount_gives_back_nothing_more(payments: StripePayments):
    payment = paid(payments)
    first = payments.refund(repayment(payment, Money.of("5.00", "EUR")))

    with pytest.raises(ProviderUnreachable):
        payments.refund(repayment(payment, Money.of("6.00", "EUR")))

    assert payments.ask(payment).refunds == (first,)


def test_the_ceiling_is_what_was_paid(payments: StripePayments):
    payment = paid(payments)
    payments.refund(repayment(payment, Money.of("10.00", "EUR"), "rfd_1"))

    with pytest.raises(RefundRefused):
        payments.refund(repayment(payment, Money.of("2.51", "EUR"), "rfd_2"))
    payments.refund(repayment(payment, Money.of("2.50", "EUR"), "rfd_3"))
    with pytest.raises(RefundRefused, match="refunded in full already"):
        payments.refund(repayment(payment, Money.of("0.01", "EUR"), "rfd_4"))


def test_what_was_never_paid_cannot_go_back(payments: StripePayments):
    payment = paid(payments, "pm_card_authenticationRequired")

    for payment_id in (payment, "pi_none"):
        with pytest.raises(RefundRefused):
            payments.refund(repayment(payment_id))


@pytest.mark.parametrize(
    ("card", "first", "later", "kind"),
    [
        ("pm_card_pendingRefund", RefundState.PENDING, RefundState.SUCCEEDED, "refund.updated"),
        ("pm_card_refundFail", RefundState.SUCCEEDED, RefundState.FAILED, "refund.failed"),
        ("pm_card_visa", RefundState.SUCCEEDED, RefundState.SUCCEEDED, "charge.refunded"),
    ],
)
def test_a_refund_ends_as_its_card_has_it(  # noqa: PLR0917 (fixtures and one row of the table)
    payments: StripePayments, sandbox: Sandbox, card: str, first: RefundState, later: RefundState, kind: str
):
    payment = paid(payments, card)
    made = payments.refund(repayment(payment))

    sandbox.finish_refund(payment, made.id)

    assert (made.state, payments.ask(payment).refunds[0].state) == (first, later)
    assert sandbox.events(payment)[-1].kind == kind


def test_a_disputed_payment_is_not_refunded_until_it_is_won(payments: StripePayments, sandbox: Sandbox):
    payment = paid(payments, "pm_card_createDispute")
    [dispute] = payments.ask(payment).disputes
    assert (dispute.state, dispute.amount) == (DisputeState.OPEN, TWELVE)
    with pytest.raises(RefundRefused, match="disputes"):
        payments.refund(repayment(payment))

    sandbox.decide_dispute(payment, is_won=True)

    assert payments.refund(repayment(payment, refund_id="rfd_2")).state is RefundState.SUCCEEDED
    assert [event.kind for event in sandbox.events(payment)] == [
        "payment_intent.succeeded",
        "charge.dispute.created",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.closed",
        "charge.dispute.funds_reinstated",
        "refund.created",
        "charge.refunded",
    ]


def test_a_refund_by_hand_bears_no_note_of_ours(payments: StripePayments, sandbox: Sandbox):
    payment = paid(payments)
    made = sandbox.refund_by_hand(payment, 500)

    [told] = payments.ask(payment).refunds
    assert (told.id, told.refund_id, told.amount) == (made.id, None, Money.of("5.00", "EUR"))
    with pytest.raises(Refused):
        sandbox.refund_by_hand(payment, 751)
    with pytest.raises(NotFound):
        sandbox.finish_refund(payment, "re_none")


def test_a_fraction_of_a_krona_is_not_given_back(payments: StripePayments, sandbox: Sandbox):
    payment = paid(payments, amount=Money.of("500", "ISK"))

    with pytest.raises(Refused) as refused:
        sandbox.refund_by_hand(payment, 50)

    assert refused.value.body["error"]["code"] == "invalid_charge_amount_no_decimal_compatible"


def test_notifications_of_refunds_and_disputes_name_their_payment(
    payments: StripePayments, sandbox: Sandbox, now: datetime
):
    payment = paid(payments, "pm_card_createDispute")
    sandbox.decide_dispute(payment, is_won=True)
    sandbox.refund_by_hand(payment)

    for event in sandbox.events(payment):
        body, headers = sandbox.signed_event(event.id, "whsec_of_ours", now)
        told = payments.read_event(body, headers)
        assert (told.kind, told.payment_id) == (event.kind, payment)
