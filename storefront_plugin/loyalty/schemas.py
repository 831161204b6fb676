"""What the API accepts and answers about points."""

from __future__ import annotations

from dataclasses import dataclass

from marshmallow import fields

from storefront_plugin.shapes import Between, Shape, TextField

MOST_ENTRIES = 100


@dataclass(frozen=True, slots=True)
class PageWish:
    """Which page of entries is asked for."""

    limit: int
    cursor: int | None


class PageRequest(Shape):
    """A page of entries; `cursor` is the one that the page before answered."""

    makes = PageWish

    limit = fields.Integer(load_default=20, validate=Between(1, MOST_ENTRIES))
    cursor = fields.Integer(load_default=None, validate=Between(1))


class SourceAnswer(Shape):
    """What an entry comes from: an order by its reference, a refund by its id, or a dispute by its decision's."""

    kind = fields.String(required=True)
    id = fields.String(required=True)


class EntryAnswer(Shape):
    """One line of the ledger, its reason in the reader's language."""

    id = fields.String(attribute="entry.id", required=True)
    kind = fields.String(attribute="entry.kind", required=True)
    points = fields.Integer(attribute="entry.points", required=True)
    reason = TextField(required=True)
    source = fields.Nested(SourceAnswer, attribute="entry.source", required=True)
    occurred_at = fields.AwareDateTime(attribute="entry.occurred_at", required=True)
    expires_at = fields.AwareDateTime(attribute="entry.expires_at", required=True, allow_none=True)


class LotAnswer(Shape):
    """Points that expire together; null means never."""

    left = fields.Integer(required=True)
    expires_at = fields.AwareDateTime(required=True, allow_none=True)


class AccountAnswer(Shape):
    """A customer's points; the latest entries first, and the cursor for those after them."""

    balance = fields.Integer(required=True)
    lots = fields.List(fields.Nested(LotAnswer), required=True)
    entries = fields.List(fields.Nested(EntryAnswer), required=True)
    cursor = fields.Integer(required=True, allow_none=True)
