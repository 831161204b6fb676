"""What stands on a document, taken from the order and the seller. Pure: the moment and the id are given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from storefront_plugin.documents.document import TEMPLATE, Corrected, Document, DocumentLine, Kind, RestatedTax
from storefront_plugin.documents.restating import restate_part
from storefront_plugin.documents.seller import SellerTerms
from storefront_plugin.host import Address, Order, Refund, RefundedLine
from storefront_plugin.host.taxation import base_of, is_within, nets_apart, untaxed_of
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
    uncollected: Money | None = None,
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
        untaxed=untaxed_of(order),
        uncollected=uncollected,
    )


def document_of_refund(
    order: Order,
    refund: Refund,
    terms: SellerTerms,
    *,
    id: str,
    issued_at: datetime,
    invoice: Document | None,
    before: Sequence[Document] = (),
) -> Document:
    """A credit note about the invoice, else a receipt: what is given back, and nothing else of the order.

    It bears seller and buyer as they stand on the invoice, wherever they may be now. `before` are the order's documents
    that were issued by then. A receipt goes by the order's reference and its place among the others.
    """
    receipts = [each.kind for each in before].count(Kind.REFUND_RECEIPT)
    document = Document(
        id=id,
        kind=Kind.CREDIT_NOTE if invoice else Kind.REFUND_RECEIPT,
        number=f"{order.reference}-R{receipts + 1}",
        order_reference=order.reference,
        locale=order.locale,
        issued_at=issued_at,
        issued_on=terms.day(issued_at),
        paid_on=terms.day(refund.made_at),
        seller=invoice.seller if invoice else terms.seller,
        buyer=invoice.buyer if invoice else printed_address(order, terms.seller.country),
        lines=tuple(_returned(order, refund)),
        total=refund.amount,
        taxes=refund.taxes,
        rounding=refund.rounding,
        rounding_name=order.rounding_name,
        corrects=Corrected(invoice.number, invoice.issued_on) if invoice else None,
        given_before=refund.given_before,
        is_uncollected=refund.is_uncollected,
    )
    return replace(
        document,
        restated=_restated(document.tax, invoice, before) if invoice else None,
        untaxed=_untaxed(document, order) if untaxed_of(order) else None,
    )


def correction_of(
    note: Document, terms: SellerTerms, *, id: str, issued_at: datetime, returned_at: datetime
) -> Document:
    """What takes back a credit note, or a receipt of refund, whose money did not arrive: all that it bears, once more.

    That of a receipt goes by the receipt's number.
    """
    return replace(
        note,
        id=id,
        kind=Kind.CORRECTION,
        number=f"{note.number}-C",
        issued_at=issued_at,
        issued_on=terms.day(issued_at),
        paid_on=terms.day(returned_at),
        corrects=Corrected(note.number, note.issued_on),
        template=TEMPLATE,
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


def _restated(tax: Money, invoice: Document, before: Sequence[Document]) -> RestatedTax | None:
    if invoice.restated is None:
        return None
    taken_back = {each.corrects.number for each in before if each.kind is Kind.CORRECTION and each.corrects}
    others = [
        (each.tax, each.restated.amount)
        for each in before
        if each.kind is Kind.CREDIT_NOTE and each.restated and each.number not in taken_back
    ]
    return restate_part(tax, invoice.tax, invoice.restated, others)


def _untaxed(document: Document, order: Order) -> Money | None:
    """What is left of the net without the nets of the order's taxes; None where that cannot be told."""
    apart = nets_apart(order.taxes) or {}
    if not all(any(is_within(base_of(tax), base) for base in apart) for tax in order.taxes):
        return None
    nets = nets_apart([tax for tax in document.taxes if base_of(tax) in apart])
    rest = None if nets is None else document.net - sum_of(list(nets.values()), document.currency)
    return rest if rest and rest.minor > 0 else None


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
