"""Documents and letters written out, in the language of the order and in nobody's request."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent
from jinja2 import BaseLoader, Environment, StrictUndefined, select_autoescape

from storefront_plugin.documents.document import Document, Kind
from storefront_plugin.money import Money, format_money
from storefront_plugin.money.formatting import parsed_locale
from storefront_plugin.shapes import Reader
from storefront_plugin.texts import Catalogues, Text, sf_, sf_n, sf_p

TITLES: Mapping[Kind, Text] = {
    Kind.RECEIPT: sf_("Receipt"),
    Kind.INVOICE: sf_("Invoice"),
    Kind.CREDIT_NOTE: sf_("Credit note"),
    Kind.REFUND_RECEIPT: sf_("Receipt of refund"),
    Kind.CORRECTION: sf_("Correction"),
}


class Stationery:
    """Writes with the templates of `storefront/documents` and `storefront/mail`, which a shop may have of its own.

    An environment apart from the app's: there texts are said in the language of a request, and here there is none.
    """

    def __init__(self, loader: BaseLoader, catalogues: Catalogues) -> None:
        self._catalogues = catalogues
        self._templates = Environment(
            loader=loader,
            autoescape=select_autoescape(["html"]),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )

    def document(self, document: Document) -> str:
        """The document as HTML that needs nothing else: no stylesheet, no font, no picture from anywhere."""
        return self.write(
            "storefront/documents/document.html", document.locale, document=document, title=TITLES[document.kind]
        )

    def write(self, template: str, locale: str, **values: Any) -> str:
        """One template in one language."""
        reader = Reader(locale, self._catalogues.of(locale))
        return self._templates.get_template(template).render(_words_of(reader) | values)

    def say(self, text: Text, locale: str) -> str:
        """One text in one language: a letter's subject."""
        return Reader(locale, self._catalogues.of(locale)).says(text)


def reading_direction(text: str) -> str:
    """Which way a name or an address runs: WeasyPrint and many mail programs must be told, and know no bdi."""
    strong = (unicodedata.bidirectional(each) for each in text)
    return next(("ltr" if each == "L" else "rtl" for each in strong if each in ("L", "R", "AL")), "ltr")


def _words_of(reader: Reader) -> dict[str, Any]:
    """What the templates say and write with; they import with context, so that macros have it too."""
    locale = parsed_locale(reader.locale)

    def money(amount: Money) -> str:
        return format_money(amount, reader.locale)

    def day(on: date) -> str:
        return str(format_date(on, "long", locale=locale))

    def percent(share: Decimal) -> str:
        return str(format_percent(share, locale=locale, decimal_quantization=False))

    def decimal(number: Decimal) -> str:
        return str(format_decimal(number, locale=locale, decimal_quantization=False))

    return {
        "sf_": lambda msgid, **values: reader.says(sf_(msgid, **values)),
        "sf_n": lambda one, many, count, **values: reader.says(sf_n(one, many, count, **values)),
        "sf_p": lambda context, msgid, **values: reader.says(sf_p(context, msgid, **values)),
        "say": reader.says,
        "money": money,
        "day": day,
        "percent": percent,
        "decimal": decimal,
        "way": reading_direction,
        "lang": reader.locale,
        "direction": locale.text_direction,
    }
