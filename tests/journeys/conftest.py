"""The example shop with the storefront mounted, open for business on this machine, and people to visit it."""

import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext
from werkzeug.serving import WSGIRequestHandler, make_server

from examples import shop as example
from examples.shop.mounting import create_app
from storefront_plugin.storage import Database
from storefront_plugin.storage.migrating import upgrade
from storefront_plugin.web.parts import parts_of
from tests.journeys.shopper import DESKTOP, HEIGHT, Shopper

PICTURES = Path(__file__).resolve().parent.parent / "screenshots"
Visits = Callable[..., Shopper]


class QuietHandler(WSGIRequestHandler):
    """Without a line for each request; errors are still told."""

    def log_request(self, *_: object) -> None:
        pass


@contextmanager
def opened(app: Flask) -> Iterator[str]:
    """The address of an app while it is served; its tables are brought up to date first."""
    database = parts_of(app)[Database]
    upgrade(database)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        database.engine.dispose()


@pytest.fixture
def shop(tmp_path: Path) -> Flask:
    settings = tomllib.loads((Path(example.__path__[0]) / "storefront.toml").read_text(encoding="utf-8"))
    settings["database"] = {"url": f"sqlite:///{tmp_path / 'storefront.sqlite3'}"}
    return create_app(
        {
            "SHOP_DATABASE": str(tmp_path / "shop.sqlite3"),
            "SECRET_KEY": "a secret of nobody's",
            "TESTING": True,
            "STOREFRONT": settings,
        }
    )


@pytest.fixture
def address(shop: Flask) -> Iterator[str]:
    with opened(shop) as found:
        yield found


@pytest.fixture(scope="session")
def known_pages() -> set[tuple[str, ...]]:
    """What was on the pages looked over so far, so that none is looked over twice."""
    return set()


@pytest.fixture
def visit(
    address: str,
    new_context: Callable[..., BrowserContext],
    request: pytest.FixtureRequest,
    known_pages: set[tuple[str, ...]],
) -> Iterator[Visits]:
    """Let somebody in, who reads the first language of her browser; what was wrong with her pages fails the test."""
    PICTURES.mkdir(exist_ok=True)
    shoppers = []

    def visiting(locale: str, *, has_scripts: bool = True, others: tuple[str, ...] = ()) -> Shopper:
        window = new_context(
            locale=locale, viewport={"width": DESKTOP, "height": HEIGHT}, java_script_enabled=has_scripts
        )
        shopper = Shopper(
            window.new_page(),
            address,
            language=locale.partition("-")[0],
            pictures=PICTURES,
            name=request.node.originalname.removeprefix("test_"),
            known=known_pages,
            others=others,
            has_scripts=has_scripts,
        )
        shoppers.append(shopper)
        return shopper

    yield visiting
    if faults := [fault for shopper in shoppers for fault in shopper.faults]:
        pytest.fail("\n".join(faults), pytrace=False)
