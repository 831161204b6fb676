"""The tiny shop with the storefront mounted, and somebody who visits it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.shops import TinyHost, make_app


@pytest.fixture
def host() -> TinyHost:
    return TinyHost()


@pytest.fixture
def mount(tmp_path: Path, host: TinyHost) -> Callable[..., Flask]:
    """Mounts the storefront on the tiny shop, or on the app that is given."""
    return partial(make_app, tmp_path, host=host)


@pytest.fixture
def shop(mount: Callable[..., Flask]) -> Flask:
    return mount()


@pytest.fixture
def visitor(shop: Flask) -> FlaskClient:
    return shop.test_client()
