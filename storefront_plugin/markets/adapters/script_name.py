"""A middleware of the host's that stands behind ours, and overwrites the edition's SCRIPT_NAME, is told of in the log.

A ProxyFix that can be seen is put before us; one within another middleware cannot.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask

from storefront_plugin.markets.edition import Edition
from storefront_plugin.markets.routing import NAMED

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger(__name__)


def watched(app: Flask, inner: WSGIApplication) -> WSGIApplication:
    """The host's WSGI app, watched where more than the app itself stands there."""
    return inner if getattr(inner, "__self__", None) is app else _Watched(inner)


class _Watched:
    def __init__(self, app: WSGIApplication) -> None:
        self._app = app
        self._has_warned = False

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        answer = self._app(environ, start_response)
        edition: Edition | None = environ.get(NAMED)
        # Once: it is the same for every request.
        if edition and not self._has_warned and edition.prefix not in environ.get("SCRIPT_NAME", ""):
            self._has_warned = True
            log.warning(
                "a middleware of the app has overwritten SCRIPT_NAME, so that its links lose %s: "
                "apply ProxyFix after Storefront.init_app",
                edition.prefix,
            )
        return answer
