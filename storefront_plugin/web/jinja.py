"""Template functions for the host's pages, each guarded: a fault of ours is logged, and the page stands."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import wraps
from typing import Any

from babel.dates import format_date
from babel.numbers import format_percent
from flask import Flask, render_template
from markupsafe import Markup

from storefront_plugin.money.formatting import parsed_locale
from storefront_plugin.texts import sf_, sf_n, sf_p
from storefront_plugin.web.forms import hidden_fields
from storefront_plugin.web.speech import locale, say

log = logging.getLogger(__name__)


class Nothing(Markup):
    """Stands where a function of ours failed: written as nothing, and so is whatever the page asks of it."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Nothing:
        # What Python itself looks for, in order to copy or iterate, is not there.
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *_: Any, **__: Any) -> Nothing:
        return self


def guarded(function: Callable[..., Any], name: str | None = None) -> Callable[..., Any]:
    """The function, answering nothing in place of any error."""

    @wraps(function)
    def standing(*args: Any, **named: Any) -> Any:
        try:
            return function(*args, **named)
        except Exception:
            log.exception("%s failed; the page goes on without it", name or function.__name__)
            return Nothing()

    return standing


def fragment(template: str, **values: Any) -> Markup:
    """What a template makes of the values, for a page to include."""
    # What the template writes unescaped was escaped by it.
    return Markup(render_template(template, **values))  # noqa: S704


def offer_texts(app: Flask, shop_name: str) -> None:
    """The functions and filters every template of ours uses.

    Globals and not a context processor: a macro imported without context does not see the latter.
    """
    functions: dict[str, Callable[..., Any]] = {
        "sf_": lambda msgid, **values: say(sf_(msgid, **values)),
        "sf_n": lambda one, many, count, **values: say(sf_n(one, many, count, **values)),
        "sf_p": lambda context, msgid, **values: say(sf_p(context, msgid, **values)),
        "storefront_say": say,
        "storefront_hidden_fields": hidden_fields,
        "storefront_shop_name": lambda: shop_name,
    }
    filters: dict[str, Callable[..., Any]] = {
        "storefront_percent": storefront_percent,
        "storefront_date": storefront_date,
    }
    app.jinja_env.globals.update({name: guarded(each, name) for name, each in functions.items()})
    app.jinja_env.filters.update({name: guarded(each, name) for name, each in filters.items()})


def storefront_date(moment: date) -> str:
    """The day of it, as the reader writes days: 5. Dezember 2026."""
    return str(format_date(moment, format="long", locale=parsed_locale(locale())))


def storefront_percent(share: Decimal) -> str:
    """0.077 is 7.7 %, in the reader's way of writing."""
    return str(format_percent(share, locale=parsed_locale(locale()), decimal_quantization=False))
