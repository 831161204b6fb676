"""The merchant's pages of orders: what was sold, what waits for her, and one order whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import fields, validate

from storefront_plugin.checkout import words
from storefront_plugin.checkout.book import OrderBook, OrderPage, OrderWish
from storefront_plugin.checkout.cursor import Cursor, CursorField, written_cursor
from storefront_plugin.checkout.order import OrderState
from storefront_plugin.checkout.order_links import OrderLinks
from storefront_plugin.checkout.refund import returnable
from storefront_plugin.checkout.refunds import Refunds
from storefront_plugin.checkout.sales import MarketSales
from storefront_plugin.markets.edition import Editions
from storefront_plugin.money import Money
from storefront_plugin.postcodes import envelope
from storefront_plugin.pricing import written
from storefront_plugin.shapes import LineField, Shape
from storefront_plugin.web.access import MerchantRoutes
from storefront_plugin.web.chart import LineChart, line_chart
from storefront_plugin.web.dashboard import dashboard_page
from storefront_plugin.web.parts import part
from storefront_plugin.web.routes import accepts

pages = MerchantRoutes()

DAYS_SHOWN = 90
MOST_MATTERS = 20


@dataclass(frozen=True, slots=True)
class ListWish:
    """What the merchant chose; empty stands for all, and an order by its number for nothing else."""

    order: str = ""
    market: str = ""
    currency: str = ""
    state: str = OrderState.PLACED
    before: Cursor | None = None


class ListRequest(Shape):
    """The filter above the list."""

    makes = ListWish

    order = LineField(load_default="", most=20)
    market = LineField(load_default="", most=100)
    currency = LineField(load_default="", most=3)
    state = fields.String(load_default=OrderState.PLACED, validate=validate.OneOf(["", *OrderState]))
    before = CursorField(load_default=None)


@dataclass(frozen=True, slots=True)
class SalesRow:
    """One market with the line of its days, and the most that one of them brought; None where they cannot be summed."""

    sales: MarketSales
    chart: LineChart | None

    @property
    def best(self) -> Money | None:
        if self.chart is None or self.sales.own is None:
            return None
        return Money.of(self.chart.highest[1], self.sales.own.currency)


@pages.get("/dashboard/orders")
@accepts(ListRequest, location="query")
def orders_dashboard(wish: ListWish) -> ResponseReturnValue:
    """What waits for the merchant, what each market brought, and the orders, the newest first."""
    book = part(OrderBook)
    found = book.page(_order_wish(wish))
    return dashboard_page(
        "storefront/dashboard/orders.html",
        matters=book.attention(limit=MOST_MATTERS + 1),
        most=MOST_MATTERS,
        sales=[_row(each) for each in book.sales_of_markets(DAYS_SHOWN)],
        days=DAYS_SHOWN,
        wish=wish,
        choices=_choices(),
        orders=found.rows,
        older=_older(found),
        words=words,
        written=written,
    )


@pages.get("/dashboard/orders/<reference>")
def order_dashboard(reference: str) -> ResponseReturnValue:
    """One order: what was bought, each try to collect it, what went back, what happened. Raises OrderUnknown."""
    dossier = part(OrderBook).dossier(reference)
    return dashboard_page(
        "storefront/dashboard/order.html",
        dossier=dossier,
        order=dossier.order,
        matters=part(OrderBook).attention(reference),
        takings=part(Refunds).takings(reference) if dossier.paid_by else None,
        returnable=returnable(dossier.order, dossier.given_back),
        envelope=envelope(dossier.order.address) if dossier.order.address else (),
        # Her own eyes are not the buyer's: she reads the documents by a link.
        link=part(OrderLinks).token(reference),
        words=words,
        written=written,
    )


@pages.post("/dashboard/orders/<reference>/matters/<matter_id>")
def see_to_matter(reference: str, matter_id: str) -> ResponseReturnValue:
    """Mark a matter as seen to. Raises OrderUnknown."""
    part(OrderBook).see_to(reference, matter_id)
    return redirect(url_for("storefront.order_dashboard", reference=reference), 303)


def _row(sales: MarketSales) -> SalesRow:
    return SalesRow(sales, line_chart([(each.day, each.own.amount) for each in sales.by_day]))


def _order_wish(wish: ListWish) -> OrderWish:
    if wish.order:
        return OrderWish(reference=wish.order.upper())
    return OrderWish(
        market=wish.market or None,
        currency=wish.currency or None,
        state=OrderState(wish.state) if wish.state else None,
        before=wish.before,
    )


def _choices() -> dict[str, list[str]]:
    """The markets and currencies that the settings name."""
    markets = part(Editions).markets
    return {"market": [each.key for each in markets], "currency": sorted({each.currency.code for each in markets})}


def _older(found: OrderPage) -> str | None:
    if found.next is None:
        return None
    chosen: dict[str, Any] = {
        name: request.args[name] for name in ("market", "currency", "state") if name in request.args
    }
    return url_for("storefront.orders_dashboard", **chosen, before=written_cursor(found.next))
