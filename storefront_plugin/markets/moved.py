"""Where a page is now that is no longer where it is asked for: the host is asked, and one permanent hop leads there."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from flask import Flask, Request, Response, request
from flask.globals import request_ctx

from storefront_plugin.host import Host, Page
from storefront_plugin.markets.adapters.exemptions import Exemptions
from storefront_plugin.markets.alternates import quoted
from storefront_plugin.markets.edition import Edition
from storefront_plugin.markets.routing import EDITION, PATH, edition, on_this_host
from storefront_plugin.web.parts import part
from storefront_plugin.web.speech import LOCALE
from storefront_plugin.web.visitors import MOUNT

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

log = logging.getLogger(__name__)


def asked_page() -> Page:
    """The page this request asks for, as the host is told of it."""
    return page_of(request_ctx.request)


def page_of(asked: Request) -> Page:
    """The page that this request asks for."""
    path = asked.environ[PATH].encode("latin-1").decode("utf-8", "replace")
    return Page(path, asked.endpoint, asked.view_args or {})


def follow_moved(response: Response) -> Response:
    """In place of a 404, a permanent redirect to where the host says that the page is now; any fault leaves the 404.

    After the request and not as a handler of errors: the host's own 404 is made first, and stands where nothing moved.
    """
    try:
        if response.status_code != 404 or request.method not in ("GET", "HEAD") or (path := _path_now()) is None:
            return response
        query = request.query_string.decode("latin-1")
        target = on_this_host(request.environ[MOUNT] + edition().prefix + quoted(path))
        return Response(status=308, headers={"Location": target + (f"?{query}" if query else "")})
    except Exception:
        log.exception("where a page is now could not be told; it stays not found")
        return response


class MovedPages:
    """For the middleware, which stands before the app: where a page is now, while an old prefix is replaced."""

    def __init__(self, app: Flask) -> None:
        self._app = app

    def follow(self, environ: WSGIEnvironment, there: Edition, path: str) -> str:
        """The path now, and the same one where the host knows no other; both are bytes read as latin-1."""
        mount = environ.get("SCRIPT_NAME", "")
        known = {
            "SCRIPT_NAME": mount + there.prefix, "PATH_INFO": path,
            MOUNT: quoted(mount.encode("latin-1")), PATH: on_this_host(path), EDITION: there, LOCALE: there.locale,
        }  # fmt: skip
        try:
            # Nothing is dispatched: the host is asked in a request of its own, as it is for a 404.
            with self._app.request_context({**environ, **known}):
                now = _path_now()
                return path if now is None else now.encode().decode("latin-1")
        except Exception:
            log.exception("where a page is now could not be told; its old path is kept")
            return path


def _path_now() -> str | None:
    """The host's answer; None where the page has not moved."""
    page = asked_page()
    # What lies below /storefront/ is ours and never was the host's; what is exempt has no page in any edition.
    if page.path.startswith("/storefront/") or part(Exemptions).has_path(page.path):
        return None
    path = part(Host).moved(page)
    # To itself would be for ever.
    return path if path and path.startswith("/") and path != page.path else None
