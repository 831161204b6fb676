"""Whom the shopper of a request belongs to."""

from __future__ import annotations

from collections.abc import Iterable

from flask import request

from storefront_plugin.host import Host
from storefront_plugin.web.parts import part

_AUDIENCES = "storefront.audiences"


def audiences() -> frozenset[str]:
    """As the host says. It is asked once in a request, though each price of a page wants to know."""
    known: frozenset[str] | None = request.environ.get(_AUDIENCES)
    if known is None:
        known = request.environ[_AUDIENCES] = audiences_of(part(Host))
    return known


def audiences_of(host: Host) -> frozenset[str]:
    """As the host says just now. Raises TypeError for what is no collection of names."""
    told: object = host.audiences()
    # "trade" is a collection too: of five letters, none of which a price list is for.
    if isinstance(told, (str, bytes)) or not isinstance(told, Iterable):
        raise TypeError(f'Host.audiences() answers several names, such as ["trade"]: {told!r}')
    names = frozenset(told)
    for name in names:
        if not isinstance(name, str):
            raise TypeError(f"Host.audiences() answers names, which are text: {name!r}")
    return names
