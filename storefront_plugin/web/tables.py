"""Requests that named themselves by an Idempotency-Key, with their answers."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table, Text

from storefront_plugin.storage import UtcMoment, metadata

# `id` is a digest of visitor, route and key. An answer may hold personal data: rows are removed after 24 hours.
idempotency = Table(
    "storefront_idempotency",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("fingerprint", String(64), nullable=False),
    Column("begun_at", UtcMoment, nullable=False, index=True),
    # None while the request runs.
    Column("status", Integer),
    Column("content_type", String(100)),
    Column("body", Text),
)
