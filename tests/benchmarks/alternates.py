"""The smallest page in a shop of many editions: what it carries of ours against bare Flask that answers the same bytes.

Bare Flask has them as constants, in its template and in its headers: no alternate can be had for less.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from flask import Flask, render_template
from jinja2 import DictLoader

from tests.benchmarks.pages import compared, getting
from tests.shops import MARKETS, make_app

COUNTRIES = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV PT".split()
FORTY = {each.lower(): {"countries": [each], "currency": "EUR", "locales": ["de", "en"]} for each in COUNTRIES}
PAGE = "<!doctype html><html><head><title>Tea</title>{}</head><body>{}<h1>Tea</h1><p>{{{{ about }}}}</p></body></html>"
HEAD, SWITCHER = "{{ storefront_head() }}", "{{ storefront_switcher() }}"
ABOUT = "Darjeeling, the first flush"


def rows() -> list[dict[str, object]]:
    """Microseconds for one page in the process, and the median ratio of rounds taken in turn."""
    with tempfile.TemporaryDirectory() as folder:
        return [
            _against_its_bytes("40 editions: head and Link header", _mounted(folder, PAGE.format(HEAD, ""))),
            _against_its_bytes("40 editions: Link header alone", _mounted(folder, PAGE.format("", ""))),
            _against_its_bytes("40 editions: with the switcher as well", _mounted(folder, PAGE.format(HEAD, SWITCHER))),
            _against_unmounted("4 editions, nothing of ours / unmounted", folder, MARKETS, "/en-gb/tea"),
            _against_unmounted("40 editions, nothing of ours / unmounted", folder, FORTY, "/en-at/tea"),
        ]


def _against_its_bytes(name: str, mounted: Flask) -> dict[str, object]:
    answer = mounted.test_client().get("/en-at/tea")
    bare = _bare(answer.text.replace(ABOUT, "{{ about }}"), Link=answer.headers["Link"])
    again = bare.test_client().get("/tea")
    if (again.data, sorted(again.headers)) != (answer.data, sorted(answer.headers)):
        raise RuntimeError(f"not the same bytes: {name}")
    return compared(name, getting(bare, "/tea"), getting(mounted, "/en-at/tea"))


def _against_unmounted(name: str, folder: str, markets: Any, path: str) -> dict[str, object]:
    page = PAGE.format("", "")
    return compared(name, getting(_bare(page), "/tea"), getting(_mounted(folder, page, markets), path))


def _mounted(folder: str, page: str, markets: Any = FORTY) -> Flask:
    return make_app(Path(folder), app=_bare(page), markets=markets, base_address="https://shop.example")


def _bare(page: str, **headers: str) -> Flask:
    app = Flask("bare")
    app.config.update(SECRET_KEY="bare", TESTING=True)
    app.jinja_loader = DictLoader({"tea.html": page})

    @app.get("/tea")
    def tea() -> tuple[str, dict[str, str]]:
        return render_template("tea.html", about=ABOUT), headers

    return app
