"""IBANs (ISO 13616) and creditor references (ISO 11649): two check digits each, by ISO 7064's MOD 97-10. Pure.

Any one wrong character, and any two that changed places, are found out.
"""

from __future__ import annotations

import re

_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", re.ASCII)
_REFERENCE = re.compile(r"RF[0-9]{2}[A-Z0-9]{1,21}", re.ASCII)


def canonical(written: str) -> str:
    """As machines write it: without spaces, in capitals."""
    return "".join(written.split()).upper()


def in_fours(text: str) -> str:
    """As people read it: RF18 5390 0754 7034."""
    return " ".join(text[place : place + 4] for place in range(0, len(text), 4))


def is_iban(text: str) -> bool:
    """Whether this, in canonical form, is an account number whose check digits are right."""
    return _IBAN.fullmatch(text) is not None and _is_checked(text)


def is_reference(text: str) -> bool:
    """Whether this, in canonical form, is a creditor reference whose check digits are right."""
    return _REFERENCE.fullmatch(text) is not None and _is_checked(text)


def is_mistyped_reference(text: str) -> bool:
    """Whether this, in canonical form, is meant as a creditor reference, and its check digits are wrong."""
    return _REFERENCE.fullmatch(text) is not None and not _is_checked(text)


def reference_for(stem: str) -> str:
    """The creditor reference of 1 to 21 digits and capital letters: 539007547034 is RF18539007547034."""
    return f"RF{98 - _number(f'{stem}RF00') % 97:02}{stem}"


def _is_checked(text: str) -> bool:
    return _number(text[4:] + text[:4]) % 97 == 1


def _number(text: str) -> int:
    """Letters count from ten on: A is 10, Z is 35."""
    return int("".join(str(int(each, 36)) for each in text))
