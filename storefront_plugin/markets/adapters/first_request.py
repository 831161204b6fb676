"""A moment that comes after everything was set up: the first request, when objects may still be assigned to."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = logging.getLogger(__name__)


class AtFirstRequest:
    """Calls each of `steps` once, before the app behind it sees a request; a step that fails is logged and left out."""

    def __init__(self, app: WSGIApplication, steps: Sequence[Callable[[], None]]) -> None:
        self._app = app
        self._steps = tuple(steps)
        self._lock = Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if self._steps:
            self._take_them()
        return self._app(environ, start_response)

    def _take_them(self) -> None:
        # Who comes second waits, so that nobody is answered half-way.
        with self._lock:
            steps = self._steps
            for step in steps:
                try:
                    step()
                except Exception:
                    log.exception("the shop is served without one of its adapters")
            self._steps = ()
