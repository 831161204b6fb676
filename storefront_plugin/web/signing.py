"""Signed, expiring tokens. One secret, one salt for each purpose, so that no token serves two ends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer


class Expired(Exception):
    """The signature is right, the token too old."""


class Forged(Exception):
    """The token is not one of ours."""


class Signer:
    """Signs small values for the browser to carry; the newest secret signs, each of them is accepted."""

    def __init__(self, secrets: Sequence[str]) -> None:
        # itsdangerous signs with the last key.
        self._keys = list(reversed(secrets))

    def sign(self, purpose: str, value: Any) -> str:
        """A token that only `open` with the same purpose can read."""
        return str(self._serializer(purpose).dumps(value))

    def open(self, purpose: str, token: str, *, max_age_seconds: int | None = None) -> Any:
        """What was signed. Raises Expired, or Forged for anything else that is not right."""
        try:
            return self._serializer(purpose).loads(token, max_age=max_age_seconds)
        except SignatureExpired as fault:
            raise Expired from fault
        except BadSignature as fault:
            raise Forged from fault

    def _serializer(self, purpose: str) -> URLSafeTimedSerializer:
        return URLSafeTimedSerializer(self._keys, salt=f"storefront.{purpose}")
