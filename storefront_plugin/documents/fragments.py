"""The links to an order's documents, for a page that shows the order."""

from __future__ import annotations

from markupsafe import Markup

from storefront_plugin.documents import printing
from storefront_plugin.documents.ports import OrderAccess
from storefront_plugin.documents.service import Documents
from storefront_plugin.documents.stationery import TITLES
from storefront_plugin.host import Order
from storefront_plugin.web.jinja import fragment
from storefront_plugin.web.parts import part


def storefront_documents(order: Order, token: str | None = None) -> Markup:
    """Each with its name and number, to look at and, where it can be made, as PDF; nothing before the first.

    `token` is what the reader holds of the order, where that is not the order's own.
    """
    return fragment(
        "storefront/fragments/documents.html",
        documents=[(TITLES[each.kind], each) for each in part(Documents).of_order(order.reference)],
        token=token or part(OrderAccess).token_of(order.reference),
        has_pdf=printing.is_installed(),
    )
