"""What is written to a buyer: in her order's language, whole in both parts, and never twice as two."""

from dataclasses import replace
from html import unescape

import pytest

from storefront_plugin.documents import Notices
from storefront_plugin.documents.notices import WORDINGS
from storefront_plugin.errors import MailNotSent, OrderUnknown
from storefront_plugin.events import (
    Cancelled,
    Notice,
    NoticeGiven,
    OrderCancelled,
    OrderPaid,
    OrderRefunded,
    PaymentAwaited,
    RefundFailed,
    Surplus,
    SurplusReceived,
    TransferDetails,
)
from storefront_plugin.host import Address, Refund
from storefront_plugin.money import Money
from storefront_plugin.outbox import Outbox
from storefront_plugin.outbox.tables import outbox as outbox_table
from storefront_plugin.snapshots import decode, encode
from tests.documents.papers import PAID_AT, VAT, order, paid


@pytest.fixture
def outbox(database, clock, letters):
    """The outbox with the reactions that write letters."""
    after = {
        OrderPaid.kind: {"send_confirmation": letters.send_confirmation},
        NoticeGiven.kind: {"send_notice": letters.send_notice},
    }
    return Outbox(database, {}, after, clock)


@pytest.fixture
def notices(database, outbox, clock):
    return Notices(database, outbox.publish, clock)


def publish(outbox, database, event):
    with database.write() as db:
        outbox.publish(db, event)


def open_rows(database):
    with database.read() as db:
        return [row.reaction for row in db.execute(outbox_table.select().where(outbox_table.c.done_at.is_(None)))]


def test_a_confirmation_tells_in_both_parts_what_was_bought(letters, letterbox):
    letters.send_confirmation(paid())

    [letter] = letterbox.letters
    assert (letter.to, letter.to_name) == ("ada@example.com", "Ada Lovelace")
    assert letter.subject == "Wren & Kettle: Ihre Bestellung K7F3Q2M9XA"
    for part in (letter.text, letter.html):
        for told in ("K7F3Q2M9XA", "Tea pot", "23,80\u00a0€", "Paket", "4,76\u00a0€", "Gesamt", "49,96\u00a0€",
                     "7,98\u00a0€", "Hauptstraße 1", "https://wren.example/K7F3Q2M9XA"):  # fmt: skip
            assert told in part


TO_WREN = TransferDetails("Wren & Kettle GmbH", "DE02120300000000202051", "BYLADEM1001", "DKB", "RF18539007547034")
VOUCHER_PAGE = "https://pay.example/voucher?a=1&b=2"
FACTS = ("DE02 1203 0000 0000 2020 51", "BYLADEM1001", "RF18 5390 0754 7034")


@pytest.mark.parametrize(
    ("awaited", "told", "untold"),
    [
        ((PAID_AT, TO_WREN, None), ("We are waiting for your transfer", "by 21 November 2026", *FACTS), ("reserved",)),
        ((PAID_AT, None, VOUCHER_PAGE), ("until 21 November 2026", "See how to pay", VOUCHER_PAGE), ("IBAN",)),
        ((PAID_AT, None, None), ("until 21 November 2026",), ("IBAN", "See how to pay")),
        ((None, None, None), ("Thank you for your order", "reserved on your card"), ("IBAN", "waiting", "It is paid")),
    ],
)
def test_who_has_done_her_part_is_told_what_she_ordered_and_how_its_money_comes(
    letters, letterbox, awaited, told, untold
):
    letters.send_awaited(PaymentAwaited(order(locale="en-GB"), "att_1", *awaited, PAID_AT))

    [letter] = letterbox.letters
    for part in (letter.text, unescape(letter.html)):
        for words in (*told, "Your order number is K7F3Q2M9XA.", "Tea pot", "€49.96", "Hauptstraße 1"):
            assert words in part
        assert not [words for words in untold if words in part]
        assert "https://wren.example" not in part


def test_what_money_is_waited_for_with_is_read_back_as_it_was_told():
    event = PaymentAwaited(order(), "att_1", PAID_AT, TO_WREN, None, PAID_AT)

    assert decode(PaymentAwaited, encode(event)) == event


def test_a_letter_runs_the_way_its_language_runs(letters, letterbox):
    letters.send_confirmation(paid(order(locale="ar-AE", currency="AED", rates=(VAT,))))
    letters.send_confirmation(paid(order(locale="ja-JP", currency="JPY", goods=(("tea", "煎茶", 1, "1620"),),
                                         shipping="0", rates=(VAT,))))  # fmt: skip

    arabic, japanese = letterbox.letters
    assert '<html lang="ar-AE" dir="rtl">' in arabic.html
    assert 'align="right"' in arabic.html
    assert "المجموع" in arabic.text
    assert '<html lang="ja-JP" dir="ltr">' in japanese.html
    assert "合計: ￥1,620" in japanese.text


def test_what_a_buyer_wrote_is_text_in_the_letter_as_well(letters, letterbox):
    nasty = Address("<b>Ada</b>", ("Hauptstraße 1",), "Berlin", "DE", "10115")

    letters.send_confirmation(paid(order(address=nasty)))

    [letter] = letterbox.letters
    assert "<b>Ada</b>" not in letter.html
    assert "&lt;b&gt;Ada&lt;/b&gt;" in letter.html
    assert "<b>Ada</b>" in letter.text


def test_nobody_is_written_to_without_an_address(letters, letterbox):
    letters.send_confirmation(paid(order(email=None)))

    assert letterbox.letters == []


def test_a_confirmation_that_could_not_be_sent_is_tried_again_with_the_same_id(outbox, letterbox, database, clock):
    letterbox.is_shut = True
    publish(outbox, database, paid())
    assert (letterbox.letters, open_rows(database)) == ([], ["send_confirmation"])

    letterbox.is_shut = False
    clock.go(minutes=2)
    outbox.deliver_batch()

    [letter] = letterbox.letters
    assert open_rows(database) == []
    assert letter.message_id("wren.example") == paid_letter(letterbox).message_id("wren.example")


def paid_letter(letterbox):
    return replace(letterbox.letters[0], text="written anew")


def test_an_order_told_of_twice_is_confirmed_once(outbox, letterbox, database):
    for _ in range(2):
        publish(outbox, database, paid())

    assert len(letterbox.letters) == 1


def test_two_orders_have_two_message_ids(letters, letterbox):
    letters.send_confirmation(paid(order("A")))
    letters.send_confirmation(paid(order("B")))

    assert len({letter.message_id("wren.example") for letter in letterbox.letters}) == 2


# Notices


def test_every_notice_has_words_of_its_own():
    assert set(WORDINGS) == set(Notice)
    assert len({wording.subject.msgid for wording in WORDINGS.values()}) == len(Notice)


@pytest.mark.parametrize("notice", list(Notice))
def test_a_notice_names_the_order_and_carries_the_shop_s_own_words(letters, letterbox, notice):
    letters.send_notice(NoticeGiven(order(locale="en-GB"), notice, PAID_AT, note="The ship is late.\nSorry!"))

    [letter] = letterbox.letters
    assert "K7F3Q2M9XA" in letter.subject
    for part in (letter.text, letter.html):
        assert "The ship is late.\nSorry!" in part
        assert "This letter is about your order; it is no advertising." in part


def test_money_back_is_told_with_its_amount(letters, letterbox):
    bought = order(locale="en-GB")
    letters.send_refund(OrderRefunded(bought, Refund("rfd_1", Money.of("5.00", "EUR"), PAID_AT), (), PAID_AT))

    [letter] = letterbox.letters
    assert letter.subject == "Money back for your order K7F3Q2M9XA"
    assert "We have paid €5.00 back to you." in letter.text


def test_what_was_never_charged_is_not_said_to_come_back(letters, letterbox):
    less = Refund("rfd_1", Money.of("5.00", "EUR"), PAID_AT, is_uncollected=True)
    letters.send_refund(OrderRefunded(order(locale="en-GB"), less, (), PAID_AT))

    [letter] = letterbox.letters
    assert letter.subject == "Less was charged for your order K7F3Q2M9XA"
    for part in (letter.text, letter.html):
        assert "We have charged you €44.96, which is €5.00 less than we told you." in part
        assert "A credit note takes back what was never charged." in part
        assert "https://wren.example/K7F3Q2M9XA" in part
        assert "paid" not in part


def test_a_confirmation_of_an_order_of_which_less_was_charged_says_how_much(letters, letterbox):
    letters.send_confirmation(replace(paid(order(locale="en-GB")), uncollected=Money.of("44.96", "EUR")))

    [letter] = letterbox.letters
    for part in (letter.text, letter.html):
        assert "We have charged you €5.00, which is €44.96 less than we told you." in part
        assert "It is paid." not in part
    assert "Total: €49.96\nNever charged: €44.96\nCharged: €5.00\n" in letter.text
    assert "Never charged</td>" in letter.html


def test_who_paid_for_nothing_is_told_once(letters, letterbox):
    bought = order(locale="en-GB")
    letters.send_cancellation(OrderCancelled(bought, Cancelled.SOLD_OUT, PAID_AT))
    letters.send_surplus(SurplusReceived(bought, "att_1", bought.total, Surplus.SOLD_OUT, PAID_AT))
    letters.send_surplus(SurplusReceived(bought, "att_2", bought.total, Surplus.PAID_TWICE, PAID_AT))

    assert [letter.subject for letter in letterbox.letters] == [
        "Your order K7F3Q2M9XA: something is no longer available",
        "Money back for your order K7F3Q2M9XA",
    ]
    assert "We received €49.96 from you when there was nothing left to pay." in letterbox.letters[1].text


@pytest.mark.parametrize(
    ("reason", "subject", "told"),
    [
        (Cancelled.SOLD_OUT, "Your order K7F3Q2M9XA: something is no longer available", "is paid back to you"),
        (Cancelled.LAPSED, "Your order K7F3Q2M9XA was not paid, and is cancelled", "Nothing was charged."),
    ],
)
def test_a_cancelled_order_is_told_with_its_reason(letters, letterbox, reason, subject, told):
    letters.send_cancellation(OrderCancelled(order(locale="en-GB"), reason, PAID_AT))

    [letter] = letterbox.letters
    assert letter.subject == subject
    assert told in letter.text
    assert told in letter.html


def test_who_was_not_reached_by_her_money_is_asked_for_another_way(letters, letterbox):
    made = Refund("rfd_1", Money.of("5.00", "EUR"), PAID_AT)

    letters.send_refund_failed(RefundFailed(order(locale="en-GB"), made, (), PAID_AT))

    [letter] = letterbox.letters
    assert letter.subject == "The money back for your order K7F3Q2M9XA did not arrive"
    assert "We have paid €5.00 back to you." in letter.text
    assert "we will find another way to pay you" in letter.text


def test_the_merchant_gives_notice_once_however_often_she_asks(outbox, notices, letterbox, database):
    publish(outbox, database, paid(order("A", locale="en-GB")))
    for _ in range(2):
        notices.send("A", Notice.DELAYED, note="Two days.")
    notices.send("A", Notice.DELAYED, note="Three days.")

    assert [letter.subject for letter in letterbox.letters][1:] == ["Your order A takes longer than we said"] * 2


def test_nobody_is_told_of_an_order_that_is_not_paid(notices):
    with pytest.raises(OrderUnknown):
        notices.send("unknown", Notice.LATE)


def test_a_shut_post_says_so(letters, letterbox):
    letterbox.is_shut = True

    with pytest.raises(MailNotSent):
        letters.send_confirmation(paid())
