"""`flask storefront orders refund`."""

import json
from dataclasses import replace

import pytest

from storefront_plugin import Money
from storefront_plugin.checkout.attempt import Payments
from storefront_plugin.checkout.ports import Settled
from storefront_plugin.checkout.refund import RefundWish


@pytest.fixture
def reference(shop):
    attempt = shop.pay(shop.quote())
    shop.checkout.settle(attempt.id, payment_id=attempt.payment_id)
    return attempt.order_reference


def run(shop, *args):
    return shop.app.test_cli_runner().invoke(args=["storefront", "orders", "refund", *args])


def test_a_dry_run_says_what_would_go_back_and_does_nothing(shop, reference):
    done = run(shop, reference, "--line", "tea=1", "--shipping", "--dry-run")

    assert done.exit_code == 0
    assert [line.split() for line in done.output.splitlines()] == [
        ["1", "×", "Green", "tea", "(tea)", "12.50", "EUR"],
        ["shipping", "5.00", "EUR"],
        ["tax:", "MwSt.,", "included", "2.79", "EUR"],
        ["refund", "17.50", "EUR"],
        ["points", "taken", "back", "10"],
        ["the", "provider", "keeps", "its", "fee", "0.87", "EUR"],
    ]
    assert shop.rows("refunds") == []


def test_a_refund_is_made_and_told(shop, reference):
    done = run(shop, reference, "--amount", "7.50")

    [row] = shop.rows("refunds")
    assert (done.exit_code, row["amount_minor"], row["state"]) == (0, 750, "succeeded")
    assert done.output.splitlines()[-1] == f"refund {row['id']}: succeeded"


def test_the_same_key_is_the_same_refund(shop, reference):
    for _ in range(2):
        assert run(shop, reference, "--amount", "7.50", "--key", "complaint 12").exit_code == 0

    assert len(shop.rows("refunds")) == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (["--amount", "5.00"], ["--amount", "7.50"]),
        (["--amount", "5.00"], ["--line", "tea=1"]),
        (["--line", "tea=1"], ["--line", "tea=2"]),
        (["--line", "tea=1"], ["--line", "tea=1", "--shipping"]),
        ([], ["--amount", "5.00"]),
    ],
)
def test_a_key_of_another_refund_gives_nothing_back(shop, reference, first, second):
    assert run(shop, reference, *first, "--key", "complaint 12").exit_code == 0

    again = [run(shop, reference, *second, "--key", "complaint 12", *more) for more in ([], ["--dry-run"])]

    assert [each.exit_code for each in again] == [1, 1]
    assert all("under this name" in each.output for each in again)
    assert len(shop.rows("refunds")) == 1


def test_a_key_told_again_answers_with_the_refund_as_it_stands(shop, reference):
    first = run(shop, reference, "--key", "complaint 12", "--json")

    again = [run(shop, reference, "--key", "complaint 12", "--json", *more) for more in ([], ["--dry-run"])]

    told = json.loads(first.output)
    assert told.pop("points") == 20
    assert [(done.exit_code, json.loads(done.output)) for done in again] == [(0, told)] * 2
    plain = run(shop, reference, "--key", "complaint 12")
    assert (plain.exit_code, plain.output.splitlines()[-1].split(": ")[1]) == (0, "succeeded")


def test_json_says_the_same(shop, reference):
    done = run(shop, reference, "--json")

    told = json.loads(done.output)
    assert (told["state"], told["amount"], told["points"]) == ("succeeded", {"minor": 3000, "currency": "EUR"}, 20)
    [line] = told["lines"]
    assert (line["sku"], line["quantity"], line["amount"]) == ("tea", 2, {"minor": 2500, "currency": "EUR"})
    assert told["shipping"] == {"minor": 500, "currency": "EUR"}


def test_a_dry_run_says_it_in_json_without_the_id_that_it_does_not_have(shop, reference):
    told = json.loads(run(shop, reference, "--line", "tea=1", "--dry-run", "--json").output)

    assert (told["id"], told["amount"], told["shipping"]) == (None, {"minor": 1250, "currency": "EUR"}, None)
    assert shop.rows("refunds") == []


def test_what_the_rate_made_of_a_refund_is_said_where_the_provider_tells_it(shop, reference, monkeypatch):
    plain = shop.provider.refund
    # In the sandbox the payment was booked at its face; 30.00 EUR had become 31.00 on the way back.
    dearer = Settled(amount=Money.of("-31.00", "EUR"), fee=Money.of("0.00", "EUR"), rate=None)
    monkeypatch.setattr(shop.provider, "refund", lambda *args: replace(plain(*args), settled=dearer))

    done = run(shop, reference)

    assert done.output.splitlines()[-1] == "-1.00 EUR by the exchange rate, which has moved since the payment"


def test_a_lost_answer_is_not_a_success(shop, reference):
    shop.provider.lost.add("refund")

    done = run(shop, reference)

    assert (done.exit_code, done.output.splitlines()[-1].split(": ")[1]) == (1, "asking")


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (["--line", "tea"], 2, "'tea' is not SKU=QTY"),
        (["--line", "tea=0"], 2, "'tea=0' is not SKU=QTY"),
        (["--line", f"tea={'9' * 5000}"], 2, "is not SKU=QTY"),
        (["--key", ""], 2, "at least one letter"),
        (["--line", "tea=3"], 1, "3 of “tea” cannot be refunded: 2 can."),
        (["--amount", "30.01"], 1, "is more than the"),
        (["--amount", "1.005"], 1, "is not an exact amount"),
        (["--amount", "5", "--shipping"], 2, "--amount stands alone"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(shop, reference, options, code, words):
    done = run(shop, reference, *options)

    assert (done.exit_code, words in done.output) == (code, True), done.output
    assert shop.rows("refunds") == []


def test_an_order_that_is_not_there_is_said(shop):
    done = run(shop, "NOBODY")

    assert (done.exit_code, "This order does not exist." in done.output) == (1, True)


@pytest.mark.parametrize("options", [[], ["--amount", "5"], ["--dry-run"]])
def test_an_order_that_is_only_authorised_is_said_to_be_not_paid(by_hand, options):
    reserved = by_hand.pay(by_hand.quote())

    done = run(by_hand, reserved.order_reference, *options)

    assert (done.exit_code, "This order is not paid" in done.output) == (1, True)


@pytest.mark.parametrize("options", [[], ["--dry-run"]])
def test_a_provider_that_is_not_set_up_any_more_is_said(shop, reference, options):
    del shop.parts[Payments].providers["stripe"]

    done = run(shop, reference, *options)

    assert done.exit_code == 1
    assert "“stripe”, which is not set up here: checkout.stripe in the settings" in done.output
    assert "do not pay twice" not in done.output
    assert shop.rows("refunds") == []


def test_an_attempt_that_is_not_there_is_said(shop):
    done = shop.app.test_cli_runner().invoke(args=["storefront", "orders", "give-back", "nope"])

    assert (done.exit_code, done.output) == (1, "Error: There is no payment attempt nope.\n")


def test_an_order_that_went_back_has_nothing_left(shop, reference):
    shop.refunds.refund(reference, RefundWish(), wish_id="w1")

    assert "Nothing is left" in run(shop, reference).output
