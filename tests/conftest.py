"""What every test may ask for: the tiny shop, a database, a browser, a moment, the facts to test against.

What a machine lacks is skipped with a word on how to get it; in CI it is a failure.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, NoReturn
from uuid import uuid4

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings
from jinja2 import Environment
from sqlalchemy import URL, make_url

from storefront_plugin.documents import stationery
from storefront_plugin.storage import Database
from tests.clock import Clock
from tests.compiled import CompiledTemplates
from tests.shops import TinyHost, make_app
from tests.tables import make_tables

ROOT = Path(__file__).resolve().parent.parent

# The same examples in every run; `--hypothesis-profile=explore` looks further.
settings.register_profile("steady", derandomize=True, deadline=None)
settings.register_profile("explore", max_examples=2000, deadline=None)
settings.load_profile("steady")


# First, so that xdist finds the group and -m the marker.
@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests come first and share one worker: on two cores one Chromium is enough."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


@pytest.fixture(scope="session", autouse=True)
def compiled_templates() -> Iterator[None]:
    """Every app of a process shares what was compiled."""
    shared = CompiledTemplates()
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(Flask.jinja_options, "bytecode_cache", shared)
        patch.setattr(stationery, "Environment", partial(Environment, bytecode_cache=shared))
        yield


@pytest.fixture
def now() -> datetime:
    return datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.fixture
def clock(now: datetime) -> Clock:
    return Clock(now)


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


@pytest.fixture(scope="session")
def conformance() -> Path:
    """The folder of facts to test against."""
    folder = ROOT / os.environ.get("STOREFRONT_CONFORMANCE", "../shared/conformance")
    if not folder.is_dir():
        lacking(f"no conformance data in {folder}: set STOREFRONT_CONFORMANCE to its folder")
    return folder


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database, once for each kind we support."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'storefront.sqlite3'}"
        return

    server = make_url(request.getfixturevalue("postgresql_server"))
    schema = f"test_{uuid4().hex}"
    with psycopg.connect(libpq_address(server), autocommit=True) as db:
        db.execute(f"create schema {schema}")
    try:
        own = server.update_query_dict({"options": f"-csearch_path={schema}"})
        yield own.render_as_string(hide_password=False)
    finally:
        with psycopg.connect(libpq_address(server), autocommit=True) as db:
            # A connection left open by a failed test must not make the clean-up wait for ever.
            db.execute("set lock_timeout = '5s'")
            db.execute(f"drop schema {schema} cascade")


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database of each kind with all of our tables, straight from the code."""
    made = Database(database_url)
    with made.write() as db:
        make_tables(db)
    yield made
    made.engine.dispose()


@pytest.fixture(scope="session")
def postgresql_server() -> str:
    """The address of a database in which tests may make schemas."""
    given = os.environ.get("STOREFRONT_TEST_DATABASE_URL")
    local = ["postgresql+psycopg:///storefront_test", "postgresql+psycopg:///test"]
    for address in [given] if given else local:
        try:
            psycopg.connect(libpq_address(make_url(address)), connect_timeout=3).close()
        except psycopg.OperationalError as refused:
            reason = str(refused).strip()
        else:
            return address
    lacking(
        f"PostgreSQL cannot be reached ({reason}): start a server and `createdb storefront_test`, "
        "or set STOREFRONT_TEST_DATABASE_URL"
    )


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium, which pytest-playwright then drives."""
    names = ("chromium", "chromium-browser", "google-chrome")
    chromium = next((path for name in names if (path := shutil.which(name))), None)
    if chromium is None:
        lacking(f"none of {', '.join(names)} is installed: on Debian, apt-get install chromium")
    arguments = ["--disable-background-networking", "--disable-gpu", "--no-first-run"]
    if os.geteuid() == 0:
        # Chromium's own sandbox refuses to run as root.
        arguments.append("--no-sandbox")
    return {**browser_type_launch_args, "executable_path": chromium, "args": arguments}


def libpq_address(url: URL) -> str:
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


def lacking(what: str) -> NoReturn:
    if os.environ.get("CI"):
        pytest.fail(what, pytrace=False)
    pytest.skip(what)
