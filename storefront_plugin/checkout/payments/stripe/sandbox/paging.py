"""Lists as Stripe hands them out: so many a page, the newest first. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from storefront_plugin.checkout.payments.stripe.sandbox.refusals import Refused


class Listed(Protocol):
    """What is found in a list."""

    @property
    def id(self) -> str: ...

    @property
    def created_at(self) -> datetime: ...


Thing = TypeVar("Thing", bound=Listed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What is asked for of a list: `since` a moment in seconds, up to `limit` after the one called `after`."""

    since: int
    limit: int
    after: str | None

    def of(self, newest_first: Iterable[Thing]) -> tuple[list[Thing], bool]:
        """What is on this page, and whether there is more. Raises Refused where nothing is called `after`."""
        found = [each for each in newest_first if int(each.created_at.timestamp()) >= self.since]
        if self.after is not None:
            ids = [each.id for each in found]
            if self.after not in ids:
                raise Refused(f"No such object: '{self.after}'", code="resource_missing", parameter="starting_after")
            found = found[ids.index(self.after) + 1 :]
        return found[: self.limit], len(found) > self.limit
