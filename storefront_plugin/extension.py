"""Storefront: joins the parts for one app and mounts them there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from flask import Flask, current_app, has_request_context

from storefront_plugin.checkout.refund import RefundWish
from storefront_plugin.checkout.refunds import Refunds
from storefront_plugin.documents import Notices
from storefront_plugin.errors import AlreadyMounted, OrderUnknown
from storefront_plugin.events import Notice, OrderPaid
from storefront_plugin.host import Host, Refund
from storefront_plugin.joining import join
from storefront_plugin.markets.adapters.addresses import absolute_url_for, edition_asked
from storefront_plugin.markets.edition import Edition
from storefront_plugin.markets.routing import edition
from storefront_plugin.money import Money
from storefront_plugin.mounting import mount
from storefront_plugin.outbox.service import Outbox
from storefront_plugin.pricing.audiences import audiences
from storefront_plugin.pricing.price import Price
from storefront_plugin.pricing.price_batch import prices_of
from storefront_plugin.pricing.service import Pricing
from storefront_plugin.settings import read_settings
from storefront_plugin.storage import Database
from storefront_plugin.web.parts import EXTENSION, part, parts_of

if TYPE_CHECKING:
    pass

Clock = Callable[[], datetime]


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Storefront:
    """The extension. It holds the host and the clock, and nothing of any app: one object may serve several."""

    def __init__(self, host: Host | None = None, *, clock: Clock = _utc_now) -> None:
        self._host = host or Host()
        self._clock = clock

    def init_app(self, app: Flask) -> None:
        """Mount the storefront on an app whose config carries STOREFRONT, a dict or the path of a TOML file.

        Raises SettingsFaulty with every fault, AlreadyMounted the second time, NoSecret without anything to sign with.
        """
        if EXTENSION in app.extensions:
            raise AlreadyMounted
        written = app.config.get("STOREFRONT", {})
        settings = read_settings(written, today=self._clock().date(), taxes=self._host.price_taxes())
        parts = join(app, settings, self._host, self._clock)
        mount(app, settings, parts)
        app.extensions[EXTENSION] = parts

    @property
    def edition(self) -> Edition:
        """The edition of the current request: its market, locale and language."""
        return edition()

    def url_for(self, endpoint: str, *, edition: Edition | str | None = None, **values: Any) -> str:
        """The absolute address of an endpoint in an edition, also outside a request: for mails, jobs and feeds.

        Without an edition it is this request's, else the default. Raises EditionUnknown, and NoBaseAddress outside a
        request where no base_address is set. What is exempt has no edition in its address.
        """
        return absolute_url_for(endpoint, edition, values)

    def prices(self, of: Iterable[object], *, edition: Edition | str | None = None) -> list[Price]:
        """What each of these costs: products, Money, or bare numbers as the price filter takes them.

        For a thousand at once, in feeds, mails and pages of the shop's own making. Without an edition it is this
        request's, else the default; outside a request the prices are everybody's. Raises EditionUnknown, InexactAmount
        for what is no amount, and NoRate.
        """
        return prices_of(part(Pricing), of, edition_asked(edition).market, audiences() if has_request_context() else ())

    def order_paid(self, reference: str) -> None:
        """Report a paid order of a shop that keeps its own checkout; once or many times, with the same result.

        Raises OrderUnknown where the host's `order(reference)` answers None.
        """
        order = self._host.order(reference)
        if order is None:
            raise OrderUnknown
        parts = parts_of(current_app)
        with parts[Database].write() as db:
            parts[Outbox].publish(db, OrderPaid(order, order.placed_at or self._clock(), is_hosts_own=True))

    def give_notice(self, reference: str, notice: Notice | str, *, note: str = "") -> None:
        """Write to the buyer of a paid order that it is "delayed", "unavailable", "late", "cancelled" or "refunded".

        `note` is what the shop adds, in her language. The same notice in the same words is sent once. Raises
        OrderUnknown, and ValueError for any other notice.
        """
        part(Notices).send(reference, Notice(notice), note=note)

    def order_refunded(
        self,
        reference: str,
        *,
        refund_id: str,
        lines: Mapping[str, int] | None = None,
        shipping: bool = False,
        amount: Money | None = None,
    ) -> Refund:
        """Report a refund of a shop that keeps its own checkout; once or many times by its id, with the same result.

        `lines` are quantities by sku, `amount` is in the order's currency and stands alone; without any of them it is
        all that is left. Points that the goods brought are taken back. Raises OrderUnknown where the host's
        `order(reference)` answers None, NothingToRefund, RefundTooLarge, LineNotRefundable, ShippingNotRefundable.
        """
        order = self._host.order(reference)
        if order is None:
            raise OrderUnknown
        wish = RefundWish(lines=lines or {}, shipping=shipping, amount=amount)
        return part(Refunds).report(order, wish, wish_id=refund_id)
