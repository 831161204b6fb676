"""What an Accept-Language header asks for: tags with their quality (RFC 9110, section 12.5.4). Pure."""

from __future__ import annotations

import re

# A browser sends a dozen languages at most. What lies beyond is junk, and costs neither time nor space.
MOST_CHARACTERS = 1_000
_MOST_ITEMS = 20
_LONGEST_TAG = 60

_TAG = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*|\*", re.ASCII)
# What follows the quality is left unread; a parameter of another name makes the item unreadable.
_QUALITY = re.compile(r"\s*[qQ]\s*=\s*([01]?\.[0-9]{1,9}|[01]\.?)\s*(?:;.*)?", re.ASCII)


def parse_accept_language(header: str) -> list[tuple[str, float]]:
    """Tags with their quality, the most wanted first, each once; what cannot be read is left out.

    A quality of 0 says that the tag is refused. Of a tag that is named twice the refusal counts, else the first.
    """
    wishes: dict[str, tuple[str, float]] = {}
    for item in bounded(header).split(",")[:_MOST_ITEMS]:
        tag, _, parameters = item.partition(";")
        tag = tag.strip().replace("_", "-")
        quality = _quality(parameters)
        if quality is None or len(tag) > _LONGEST_TAG or not _TAG.fullmatch(tag):
            continue
        key = tag.lower()
        if key not in wishes or quality == 0:
            wishes[key] = (tag, quality)
    return sorted(wishes.values(), key=_by_quality)


def bounded(header: str) -> str:
    """As much of the header as is read, cut between two items."""
    return header if len(header) <= MOST_CHARACTERS else header[:MOST_CHARACTERS].rpartition(",")[0]


def _by_quality(wish: tuple[str, float]) -> float:
    return -wish[1]


def _quality(parameters: str) -> float | None:
    if not parameters or parameters.isspace():
        return 1.0
    found = _QUALITY.fullmatch(parameters)
    quality = float(found[1]) if found else 2.0
    return quality if quality <= 1 else None
