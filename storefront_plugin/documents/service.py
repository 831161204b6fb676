"""Issuing documents about what happened, once, and reading them as they were issued."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import Connection

from storefront_plugin.documents import printing, records
from storefront_plugin.documents.composing import correction_of, document_of_order, document_of_refund
from storefront_plugin.documents.document import Document, Kind, RestatedTax
from storefront_plugin.documents.ports import TaxRates
from storefront_plugin.documents.records import DocumentEntry, Kept
from storefront_plugin.documents.restating import day_of_rate, restate, wanted_currency
from storefront_plugin.documents.seller import Sellers, SellerTerms
from storefront_plugin.documents.stationery import Stationery
from storefront_plugin.errors import DocumentUnknown
from storefront_plugin.events import OrderPaid, OrderRefunded, RefundFailed, id_of
from storefront_plugin.host import Order
from storefront_plugin.money import total as sum_of
from storefront_plugin.storage import Database


class Documents:
    """The use cases of documents. Each issuing is done once for one event, however often it is told."""

    def __init__(
        self,
        *,
        database: Database,
        sellers: Sellers,
        rates: TaxRates,
        stationery: Stationery,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._sellers = sellers
        self._rates = rates
        self._stationery = stationery
        self._clock = clock

    def issue_receipt(self, event: OrderPaid) -> None:
        """The receipt of a paid order, by the order's own reference."""
        self._issue_for_order(Kind.RECEIPT, event)

    def issue_invoice(self, event: OrderPaid) -> None:
        """The invoice of a paid order, where its seller issues them.

        Raises NoRate where the tax must be told in another currency and no rate of that day is known yet.
        """
        if self._sellers.of(event.order.market).invoices:
            self._issue_for_order(Kind.INVOICE, event)

    def issue_credit_note(self, event: OrderRefunded) -> None:
        """A credit note about the order's invoice, where its seller issues them; else a receipt of the refund.

        An invoice that still waits is issued before. The tax is told in the seller's currency at the invoice's rate.
        Of a refund that has come back by now there is none.
        """
        order = event.order
        invoice = self._invoice_of(order)
        if invoice is None and self._sellers.of(order.market).invoices and (paid := self._paid(order.reference)):
            self.issue_invoice(paid)
            invoice = self._invoice_of(order)
        # A merchant may have moved, or sell there no more: the credit note is hers who issued the invoice.
        terms = self._sellers.keyed(invoice.seller, order.market) if invoice else self._sellers.of(order.market)
        with self._database.write() as db:
            records.lock_order(db, order.reference)
            if records.issued_for(db, event.id) or records.has_failed(db, event.refund.id):
                return
            draft = document_of_refund(
                order,
                event.refund,
                terms,
                id=secrets.token_urlsafe(16),
                issued_at=self._clock(),
                invoice=invoice.document if invoice else None,
                before=[each.document for each in records.kept_of_order(db, order.reference)],
            )
            self._keep(db, draft, terms, series=Kind.CREDIT_NOTE if invoice else None, cause=event.id)

    def issue_correction(self, event: RefundFailed) -> None:
        """What takes back the refund's credit note, or its receipt, where one was issued; else none ever will be."""
        with self._database.write() as db:
            records.lock_order(db, event.order.reference)
            note = records.issued_for(db, id_of(OrderRefunded, event.refund.id))
            if note is None:
                return
            terms = self._sellers.keyed(note.seller, event.order.market)
            draft = correction_of(
                note.document,
                terms,
                id=secrets.token_urlsafe(16),
                issued_at=self._clock(),
                returned_at=event.occurred_at,
            )
            # What was charged stands again: it counts among the invoices.
            series = Kind.INVOICE if note.document.kind is Kind.CREDIT_NOTE else None
            self._keep(db, draft, terms, series=series, cause=event.id)

    def of_order(self, order_reference: str) -> list[DocumentEntry]:
        """An order's documents, the oldest first."""
        with self._database.read() as db:
            return records.entries_of_order(db, order_reference)

    def latest(self, limit: int) -> list[DocumentEntry]:
        """The newest documents of all orders."""
        with self._database.read() as db:
            return records.latest_entries(db, limit)

    def named(self, name: str) -> list[DocumentEntry]:
        """The documents of that id or number; two sellers may have the same numbers."""
        with self._database.read() as db:
            return records.entries_named(db, name)

    def document(self, id: str) -> Document:
        """The facts as they were printed. Raises DocumentUnknown."""
        with self._database.read() as db:
            return records.document_of(db, id)

    def html(self, id: str, *, of_order: str | None = None) -> str:
        """What was issued, to the byte. Raises DocumentDamaged, and DocumentUnknown, also for another order's."""
        with self._database.read() as db:
            if of_order is not None and id not in [each.id for each in records.entries_of_order(db, of_order)]:
                raise DocumentUnknown
            return records.html_of(db, id)

    def pdf(self, id: str, *, of_order: str | None = None) -> bytes:
        """The same for paper. Raises what `html` does, and PdfNotInstalled."""
        return printing.pdf_of(self.html(id, of_order=of_order))

    def _issue_for_order(self, kind: Kind, event: OrderPaid) -> None:
        order, terms = event.order, self._sellers.of(event.order.market)
        paid_on = terms.day(event.occurred_at)
        draft = document_of_order(
            kind,
            order,
            terms,
            id=secrets.token_urlsafe(16),
            issued_at=self._clock(),
            paid_on=paid_on,
            restated=self._restated(order, terms, paid_on) if kind is Kind.INVOICE else None,
            uncollected=event.uncollected,
        )
        with self._database.write() as db:
            self._keep(db, draft, terms, series=Kind.INVOICE if kind is Kind.INVOICE else None, cause=event.id)

    def _keep(self, db: Connection, draft: Document, terms: SellerTerms, *, series: Kind | None, cause: str) -> None:
        """Number the draft where it is of a series, print it and keep it, unless it was issued already.

        All in one transaction, so that no number is lost, or given twice.
        """
        numbers = records.Series(terms.key, series, draft.issued_on.year) if series else None
        last = records.lock_series(db, numbers) if numbers else 0
        # Behind the lock: whoever issues the same at once has done so by now.
        if records.is_issued(db, cause, draft.kind):
            return
        if numbers:
            records.set_last(db, numbers, last + 1)
            form = terms.invoice_number if numbers.kind is Kind.INVOICE else terms.credit_note_number
            draft = replace(draft, number=form.write(numbers.year, last + 1))
        records.add(db, draft, self._stationery.document(draft), cause=cause, seller=terms.key)

    def _restated(self, order: Order, terms: SellerTerms, due_on: date) -> RestatedTax | None:
        currency, country = order.total.currency, terms.seller.country
        target = wanted_currency(country, currency, due_on)
        if target is None or not order.taxes:
            return None
        rate = self._rates.on(currency, target, day_of_rate(country, due_on))
        return restate(sum_of([tax.amount for tax in order.taxes], currency), target, rate)

    def _invoice_of(self, order: Order) -> Kept | None:
        with self._database.read() as db:
            found = records.kept_of_order(db, order.reference)
        return next((each for each in found if each.document.kind is Kind.INVOICE), None)

    def _paid(self, order_reference: str) -> OrderPaid | None:
        with self._database.read() as db:
            return records.paid_event(db, order_reference)
