"""Paying by bank transfer: chosen, waited for, marked as paid, and everything that can come instead."""

import re
from datetime import timedelta

import pytest

from storefront_plugin.check_digits import is_reference
from storefront_plugin.checkout.by_hand import ByHand
from storefront_plugin.checkout.payments.bank_transfer import Account, BankTransfer, Transfer
from storefront_plugin.checkout.payments.bank_transfer.settings import AccountSettings, BankTransferSettings
from storefront_plugin.checkout.ports import AttemptState, RefundState
from storefront_plugin.checkout.refund import RefundWish
from storefront_plugin.checkout.refunds import Refunds
from storefront_plugin.documents.mail import LogPost
from storefront_plugin.errors import NothingCame, SettingsFaulty, TransferReceived, UnknownProvider
from storefront_plugin.money import Money
from storefront_plugin.settings import read_settings
from storefront_plugin.storage import metadata
from tests.checkout.tea_shop import AMERICAN, BERLIN_TYPED, SETTINGS, VISA, mounted, text_of
from tests.checkout.test_paying_at_once import at_once

S = AttemptState
IBAN = "DE89370400440532013000"
BY_TRANSFER = {"holder": "Tea Ltd", "iban": IBAN, "bic": "COBADEFFXXX", "bank": "Tea Bank", "markets": ["de", "gb"]}
TRANSFER = "bank_transfer"


def settings_with(transfer):
    return {**SETTINGS, "checkout": {**SETTINGS["checkout"], "bank_transfer": transfer}}


@pytest.fixture
def shop(database_url, now):
    made = mounted(database_url, now, settings_with(BY_TRANSFER))
    yield made
    made.database.engine.dispose()


@pytest.fixture
def merchant(shop):
    return shop.parts[ByHand]


def choose(shop, **rest):
    return shop.pay(shop.quote(**rest), "", provider=TRANSFER)


def states(shop):
    return [row["state"] for row in sorted(shop.rows("attempts"), key=lambda row: row["asked_at"])]


def state_of_order(shop):
    [order] = shop.rows("orders")
    return order["state"]


def kinds(shop):
    return [row["kind"] for row in shop.rows("events")]


def run(shop, *arguments):
    return shop.app.test_cli_runner().invoke(args=["storefront", "orders", *arguments])


@pytest.mark.parametrize("words", ["paid", "refund-sent"])
def test_a_database_without_its_tables_is_told_of_with_the_reason(shop, words):
    metadata.drop_all(shop.database.engine)

    done = run(shop, words, "RF18539007547034")

    assert (done.exit_code, "or lacks its tables: " in done.output) == (1, True), done.output


# Chosen ---------------------------------------------------------------------------------------------------------------


def test_a_transfer_is_waited_for_with_a_reference_of_its_own(shop, now):
    attempt = choose(shop)

    transfer = shop.parts[BankTransfer].look(attempt.payment_id)
    assert (attempt.state, attempt.provider, attempt.open_until) == (S.OPEN, TRANSFER, now + timedelta(days=14))
    assert is_reference(transfer.reference)
    assert re.fullmatch(r"RF\d{14}", transfer.reference)
    assert (str(transfer.amount), transfer.account.iban, transfer.account.bank) == ("30.00 EUR", IBAN, "Tea Bank")
    assert state_of_order(shop) == "unplaced"
    assert (shop.host.placed, kinds(shop)) == ([], ["payment_awaited"])


@pytest.mark.parametrize(("amount", "iban"), [("30.00 GBP", IBAN), ("30.00 EUR", "EG380019000500000000263180002")])
def test_there_is_no_square_for_what_is_not_euros_within_sepa(now, amount, iban):
    account = Account("Tea Ltd", iban)

    transfer = Transfer("RF18539007547034", "att_1", "1042", Money.of(*amount.split()), account, now)

    assert transfer.giro_code is None


def test_a_market_has_its_own_account_without_the_bank_of_another():
    settings = BankTransferSettings(
        holder="Tea Ltd",
        iban=IBAN,
        bic="COBADEFFXXX",
        bank="Tea Bank",
        accounts={"gb": AccountSettings(iban="GB29NWBK60161331926819")},
    )

    british = settings.account_of("gb")

    assert (british.holder, british.iban, british.bic, british.bank) == ("Tea Ltd", "GB29NWBK60161331926819", "", "")
    assert settings.account_of("de").bic == "COBADEFFXXX"


@pytest.mark.parametrize("name", ["bank_transfer", "cheque", "stripe "])
def test_what_is_not_offered_in_a_market_is_refused_before_anything_is_kept(shop, name):
    with pytest.raises(UnknownProvider):
        shop.pay(shop.quote(edition=AMERICAN), "", provider=name)

    assert shop.rows("attempts") == []


def test_who_chooses_sixteen_times_is_told_one_reference(shop):
    quote = shop.quote()

    answers = at_once(*[lambda: shop.pay(quote, "", provider=TRANSFER)] * 16)

    assert {answer.state for answer in answers} <= {S.OPEN, S.ASKING}
    assert len(shop.rows("attempts")) == len(shop.rows("transfers")) == 1


def test_where_to_send_the_money_is_told_by_letter_once_however_often_it_is_settled(shop, monkeypatch):
    letters = []
    monkeypatch.setattr(LogPost, "send", lambda _, message: letters.append(message))
    quote = shop.quote()
    attempt = shop.pay(quote, "", provider=TRANSFER)

    at_once(*[lambda: shop.checkout.settle(attempt.id), lambda: shop.pay(quote, "", provider=TRANSFER)] * 8)
    shop.clock.go(days=1)
    shop.sweep.run()

    [letter] = letters
    transfer = shop.parts[BankTransfer].look(attempt.payment_id)
    assert kinds(shop) == ["payment_awaited"]
    assert letter.subject == f"Tea: Ihre Bestellung {attempt.order_reference}"
    for part in (letter.text, letter.html):
        for told in ("Tea Ltd", transfer.account.iban_in_fours, transfer.reference_in_fours, "5. Dezember 2026"):
            assert told in part


def test_a_card_takes_the_place_of_a_transfer(shop):
    quote = shop.quote()
    transfer = shop.pay(quote, "", provider=TRANSFER)

    paid = shop.pay(quote, VISA, provider="stripe")

    assert (paid.state, shop.checkout.attempt(transfer.id).state) == (S.PAID, S.CANCELLED)
    assert shop.charges() == [3000]


def test_who_chose_a_transfer_may_fill_another_cart_and_pay_it(shop):
    visitor = shop.browser()
    first = visitor.quote()
    visitor.pay(first, None, provider=TRANSFER)
    shop.clock.go(minutes=1)

    second = visitor.pay(visitor.quote())

    assert second.json["state"] == "paid"
    assert sorted(states(shop)) == ["open", "paid"]
    assert len(shop.host.emptied) == 2


def test_a_cart_that_was_bought_by_transfer_is_not_bought_again_from_another_tab(shop):
    visitor = shop.browser()
    tab, other_tab = visitor.quote(), visitor.quote()
    shop.clock.go(seconds=1)
    visitor.pay(tab, None, provider=TRANSFER)

    answer = visitor.pay(other_tab)

    assert (answer.status_code, answer.json["code"]) == (409, "cart_bought")
    assert shop.charges() == []


def test_a_later_cart_is_not_held_for_the_earlier_one_when_its_transfer_comes(shop, merchant):
    visitor = shop.browser()
    reference = visitor.pay(visitor.quote(), None, provider=TRANSFER).json["transfer"]["reference"]
    shop.clock.go(minutes=1)
    later = visitor.quote()
    shop.clock.go(minutes=1)
    merchant.paid(reference)

    assert visitor.pay(later).json["state"] == "paid"


# Paid -----------------------------------------------------------------------------------------------------------------


def test_the_merchants_word_places_the_order_and_all_that_follows_once(shop, merchant):
    attempt = choose(shop)

    answers = at_once(*[lambda: merchant.paid(attempt.payment_id)[1].state] * 8)

    assert answers == [S.PAID] * 8
    assert state_of_order(shop) == "placed"
    assert (sorted(kinds(shop)), len(shop.rows("prompts"))) == (["order_paid", "payment_awaited"], 1)
    assert len(shop.host.placed) == 1
    assert [row["points"] for row in shop.rows("ledger_entries")] == [20]


@pytest.mark.parametrize("written", ["{0}", "{1}", "{2}"])
def test_it_is_named_by_reference_or_order_however_it_is_written(shop, merchant, written):
    attempt = choose(shop)
    transfer = shop.parts[BankTransfer].look(attempt.payment_id)

    name = written.format(transfer.reference_in_fours.lower(), transfer.order_reference, transfer.reference)

    assert merchant.paid(name)[1].state is S.PAID


@pytest.mark.parametrize(
    ("came", "remark"),
    [
        (Money.of("29.99", "EUR"), "too little"),
        (Money.of("30.01", "EUR"), "too much"),
        (Money.of("30.00", "USD"), "another currency"),
    ],
)
def test_what_is_not_what_was_asked_for_goes_to_a_person_and_is_never_paid(shop, merchant, came, remark):
    attempt = choose(shop)

    remittance, after = merchant.paid(attempt.payment_id, came)

    assert (remittance.remark, after.state) == (remark, S.NEEDS_ATTENTION)
    assert state_of_order(shop) == "unplaced"
    assert (shop.host.placed, kinds(shop)) == ([], ["payment_awaited"])


def test_another_amount_for_what_is_marked_already_is_refused(shop, merchant):
    attempt = choose(shop)
    merchant.paid(attempt.payment_id)

    with pytest.raises(TransferReceived) as fault:
        merchant.paid(attempt.payment_id, Money.of("3.00", "EUR"))

    assert fault.value.values["received"] == Money.of("30.00", "EUR")


@pytest.mark.parametrize("amount", ["0.00", "-5.00"])
def test_what_cannot_have_come_is_refused_and_leaves_the_transfer_waiting(shop, merchant, amount):
    attempt = choose(shop)

    with pytest.raises(NothingCame):
        merchant.paid(attempt.payment_id, Money.of(amount, "EUR"))
    refused = run(shop, "paid", attempt.payment_id, f"--amount={amount}")

    assert (refused.exit_code, "cannot have come" in refused.output) == (1, True)
    assert merchant.paid(attempt.payment_id)[1].state is S.PAID


def test_a_preview_changes_nothing(shop, merchant):
    attempt = choose(shop)
    before = shop.counts()

    assert merchant.preview(attempt.payment_id).remark == "right"
    assert (shop.counts(), states(shop)) == (before, ["open"])


# Not paid -------------------------------------------------------------------------------------------------------------


def test_a_transfer_that_nobody_made_is_over_after_its_days(shop):
    attempt = choose(shop)
    shop.clock.go(days=13, hours=23)
    assert shop.checkout.settle(attempt.id).state is S.OPEN

    shop.clock.go(hours=1)

    assert shop.checkout.settle(attempt.id).state is S.CANCELLED
    assert state_of_order(shop) == "cancelled"


def test_money_that_comes_too_late_is_never_dropped(shop, merchant):
    attempt = choose(shop)
    shop.clock.go(days=15)
    shop.checkout.settle(attempt.id)

    remittance, after = merchant.paid(attempt.payment_id)

    assert remittance.remark.startswith("too late")
    assert after.state not in (S.PAID, S.CANCELLED)
    assert state_of_order(shop) == "cancelled"


def test_money_for_an_order_that_was_paid_by_card_is_never_dropped(shop, merchant):
    quote = shop.quote()
    transfer = shop.pay(quote, "", provider=TRANSFER)
    shop.pay(quote, VISA, provider="stripe")

    _, after = merchant.paid(transfer.payment_id)

    assert after.state not in (S.PAID, S.CANCELLED)
    assert len(shop.host.placed) == 1


def test_two_ways_chosen_at_once_end_in_one_of_them(shop):
    quote = shop.quote()

    at_once(
        *[lambda: shop.pay(quote, "", provider=TRANSFER), lambda: shop.pay(quote, VISA, provider="stripe")] * 6,
    )

    live = [row for row in shop.rows("attempts") if row["state"] in ("open", "paid")]
    assert len(live) == 1
    assert len(shop.charges()) <= 1
    assert len(shop.host.placed) == len(shop.charges())


def test_a_card_while_the_merchant_marks_the_transfer_loses_no_money(shop, merchant):
    quote = shop.quote()
    transfer = shop.pay(quote, "", provider=TRANSFER)

    at_once(
        lambda: merchant.paid(transfer.payment_id),
        lambda: shop.pay(quote, VISA, provider="stripe"),
    )

    after = shop.checkout.settle(transfer.id).state
    assert len(shop.host.placed) == 1
    # Either the transfer paid and the card was left alone, or the card did and the transfer is somebody's to look at.
    assert (after is S.PAID) == (shop.charges() == [])
    assert after not in (S.OPEN, S.CANCELLED)


def test_money_given_back_is_pending_until_the_merchant_says_she_sent_it(shop, merchant):
    attempt = choose(shop)
    merchant.paid(attempt.payment_id)
    refunds = shop.parts[Refunds]
    made = refunds.refund(attempt.order_reference, RefundWish(amount=Money.of("5.00", "EUR")), wish_id="1")
    assert made.state is RefundState.PENDING

    first = run(shop, "refund-sent", made.id)
    again = run(shop, "refund-sent", made.id)

    assert (first.exit_code, again.exit_code) == (0, 0)
    assert refunds.get(made.id).state is RefundState.SUCCEEDED
    assert len(shop.rows("transfer_refunds")) == len(shop.rows("refunds")) == 1


def test_nobody_notifies_us_of_transfers(shop):
    answer = shop.app.test_client().post("/storefront/webhooks/bank_transfer", data="{}")

    assert (answer.status_code, answer.json["code"]) == (400, "event_unreadable")


# By the command -------------------------------------------------------------------------------------------------------


def test_the_command_marks_it_as_paid(shop):
    reference = choose(shop).payment_id

    dry = run(shop, "paid", reference, "--dry-run")
    assert states(shop) == ["open"]
    done = run(shop, "paid", reference)
    again = run(shop, "paid", reference)

    assert (dry.exit_code, done.exit_code, states(shop)) == (0, 0, ["paid"])
    assert "30.00 EUR came." in dry.output
    assert "the order would be paid" in dry.output
    assert "the order is paid" in done.output
    assert "30.00 EUR came, as was noted before." in again.output
    assert (again.exit_code, "noted before" in done.output) == (0, False)


@pytest.mark.parametrize(("amount", "said"), [("29.00", "Too little"), ("30.00 USD", "Another currency")])
def test_the_command_ends_with_1_where_a_person_must_look(shop, amount, said):
    reference = choose(shop).payment_id

    result = run(shop, "paid", reference, "--amount", amount)

    assert (result.exit_code, states(shop)) == (1, ["needs_attention"])
    assert f"{said}. 30.00 EUR was asked for; the order is not paid." in result.output


def test_a_rehearsal_says_where_the_order_would_not_be_paid_and_refuses_what_the_command_does(shop, merchant):
    reference = choose(shop).payment_id

    less = run(shop, "paid", reference, "--amount", "29.00", "--dry-run")
    merchant.paid(reference)
    other = run(shop, "paid", reference, "--amount", "29.00", "--dry-run")

    assert (less.exit_code, "the order would not be paid." in less.output) == (0, True)
    assert (other.exit_code, "marked as paid already, with 30.00 EUR" in other.output) == (1, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["paid", "RF18539007547034"], "No bank transfer is known by the name “RF18539007547034”."),
        (["paid", "NOSUCH"], "No bank transfer is known by the name “NOSUCH”."),
        (["paid", "rf18 5390 0754 7035"], "“rf18 5390 0754 7035” is mistyped: its check digits do not fit."),
        (["paid", "RF1853900754703", "--dry-run"], "“RF1853900754703” is mistyped"),
        (["refund-sent", "ref_1"], "This refund does not exist."),
    ],
)
def test_the_command_says_what_it_does_not_know(shop, arguments, said):
    result = run(shop, *arguments)

    assert (result.exit_code, said in result.output) == (1, True), result.output


def test_no_transfer_is_known_of_an_order_that_is_paid_by_card(shop):
    reference = shop.pay(shop.quote()).order_reference

    result = run(shop, "paid", reference)

    assert (result.exit_code, f"No bank transfer is known by the name “{reference}”." in result.output) == (1, True)


# Pages and JSON -------------------------------------------------------------------------------------------------------


@pytest.fixture
def at_the_till(shop):
    visitor = shop.browser()
    return visitor, visitor.post("/storefront/checkout", **BERLIN_TYPED, email="ada@example.org").location


def test_the_till_offers_both_ways_and_the_card_first(at_the_till):
    visitor, location = at_the_till

    page = visitor.get(location).text

    ways = re.findall(r'name="provider" value="(\w+)"( checked)?', page)
    assert ways == [("stripe", " checked"), ("bank_transfer", "")]


def test_after_the_button_the_page_has_all_that_a_transfer_needs(at_the_till, shop):
    visitor, location = at_the_till

    page = visitor.follow(visitor.post(f"{location}/pay", provider=TRANSFER, instrument=VISA, consents="terms"))

    [transfer] = shop.rows("transfers")
    said = text_of(page)
    grouped = " ".join(re.findall("....", transfer["reference"]))
    assert page.status_code == 200
    for fact in ("Tea Ltd", "DE89 3704 0044 0532 0130 00", "COBADEFFXXX", "Tea Bank", grouped, "30,00"):
        assert fact in said.replace("\xa0", " ")
    assert "5. Dezember 2026" in said
    assert f'data-copy="{transfer["reference"]}"' in page.text
    assert 'data-copy="30.00"' in page.text
    assert '<svg viewBox="0 0 45 45"' in page.text
    assert shop.charges() == []
    assert len(shop.host.emptied) == 1


def test_the_page_becomes_the_confirmation_once_the_money_has_come(at_the_till, shop, merchant):
    visitor, location = at_the_till
    waiting = visitor.post(f"{location}/pay", provider=TRANSFER, consents="terms").location
    [transfer] = shop.rows("transfers")
    merchant.paid(transfer["reference"])

    page = visitor.follow(visitor.get(waiting))

    assert transfer["order_reference"] in text_of(page)
    assert "/orders/" in page.request.path


def test_a_way_to_pay_that_is_not_offered_is_told_on_the_page(at_the_till):
    visitor, location = at_the_till

    page = visitor.post(f"{location}/pay", provider="cheque", instrument=VISA, consents="terms")

    assert (page.status_code, 'role="alert"' in page.text) == (422, True)


def test_nobody_else_reads_where_to_send_the_money(at_the_till, shop):
    visitor, location = at_the_till
    waiting = visitor.post(f"{location}/pay", provider=TRANSFER, consents="terms").location

    assert shop.browser().get(waiting).status_code == 404


def test_the_api_tells_the_transfer_and_its_end(shop, merchant):
    visitor = shop.browser()
    till = visitor.read("/till/DE").json

    made = visitor.pay(visitor.quote(), None, provider=TRANSFER).json

    [transfer] = shop.rows("transfers")
    assert till["providers"] == ["stripe", "bank_transfer"]
    assert (made["state"], made["provider"], made["client_secret"], made["order"]) == ("open", TRANSFER, None, None)
    assert made["transfer"] | {"amount": None} == {
        "reference": transfer["reference"],
        "amount": None,
        "holder": "Tea Ltd",
        "iban": IBAN,
        "bic": "COBADEFFXXX",
        "bank": "Tea Bank",
        "open_until": "2026-12-05T12:00:00+00:00",
        "giro_code": f"BCD\n002\n1\nSCT\nCOBADEFFXXX\nTea Ltd\n{IBAN}\nEUR30.00\n\n{transfer['reference']}",
    }
    merchant.paid(transfer["reference"])
    after = visitor.read(f"/attempts/{made['id']}").json
    assert (after["state"], after["transfer"]) == ("paid", None)
    assert visitor.read(f"/orders/{after['order']}").status_code == 200


def test_a_market_without_it_is_offered_cards_alone(shop):
    assert shop.browser(edition=AMERICAN).read("/till/US").json["providers"] == ["stripe"]


@pytest.mark.parametrize("config", [{"TESTING": False, "DEBUG": False}])
def test_a_shop_without_a_key_may_be_paid_by_transfer_alone(database_url, now, config):
    shop = mounted(database_url, now, settings_with(BY_TRANSFER), **config)
    visitor = shop.browser()
    location = visitor.post("/storefront/checkout", **BERLIN_TYPED, email="ada@example.org").location

    page = visitor.get(location)
    answer = visitor.follow(visitor.post(f"{location}/pay", provider=TRANSFER, consents="terms"))

    assert '<input type="hidden" name="provider" value="bank_transfer">' in page.text
    assert "4242" not in page.text
    assert IBAN in answer.text
    shop.database.engine.dispose()


# Settings -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ({"iban": "DE88370400440532013000"}, "checkout.bank_transfer.iban"),
        ({"bic": "COBA"}, "checkout.bank_transfer.bic"),
        ({"holder": ""}, "checkout.bank_transfer.holder"),
        ({"iban": ""}, "checkout.bank_transfer.iban"),
        ({"days_open": 0}, "checkout.bank_transfer.days_open"),
        ({"markets": ["de", "fr"]}, "checkout.bank_transfer.markets"),
        ({"accounts": {"fr": {"iban": IBAN}}}, "checkout.bank_transfer.accounts"),
        ({"accounts": {"gb": {"iban": "GB00"}}}, "checkout.bank_transfer.accounts.gb"),
        ({"ibna": IBAN}, "checkout.bank_transfer.ibna"),
    ],
)
def test_what_is_wrong_with_an_account_is_told_by_its_full_name(wrong, key):
    with pytest.raises(SettingsFaulty) as fault:
        read_settings(settings_with({**BY_TRANSFER, **wrong}), {})

    assert key in "\n".join(fault.value.faults)
    assert "DE88370400440532013000" not in str(fault.value)
