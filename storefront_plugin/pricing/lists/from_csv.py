"""A price list as a CSV file, read line by line: each line is a sku with its price, or says what is wrong. Pure.

The first line names the columns, `sku` and `price`, and by what they are parted: a comma, a semicolon or a tab. Where
it is a semicolon a price may have a decimal comma, as spreadsheets write it in half of Europe.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from storefront_plugin.errors import InexactAmount
from storefront_plugin.money import Currency, Money
from storefront_plugin.skus import LONGEST_SKU, is_sku
from storefront_plugin.texts import Text, sf_

COLUMNS = ("sku", "price")
DELIMITERS = (",", ";", "\t")
LONGEST_LINE = 10_000

_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f]")
_AMOUNT = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class PriceRow:
    """One product of the list, its price in minor units."""

    sku: str
    minor: int


@dataclass(frozen=True, slots=True)
class LineFault:
    """What is wrong with a line; the first line is 1."""

    line: int
    text: Text


class _Refused(Exception):
    def __init__(self, text: Text) -> None:
        self.text = text


def lines_of(file: BinaryIO) -> Iterator[bytes]:
    """The lines of a file; of one that is too long only the beginning, which is then refused."""
    while line := file.readline(LONGEST_LINE + 1):
        yield line
        while len(line) > LONGEST_LINE and not line.endswith(b"\n"):
            line = file.readline(LONGEST_LINE + 1)


def read_rows(lines: Iterable[bytes], currency: Currency) -> Iterator[PriceRow | LineFault]:
    """Each product once, and each line that is none; where the first line is wrong, that alone.

    A line is read, judged and forgotten; what is kept are the skus, to know one that comes again.
    """
    numbered = enumerate(lines, 1)
    try:
        header = _header_of(_text_of(next(numbered, (1, b""))[1]))
    except _Refused as refused:
        yield LineFault(1, refused.text)
        return
    seen: dict[str, int] = {}
    is_empty = True
    for number, line in numbered:
        # The empty line at the end of many a file.
        if not line.strip():
            continue
        is_empty = False
        try:
            sku, price = header.cut(_text_of(line))
            if sku in seen:
                raise _Refused(sf_("“%(sku)s” stands in line %(line)s already.", sku=sku, line=seen[sku]))
            seen[sku] = number
            yield PriceRow(sku, _minor(price, currency))
        except _Refused as refused:
            yield LineFault(number, refused.text)
    if is_empty:
        # Else a broken export would empty the list.
        yield LineFault(1, sf_("There is no price in this file."))


@dataclass(frozen=True, slots=True)
class _Header:
    """How the file is written."""

    delimiter: str
    sku: int
    price: int

    def cut(self, text: str) -> tuple[str, str]:
        """The sku of a line, and its price as a number is written."""
        found = _fields(text, self.delimiter)
        if len(found) != len(COLUMNS):
            raise _Refused(sf_("A line has two fields, a sku and a price; here there are %(count)s.", count=len(found)))
        sku, price = found[self.sku].strip(), found[self.price].strip()
        if not sku:
            raise _Refused(sf_("The sku is missing."))
        if len(sku) > LONGEST_SKU:
            raise _Refused(sf_("This is too long: at most %(most)s characters.", most=LONGEST_SKU))
        if not is_sku(sku):
            raise _Refused(sf_("This contains characters that cannot be printed."))
        if self.delimiter == ";" and "." not in price:
            price = price.replace(",", ".")
        return sku, price


def _header_of(text: str) -> _Header:
    delimiter = next((each for each in DELIMITERS if each in text), ",")
    names = [name.strip().lower() for name in _fields(text, delimiter)]
    for name in names:
        if name not in COLUMNS or names.count(name) > 1:
            raise _Refused(sf_("The first line is sku,price: there is no place for “%(name)s”.", name=name[:40]))
    for name in COLUMNS:
        if name not in names:
            raise _Refused(sf_("The first line is sku,price: “%(name)s” is missing.", name=name))
    return _Header(delimiter, names.index("sku"), names.index("price"))


def _text_of(line: bytes) -> str:
    if len(line) > LONGEST_LINE:
        raise _Refused(sf_("This line is too long: at most %(most)s bytes.", most=LONGEST_LINE))
    try:
        text = line.decode("utf-8-sig").rstrip("\r\n")
    except UnicodeDecodeError:
        raise _Refused(sf_("This line is not UTF-8.")) from None
    if _CONTROL.search(text):
        raise _Refused(sf_("This contains characters that cannot be printed."))
    return text


def _fields(text: str, delimiter: str) -> Sequence[str]:
    # By itself, so that a quote that is not closed spoils one line and not the rest of the file.
    try:
        return next(csv.reader((text,), delimiter=delimiter, strict=True), ())
    except csv.Error:
        raise _Refused(sf_("The quotes in this line do not match.")) from None


def _minor(price: str, currency: Currency) -> int:
    if not _AMOUNT.fullmatch(price):
        raise _Refused(sf_("“%(text)s” is not an amount.", text=price[:40]))
    if price.startswith("-"):
        raise _Refused(sf_("A price is not negative: %(price)s.", price=price[:40]))
    if len(price.partition(".")[2]) > currency.exponent:
        # Zeros too: 1.250 in EUR is one euro and a quarter here, and a thousand where points part thousands.
        raise _Refused(sf_("“%(text)s” has more digits than %(currency)s.", text=price[:40], currency=currency))
    try:
        return Money.of(price, currency).minor
    except InexactAmount as fault:
        raise _Refused(fault.text) from None
