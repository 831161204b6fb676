"""`make bench`: one page of the example shop with and without the plug-in mounted, in the process."""

from __future__ import annotations

import argparse
import json
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


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--json", action="store_true", help="print JSON")
    as_json = asked.parse_args().json
    with tempfile.TemporaryDirectory() as folder:
        plain, mounted = _shops(Path(folder))
        rows = [
            _compared(page, _getting(plain, path), _getting(mounted, f"/en-us{path}"))
            for page, path in (
                ("a shelf of twelve prices", "/shelves/tea"),
                ("a page without a price", "/terms"),
                ("an address that is not there", "/nowhere"),
            )
        ]
    if as_json:
        print(json.dumps(rows, indent=2))
        return
    print(f"{PAGES} pages in the process, the median of {ROUNDS} rounds taken in turn; ratio = mounted / plain")
    for row in rows:
        times = f"plain {row['plain_us']:>6} us  mounted {row['mounted_us']:>6} us"
        print(f"  {row['page']:<30} {times}  ratio {row['ratio']:.2f}")


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
        "plain_us": round(statistics.median(each for each, _ in timed) / PAGES * 1e6),
        "mounted_us": round(statistics.median(each for _, each in timed) / PAGES * 1e6),
        "ratio": round(statistics.median(ours / floor for floor, ours in timed), 3),
    }


def _seconds(call: Callable[[], None]) -> float:
    begun = time.perf_counter()
    for _ in range(PAGES):
        call()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
