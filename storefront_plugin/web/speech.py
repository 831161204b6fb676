"""The language a request is answered in. Who routes it writes the locale into the environ; everybody else reads."""

from __future__ import annotations

from gettext import NullTranslations

from flask import has_request_context, request

from storefront_plugin.money import ToldApart
from storefront_plugin.shapes import Reader
from storefront_plugin.texts import Catalogues, Text
from storefront_plugin.web.parts import part

LOCALE = "storefront.locale"
SOURCE_LOCALE = "en"


def locale() -> str:
    """The BCP 47 tag of this request's language; English outside a request."""
    if not has_request_context():
        return SOURCE_LOCALE
    tag: str = request.environ.get(LOCALE, SOURCE_LOCALE)
    return tag


def catalogue() -> NullTranslations:
    """The texts of this request's language."""
    return part(Catalogues).of(locale())


def reader() -> Reader:
    """For whom this request is answered."""
    return Reader(locale(), catalogue(), part(ToldApart))


def say(text: Text) -> str:
    """The text in this request's language, the Money in it as it is written there."""
    return reader().says(text)
