"""One visitor of the shop, who remembers her quotes, attempts and orders; and may click several times at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

_API = "/storefront/api/v1"


class Browser:
    """Speaks the JSON API in the edition below `root`; everything else is asked by `client`, her test client of Flask.

    `get` and `post` take paths below the API, the latter with the visitor's token: `browser.get("/cart")`.
    """

    def __init__(self, app: Flask, root: str) -> None:
        self.client = app.test_client()
        self.quotes: list[str] = []
        self.attempts: list[str] = []
        self.orders: set[str] = set()
        self._root = root
        # Asked for once: with it comes the cookie, which later requests, also at once, then only read.
        self._token = self.get("/session").get_json()["token"]

    def get(self, path: str) -> TestResponse:
        return self.client.get(f"{self._root}{_API}{path}")

    def post(self, path: str, asked: Mapping[str, Any], *, key: str | None = None) -> TestResponse:
        headers = {"X-Storefront-Token": self._token} | ({"Idempotency-Key": key} if key else {})
        return self.client.post(f"{self._root}{_API}{path}", json=asked, headers=headers)

    def quote(self, asked: Mapping[str, Any]) -> TestResponse:
        answer = self.post("/quotes", asked)
        if answer.status_code == 201:
            self.quotes.append(answer.get_json()["id"])
        return answer

    def pay(
        self,
        quote: str,
        instrument: str | None,
        consents: list[str],
        *,
        key: str | None = None,
        provider: str | None = None,
    ) -> TestResponse:
        asked = {"quote": quote, "instrument": instrument, "consents": consents, "provider": provider}
        return self._seen(self.post("/attempts", asked, key=key))

    def reload(self, attempt: str) -> TestResponse:
        return self._seen(self.get(f"/attempts/{attempt}"))

    def _seen(self, answer: TestResponse) -> TestResponse:
        if answer.status_code in (200, 201):
            told = answer.get_json()
            if told["id"] not in self.attempts:
                self.attempts.append(told["id"])
            if told["order"]:
                self.orders.add(told["order"])
        return answer
