import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from storefront_plugin.checkout.payments.stripe import StripePayments
from storefront_plugin.checkout.payments.stripe.sandbox import SECRET_KEY, Sandbox
from storefront_plugin.checkout.ports import AttemptState, Charge, PaymentProvider, PaymentReport, Settled
from storefront_plugin.errors import AmountNotPayable, PaymentRefused, ProviderUnreachable
from storefront_plugin.money import Money

Answer = tuple[str, int, Mapping[str, str]]
PRICE = Money.of("12.50", "EUR")
MADE = datetime(2026, 11, 21, 12, tzinfo=UTC)


def charge(instrument: str = "pm_card_visa", *, amount: Money = PRICE, attempt: str = "att_1") -> Charge:
    return Charge(
        attempt_id=attempt,
        order_reference="order-1042",
        amount=amount,
        instrument=instrument,
        return_url="https://shop.test/return?lang=de",
    )


class Instead:
    """Answers every request in one way, and counts them."""

    def __init__(self, answer: Callable[..., Answer]) -> None:
        self.answer = answer
        self.count = 0

    def request(self, *request: object) -> Answer:
        self.count += 1
        return self.answer(*request)


class LosesAnswers:
    """Carries every request to the sandbox, and loses the first answers."""

    def __init__(self, sandbox: Sandbox, lost_count: int) -> None:
        self.sandbox = sandbox
        self.lost_count = lost_count

    def request(self, method: str, url: str, headers: Mapping[str, str], post_data: str | None) -> Answer:
        answer = self.sandbox.request(method, url, headers, post_data)
        if self.lost_count:
            self.lost_count -= 1
            raise TimeoutError("no answer in 20 s")
        return answer


def always(body: str, status: int, headers: Mapping[str, str] | None = None) -> StripePayments:
    return over(lambda *_: (body, status, headers or {}))


def over(answer: Callable[..., Answer]) -> StripePayments:
    return StripePayments(SECRET_KEY, "pk_test_1", transport=Instead(answer))


def intent_ids(sandbox: Sandbox) -> set[str]:
    return {event.intent_id for event in sandbox.events()}


def test_it_is_a_payment_provider(payments: StripePayments):
    provider: PaymentProvider = payments

    assert (provider.name, provider.is_live, payments.publishable_key) == ("stripe", False, "pk_test_sandbox")


@pytest.mark.parametrize(
    ("key", "is_live"), [("sk_live_1", True), ("rk_live_1", True), ("sk_test_1", False), ("rk_test_1", False)]
)
def test_real_money_moves_with_a_live_key_only(key: str, is_live: bool):
    assert StripePayments(key, "pk").is_live is is_live


@pytest.mark.parametrize("instrument", ["pm_card_visa", "ctoken_sandbox_succeeds"])
def test_a_good_card_pays(payments: StripePayments, instrument: str):
    report = payments.open(charge(instrument))

    assert report == PaymentReport(
        payment_id=report.payment_id,
        state=AttemptState.PAID,
        amount=Money.of("12.50", "EUR"),
        is_live=False,
        attempt_id="att_1",
        order_reference="order-1042",
        captured=Money.of("12.50", "EUR"),
    )
    books = Settled(amount=Money.of("12.50", "EUR"), fee=Money.of("0.36", "EUR"), rate=None)
    nothing = Money.of("0", "EUR")
    assert payments.ask(report.payment_id) == replace(report, settled=books, refunded=nothing)


@pytest.mark.parametrize(
    ("instrument", "decline"),
    [
        ("pm_card_chargeDeclined", "generic_decline"),
        ("ctoken_sandbox_declined", "generic_decline"),
        ("pm_card_chargeDeclinedInsufficientFunds", "insufficient_funds"),
    ],
)
def test_a_declined_card_is_a_report_with_the_banks_reason(payments: StripePayments, instrument: str, decline: str):
    report = payments.open(charge(instrument))

    assert (report.state, report.decline, report.attempt_id) == (AttemptState.DECLINED, decline, "att_1")
    assert payments.ask(report.payment_id) == report


def test_a_card_that_asks_the_bank_sends_the_shopper_there(payments: StripePayments):
    report = payments.open(charge("pm_card_authenticationRequired"))

    assert report.state is AttemptState.ACTION
    assert report.next_url == f"https://shop.test/bank/{report.payment_id}"


def test_a_payment_the_bank_allowed_is_paid(payments: StripePayments, sandbox: Sandbox):
    opened = payments.open(charge("pm_card_authenticationRequired"))

    sandbox.authorise(opened.payment_id)

    report = payments.ask(opened.payment_id)
    assert (report.state, report.next_url) == (AttemptState.PAID, None)


def test_a_payment_the_bank_refused_is_declined(payments: StripePayments, sandbox: Sandbox):
    opened = payments.open(charge("pm_card_authenticationRequired"))

    sandbox.refuse(opened.payment_id)

    report = payments.ask(opened.payment_id)
    assert (report.state, report.decline) == (AttemptState.DECLINED, "payment_intent_authentication_failure")


@pytest.mark.parametrize("instrument", ["pm_card_visa", "pm_card_chargeDeclined", "pm_card_authenticationRequired"])
def test_the_same_attempt_opened_twice_is_one_payment(payments: StripePayments, sandbox: Sandbox, instrument: str):
    first = payments.open(charge(instrument))
    second = payments.open(charge(instrument))

    assert second == first
    assert len(sandbox.events()) == 1


def test_the_same_attempt_opened_by_sixteen_at_once_is_one_payment(payments: StripePayments, sandbox: Sandbox):
    with ThreadPoolExecutor(16) as pool:
        reports = list(pool.map(payments.open, [charge()] * 16))

    assert len(set(reports)) == 1
    assert intent_ids(sandbox) == {reports[0].payment_id}
    assert len(sandbox.events()) == 1


def test_another_attempt_is_another_payment(payments: StripePayments):
    declined = payments.open(charge("pm_card_chargeDeclined", attempt="att_1"))
    paid = payments.open(charge("pm_card_visa", attempt="att_2"))

    assert declined.payment_id != paid.payment_id
    assert paid.state is AttemptState.PAID


def test_an_attempt_whose_answers_are_lost_is_unknown_and_found_when_opened_again(sandbox: Sandbox):
    payments = StripePayments(SECRET_KEY, "pk", transport=LosesAnswers(sandbox, lost_count=2))

    with pytest.raises(ProviderUnreachable):
        payments.open(charge())
    report = payments.open(charge())

    assert report.state is AttemptState.PAID
    assert intent_ids(sandbox) == {report.payment_id}


def test_one_lost_answer_is_asked_for_again_at_once(sandbox: Sandbox):
    payments = StripePayments(SECRET_KEY, "pk", transport=LosesAnswers(sandbox, lost_count=1))

    report = payments.open(charge())

    assert report.state is AttemptState.PAID
    assert len(sandbox.events()) == 1


def test_an_attempt_asked_in_other_words_is_answered_with_the_payment_it_led_to(
    payments: StripePayments, sandbox: Sandbox
):
    """It is never called refused: the first request may have been paid."""
    first = payments.open(charge())

    again = payments.open(charge(amount=Money.of("99.00", "EUR")))

    assert (again.payment_id, again.amount) == (first.payment_id, PRICE)
    assert len(sandbox.events()) == 1


def test_a_key_in_use_for_no_payment_of_ours_is_a_refusal():
    def answer(method: str, *_: object) -> Answer:
        if method == "post":
            return json.dumps({"error": {"type": "idempotency_error", "message": "other parameters"}}), 400, {}
        return json.dumps({"object": "list", "url": "/v1/payment_intents", "has_more": False, "data": []}), 200, {}

    with pytest.raises(PaymentRefused):
        over(answer).open(charge())


def test_an_attempt_is_found_by_what_is_written_on_its_payment(payments: StripePayments, now: datetime):
    wanted = payments.open(charge(attempt="att_1"))
    for number in range(105):
        payments.open(charge(attempt=f"att_later_{number}"))

    found = payments.find("att_1", asked_at=now)
    assert found is not None
    assert (found.payment_id, found.state) == (wanted.payment_id, AttemptState.PAID)
    assert payments.find("att_never", asked_at=now) is None
    assert payments.find("att_1", asked_at=now + timedelta(hours=1)) is None


def test_a_payment_that_waits_for_the_bank_can_be_cancelled(payments: StripePayments, sandbox: Sandbox):
    opened = payments.open(charge("pm_card_authenticationRequired"))

    assert payments.cancel(opened.payment_id).state is AttemptState.CANCELLED
    sandbox.authorise(opened.payment_id)
    assert payments.ask(opened.payment_id).state is AttemptState.CANCELLED


def test_a_cancellation_that_comes_too_late_answers_that_it_is_paid(payments: StripePayments):
    opened = payments.open(charge())

    assert payments.cancel(opened.payment_id).state is AttemptState.PAID


def test_an_amount_that_cannot_be_sent_unchanged_is_never_sent():
    transport = Instead(lambda *_: ("{}", 200, {}))
    payments = StripePayments(SECRET_KEY, "pk", transport=transport)

    with pytest.raises(AmountNotPayable):
        payments.open(charge(amount=Money.of("5.124", "KWD")))
    assert transport.count == 0


@pytest.mark.parametrize("instrument", ["4242424242424242", "src_1", "pm_", "pm_1 ", "ctoken_ä", "pm_1&amount=1"])
def test_what_is_no_token_is_never_sent(instrument: str):
    transport = Instead(lambda *_: ("{}", 200, {}))

    with pytest.raises(PaymentRefused):
        StripePayments(SECRET_KEY, "pk", transport=transport).open(charge(instrument))
    assert transport.count == 0


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (charge(amount=Money.of("0.49", "EUR")), "the least that can be paid by card is 0.50 EUR."),
        (charge(amount=Money.of("0", "EUR")), "this amount cannot be paid by card."),
        (charge(amount=Money.of("10000000000", "EUR")), "the amount is more than can be paid by card."),
        (charge("pm_unknown"), "please enter your card again."),
        (charge("ctoken_unknown"), "please enter your card again."),
    ],
)
def test_what_stripe_will_not_try_is_refused_with_a_reason(
    payments: StripePayments, sandbox: Sandbox, asked: Charge, reason: str
):
    with pytest.raises(PaymentRefused) as refused:
        payments.open(asked)

    assert str(refused.value.values["reason"]) == reason
    assert sandbox.events() == []


def test_a_refused_attempt_may_be_opened_anew(payments: StripePayments):
    with pytest.raises(PaymentRefused):
        payments.open(charge("pm_unknown"))

    assert payments.open(charge()).state is AttemptState.PAID


def error(kind: str, **more: object) -> str:
    return json.dumps({"error": {"type": kind, "message": "no", **more}})


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("<html>Bad gateway</html>", 502),
        ("<html>Sign in to the café's wifi</html>", 200),
        ("", 200),
        ("null", 200),
        ("[]", 200),
        ("{}", 200),
        ('{"id": "pi_1", "object": "payment_intent", "status": "levitating"}', 200),
        ('{"error": null}', 500),
        ('{"error": "down"}', 503),
        (error("api_error"), 500),
        (error("idempotency_error", code="idempotency_key_in_use"), 409),
        (error("rate_limit_error"), 429),
        (error("invalid_request_error"), 401),
        (error("invalid_request_error"), 403),
    ],
)
def test_an_answer_that_says_nothing_leaves_the_outcome_unknown(body: str, status: int):
    payments = always(body, status)

    with pytest.raises(ProviderUnreachable):
        payments.open(charge())
    with pytest.raises(ProviderUnreachable):
        payments.ask("pi_1")
    with pytest.raises(ProviderUnreachable):
        payments.cancel("pi_1")


@pytest.mark.parametrize(("status", "tries"), [(409, 2), (500, 2), (503, 2), (400, 1), (402, 1), (429, 1)])
def test_only_what_may_pass_is_tried_again(status: int, tries: int):
    transport = Instead(lambda *_: (error("api_error"), status, {}))

    with pytest.raises((ProviderUnreachable, PaymentRefused)):
        StripePayments(SECRET_KEY, "pk", transport=transport).open(charge())

    assert transport.count == tries


def test_every_try_carries_the_attempt_as_its_key():
    keys = []

    def answer(_method: str, _url: str, headers: Mapping[str, str], _form: str) -> Answer:
        keys.append(headers["Idempotency-Key"])
        return error("api_error"), 500, {}

    with pytest.raises(ProviderUnreachable):
        over(answer).open(charge(attempt="att_7"))

    assert keys == ["att_7"] * 2


def test_a_payment_of_another_account_could_not_be_had(payments: StripePayments):
    with pytest.raises(ProviderUnreachable):
        payments.ask("pi_elsewhere")


def test_a_sandbox_without_tables_is_unreachable(sandbox: Sandbox, payments: StripePayments):
    from storefront_plugin.checkout.payments.stripe.sandbox.tables import intents

    intents.drop(sandbox._database.engine)

    with pytest.raises(ProviderUnreachable):
        payments.open(charge())


def described(status: str, **more: object) -> str:
    intent = {
        "id": "pi_1",
        "object": "payment_intent",
        "amount": 1250,
        "amount_received": 0,
        "currency": "eur",
        "livemode": True,
        "metadata": {"storefront_attempt": "att_1", "storefront_order": "order-1042"},
        "status": status,
    }
    return json.dumps(intent | more)


@pytest.mark.parametrize(
    ("body", "state"),
    [
        (described("requires_payment_method"), AttemptState.OPEN),
        (described("requires_payment_method", last_payment_error={"code": "expired_card"}), AttemptState.DECLINED),
        (described("requires_confirmation"), AttemptState.OPEN),
        (described("requires_action"), AttemptState.ACTION),
        (described("processing"), AttemptState.PROCESSING),
        (described("requires_capture"), AttemptState.AUTHORISED),
        (described("succeeded", amount_received=1250), AttemptState.PAID),
        (described("succeeded", amount_received=1250, last_payment_error={"code": "x"}), AttemptState.PAID),
        (described("canceled"), AttemptState.CANCELLED),
    ],
)
def test_each_of_stripes_states_is_one_of_ours(body: str, state: AttemptState):
    report = always(body, 200).ask("pi_1")

    assert (report.state, report.amount, report.is_live) == (state, Money.of("12.50", "EUR"), True)


def test_what_was_received_counts_and_not_what_was_asked():
    report = always(described("succeeded", amount_received=1000), 200).ask("pi_1")

    assert report.amount == Money.of("10.00", "EUR")


def test_a_payment_that_is_not_ours_carries_no_attempt():
    report = always(described("succeeded", metadata={}), 200).ask("pi_1")

    assert (report.attempt_id, report.order_reference) == (None, None)


def asked_for(kind: str, **details: object) -> PaymentReport:
    action = {"type": kind, kind: details}
    made = int(MADE.timestamp())
    return always(described("requires_action", created=made, next_action=action, client_secret="s"), 200).ask("pi_1")


def test_the_shopper_is_sent_where_the_payment_continues():
    report = asked_for("redirect_to_url", url="https://bank.test/1")

    assert (report.state, report.next_url, report.open_until) == (AttemptState.ACTION, "https://bank.test/1", None)


@pytest.mark.parametrize(
    ("kind", "runs_out"),
    [
        ("boleto_display_details", "expires_at"),
        ("konbini_display_details", "expires_at"),
        ("multibanco_display_details", "expires_at"),
        ("oxxo_display_details", "expires_after"),
    ],
)
def test_a_voucher_waits_for_its_money_until_banks_have_told_of_its_last_day(kind: str, runs_out: str):
    last = MADE + timedelta(days=5)

    report = asked_for(kind, hosted_voucher_url="https://bank.test/1", **{runs_out: int(last.timestamp())})

    assert (report.state, report.next_url, report.client_secret) == (AttemptState.OPEN, "https://bank.test/1", None)
    assert report.open_until == last + timedelta(days=3)


@pytest.mark.parametrize(
    ("kind", "details"),
    [
        ("display_bank_transfer_instructions", {"hosted_instructions_url": "https://bank.test/1"}),
        ("oxxo_display_details", {"hosted_voucher_url": "https://bank.test/1", "expires_after": None}),
    ],
)
def test_what_never_runs_out_by_itself_is_waited_for_a_fortnight(kind: str, details: dict[str, object]):
    report = asked_for(kind, **details)

    assert (report.state, report.next_url) == (AttemptState.OPEN, "https://bank.test/1")
    assert report.open_until == MADE + timedelta(days=14)


@pytest.mark.parametrize(
    ("currency", "kind"),
    [
        ("EUR", "multibanco_display_details"),
        ("MXN", "oxxo_display_details"),
        ("BRL", "boleto_display_details"),
        ("JPY", "konbini_display_details"),
        ("GBP", "display_bank_transfer_instructions"),
    ],
)
def test_the_sandbox_plays_the_voucher_of_each_currency(
    sandbox: Sandbox, payments: StripePayments, now: datetime, currency: str, kind: str
):
    report = payments.open(charge("ctoken_sandbox_voucher", amount=Money.of("1000", currency)))

    assert sandbox.look(report.payment_id).described("")["next_action"]["type"] == kind
    days = 14 if kind.startswith("display") else 6
    assert (report.state, report.open_until) == (AttemptState.OPEN, now + timedelta(days=days))


# Whose account it is --------------------------------------------------------------------------------------------------


def test_the_account_is_asked_for_once_and_not_before_it_is_wanted(sandbox: Sandbox):
    carrier = Instead(sandbox.request)
    payments = StripePayments(SECRET_KEY, "pk_test_1", transport=carrier)
    assert carrier.count == 0

    assert [payments.account, payments.account] == ["acct_sandbox", "acct_sandbox"]
    assert carrier.count == 1


def test_a_key_that_may_not_ask_for_its_account_is_not_asked_again():
    refusal = json.dumps({"error": {"type": "invalid_request_error", "message": "no permission"}})
    carrier = Instead(lambda *_: (refusal, 403, {}))
    payments = StripePayments("rk_test_1", "pk_test_1", transport=carrier)

    assert [payments.account, payments.account] == [None, None]
    assert carrier.count == 1


def test_an_account_that_could_not_be_had_now_is_asked_for_again(sandbox: Sandbox):
    payments = StripePayments(SECRET_KEY, "pk_test_1", transport=LosesAnswers(sandbox, 1))

    assert [payments.account, payments.account] == [None, "acct_sandbox"]
