"""The first reading, the same for every country: how people type, undone before any rule looks.

Lower case, full-width and native digits, zero-width and no-break characters, any dash, the Japanese postal mark.
What remains is only letters and digits when the text could be a postcode at all; anything else stays in it, so that
no rule will match.
"""

from __future__ import annotations

import unicodedata

# Longer than any postcode with its prefix and spaces; what is longer is refused before it costs time.
LONGEST = 60

_POSTAL_MARK = "〒"
# Typed for a hyphen, though Unicode does not call them dashes: minus, the Japanese long vowel, a box-drawing line.
_MORE_DASHES = "−ー─"


def compact(text: str) -> str:
    """The text in capitals without spaces and inner hyphens; a hyphen at either end, or doubled, is kept as a fault."""
    typed = text.strip().upper()
    if typed.isascii() and typed.isalnum():
        return typed
    if not typed.isascii():
        typed = _plain(typed)
    typed = typed.replace(" ", "")
    if "-" not in typed or "--" in typed or typed.startswith("-") or typed.endswith("-"):
        return typed
    return typed.replace("-", "")


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKC", text).upper()
    return folded.translate(_PLAINER).strip().removeprefix(_POSTAL_MARK).strip()


class _Plainer(dict[int, str]):
    """What a character is read as; learnt as characters come, of which few are more than themselves."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        plain = _plain_character(character)
        if plain != character:
            self[code] = plain
        return plain


def _plain_character(character: str) -> str:
    if character.isascii():
        return character
    category = unicodedata.category(character)
    if category == "Cf":
        return ""
    if category == "Zs":
        return " "
    if category == "Nd":
        return str(unicodedata.digit(character))
    if category == "Pd" or character in _MORE_DASHES:
        return "-"
    return character


_PLAINER = _Plainer({code: chr(code) for code in range(128)})
