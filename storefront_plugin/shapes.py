"""How plain data becomes values: the schema base and the fields that settings and HTTP share.

A refusal is a Text, so that it can be said in the reader's language; `faults_of` turns marshmallow's nested messages
into one flat mapping of full field names.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from gettext import NullTranslations
from typing import Any, ClassVar

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from langcodes import standardize_tag
from langcodes.tag_parser import LanguageTagError
from marshmallow import RAISE, Schema, ValidationError, fields, post_load, validate
from marshmallow.experimental.context import Context

from storefront_plugin.errors import UnknownCurrency
from storefront_plugin.money import Currency, Money, Rounding, ToldApart, format_money
from storefront_plugin.money.formatting import format_in_sentence, isolated, parsed_locale
from storefront_plugin.texts import Text, sf_

# Enough for any rate or amount, and far below what makes arithmetic slow: "1e1000000" is a valid Decimal.
MOST_DIGITS = 40

_OF_MARSHMALLOW = {
    "Missing data for required field.": sf_("This is needed."),
    "Field may not be null.": sf_("This is needed."),
    "Not a valid string.": sf_("This must be text."),
    "Not a valid integer.": sf_("This must be a whole number."),
    "Not a valid number.": sf_("This must be a number."),
    "Not a valid boolean.": sf_("This must be yes or no."),
    "Not a valid list.": sf_("This must be a list."),
    "Not a valid mapping type.": sf_("This must be a group of named values."),
    "Invalid input type.": sf_("This must be a group of named values."),
    "Unknown field.": sf_("This is not known here."),
    "Length must be between": sf_("This is too short or too long."),
    "Shorter than minimum length": sf_("This is too short or too long."),
    "Longer than maximum length": sf_("This is too short or too long."),
}


class Shape(Schema):
    """A schema that answers the value it describes: `makes` is the dataclass built from what was read."""

    class Meta:
        unknown = RAISE

    makes: ClassVar[type | None] = None

    @post_load
    def _make(self, data: dict[str, Any], **_: object) -> object:
        return self.makes(**data) if self.makes else data


def refused(text: Text) -> ValidationError:
    """What a field raises to refuse a value in its own words."""
    return ValidationError([text])


class Between(validate.Range):
    """A number from `least` to `most`, both allowed; without a most, from least on."""

    def __init__(self, least: int, most: int | None = None) -> None:
        super().__init__(min=least, max=most)

    def __call__(self, value: Any) -> Any:
        try:
            return super().__call__(value)
        except ValidationError as fault:
            if self.max is None:
                raise refused(sf_("%(number)s must be at least %(least)s.", number=value, least=self.min)) from fault
            limits = {"value": value, "least": self.min, "most": self.max}
            raise refused(sf_("%(value)s is not from %(least)s to %(most)s.", **limits)) from fault


class Written(validate.Regexp):
    """Text of a pattern, refused by saying `how` it must look; %(value)s in it stands for what was written."""

    def __init__(self, pattern: str, how: Text) -> None:
        super().__init__(pattern)
        self.how = how

    def __call__(self, value: Any) -> Any:
        try:
            return super().__call__(value)
        except ValidationError as fault:
            raise refused(replace(self.how, values={"value": str(value)[:60]})) from fault


class CurrencyField(fields.Field[Currency]):
    """A currency code."""

    def _deserialize(self, value: object, attr: str | None, data: object, **_: object) -> Currency:
        try:
            return Currency.of(str(value))
        except UnknownCurrency as fault:
            raise refused(fault.text) from fault

    def _serialize(self, value: Currency | None, attr: str | None, obj: object, **_: object) -> str | None:
        return None if value is None else value.code


class CountryField(fields.Field[str]):
    """An ISO 3166-1 alpha-2 code, answered in capitals."""

    def _deserialize(self, value: object, attr: str | None, data: object, **_: object) -> str:
        code = str(value).strip().upper()
        if not is_country(code):
            raise refused(sf_("“%(code)s” is not a country code.", code=str(value)[:40]))
        return code


class LocaleField(fields.Field[str]):
    """A BCP 47 tag that CLDR knows, answered in canonical form: de_at and DE-at are de-AT."""

    def _deserialize(self, value: object, attr: str | None, data: object, **_: object) -> str:
        try:
            tag = standardize_tag(str(value).replace("_", "-"))
            Locale.parse(tag, sep="-")
            if tag.startswith("und"):
                # Undetermined: a tag, but nobody's language.
                raise ValueError(tag)
        except (LanguageTagError, UnknownLocaleError, ValueError) as fault:
            raise refused(sf_("“%(tag)s” is not a language tag such as de or de-AT.", tag=str(value)[:40])) from fault
        return tag


class AmountField(fields.Field[Decimal]):
    """A finite number as Decimal, read through text: 0.1 is a tenth. `least` itself is allowed, `above` is not."""

    def __init__(self, *, least: str | None = None, above: str | None = None, **rest: Any) -> None:
        super().__init__(**rest)
        self.least = least
        self.above = above

    def _deserialize(self, value: object, attr: str | None, data: object, **_: object) -> Decimal:
        number = self._number(value)
        if self.least is not None and number < Decimal(self.least):
            raise refused(sf_("%(number)s must be at least %(least)s.", number=value, least=self.least))
        if self.above is not None and number <= Decimal(self.above):
            raise refused(sf_("%(number)s must be more than %(above)s.", number=value, above=self.above))
        return number

    def _number(self, value: object) -> Decimal:
        text = str(value)
        try:
            if isinstance(value, bool) or len(text) > MOST_DIGITS:
                raise ValueError(text)
            number = Decimal(text)
            if not number.is_finite() or abs(number.adjusted()) > MOST_DIGITS:
                raise ValueError(text)
        except (ArithmeticError, ValueError) as fault:
            raise refused(sf_("“%(text)s” is not a number.", text=text[:MOST_DIGITS])) from fault
        return number

    def _serialize(self, value: Decimal | None, attr: str | None, obj: object, **_: object) -> str | None:
        # Never 1E+3.
        return None if value is None else f"{value:f}"


class ByCurrencyField(fields.Dict):
    """Values by currency, each of which stands there once: CHF and chf are the same."""

    def __init__(self, values: fields.Field[Any], **rest: Any) -> None:
        super().__init__(keys=CurrencyField(), values=values, **rest)

    def _deserialize(self, value: Any, attr: str | None, data: Any, **rest: Any) -> dict[Any, Any]:
        found: dict[Any, Any] = super()._deserialize(value, attr, data, **rest)  # type: ignore[no-untyped-call]
        if len(found) < len(value):
            codes = [str(code).strip().upper() for code in value]
            twice = next(code for code in codes if codes.count(code) > 1)
            raise refused(sf_("%(code)s stands here twice.", code=twice))
        return found


class RoundingField(fields.Enum[Rounding]):
    """A rounding mode by its name."""

    def __init__(self, **rest: Any) -> None:
        super().__init__(Rounding, by_value=True, **rest)


class LineField(fields.String):
    """One line of text: trimmed, without control characters, from `least` to `most` characters."""

    def __init__(self, *, least: int = 0, most: int = 200, **rest: Any) -> None:
        super().__init__(**rest)
        self.least = least
        self.most = most

    def _deserialize(self, value: object, attr: str | None, data: Mapping[str, Any] | None, **rest: Any) -> str:
        text = unicodedata.normalize("NFC", super()._deserialize(value, attr, data, **rest)).strip()
        if any(unicodedata.category(character) in ("Cc", "Cs") for character in text):
            raise refused(sf_("This contains characters that cannot be printed."))
        if len(text) < self.least:
            raise refused(sf_("This is too short or too long.") if text else sf_("This is needed."))
        if len(text) > self.most:
            raise refused(sf_("This is too long: at most %(most)s characters.", most=self.most))
        return text


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom values are written out: her locale, the catalogue of her language, what to tell apart for her."""

    locale: str
    catalogue: NullTranslations
    told_apart: ToldApart = field(default_factory=ToldApart)

    def says(self, text: Text) -> str:
        """The text in her language, the Money and the days in it in her way of writing."""
        return text.said_in(self.catalogue, self._written)

    def formats(self, money: Money) -> str:
        return format_money(money, self.locale, self.told_apart)

    def _written(self, value: object) -> object:
        if isinstance(value, Money):
            return format_in_sentence(value, self.locale, self.told_apart)
        # A moment is a date to Python, and to nobody else.
        if type(value) is date:
            return isolated(format_date(value, "medium", locale=parsed_locale(self.locale)), self.locale)
        return value


_ENGLISH = Reader("en", NullTranslations())


def written_for(reader: Reader, schema: Schema, value: Any) -> Any:
    """The value as the schema's plain data, its Texts and Money for this reader."""
    with Context(reader):
        return schema.dump(value)


class TextField(fields.Field[Text]):
    """A Text on its way out, said in the reader's language."""

    def _serialize(self, value: Text | None, attr: str | None, obj: object, **_: object) -> str | None:
        return None if value is None else Context.get(_ENGLISH).says(value)


class MoneyField(fields.Field[Money]):
    """Money on its way out: {"amount", "minor", "currency", "formatted"}, formatted for the reader."""

    def _serialize(self, value: Money | None, attr: str | None, obj: object, **_: object) -> dict[str, Any] | None:
        if value is None:
            return None
        return {
            "amount": str(value.amount),
            "minor": value.minor,
            "currency": value.currency.code,
            "formatted": Context.get(_ENGLISH).formats(value),
        }


def is_country(code: str) -> bool:
    """Whether this is an ISO 3166-1 alpha-2 code in capitals."""
    # CLDR also names regions of its own making, and codes that ISO only reserves.
    return len(code) == 2 and code.isalpha() and code in Locale("en").territories and code not in _NOT_ISO


_NOT_ISO = frozenset("AC CP CQ DG EA EU EZ IC QO TA UN XA XB ZZ".split())


def faults_of(fault: ValidationError) -> dict[str, Sequence[Text]]:
    """What was refused, by full field name: {"address.postcode": (Text,)}."""
    found: dict[str, Sequence[Text]] = {}
    _collect(fault.messages, "", found)
    return found


def _collect(messages: Any, path: str, found: dict[str, Sequence[Text]]) -> None:
    if isinstance(messages, dict):
        for name, below in messages.items():
            # marshmallow files what concerns a whole group below "_schema", and a named value below "value" or "key".
            is_group = name in ("_schema", "value", "key") and isinstance(below, (list, dict))
            _collect(below, path if is_group else f"{path}.{name}".strip("."), found)
        return
    found[path] = tuple(message if isinstance(message, Text) else _worded(str(message)) for message in messages)


def _worded(message: str) -> Text:
    for beginning, text in _OF_MARSHMALLOW.items():
        if message.startswith(beginning):
            return text
    return Text(message)
