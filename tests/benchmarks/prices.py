"""A page of a thousand prices and a batch of as many, against the same page of floats as a shop formats them itself."""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from flask import Flask, render_template_string

from storefront_plugin import Storefront
from storefront_plugin.storage import Database
from storefront_plugin.storage.migrating import upgrade
from storefront_plugin.web.parts import parts_of

COUNT = 1_000
ROUNDS = 30
WARM_UP = 5
PRICES = [number + 0.99 for number in range(COUNT)]
SETTINGS = {
    "shop": {"name": "Bench"},
    "markets": {
        "gb": {"countries": ["GB"], "currency": "GBP", "locales": ["en-GB"]},
        "de": {"countries": ["DE"], "currency": "EUR", "locales": ["de-DE"]},
    },
    "pricing": {"currency": "GBP", "margin": 0.02, "fixed_rates": {"EUR": 1.1431}},
}
PLAIN = "{% for price in prices %}<p>£{{ '%.2f'|format(price) }}</p>{% endfor %}"
OURS = "{% for price in prices %}<p>{{ price|storefront_price }}</p>{% endfor %}"


def rows() -> list[dict[str, object]]:
    """Microseconds for a thousand, so nanoseconds for one, and the median ratio of rounds taken in turn."""
    with tempfile.TemporaryDirectory() as folder:
        app, storefront = _shop(Path(folder))
        plain = _getting(app, "/en-gb/plain")
        with app.app_context():
            return [
                _compared("a page in the shop's own currency", plain, _getting(app, "/en-gb/ours")),
                _compared("a page in another currency", plain, _getting(app, "/de-de/ours")),
                _compared(
                    "a batch in Python, not formatted",
                    lambda: [f"{price:.2f}" for price in PRICES],
                    lambda: storefront.prices(PRICES, edition="de-de"),
                ),
            ]


def _shop(folder: Path) -> tuple[Flask, Storefront]:
    app, storefront = Flask("bench"), Storefront()
    app.config.update(
        SECRET_KEY="bench",
        TESTING=True,
        STOREFRONT={**SETTINGS, "database": {"url": f"sqlite:///{folder / 'bench.sqlite3'}"}},
    )
    app.add_url_rule("/plain", "plain", lambda: render_template_string(PLAIN, prices=PRICES))
    app.add_url_rule("/ours", "ours", lambda: render_template_string(OURS, prices=PRICES))
    storefront.init_app(app)
    upgrade(parts_of(app)[Database])
    return app, storefront


def _getting(app: Flask, path: str) -> Callable[[], object]:
    client = app.test_client()
    return lambda: client.get(path).get_data()


def _compared(page: str, plain: Callable[[], object], ours: Callable[[], object]) -> dict[str, object]:
    """Both in turn, round by round, so that a machine that slows down slows both."""
    for _ in range(WARM_UP):
        plain()
        ours()
    timed = [(_seconds(plain), _seconds(ours)) for _ in range(ROUNDS)]
    floor, cost = (statistics.median(each) * 1e6 for each in zip(*timed, strict=True))
    return {
        "page": page,
        "floor_us": round(floor),
        "ours_us": round(cost),
        "ratio": round(statistics.median(each / raw for raw, each in timed), 3),
        "us_per_price": round(cost / COUNT, 2),
    }


def _seconds(call: Callable[[], object]) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


if __name__ == "__main__":
    print(json.dumps(rows(), indent=2))
