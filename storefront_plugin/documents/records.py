"""Documents and numbers as rows. Each function is one step of somebody's transaction."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, insert, or_, select, update

from storefront_plugin.documents.document import Document, Kind
from storefront_plugin.documents.tables import document_series, documents
from storefront_plugin.errors import DocumentDamaged, DocumentUnknown
from storefront_plugin.events import OrderPaid, RefundFailed, id_of
from storefront_plugin.outbox.tables import events
from storefront_plugin.snapshots import decode, encode
from storefront_plugin.storage import insert_new, lock_name


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """A document in a list: what tells it from others."""

    id: str
    kind: Kind
    number: str
    order_reference: str
    issued_at: datetime


@dataclass(frozen=True, slots=True)
class Series:
    """Numbers that follow one another without a gap: those of one seller, one kind of document and one year."""

    seller: str
    kind: Kind
    year: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A document as it was printed, and the key of the seller who issued it."""

    document: Document
    seller: str


_ENTRY = (documents.c.id, documents.c.kind, documents.c.number, documents.c.order_reference, documents.c.issued_at)


def lock_series(db: Connection, series: Series) -> int:
    """The number given last in this series, which nobody else reads until this transaction ends."""
    insert_new(db, document_series, {**asdict(series), "last": 0})
    # SQLite has no row locks and leaves this out: there a write transaction has the database to itself.
    last: int = db.execute(select(document_series.c.last).where(*_in(series)).with_for_update()).scalar_one()
    return last


def lock_order(db: Connection, order_reference: str) -> None:
    """Let nobody else issue a document of this order's refunds until this transaction ends."""
    lock_name(db, f"documents:{order_reference}")


def set_last(db: Connection, series: Series, number: int) -> None:
    db.execute(update(document_series).where(*_in(series)).values(last=number))


def is_issued(db: Connection, cause: str, kind: Kind) -> bool:
    """Whether this happening has its document of that kind."""
    found = select(documents.c.id).where(documents.c.cause == cause, documents.c.kind == kind)
    return db.execute(found).first() is not None


def issued_for(db: Connection, cause: str) -> Kept | None:
    """The document of a happening that has but one, such as a refund; None where it has none yet."""
    found = _kept(db, documents.c.cause == cause)
    return found[0] if found else None


def kept_of_order(db: Connection, order_reference: str) -> list[Kept]:
    """An order's documents with all their facts."""
    return _kept(db, documents.c.order_reference == order_reference)


def add(db: Connection, document: Document, html: str, *, cause: str, seller: str) -> None:
    """Keep the document for good."""
    row = {
        "id": document.id,
        "cause": cause,
        "kind": document.kind,
        "seller": seller,
        "number": document.number,
        "order_reference": document.order_reference,
        "issued_at": document.issued_at,
        "snapshot": json.dumps(encode(document), ensure_ascii=False),
        "html": html,
        "sha256": hashlib.sha256(html.encode()).hexdigest(),
    }
    db.execute(insert(documents).values(row))


def document_of(db: Connection, id: str) -> Document:
    """The facts as they were printed. Raises DocumentUnknown."""
    snapshot = db.execute(select(documents.c.snapshot).where(documents.c.id == id)).scalar()
    if snapshot is None:
        raise DocumentUnknown
    return decode(Document, json.loads(snapshot))


def html_of(db: Connection, id: str) -> str:
    """What was printed, to the byte. Raises DocumentUnknown, and DocumentDamaged where it is not what was stored."""
    row = db.execute(select(documents.c.html, documents.c.sha256).where(documents.c.id == id)).first()
    if row is None:
        raise DocumentUnknown
    if hashlib.sha256(row.html.encode()).hexdigest() != row.sha256:
        raise DocumentDamaged(id=id)
    return str(row.html)


def entries_of_order(db: Connection, order_reference: str) -> list[DocumentEntry]:
    """An order's documents, the oldest first; of those issued at one moment the receipt before the invoice."""
    found = _entries(db, select(*_ENTRY).where(documents.c.order_reference == order_reference))
    kinds = list(Kind)
    return sorted(found, key=lambda each: (each.issued_at, kinds.index(each.kind), each.number))


def latest_entries(db: Connection, limit: int) -> list[DocumentEntry]:
    """The newest documents of all orders, the newest first."""
    return _entries(db, select(*_ENTRY).order_by(documents.c.issued_at.desc(), documents.c.id).limit(limit))


def entries_named(db: Connection, name: str) -> list[DocumentEntry]:
    """The documents of that id or number; two sellers may have one of the same number."""
    found = select(*_ENTRY).where(or_(documents.c.id == name, documents.c.number == name))
    return _entries(db, found.order_by(documents.c.issued_at, documents.c.kind))


def has_failed(db: Connection, refund_id: str) -> bool:
    """Whether a refund came back, as the outbox recorded it before anybody reacts to that."""
    return db.execute(select(events.c.id).where(events.c.id == id_of(RefundFailed, refund_id))).first() is not None


def paid_event(db: Connection, order_reference: str) -> OrderPaid | None:
    """That an order was paid, as the outbox recorded it; None where it was not."""
    snapshot = db.scalar(select(events.c.snapshot).where(events.c.id == id_of(OrderPaid, order_reference)))
    return decode(OrderPaid, json.loads(snapshot)) if snapshot else None


def _kept(db: Connection, *where: ColumnElement[bool]) -> list[Kept]:
    found = select(documents.c.snapshot, documents.c.seller).where(*where).order_by(documents.c.issued_at)
    return [Kept(decode(Document, json.loads(row.snapshot)), row.seller) for row in db.execute(found)]


def _in(series: Series) -> list[ColumnElement[bool]]:
    columns = document_series.c
    return [columns.seller == series.seller, columns.kind == series.kind, columns.year == series.year]


def _entries(db: Connection, asked: Select[Any]) -> list[DocumentEntry]:
    return [
        DocumentEntry(row.id, Kind(row.kind), row.number, row.order_reference, row.issued_at)
        for row in db.execute(asked)
    ]
