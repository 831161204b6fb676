"""A request of nobody's, in which a command asks the host what only a request can tell."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from flask import current_app

from storefront_plugin.markets.edition import Edition, Editions
from storefront_plugin.markets.routing import EDITION, PATH
from storefront_plugin.web.parts import part
from storefront_plugin.web.speech import LOCALE
from storefront_plugin.web.visitors import MOUNT


@contextmanager
def request_of_nobody(root: str = "http://localhost", edition: Edition | None = None) -> Iterator[None]:
    """The same for a command and for a crawler; in the default edition, or in the one given.

    It has no cookie that an answer could depend on, and neither mount nor edition to stand before a path of url_for.
    """
    here = edition or part(Editions).default
    address = urlsplit(root)
    known = {MOUNT: "", PATH: "/", EDITION: here, LOCALE: here.locale}
    app = current_app
    # An app context of its own: what the host keeps in one, such as a session of its database, lasts until the end.
    with (
        app.app_context(),
        app.test_request_context("/", base_url=f"{address.scheme}://{address.netloc}", environ_overrides=known),
    ):
        yield
