"""The clock of a shop whose time the kit lets go on: `Storefront(host, clock=ShopClock())`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class ShopClock:
    """Stands still until it is told to go on."""

    def __init__(self, moment: datetime | None = None) -> None:
        self.moment = moment or datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.moment

    def go(self, **duration: float) -> None:
        """Let so much time pass: `go(minutes=5)`."""
        self.moment += timedelta(**duration)
