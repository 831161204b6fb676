"""A page with the plug-in mounted, against the same page of the shop before it met us."""

from __future__ import annotations

import statistics
import tempfile
import time
import tomllib
from collections.abc import Callable
from pathlib import Path

from flask import Flask

from examples import shop
from examples.shop import create_app as create_plain
from examples.shop.mounting import WrenAndKettle
from examples.shop.mounting import create_app as create_mounted
from storefront_plugin import Storefront
from storefront_plugin.storage import Database
from storefront_plugin.storage.migrating import upgrade
from storefront_plugin.web.parts import parts_of

# Short rounds: what else the machine does at a moment is then met by both.
PAGES = 20
ROUNDS = 60
WARM_UP = 20
HOME = "/en-us"


def rows() -> list[dict[str, object]]:
    """Microseconds for one page in the process, and the median ratio of rounds taken in turn."""
    with tempfile.TemporaryDirectory() as folder:
        plain, mounted, untouched = _shops(Path(folder))
        return [
            compared(page, getting(plain, path), getting(app, HOME + path))
            for page, path, app in (
                ("a shelf of twelve prices", "/shelves/tea", mounted),
                ("a page without a price", "/terms", mounted),
                ("an address that is not there", "/nowhere", mounted),
                ("a page that uses nothing of ours", "/terms", untouched),
            )
        ]


def _shops(folder: Path) -> tuple[Flask, Flask, Flask]:
    """Before it met us, with us, and with us mounted but not a line of its templates changed."""

    settings = tomllib.loads((Path(shop.__path__[0]) / "storefront.toml").read_text(encoding="utf-8"))

    def config(name: str) -> dict[str, object]:
        # With the address that a shop has in production: without one, each page would look at the Host header.
        ours = {"STOREFRONT": {**settings, "base_address": "https://shop.example"}, "TESTING": True}
        return {"SHOP_DATABASE": str(folder / f"{name}.sqlite3"), "SECRET_KEY": name, **ours}

    plain, mounted, untouched = (
        create(config(name))
        for name, create in (("plain", create_plain), ("mounted", create_mounted), ("untouched", create_plain))
    )
    Storefront(host=WrenAndKettle()).init_app(untouched)
    for app in (mounted, untouched):
        upgrade(parts_of(app)[Database])
    return plain, mounted, untouched


def getting(app: Flask, path: str) -> Callable[[], None]:
    """Asks the app for the page, without a network."""
    client = app.test_client()

    def get() -> None:
        client.get(path).get_data()

    return get


def compared(page: str, plain: Callable[[], None], mounted: Callable[[], None]) -> dict[str, object]:
    """Both in turn, round by round, so that a machine that slows down slows both."""
    for _ in range(WARM_UP):
        plain()
        mounted()
    timed = [(_seconds(plain), _seconds(mounted)) for _ in range(ROUNDS)]
    return {
        "page": page,
        "floor_us": round(statistics.median(each for each, _ in timed) / PAGES * 1e6),
        "ours_us": round(statistics.median(each for _, each in timed) / PAGES * 1e6),
        "ratio": round(statistics.median(ours / floor for floor, ours in timed), 3),
    }


def _seconds(call: Callable[[], None]) -> float:
    begun = time.perf_counter()
    for _ in range(PAGES):
        call()
    return time.perf_counter() - begun
