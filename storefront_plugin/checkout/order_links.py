"""Links by which an order is read on another device: signed, expiring, and good for reading alone."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask

from storefront_plugin.checkout.service import Checkout
from storefront_plugin.errors import NoBaseAddress, OrderUnknown
from storefront_plugin.events import OrderLinkAsked, Publish
from storefront_plugin.host import Order
from storefront_plugin.markets.adapters.addresses import absolute_url_for
from storefront_plugin.markets.edition import Edition, Editions
from storefront_plugin.markets.pages import BaseAddress
from storefront_plugin.storage import Database
from storefront_plugin.web.parts import part
from storefront_plugin.web.signing import Expired, Forged, Signer

log = logging.getLogger(__name__)

# Not that of the page which also asks for the buyer's cookie: this token alone is enough.
_PURPOSE = "order_link"


@dataclass(frozen=True, slots=True)
class OrderLink:
    """What a token says."""

    reference: str
    is_expired: bool


class OrderLinks:
    """Makes links and opens them."""

    def __init__(self, app: Flask, signer: Signer, days: int) -> None:
        self._app = app
        self._signer = signer
        self._age = timedelta(days=days)

    def token(self, reference: str) -> str:
        """What reads this order for so many days."""
        return self._signer.sign(_PURPOSE, reference)

    def open(self, token: str) -> OrderLink:
        """What the token reads, or read once. Raises OrderUnknown for what is not one of ours."""
        try:
            age = int(self._age.total_seconds())
            return OrderLink(str(self._signer.open(_PURPOSE, token, max_age_seconds=age)), is_expired=False)
        except Expired:
            return OrderLink(str(self._signer.open(_PURPOSE, token)), is_expired=True)
        except Forged:
            raise OrderUnknown from None

    def address(self, order: Order) -> str | None:
        """The link to an order, in its own edition; None where the shop's address is not known.

        A letter is read by somebody else than whoever sends the request: the Host header is believed in debug and
        tests alone.
        """
        with self._app.app_context():
            there = _edition_of(order, part(Editions))
            is_known = bool(there.origin or part(BaseAddress).url)
            if not (is_known or self._app.debug or self._app.testing):
                return None
            try:
                values = {"token": self.token(order.reference)}
                return absolute_url_for("storefront.order_by_link", there, values)
            except NoBaseAddress:
                return None


class LinkRequests:
    """Sends a new link in place of one that has expired."""

    def __init__(
        self, *, database: Database, checkout: Checkout, publish: Publish, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._checkout = checkout
        self._publish = publish
        self._clock = clock

    def ask(self, reference: str, email: str) -> None:
        """Send a new link to the order's own address, where that is the one given; one in each hour of the clock.

        Whoever asks is not told which it was.
        """
        order, _ = self._checkout.order(reference)
        if not order.email or order.email.casefold() != email.strip().casefold():
            log.info("somebody asked for a link to order %s by another address than the buyer's", reference)
            return
        with self._database.write() as db:
            self._publish(db, OrderLinkAsked(order, self._clock()))


def _edition_of(order: Order, editions: Editions) -> Edition:
    """Where it was bought; the default where there is no such edition any more."""
    found = (each for each in editions.all if (each.market.key, each.locale) == (order.market, order.locale))
    return next(found, editions.default)
