"""A clock that a test can turn."""

from datetime import datetime, timedelta


class Clock:
    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def go(self, **duration: float) -> None:
        self.moment += timedelta(**duration)
