"""Asks a running site over HTTP, with limits on time and size."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from http.client import HTTPException
from urllib.parse import urlsplit
from urllib.request import HTTPHandler, HTTPSHandler, OpenerDirector, ProxyHandler, Request

from storefront_plugin.markets.audit.ports import Answer
from storefront_plugin.markets.audit.site import normal

AGENT = "storefront-audit"
_SECONDS_OF_SILENCE = 10
_SECONDS = 60
_PIECE = 64 * 1024
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


class LiveWeb:
    """The site at `url`. `origins` are scheme and host of the shop's own addresses, that of most of them first.

    Where the site answers under none of these names, as a copy on this machine does, it is walked under the shop's: its
    pages name those. A copy is asked under its own name, and for hosts that only some editions have under theirs.
    """

    def __init__(self, url: str, origins: Sequence[str] = (), *, clock: Callable[[], float] = time.monotonic) -> None:
        start = urlsplit(normal(url))
        names = [urlsplit(normal(origin)) for origin in origins]
        self._copy = start
        self._hosts = {start.netloc, *(name.netloc for name in names)}
        self._is_copy = bool(names) and start.netloc not in [name.netloc for name in names]
        self._same = {start.netloc, names[0].netloc} if self._is_copy else {start.netloc}
        if self._is_copy:
            start = start._replace(scheme=names[0].scheme, netloc=names[0].netloc)
        self._clock = clock
        self.starts: Sequence[str] = (start.geturl(),)
        # Neither redirects nor errors are acted upon, and no scheme but these is known.
        self._opener = OpenerDirector()
        # A proxy does not know the way back to this machine.
        proxies: dict[str, str] | None = {} if self._copy.hostname in _THIS_MACHINE else None
        for handler in (ProxyHandler(proxies), HTTPHandler(), HTTPSHandler()):
            self._opener.add_handler(handler)

    def has(self, url: str) -> bool:
        return urlsplit(url).netloc in self._hosts

    def get(self, url: str, *, language: str = "") -> Answer:
        parts = urlsplit(url)
        headers = {"User-Agent": AGENT, "Accept": "*/*", **({"Accept-Language": language} if language else {})}
        if self._is_copy:
            if parts.netloc not in self._same:
                headers["Host"] = parts.netloc
            parts = parts._replace(scheme=self._copy.scheme, netloc=self._copy.netloc)
        try:
            # The handlers know http and https alone.
            asked = Request(parts.geturl(), headers=headers)  # noqa: S310
            with self._opener.open(asked, timeout=_SECONDS_OF_SILENCE) as response:
                answer = Answer(response.status, [(name.lower(), value) for name, value in response.headers.items()])
                return replace(answer, body=self._read(response.read1, answer.most_bytes))
        except (OSError, HTTPException, ValueError) as fault:
            where = f", at {self._copy.netloc}" if self._is_copy else ""
            return Answer(0, fault=f"{getattr(fault, 'reason', None) or fault}{where}")

    def get_as_stranger(self, url: str) -> None:
        """Not asked: a cache before the site might keep the answer for others."""

    def _read(self, read: Callable[[int], bytes], most: int) -> bytes:
        """The body up to its limits. Raises TimeoutError for one that only drips."""
        until = self._clock() + _SECONDS
        body = bytearray()
        while len(body) < most and (piece := read(_PIECE)):
            body += piece
            if self._clock() > until:
                raise TimeoutError(f"still answering after {_SECONDS} seconds")
        return bytes(body[:most])
