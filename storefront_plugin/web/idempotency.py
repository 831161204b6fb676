"""What an Idempotency-Key means: which request it names, and what to do when it comes again. Pure.

Source: IETF draft-ietf-httpapi-idempotency-key-header, and where that leaves a choice, what Stripe does.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from storefront_plugin.errors import IdempotencyKeyInUse, IdempotencyKeyInvalid, IdempotencyKeyReused

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
LONGEST_KEY = 255
# An answer may hold the name and address of whoever got it: it is kept for repeating, and no longer.
KEPT = timedelta(hours=24)
# Longer than any request may take: past it, whoever was at work is taken for dead.
LEASE = timedelta(minutes=2)

_PRINTABLE = re.compile(r"[\x20-\x7e]+")
# The draft writes the key as a structured field's string, in quotes; most clients write it bare. Both are the same key.
_QUOTED = re.compile(r'"((?:[^"\\]|\\["\\])*)"')


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """What was answered."""

    status: int
    content_type: str
    body: str


@dataclass(frozen=True, slots=True)
class KnownRequest:
    """What is kept under a key: the request by its fingerprint, and its answer, None while somebody is at work."""

    fingerprint: str
    begun_at: datetime
    answer: StoredAnswer | None


def read_key(header: str) -> str:
    """The key that a header names. Raises IdempotencyKeyInvalid."""
    quoted = _QUOTED.fullmatch(header.strip())
    key = re.sub(r"\\(.)", r"\1", quoted.group(1)) if quoted else header.strip()
    if not _PRINTABLE.fullmatch(key) or len(key) > LONGEST_KEY:
        raise IdempotencyKeyInvalid(most=LONGEST_KEY)
    return key


def name_of(owner: str, route: str, key: str) -> str:
    """Under which name a request is kept: the same key of another visitor, or at another route, is another name."""
    return _digest((owner, route, key))


def fingerprint_of(method: str, path: str, query: bytes, body: bytes) -> str:
    """What tells one request from another; the path carries the edition, and with it the language of the answer."""
    return _digest((method, path, query, body))


def decide(known: KnownRequest, fingerprint: str, now: datetime) -> StoredAnswer | None:
    """The answer to give again, None where the request is to be run: what was kept is over.

    Raises IdempotencyKeyReused for another request, IdempotencyKeyInUse while the first one runs.
    """
    if is_over(known, now):
        return None
    if known.fingerprint != fingerprint:
        raise IdempotencyKeyReused
    if known.answer is None:
        raise IdempotencyKeyInUse
    return known.answer


def is_over(known: KnownRequest, now: datetime) -> bool:
    """Whether the name is free again: too old to be repeated, or begun by somebody who never came back."""
    return now - known.begun_at >= (LEASE if known.answer is None else KEPT)


def is_kept(status: int) -> bool:
    """Whether an answer stands for good.

    A fault of ours (5xx) is to be tried again. So is a conflict: it says that nothing was done because of how things
    stood just then, and asked again they may stand otherwise.
    """
    return status < 500 and status != 409


def _digest(parts: Iterable[str | bytes]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        # With its length, so that no two rows of parts run into the same bytes.
        digest.update(b"%d:" % len(raw) + raw)
    return digest.hexdigest()
