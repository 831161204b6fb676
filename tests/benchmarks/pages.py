"""A page of the example shop with the plug-in mounted, against the same page of the shop before it met us."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from flask import Flask

from examples.shop import create_app as create_plain
from examples.shop.mounting import create_app as create_mounted
from storefront_plugin.storage import Database
from storefront_plugin.storage.migrating import upgrade
from storefront_plugin.web.parts import parts_of

PAGES = 200
ROUNDS = 5
WARM_UP = 20


def rows() -> list[dict[str, object]]:
    """Microseconds for one page in the process, and the median ratio of rounds taken in turn."""
    with tempfile.TemporaryDirectory() as folder:
        plain, mounted = _shops(Path(folder))
        return [
            _compared(page, _getting(plain, path), _getting(mounted, f"/en-us{path}"))
            for page, path in (
                ("a shelf of twelve prices", "/shelves/tea"),
                ("a page without a price", "/terms"),
                ("an address that is not there", "/nowhere"),
            )
        ]


def _shops(folder: Path) -> tuple[Flask, Flask]:
    plain = create_plain({"SHOP_DATABASE": str(folder / "plain.sqlite3"), "SECRET_KEY": "plain"})
    ours = {"SHOP_DATABASE": str(folder / "mounted.sqlite3"), "SECRET_KEY": "mounted", "TESTING": True}
    mounted = create_mounted(ours)
    upgrade(parts_of(mounted)[Database])
    return plain, mounted


def _getting(app: Flask, path: str) -> Callable[[], None]:
    client = app.test_client()

    def get() -> None:
        client.get(path).get_data()

    return get


def _compared(page: str, plain: Callable[[], None], mounted: Callable[[], None]) -> dict[str, object]:
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
