"""The same as fixtures of pytest, which a shop imports in its conftest.py. Nothing else of ours needs pytest."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest
from flask import Flask

from storefront_plugin.testing.chaos import chaos
from storefront_plugin.testing.hreflang import assert_hreflang


@pytest.fixture
def hreflang_audit(app: Flask) -> Callable[..., None]:
    """assert_hreflang over the shop's own fixture `app`: `def test_hreflang(hreflang_audit): hreflang_audit()`."""
    return partial(assert_hreflang, app)


@pytest.fixture
def checkout_chaos(app: Flask) -> Callable[..., int]:
    """chaos over the shop's own fixture `app`, which is mounted with a ShopClock; see chaos for what else to say."""
    return partial(chaos, app)
