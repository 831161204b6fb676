"""Where a page of a list ended, as an address carries it: `2026-11-21T12:00:00+00:00~REF`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from marshmallow import fields

from storefront_plugin.shapes import refused
from storefront_plugin.texts import sf_

Cursor = tuple[datetime, str]


class CursorField(fields.Field[Cursor]):
    """A cursor as `written_cursor` wrote it."""

    def _deserialize(self, value: object, attr: str | None, data: Any, **rest: Any) -> Cursor:
        moment, _, reference = str(value).partition("~")
        try:
            at = datetime.fromisoformat(moment)
            # Beyond the first or the last year there is no such moment in UTC. A NUL is no text to PostgreSQL.
            if at.tzinfo is None or not reference or "\0" in reference:
                raise ValueError(value)
            return at.astimezone(UTC), reference
        except (ValueError, OverflowError) as fault:
            raise refused(sf_("This is not known here.")) from fault


def written_cursor(cursor: Cursor) -> str:
    moment, reference = cursor
    return f"{moment.isoformat()}~{reference}"
