"""Markets and editions as JSON."""

from __future__ import annotations

from collections.abc import Sequence

from storefront_plugin.markets.edition import Edition, Editions
from storefront_plugin.markets.routing import edition
from storefront_plugin.markets.schemas import EditionAnswer
from storefront_plugin.web.parts import part
from storefront_plugin.web.routes import Routes, answers

api = Routes()


@api.get("/editions")
@answers(EditionAnswer, many=True)
def list_editions() -> Sequence[Edition]:
    """All editions of the shop, the default first."""
    return part(Editions).all


@api.get("/edition")
@answers(EditionAnswer)
def current_edition() -> Edition:
    """The edition that this address lies in."""
    return edition()
