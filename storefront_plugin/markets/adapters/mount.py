"""The mount in one writing: one slash before it and none after it, whatever server and proxy make of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from storefront_plugin.markets.routing import on_this_host

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class WholeMount:
    """Stands before all of ours. A SCRIPT_NAME of "/" or "/shop/" would begin every link with another host's name."""

    def __init__(self, app: WSGIApplication) -> None:
        self._app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        mount: str = environ.get("SCRIPT_NAME", "")
        if mount and mount != (whole := on_this_host(mount).rstrip("/")):
            environ["SCRIPT_NAME"] = whole
            # The slash between both belongs to the path, which a server may have cut off behind the mount's own.
            environ["PATH_INFO"] = on_this_host(environ.get("PATH_INFO", ""))
        return self._app(environ, start_response)
