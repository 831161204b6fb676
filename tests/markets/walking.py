"""A visitor who follows every link and sends every form, as a browser does."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import Client, TestResponse

from storefront_plugin import Storefront
from tests.shops import MARKETS, TinyHost, settings_for

# English is the default, so that German is an edition that has to be kept.
ENGLISH_FIRST = {key: MARKETS[key] for key in ("gb", "de", "ch")}
PRICED = {"currency": "EUR", "fixed_rates": {"CHF": "0.95", "GBP": "0.85"}}
ROUTING = {"exempt": ["/admin"]}
NAVIGATION = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Sec-Fetch-Mode": "navigate"}


def mounted(make, folder, *, base="", routing=None, **settings):
    """The shop with the storefront, whatever it sets up after us, and what serves it at its base."""
    app = make(base)
    given = {"markets": ENGLISH_FIRST, "pricing": PRICED, "routing": ROUTING if routing is None else routing}
    app.config["STOREFRONT"] = settings_for(folder, **given, **settings)
    Storefront(TinyHost()).init_app(app)
    app.extensions.get("later", lambda: None)()
    served = DispatcherMiddleware(_nothing, {base: app}) if base else app
    return app, served


def _nothing(environ, start_response):
    start_response("404 Not Found", [("Content-Type", "text/plain")])
    return [b"nothing of the shop is here"]


@dataclass
class Walk:
    """`pages` are the answers by the path they were reached at in the end, `posts` the forms that were sent."""

    client: Client
    pages: dict[str, TestResponse] = field(default_factory=dict)
    posts: list[str] = field(default_factory=list)
    redirected_posts: list[str] = field(default_factory=list)

    def go(self, start: str, *, most: int = 100) -> Walk:
        waiting, seen = [(start, start)], set()
        while waiting and len(seen) < most:
            address, referrer = waiting.pop(0)
            if address in seen or "/static/" in address:
                continue
            seen.add(address)
            path, answer = self.visit(address, referrer)
            waiting += [(link, path) for link in links_of(answer, path)]
            for action, fields in forms_of(answer, path):
                if (action, str(fields)) in seen:
                    continue
                seen.add((action, str(fields)))
                waiting.append((self.post(action, fields, path), path))
        return self

    def visit(self, address: str, referrer: str = "") -> tuple[str, TestResponse]:
        for _ in range(4):
            headers = {**NAVIGATION, "Referer": urljoin("http://localhost", referrer)}
            answer = self.client.get(address, headers=headers)
            if answer.status_code not in (301, 302, 303, 307, 308):
                break
            address = on_site(answer.headers["Location"], address)
        self.pages[urlsplit(address).path] = answer
        return address, answer

    def post(self, action: str, fields: dict[str, str] | None, referrer: str) -> str:
        """Send the form; the answer is the address that it leads to."""
        headers = {**NAVIGATION, "Referer": urljoin("http://localhost", referrer)}
        sent = {"json": {"sku": "tea"}} if fields is None else {"data": fields}
        answer = self.client.post(action, headers=headers, **sent)
        assert answer.status_code in (201, 302), (action, answer.status)
        self.posts.append(action)
        return on_site(answer.headers["Location"], action)

    def left(self, prefix: str, edition: str, *, exempt: str) -> list[str]:
        """The pages reached outside of the edition: by their address, or by what they say of themselves."""
        return [
            path
            for path, answer in self.pages.items()
            if path != exempt and not (path.startswith(f"{prefix}/") and edition_of(answer) == edition)
        ]


def on_site(location: str, here: str) -> str:
    found = urlsplit(urljoin(f"http://localhost{here}", location))
    assert found.netloc == "localhost", location
    return found.path + (f"?{found.query}" if found.query else "")


def links_of(answer: TestResponse, here: str) -> list[str]:
    if answer.is_json:
        return [on_site(link, here) for link in answer.get_json()["links"]]
    return [on_site(link, here) for link in re.findall(r'<a href="([^"]+)"', answer.text)]


def forms_of(answer: TestResponse, here: str) -> list[tuple[str, dict[str, str] | None]]:
    if answer.is_json:
        return [(answer.get_json()["post"], None)] if "post" in answer.get_json() else []
    found = []
    for attributes, body in re.findall(r'<form method="post"([^>]*)>(.*?)</form>', answer.text):
        action = re.search(r'action="([^"]*)"', attributes)
        fields = dict(re.findall(r'<input name="([^"]+)" value="([^"]*)"', body))
        found.append((on_site(action[1] if action else here, here), fields))
    return found


def edition_of(answer: TestResponse) -> str:
    if answer.is_json:
        return str(answer.get_json()["edition"])
    found = re.search(r"<i>([^<]*)</i>", answer.text)
    return found[1] if found else "none"
