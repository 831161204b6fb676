"""What a page of the host shows of points."""

from __future__ import annotations

from collections.abc import Sequence

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal
from markupsafe import Markup

from storefront_plugin.host import Order, Refund
from storefront_plugin.loyalty.entry import Points
from storefront_plugin.loyalty.records import ORDER
from storefront_plugin.loyalty.service import AccountEntry, Loyalty
from storefront_plugin.web import speech
from storefront_plugin.web.jinja import fragment
from storefront_plugin.web.parts import part
from storefront_plugin.web.visitors import visitor

LATEST = 5


def storefront_points() -> Markup:
    """The balance and the latest entries of the customer who is signed in; nothing for a guest."""
    customer = visitor().customer
    if customer is None:
        return Markup("")
    account = part(Loyalty).account(customer.id, limit=LATEST)
    locale = Locale.parse(speech.locale(), sep="-")
    rows = [_row(line, locale) for line in account.entries]
    written = format_decimal(account.balance, locale=locale)
    return fragment("storefront/fragments/points.html", account=account, balance=written, rows=rows)


def storefront_points_earned(order: Order) -> Markup:
    """What the customer's order has earned her; nothing for a guest, or where it earned none."""
    return fragment("storefront/fragments/points_earned.html", points=points_earned(order))


def points_earned(order: Order) -> Points:
    """The points an order brought its customer; none for a guest."""
    return part(Loyalty).earned(order.reference) if order.customer_id else 0


def points_taken_back(order: Order, refund: Refund, earlier: Sequence[Refund]) -> Points:
    """The points that a refund would take back."""
    return part(Loyalty).would_take_back(order, refund, earlier)


def _row(line: AccountEntry, locale: Locale) -> dict[str, object]:
    entry = line.entry
    return {
        "reason": line.reason,
        "order": entry.source.id if entry.source and entry.source.kind == ORDER else "",
        "moment": entry.occurred_at.isoformat(),
        "day": format_date(entry.occurred_at, "medium", locale=locale),
        "points": format_decimal(entry.points, "+#,##0;-#,##0", locale=locale),
    }
