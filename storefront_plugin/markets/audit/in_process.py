"""Asks the mounted app within the process: no server, no network, no waiting."""

from __future__ import annotations

from collections.abc import Sequence
from contextvars import Context
from dataclasses import replace
from urllib.parse import urlsplit

from flask import Flask

from storefront_plugin.markets.audit.ports import STRANGER, Answer
from storefront_plugin.markets.audit.site import normal
from storefront_plugin.markets.edition import Editions


class AppWeb:
    """The app under its own addresses: `base` is scheme and host of those editions that have none of their own."""

    def __init__(self, app: Flask, editions: Editions, base: str) -> None:
        self._mount = app.config["APPLICATION_ROOT"].rstrip("/")
        origins = [base, *(edition.origin for edition in editions.all if edition.origin)]
        self._hosts = {urlsplit(normal(origin)).netloc for origin in origins}
        roots = [f"{edition.origin or base}{self._mount}{edition.prefix}/" for edition in editions.all]
        self.starts: Sequence[str] = [normal(url) for url in dict.fromkeys((*roots, f"{base}{self._mount}/"))]
        # A robot keeps no cookies.
        self._client = app.test_client(use_cookies=False)

    def has(self, url: str) -> bool:
        parts = urlsplit(url)
        return parts.netloc in self._hosts and f"{parts.path}/".startswith(f"{self._mount}/")

    def get(self, url: str, *, language: str = "") -> Answer:
        parts = urlsplit(url)
        return self._ask(url, f"{parts.scheme}://{parts.netloc}", {"Accept-Language": language} if language else {})

    def get_as_stranger(self, url: str) -> Answer | None:
        forwarded = {"X-Forwarded-Host": STRANGER, "Forwarded": f"host={STRANGER}"}
        return self._ask(url, f"{urlsplit(url).scheme}://{STRANGER}", forwarded)

    def _ask(self, url: str, origin: str, headers: dict[str, str]) -> Answer:
        # A context of its own: within that of the command, all requests would share the host's g.
        return Context().run(self._ask_here, url, origin, headers)

    def _ask_here(self, url: str, origin: str, headers: dict[str, str]) -> Answer:
        parts = urlsplit(url)
        try:
            response = self._client.get(
                parts.path.removeprefix(self._mount) or "/",
                query_string=parts.query,
                base_url=f"{origin}{self._mount}/",
                headers=headers,
            )
            with response:
                answer = Answer(response.status_code, [(name.lower(), value) for name, value in response.headers])
                body, pieces = bytearray(), response.iter_encoded()
                while len(body) < answer.most_bytes and (piece := next(pieces, None)) is not None:
                    body += piece
                return replace(answer, body=bytes(body[: answer.most_bytes]))
        # In debug and tests, the host's faults come through.
        except Exception as fault:
            return Answer(0, fault=f"{type(fault).__name__}: {fault}")
