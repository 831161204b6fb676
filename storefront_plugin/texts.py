"""Translatable text: a sentence that knows its values, but not yet its language.

Python code writes `sf_("Hello %(name)s", name=name)` and passes the Text on; only the edge (a page, a JSON answer, a
command) knows the reader's locale and says it. The source language is English and the gettext domain `storefront`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from gettext import NullTranslations
from pathlib import Path

from babel import Locale as BabelLocale
from babel.support import Translations

DOMAIN = "storefront"


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence in English with named placeholders (`%(name)s`), to be said in some catalogue's language."""

    msgid: str
    values: Mapping[str, object] = field(default_factory=dict)
    plural: str | None = None
    count: int = 1
    context: str | None = None

    def said_in(self, catalogue: NullTranslations) -> str:
        """This text in the catalogue's language, its values (which may be Texts themselves) filled in."""
        if self.plural is not None:
            sentence = catalogue.ngettext(self.msgid, self.plural, self.count)
        elif self.context is not None:
            sentence = catalogue.pgettext(self.context, self.msgid)
        else:
            sentence = catalogue.gettext(self.msgid)
        if not self.values:
            return sentence
        spoken = {
            name: value.said_in(catalogue) if isinstance(value, Text) else value for name, value in self.values.items()
        }
        return sentence % spoken

    def __str__(self) -> str:
        return self.said_in(NullTranslations())


def sf_(msgid: str, **values: object) -> Text:
    """A text to translate; values fill its placeholders."""
    return Text(msgid, values)


def sf_n(one: str, many: str, count: int, **values: object) -> Text:
    """A text that changes with a count, which is also the value `%(count)s`."""
    return Text(one, {"count": count, **values}, plural=many, count=count)


def sf_p(context: str, msgid: str, **values: object) -> Text:
    """A text whose meaning depends on the context named first (a button, a heading)."""
    return Text(msgid, values, context=context)


class Catalogues:
    """The compiled catalogues below one folder, each loaded when first asked for and kept."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._loaded: dict[str, NullTranslations] = {}

    def of(self, locale: str) -> NullTranslations:
        """The catalogue for a BCP 47 tag: the nearest one there is (`de-CH`, then `de`), else English."""
        found = self._loaded.get(locale)
        if found is None:
            found = Translations.load(str(self._folder), gettext_names(locale), DOMAIN)
            if locale in _WITHOUT_SHARP_S:
                found = _Swiss(found)
            self._loaded[locale] = found
        return found

    def locales(self) -> list[str]:
        """The tags of the languages there are catalogues for; English, being the source, is always one of them."""
        folders = (path.parent.parent.name for path in self._folder.glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))
        return sorted({"en", *(name.replace("_", "-") for name in folders)})


# In Switzerland and Liechtenstein German is written without ß: "Straße" is "Strasse" there.
_WITHOUT_SHARP_S = frozenset({"de-CH", "de-LI"})


class _Swiss(NullTranslations):
    """A German catalogue as the Swiss write it."""

    def __init__(self, german: NullTranslations) -> None:
        super().__init__()
        self._german = german

    def gettext(self, message: str) -> str:
        return self._german.gettext(message).replace("ß", "ss")

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self._german.ngettext(msgid1, msgid2, n).replace("ß", "ss")

    def pgettext(self, context: str, message: str) -> str:
        return self._german.pgettext(context, message).replace("ß", "ss")


def gettext_names(locale: str) -> list[str]:
    """The folder names in which a locale's texts may lie, the nearest first: `de-AT` gives de_AT, then de."""
    parsed = BabelLocale.parse(locale, sep="-")
    names = [str(parsed)]
    if parsed.script:
        names.append(f"{parsed.language}_{parsed.script}")
    names.append(parsed.language)
    return list(dict.fromkeys(names))
