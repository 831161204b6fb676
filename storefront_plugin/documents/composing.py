"""What stands on a document, taken from the order and the seller. Pure: the moment and the id are given."""

from __future__ import annotations

from datetime import date, datetime

from storefront_plugin.documents.document import Corrected, Document, DocumentLine, Kind, RestatedTax
from storefront_plugin.documents.restating import restate_as
from storefront_plugin.documents.seller import SellerTerms
from storefront_plugin.host import Address, Order, Refund, RefundedLine
from storefront_plugin.money import Money
from storefront_plugin.money import total as sum_of
from storefront_plugin.money.formatting import parsed_locale
from storefront_plugin.postcodes import envelope


def document_of_order(
    kind: Kind,
    order: Order,
    terms: SellerTerms,
    *,
    id: str,
    issued_at: datetime,
    paid_on: date,
    restated: RestatedTax | None = None,
) -> Document:
    """A receipt or an invoice of all that was bought, which goes by the order's reference until it has its number."""
    return Document(
        id=id,
        kind=kind,
        number=order.reference,
        order_reference=order.reference,
        locale=order.locale,
        issued_at=issued_at,
        issued_on=terms.day(issued_at),
        paid_on=paid_on,
        seller=terms.seller,
        buyer=printed_address(order, terms.seller.country),
        lines=tuple(_lines(order)),
        total=order.total,
        taxes=order.taxes,
        rounding=order.rounding,
        rounding_name=order.rounding_name,
        restated=restated,
    )


def document_of_refund(
    order: Order, refund: Refund, terms: SellerTerms, *, id: str, issued_at: datetime, invoice: Document | None
) -> Document:
    """A credit note about the invoice, else a receipt: what is given back, and nothing else of the order."""
    tax = sum_of([tax.amount for tax in refund.taxes], refund.amount.currency)
    return Document(
        id=id,
        kind=Kind.CREDIT_NOTE if invoice else Kind.REFUND_RECEIPT,
        number=order.reference,
        order_reference=order.reference,
        locale=order.locale,
        issued_at=issued_at,
        issued_on=terms.day(issued_at),
        paid_on=terms.day(refund.made_at),
        seller=terms.seller,
        buyer=printed_address(order, terms.seller.country),
        lines=tuple(_returned(order, refund)),
        total=refund.amount,
        taxes=refund.taxes,
        rounding=refund.adjustment,
        restated=restate_as(tax, invoice.restated) if invoice and invoice.restated else None,
        corrects=Corrected(invoice.number, invoice.issued_on) if invoice else None,
    )


def printed_address(order: Order, from_country: str = "") -> tuple[str, ...]:
    """The buyer's lines, with her country in the order's language unless the seller is in it; none without address."""
    to: Address | None = order.address
    if to is None:
        return ()
    lines = tuple(envelope(to))
    return lines if to.country == from_country else (*lines, country_name(to.country, order.locale))


def country_name(country: str, locale: str) -> str:
    return str(parsed_locale(locale).territories.get(country, country))


def _lines(order: Order) -> list[DocumentLine]:
    lines = [DocumentLine(line.name, line.quantity, line.total, line.unit) for line in order.lines]
    if order.shipping is not None and (order.shipping or order.shipping_name):
        lines.append(DocumentLine(order.shipping_name, 1, order.shipping))
    return lines


def _returned(order: Order, refund: Refund) -> list[DocumentLine]:
    units = {line.sku: line.unit for line in order.lines}
    lines = [
        DocumentLine(line.name, line.quantity, line.amount, _unit(units.get(line.sku), line)) for line in refund.lines
    ]
    if refund.shipping is not None:
        lines.append(DocumentLine(order.shipping_name, 1, refund.shipping))
    return lines


def _unit(unit: Money | None, line: RefundedLine) -> Money | None:
    """The price of one, unless the same product was sold at two prices and this is not the one."""
    return unit if unit is not None and unit * line.quantity == line.amount else None
