"""What every PaymentProvider promises (checkout/ports.py), whoever it is. A test module imports it for one provider.

It needs the fixtures `provider`, `charges` (makes a charge that nothing pays at once), `pay` (does what is needed for
all of a payment to come) and `clock`.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from storefront_plugin.checkout.ports import (
    AttemptState,
    Charge,
    PaymentProvider,
    PaymentReport,
    RefundReport,
    RefundState,
    Repayment,
)
from storefront_plugin.errors import EventUnreadable, PaymentRefused, PaymentUnknown, ProviderUnreachable, RefundRefused
from storefront_plugin.money import Currency, Money
from tests.clock import Clock

S = AttemptState
WAITING = (S.OPEN, S.ACTION, S.PROCESSING, S.AUTHORISED)
EUR = Currency.of("EUR")

Charges = Callable[..., Charge]
Pay = Callable[[PaymentProvider, PaymentReport], None]


@pytest.fixture
def paid(provider: PaymentProvider, charges: Charges, pay: Pay) -> PaymentReport:
    """A payment of 12.50 EUR, as it stands when all of it has come."""
    opened = provider.open(charges())
    pay(provider, opened)
    return provider.ask(opened.payment_id)


def repayment(of: PaymentReport, amount: str, refund_id: str = "ref_1") -> Repayment:
    return Repayment(refund_id, str(of.attempt_id), of.payment_id, Money.of(amount, "EUR"))


# Open -----------------------------------------------------------------------------------------------------------------


def test_it_has_a_name_for_addresses_and_says_where_it_is_offered(provider: PaymentProvider):
    assert provider.name.replace("_", "").isalnum()
    assert provider.name == provider.name.lower()
    assert provider.is_live in (True, False)
    assert provider.takes("de", EUR)


def test_an_opened_payment_is_known_by_what_we_wrote_on_it(provider: PaymentProvider, charges: Charges):
    report = provider.open(charges())

    assert report.state in WAITING
    assert report.payment_id
    assert (report.attempt_id, report.order_reference) == ("att_1", "ORDER1042")
    assert (report.amount, report.is_live) == (Money.of("12.50", "EUR"), provider.is_live)


def test_an_opened_payment_is_told_the_same_when_asked(provider: PaymentProvider, charges: Charges):
    report = provider.open(charges())

    assert provider.ask(report.payment_id) == report


def test_the_same_attempt_is_the_same_payment(provider: PaymentProvider, charges: Charges):
    first = provider.open(charges())

    assert provider.open(charges()) == first


def test_the_same_attempt_by_sixteen_at_once_is_the_same_payment(provider: PaymentProvider, charges: Charges):
    with ThreadPoolExecutor(16) as pool:
        reports = list(pool.map(provider.open, [charges()] * 16))

    assert len({report.payment_id for report in reports}) == 1


def test_another_attempt_is_another_payment(provider: PaymentProvider, charges: Charges):
    first = provider.open(charges(attempt="att_1"))
    second = provider.open(charges(attempt="att_2"))

    assert first.payment_id != second.payment_id


def test_what_it_will_not_try_is_refused_and_leaves_nothing(provider: PaymentProvider, refused: Charge, clock: Clock):
    with pytest.raises(PaymentRefused) as fault:
        provider.open(refused)

    assert fault.value.values["reason"]
    assert provider.find(refused.attempt_id, asked_at=clock()) is None


# Ask and find ---------------------------------------------------------------------------------------------------------


def test_a_payment_is_paid_once_all_of_it_has_come(paid: PaymentReport):
    assert (paid.state, paid.amount) == (S.PAID, Money.of("12.50", "EUR"))
    assert (paid.attempt_id, paid.order_reference) == ("att_1", "ORDER1042")


def test_an_attempt_opened_again_after_it_was_paid_collects_nothing_more(
    provider: PaymentProvider, charges: Charges, paid: PaymentReport
):
    assert provider.open(charges()).payment_id == paid.payment_id


def test_a_payment_is_found_by_its_attempt(provider: PaymentProvider, charges: Charges, clock: Clock):
    asked_at = clock()
    opened = provider.open(charges())

    found = provider.find("att_1", asked_at=asked_at)

    assert found is not None
    assert (found.payment_id, found.state) == (opened.payment_id, opened.state)
    assert provider.find("att_never", asked_at=asked_at) is None


def test_a_payment_that_is_not_its_own_could_not_be_had(provider: PaymentProvider):
    with pytest.raises(PaymentUnknown):
        provider.ask("of_somebody_else")
    with pytest.raises(ProviderUnreachable):
        provider.cancel("of_somebody_else")


def test_what_was_begun_is_told(provider: PaymentProvider, charges: Charges, clock: Clock):
    since = clock()
    opened = provider.open(charges())

    assert [report.payment_id for report in provider.begun_since(since)] == [opened.payment_id]


def test_a_payment_that_something_went_back_of_is_told(
    provider: PaymentProvider, charges: Charges, paid: PaymentReport, clock: Clock
):
    provider.open(charges(attempt="att_2"))
    clock.go(days=90)
    since = clock()
    before = list(provider.aftermath_since(since))
    provider.refund(repayment(paid, "2.50"))

    assert before == []
    assert list(provider.aftermath_since(since)) == [paid.payment_id]


def test_its_account_is_the_same_each_time(provider: PaymentProvider):
    assert provider.account == provider.account
    assert provider.account is None or provider.account


# Cancel and capture ---------------------------------------------------------------------------------------------------


def test_what_is_not_paid_yet_can_be_cancelled_once_and_again(provider: PaymentProvider, charges: Charges):
    opened = provider.open(charges())

    assert provider.cancel(opened.payment_id).state is S.CANCELLED
    assert provider.cancel(opened.payment_id).state is S.CANCELLED
    assert provider.ask(opened.payment_id).state is S.CANCELLED


def test_a_cancellation_that_comes_too_late_says_that_it_is_paid(provider: PaymentProvider, paid: PaymentReport):
    assert provider.cancel(paid.payment_id).state is S.PAID
    assert provider.ask(paid.payment_id).state is S.PAID


def test_a_capture_of_what_is_not_authorised_changes_nothing(
    provider: PaymentProvider, charges: Charges, paid: PaymentReport
):
    waiting = provider.open(charges(attempt="att_2"))

    assert provider.capture(paid.payment_id).state is S.PAID
    assert provider.capture(waiting.payment_id).state is waiting.state


# Refund ---------------------------------------------------------------------------------------------------------------


def test_a_refund_is_told_with_the_payment(provider: PaymentProvider, paid: PaymentReport):
    made = provider.refund(repayment(paid, "2.50"))

    assert (made.refund_id, made.amount) == ("ref_1", Money.of("2.50", "EUR"))
    assert made.state in (RefundState.PENDING, RefundState.SUCCEEDED)
    assert [facts(each) for each in provider.ask(paid.payment_id).refunds] == [facts(made)]
    assert provider.ask(paid.payment_id).state is S.PAID


def test_the_same_refund_gives_back_once(provider: PaymentProvider, paid: PaymentReport):
    with ThreadPoolExecutor(8) as pool:
        reports = list(pool.map(provider.refund, [repayment(paid, "2.50")] * 8))

    assert len({report.id for report in reports}) == 1
    assert len(provider.ask(paid.payment_id).refunds) == 1


def test_refunds_that_differ_add_up_to_what_was_paid_and_no_more(provider: PaymentProvider, paid: PaymentReport):
    provider.refund(repayment(paid, "2.50", "ref_1"))

    with pytest.raises(RefundRefused):
        provider.refund(repayment(paid, "10.01", "ref_2"))
    provider.refund(repayment(paid, "10.00", "ref_3"))

    amounts = sorted(each.amount.minor for each in provider.ask(paid.payment_id).refunds)
    assert amounts == [250, 1000]


def test_what_is_not_paid_cannot_be_given_back(provider: PaymentProvider, charges: Charges):
    opened = provider.open(charges())

    with pytest.raises(RefundRefused):
        provider.refund(repayment(opened, "1.00"))


def test_its_step_of_refunds_is_money_of_that_currency(provider: PaymentProvider):
    step = provider.refund_step(EUR)

    assert step.currency == EUR
    assert step.minor >= 1


# Notifications --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", [b"", b"{}", b"null", b"\xff\xfe", b'{"object": "event", "id": "evt_1"}'])
@pytest.mark.parametrize("headers", [{}, {"Stripe-Signature": "t=1,v1=00"}, {"Authorization": "Bearer 1"}])
def test_a_notification_that_proves_nothing_is_not_believed(
    provider: PaymentProvider, body: bytes, headers: dict[str, Any]
):
    with pytest.raises(EventUnreadable):
        provider.read_event(body, headers)


# Time -----------------------------------------------------------------------------------------------------------------


def test_a_payment_that_is_waited_for_until_a_moment_is_over_then(
    provider: PaymentProvider, charges: Charges, clock: Clock
):
    opened = provider.open(charges())
    if opened.open_until is None:
        return

    clock.moment = opened.open_until - timedelta(seconds=1)
    just_before = provider.ask(opened.payment_id).state
    clock.moment = opened.open_until

    # Some end it themselves, some only when they are told to.
    assert (just_before, provider.cancel(opened.payment_id).state) == (S.OPEN, S.CANCELLED)
    assert provider.ask(opened.payment_id).state is S.CANCELLED


def facts(report: RefundReport) -> tuple[object, ...]:
    return report.id, report.refund_id, report.state, report.amount
