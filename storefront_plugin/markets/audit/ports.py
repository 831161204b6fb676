"""What the walk asks: the mounted app, or a running site."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

# A sitemap's file may be that large (sitemaps.org); of a page, search engines read less than this.
MOST_OF_A_FILE = 50 * 1024 * 1024
_MOST_OF_A_PAGE = 5 * 1024 * 1024
_FILES = ("application/xml", "text/xml", "application/gzip", "application/x-gzip", "application/octet-stream")
_PAGES = ("text/html", "application/xhtml+xml", "text/plain")
# No shop can have this name (RFC 6761).
STRANGER = "stranger.invalid"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `headers` have small names; `fault` says why nothing did, and then the status is 0."""

    status: int
    headers: Sequence[tuple[str, str]] = ()
    body: bytes = field(default=b"", repr=False)
    fault: str = ""

    def all(self, name: str) -> list[str]:
        return [value for known, value in self.headers if known == name]

    def first(self, name: str) -> str | None:
        return next(iter(self.all(name)), None)

    @property
    def mimetype(self) -> str:
        return (self.first("content-type") or "").partition(";")[0].strip().lower()

    @property
    def most_bytes(self) -> int:
        """How much of its body is read: nothing of pictures, downloads and streams that never end."""
        if self.mimetype in _FILES:
            # One more, which tells that it is larger.
            return MOST_OF_A_FILE + 1
        return _MOST_OF_A_PAGE if self.mimetype in _PAGES else 0


class Web(Protocol):
    """Asks for addresses as a robot does: without cookies, following no redirect."""

    @property
    def starts(self) -> Sequence[str]:
        """Where a walk begins: the roots of the site."""

    def has(self, url: str) -> bool:
        """Whether the address is the shop's own; what is not is never asked for."""

    def get(self, url: str, *, language: str = "") -> Answer:
        """The answer, its body cut at its `most_bytes`. Never raises: what fails is an Answer with a fault.

        `language` is what Accept-Language says; a robot sends none.
        """

    def get_as_stranger(self, url: str) -> Answer | None:
        """The answer to a request whose Host and X-Forwarded-Host are STRANGER; None where that cannot be asked."""
