"""Letters about an order, in its language: that it is there or paid, that money went back, that something went wrong.

They are about the order itself, so that nobody's choice about advertising keeps them back.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Protocol

from storefront_plugin.check_digits import in_fours
from storefront_plugin.documents.composing import document_of_order
from storefront_plugin.documents.document import Document, Kind
from storefront_plugin.documents.mail.message import Message
from storefront_plugin.documents.notices import WORDINGS
from storefront_plugin.documents.ports import Post
from storefront_plugin.documents.seller import Sellers
from storefront_plugin.documents.stationery import Stationery
from storefront_plugin.events import (
    Cancelled,
    Event,
    Notice,
    NoticeGiven,
    OrderCancelled,
    OrderLinkAsked,
    OrderPaid,
    OrderRefunded,
    PaymentAwaited,
    RefundFailed,
    Surplus,
    SurplusReceived,
)
from storefront_plugin.host import Order
from storefront_plugin.money import Money
from storefront_plugin.texts import Text, sf_

log = logging.getLogger(__name__)

# What is told of a cancelled order, by its reason.
_CANCELLED_FOR = {Cancelled.SOLD_OUT: Notice.UNAVAILABLE, Cancelled.LAPSED: Notice.LAPSED}


class _AboutOrder(Event, Protocol):
    @property
    def order(self) -> Order: ...


class Letters:
    """Each is sent at least once for its event, and again only as a copy: with the same Message-ID."""

    def __init__(
        self,
        *,
        stationery: Stationery,
        post: Post,
        sellers: Sellers,
        shop_name: str,
        link_to: Callable[[Order], str | None],
    ) -> None:
        """`link_to` is where an order can be read, None where the shop's address is not known."""
        self._stationery = stationery
        self._post = post
        self._sellers = sellers
        self._shop_name = shop_name
        self._link_to = link_to

    def send_confirmation(self, event: OrderPaid) -> None:
        """What was bought, and that it is paid. Raises MailNotSent."""
        order, uncollected = event.order, event.uncollected
        self._send(
            event,
            "confirmation",
            self._subject(event),
            bought=replace(self._bought(event), uncollected=uncollected),
            less=_charged_less(order, uncollected) if uncollected else None,
            link=self._link_to(order),
        )

    def send_awaited(self, event: PaymentAwaited) -> None:
        """What was ordered, and how the money comes. No link: only a paid order has a page. Raises MailNotSent."""
        self._send(event, "awaited", self._subject(event), bought=self._bought(event), awaited=event, in_fours=in_fours)

    def send_order_link(self, event: OrderLinkAsked) -> None:
        """Where the order can be read for a while. Raises MailNotSent."""
        order = event.order
        if (link := self._link_to(order)) is None:
            log.error("no link to order %s could be sent: base_address is not set", order.reference)
            return
        subject = sf_("%(shop)s: the link to your order %(reference)s", shop=self._shop_name, reference=order.reference)
        self._send(event, "order_link", subject, link=link)

    def send_refund(self, event: OrderRefunded) -> None:
        """How much went back, or was never charged. Raises MailNotSent."""
        order, amount = event.order, event.refund.amount
        if event.refund.is_uncollected:
            subject = sf_("Less was charged for your order %(reference)s", reference=order.reference)
            told = [_charged_less(order, amount)]
            if self._sellers.of(order.market).invoices:
                told.append(sf_("A credit note takes back what was never charged."))
            self._send(event, "notice", subject, paragraphs=told, note="", link=self._link_to(order))
            return
        gone = sf_("We have paid %(amount)s back to you.", amount=amount)
        self._send_notice(event, Notice.REFUNDED, before=[gone])

    def send_cancellation(self, event: OrderCancelled) -> None:
        """That what was paid for had gone by then, or that nobody paid in time. Raises MailNotSent."""
        self._send_notice(event, _CANCELLED_FOR[event.reason])

    def send_refund_failed(self, event: RefundFailed) -> None:
        """That what was paid back has come back to us. Raises MailNotSent."""
        gone = sf_("We have paid %(amount)s back to you.", amount=event.refund.amount)
        self._send_notice(event, Notice.REFUND_FAILED, before=[gone])

    def send_surplus(self, event: SurplusReceived) -> None:
        """That money came for nothing, and goes back; of an order that is cancelled she is told already."""
        if event.reason is Surplus.SOLD_OUT:
            return
        came = sf_("We received %(amount)s from you when there was nothing left to pay.", amount=event.amount)
        self._send_notice(event, Notice.REFUNDED, before=[came])

    def send_notice(self, event: NoticeGiven) -> None:
        """What went wrong, and in the shop's own words what the merchant adds. Raises MailNotSent."""
        self._send_notice(event, event.notice, note=event.note)

    def _send_notice(self, event: _AboutOrder, notice: Notice, *, before: Sequence[Text] = (), note: str = "") -> None:
        wording = WORDINGS[notice]
        subject = wording.subject_about(event.order.reference)
        self._send(event, "notice", subject, paragraphs=[*before, *wording.paragraphs], note=note, link=None)

    def _subject(self, event: _AboutOrder) -> Text:
        reference = event.order.reference
        return sf_("%(shop)s: your order %(reference)s", shop=self._shop_name, reference=reference)

    def _bought(self, event: _AboutOrder) -> Document:
        """The order as it would be printed at that moment; no letter says of it on which day it is paid."""
        terms, now = self._sellers.of(event.order.market), event.occurred_at
        return document_of_order(Kind.RECEIPT, event.order, terms, id="", issued_at=now, paid_on=terms.day(now))

    def _send(self, event: _AboutOrder, template: str, subject: Text, **values: Any) -> None:
        order = event.order
        if not order.email:
            log.info("nobody to write to about order %s: it names no address", order.reference)
            return
        facts = {
            "order": order,
            "subject": subject,
            "shop_name": self._shop_name,
            "seller": self._sellers.of(order.market).seller,
            **values,
        }
        html, text = (
            self._stationery.write(f"storefront/mail/{template}.{form}", order.locale, **facts)
            for form in ("html", "txt")
        )
        self._post.send(
            Message(
                id=event.id,
                to=order.email,
                to_name=order.address.name if order.address else "",
                subject=self._stationery.say(subject, order.locale),
                text=text,
                html=html,
                locale=order.locale,
                written_at=event.occurred_at,
            )
        )


def _charged_less(order: Order, uncollected: Money) -> Text:
    charged = order.total - uncollected
    return sf_(
        "We have charged you %(charged)s, which is %(less)s less than we told you.", charged=charged, less=uncollected
    )
