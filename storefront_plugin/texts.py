"""Translatable text: a sentence that knows its values, but not yet its language.

Python code writes `sf_("Hello %(name)s", name=name)` and passes the Text on; only the edge (a page, a JSON answer, a
command) knows the reader's locale and says it. The source language is English and the gettext domain `storefront`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from gettext import NullTranslations
from pathlib import Path

from babel.core import get_global, parse_locale
from babel.support import Translations

DOMAIN = "storefront"


def _as_it_is(value: object) -> object:
    return value


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence in English with named placeholders (`%(name)s`), to be said in some catalogue's language."""

    msgid: str
    values: Mapping[str, object] = field(default_factory=dict)
    plural: str | None = None
    count: int = 1
    context: str | None = None

    def said_in(self, catalogue: NullTranslations, write: Callable[[object], object] = _as_it_is) -> str:
        """This text in the catalogue's language, its values (which may be Texts themselves) filled in.

        `write` is how a value that is no Text is written for the reader.
        """
        if self.plural is not None:
            sentence = catalogue.ngettext(self.msgid, self.plural, self.count)
        elif self.context is not None:
            sentence = catalogue.pgettext(self.context, self.msgid)
        else:
            sentence = catalogue.gettext(self.msgid)
        if not self.values:
            return sentence
        spoken = {
            name: value.said_in(catalogue, write) if isinstance(value, Text) else write(value)
            for name, value in self.values.items()
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
            found = self._nearest(locale)
            if locale in _WITHOUT_SHARP_S:
                found = _Swiss(found)
            self._loaded[locale] = found
        return found

    def locales(self) -> list[str]:
        """The tags of the languages there are catalogues for; English, being the source, is always one of them."""
        folders = (path.parent.parent.name for path in self._folder.glob(f"*/LC_MESSAGES/{DOMAIN}.mo"))
        return sorted({"en", *(name.replace("_", "-") for name in folders)})

    # Not Translations.load: gettext's own search shortens zh_Hant to zh, which is Simplified.
    def _nearest(self, locale: str) -> NullTranslations:
        for name in gettext_names(locale):
            compiled = self._folder / name / "LC_MESSAGES" / f"{DOMAIN}.mo"
            if compiled.is_file():
                with compiled.open("rb") as source:
                    return Translations(source, DOMAIN)
        return NullTranslations()


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
    """The folder names in which a locale's texts may lie, the nearest first, as CLDR lets locales inherit.

    `de-AT` gives de_AT, then de; `pt-AO` goes by way of pt_PT; `zh-HK` ends at zh_Hant, for zh is Simplified.
    """
    names: list[str] = []
    name = _cldr_name(locale)
    while name:
        names += _spellings(name)
        name = _parent(name)
    return list(dict.fromkeys(names))


def _cldr_name(locale: str) -> str:
    """What CLDR calls a BCP 47 tag: `iw` is he, `zh-TW` is zh_Hant_TW. A script is named unless it is the usual one."""
    language, territory, script = parse_locale(locale, sep="-")[:3]
    if alias := get_global("language_aliases").get(language):
        language, its_territory, its_script = parse_locale(alias)[:3]
        territory, script = territory or its_territory, script or its_script
    usual = _likely_script(language)
    usual_there = _likely_script(f"{language}_{territory}") or usual
    script = script or usual_there
    said = script if script != usual or script != usual_there else None
    return "_".join(part for part in (language, said, territory) if part)


def _parent(name: str) -> str:
    """The name that this one inherits from; empty at the root, which is English."""
    if named := get_global("parent_exceptions").get(name):
        return str(named)
    shorter, _, last = name.rpartition("_")
    # Who reads an unusual script is not helped by the usual one.
    is_unusual_script = len(last) == len("Hant") and last != _likely_script(shorter)
    return "" if is_unusual_script else shorter


def _spellings(name: str) -> list[str]:
    """The folder names that mean this one: zh is also zh_Hans, and pt pt_BR, since that goes without saying."""
    spellings = [name]
    if likely := get_global("likely_subtags").get(name):
        language, script, territory = likely.split("_")
        spellings += [f"{language}_{script}", f"{language}_{territory}"]
    # A macrolanguage is written as one of those that inherit from it: no as nb.
    inheriting = [child for child, parent in get_global("parent_exceptions").items() if parent == name]
    return spellings + sorted(child for child in inheriting if "_" not in name + child)


def _likely_script(name: str) -> str | None:
    likely = get_global("likely_subtags").get(name)
    return parse_locale(likely)[2] if likely else None
