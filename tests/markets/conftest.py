"""What the adapters' tests need beside the tiny shop."""

import asyncio
from collections.abc import Iterator

import pytest


@pytest.fixture
def no_event_loop() -> Iterator[None]:
    """For async views: a browser driven before in this worker left its own event loop running in the thread."""
    running = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(running)
