"""Who was asked, and what they answered."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, SmallInteger, String, Table, Text, UniqueConstraint

from storefront_plugin.storage import UtcMoment, metadata

prompts = Table(
    "storefront_prompts",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("stage", String(40), nullable=False),
    Column("subject", String(200), nullable=False),
    Column("owner", String(220), nullable=False),
    Column("customer_id", String(200)),
    Column("locale", String(35), nullable=False),
    Column("issued_at", UtcMoment, nullable=False, index=True),
    Column("shown_at", UtcMoment),
    Column("state", String(20), nullable=False),
    UniqueConstraint("stage", "subject"),
    Index(None, "owner", "issued_at"),
)

responses = Table(
    "storefront_responses",
    metadata,
    # The key is the prompt: one prompt has at most one answer.
    Column("prompt_id", ForeignKey(prompts.c.id), primary_key=True),
    Column("score", SmallInteger, nullable=False),
    Column("comment", Text),
    Column("locale", String(35), nullable=False),
    Column("answered_at", UtcMoment, nullable=False),
    Column("commented_at", UtcMoment),
    CheckConstraint("score BETWEEN 0 AND 10", name="score"),
)
