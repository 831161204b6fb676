"""What was authorised and not captured is gone of an order from the first: of its points, papers, sums and refunds."""

import pytest

from storefront_plugin import Money
from storefront_plugin.checkout.payments.stripe.sandbox import Intent, Refused
from storefront_plugin.checkout.ports import AttemptState
from storefront_plugin.checkout.refund import RefundWish
from storefront_plugin.errors import CurrencyMismatch, NotCapturable

S = AttemptState


def eur(amount):
    return Money.of(amount, "EUR")


@pytest.fixture
def shop(by_hand):
    return by_hand


@pytest.fixture
def reserved(shop):
    """The attempt of an order of 30.00 EUR, whose card is authorised."""
    return shop.pay(shop.quote())


@pytest.fixture
def reference(shop, reserved):
    """An order of 30.00 EUR of which 18.00 were captured."""
    assert shop.checkout.capture(reserved.order_reference, eur("18.00")).captured == eur("18.00")
    return reserved.order_reference


def capture(shop, reference, *options):
    return shop.app.test_cli_runner().invoke(args=["storefront", "orders", "capture", reference, *options])


def test_an_order_captured_for_less_is_placed_whole(shop, reserved, reference):
    [order] = shop.host.placed
    assert (order.reference, order.total) == (reference, eur("30.00"))
    assert shop.checkout.attempt(reserved.id).state is S.PAID


def test_the_host_is_told_what_was_never_charged_as_a_refund_that_moved_no_money(shop, reference):
    [(order, refund)] = shop.host.refunded
    assert (order.reference, refund.amount, refund.is_uncollected) == (reference, eur("12.00"), True)
    assert [tax.amount for tax in refund.taxes] == [eur("1.92")]
    assert shop.rows("sandbox_refunds") == []


def test_its_points_are_those_of_what_was_captured(shop, reference):
    assert [row["points"] for row in shop.rows("ledger_entries")] == [20, -8]


def test_a_paper_says_what_was_not_charged(shop, reference):
    assert sorted(row["kind"] for row in shop.rows("documents")) == ["receipt", "refund_receipt"]


def test_no_more_than_was_captured_can_go_back(shop, reference):
    takings = shop.refunds.takings(reference)
    assert (takings.captured, takings.refunded, takings.left) == (eur("18.00"), eur("0.00"), eur("18.00"))

    made = shop.refunds.refund(reference, RefundWish(), wish_id="w1")

    assert made.refund.amount == eur("18.00")
    assert [row["amount"] for row in shop.rows("sandbox_refunds")] == [1800]
    assert sum(row["points"] for row in shop.rows("ledger_entries")) == 0


def test_a_capture_of_less_in_the_dashboard_is_found_once(shop, reserved):
    shop.sandbox.capture_by_hand(reserved.payment_id, 1800)

    for _ in range(2):
        assert shop.notify(reserved).status_code == 200

    assert shop.checkout.attempt(reserved.id).state is S.PAID
    assert [(row["state"], row["amount_minor"]) for row in shop.rows("refunds")] == [("uncollected", 1200)]
    assert (len(shop.host.placed), len(shop.host.refunded)) == (1, 1)


def test_the_record_agrees_with_the_providers(shop, reference):
    shop.clock.go(hours=1)

    [compared] = [each for each in shop.reconciliation.run() if each.provider == "stripe"]

    assert compared.findings == ()


def test_the_merchant_sees_that_no_money_moved(shop, reference):
    page = shop.merchant().get(f"/storefront/dashboard/orders/{reference}").text

    assert "Never collected" in page
    assert "€18.00" in page


def test_the_command_captures_so_much(shop, reserved):
    answer = capture(shop, reserved.order_reference, "--amount", "18.00")

    assert (answer.exit_code, answer.output) == (
        0,
        f"18.00 EUR is captured for order {reserved.order_reference}.\n",
    )
    assert shop.rows("sandbox_intents")[0]["captured_amount"] == 1800


@pytest.mark.parametrize("options", [[], ["--amount", "18.00"]])
def test_the_command_said_again_captures_no_more_and_says_what_is_captured(shop, reference, options):
    answer = capture(shop, reference, *options)

    assert (answer.exit_code, answer.output) == (0, f"18.00 EUR is captured for order {reference}.\n")
    assert shop.rows("sandbox_intents")[0]["captured_amount"] == 1800


@pytest.mark.parametrize("amount", ["3.00", "30.00", "18.00 USD"])
def test_no_other_amount_is_captured_of_an_order_that_is(shop, reference, amount):
    answer = capture(shop, reference, "--amount", amount)

    assert (answer.exit_code, answer.stdout) == (1, "")
    assert answer.stderr == "Error: 18.00 EUR of this order is captured already, and no other amount can be.\n"


@pytest.mark.parametrize("amount", ["0.00", "-1.00", "30.01"])
def test_neither_nothing_nor_more_than_was_authorised_is_captured(shop, reserved, amount):
    with pytest.raises(NotCapturable):
        shop.checkout.capture(reserved.order_reference, eur(amount))

    assert shop.checkout.attempt(reserved.id).state is S.AUTHORISED
    assert capture(shop, reserved.order_reference, f"--amount={amount}").exit_code == 1


def test_another_currency_is_not_captured(shop, reserved):
    with pytest.raises(CurrencyMismatch):
        shop.checkout.capture(reserved.order_reference, Money.of("18.00", "USD"))


def test_all_of_it_named_is_all_of_it(shop, reserved):
    shop.checkout.capture(reserved.order_reference, eur("30.00"))

    assert (shop.rows("refunds"), shop.host.refunded) == ([], [])


def test_more_captured_than_was_authorised_is_never_paid(shop, reserved, monkeypatch):
    shop.sandbox.capture_by_hand(reserved.payment_id)
    monkeypatch.setattr(Intent, "received", 3100)

    assert shop.checkout.settle(reserved.id).state is S.NEEDS_ATTENTION


def test_the_sandbox_captures_no_more_than_was_authorised(shop, reserved):
    with pytest.raises(Refused):
        shop.sandbox.capture_by_hand(reserved.payment_id, 3001)
