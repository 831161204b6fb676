"""The same page of ours in each language of the shop, for pages that are of no market: the merchant's."""

from __future__ import annotations

from collections.abc import Sequence

from babel import Locale
from flask import request

from storefront_plugin.markets.edition import Edition, Editions
from storefront_plugin.markets.routing import PATH, edition, on_this_host
from storefront_plugin.web.parts import part
from storefront_plugin.web.visitors import MOUNT


def storefront_languages() -> Sequence[tuple[Edition, str]]:
    """One edition of each language with the address of this page in it; this request's own stands for its language.

    Only those at this host: at another one the merchant would not be signed in.
    """
    here = edition()
    found = {_spoken(here): here}
    for each in part(Editions).all:
        if each.origin == here.origin:
            found.setdefault(_spoken(each), each)
    path = request.environ[PATH]
    by_name = sorted(found.values(), key=lambda each: each.autonym)
    return [(each, on_this_host(f"{request.environ.get(MOUNT, '')}{each.prefix}{path}")) for each in by_name]


def _spoken(each: Edition) -> tuple[str, str | None]:
    locale = Locale.parse(each.locale, sep="-")
    return locale.language, locale.script
