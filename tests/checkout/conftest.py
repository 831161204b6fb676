"""The tea shop on each kind of database."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from tests.checkout.tea_shop import CAPTURED_BY_HAND, Shop, mounted


@pytest.fixture
def shop(database_url: str, now: datetime) -> Iterator[Shop]:
    made = mounted(database_url, now)
    yield made
    made.database.engine.dispose()


@pytest.fixture
def by_hand(database_url: str, now: datetime) -> Iterator[Shop]:
    """The shop, with cards that are only authorised."""
    made = mounted(database_url, now, CAPTURED_BY_HAND)
    yield made
    made.database.engine.dispose()
