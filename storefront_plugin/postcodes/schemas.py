"""What the API accepts and answers about postcodes: a check and its outcome, and what a country's form needs."""

from __future__ import annotations

from dataclasses import dataclass

from marshmallow import fields

from storefront_plugin.errors import UnknownCountry
from storefront_plugin.postcodes.rule import Presence
from storefront_plugin.shapes import LineField, Shape, TextField, is_country


@dataclass(frozen=True, slots=True)
class PostcodeWish:
    """A postcode as it was typed, perhaps with its region."""

    postcode: str
    region: str | None = None


class PostcodeRequest(Shape):
    """What to check."""

    makes = PostcodeWish

    postcode = LineField(required=True, most=200)
    region = LineField(load_default=None, most=100)


class ReasonAnswer(Shape):
    """Why a postcode is refused."""

    code = fields.String(required=True)
    text = TextField(required=True)


class NoteAnswer(Shape):
    """What may be told beside the field; it refuses nothing."""

    code = fields.String(required=True)
    text = TextField(required=True)


class PostcheckAnswer(Shape):
    """The outcome of checking one postcode."""

    is_valid = fields.Boolean(required=True)
    canonical = fields.String(required=True, allow_none=True)
    reason = fields.Nested(ReasonAnswer, required=True, allow_none=True)
    example = fields.String(required=True, allow_none=True)
    suggestion = fields.String(required=True, allow_none=True)
    looks_like = fields.String(required=True, allow_none=True)
    question = TextField(required=True, allow_none=True)
    region_fits = fields.Boolean(required=True, allow_none=True)
    note = fields.Nested(NoteAnswer, required=True, allow_none=True)


class PostcodeFieldAnswer(Shape):
    """How a country's postcode field is made."""

    presence = fields.Enum(Presence, by_value=True, required=True)
    label = TextField(required=True)
    example = fields.String(required=True, allow_none=True)
    pattern = fields.String(required=True, allow_none=True)
    is_required = fields.Boolean(required=True)
    only_ = fields.String(required=True, allow_none=True, data_key="only", attribute="only")
    inputmode = fields.String(required=True)
    autocomplete = fields.String(required=True)
    autocapitalize = fields.String(required=True)


class RegionAnswer(Shape):
    """One choice of region."""

    code = fields.String(required=True)
    name = fields.String(required=True)
    latin_name = fields.String(required=True)


class AddressFieldAnswer(Shape):
    """One field of the address form."""

    name = fields.String(required=True)
    label = TextField(required=True)
    is_required = fields.Boolean(required=True)
    autocomplete = fields.String(required=True)
    autocapitalize = fields.String(required=True)
    choices = fields.List(fields.Nested(RegionAnswer), required=True)


class CountryAnswer(Shape):
    """A country's address form, and its postcode field in detail."""

    country = fields.String(required=True)
    postcode = fields.Nested(PostcodeFieldAnswer, required=True)
    fields_ = fields.List(fields.Nested(AddressFieldAnswer), required=True, data_key="fields", attribute="fields")


def known_country(code: str) -> str:
    """A country's code out of an address, in capitals. Raises UnknownCountry."""
    country = code.upper()
    if not is_country(country):
        raise UnknownCountry(country=code[:40])
    return country
