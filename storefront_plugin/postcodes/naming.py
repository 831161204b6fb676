"""A country's name inside a sentence, in the sentence's own language."""

from __future__ import annotations

import re
from collections.abc import Callable
from gettext import NullTranslations

from babel import Locale

from storefront_plugin.texts import Text

_LANGUAGE = re.compile(r"^Language: *([\w@]+)", re.MULTILINE | re.ASCII)


class CountryName(Text):
    """The name of a country (two capitals), said as CLDR names it in the language of the catalogue."""

    __slots__ = ()

    def said_in(self, catalogue: NullTranslations, write: Callable[[object], object] = str) -> str:
        # The empty msgid is a catalogue's header; English, being the source, has none.
        header = _LANGUAGE.search(catalogue.gettext(""))
        locale = Locale.parse(header[1].partition("@")[0] if header else "en")
        return str(locale.territories.get(self.msgid, self.msgid))
