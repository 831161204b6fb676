"""Postcodes and address forms as JSON, for a front end of its own."""

from __future__ import annotations

from dataclasses import dataclass

from storefront_plugin.errors import UnknownCountry
from storefront_plugin.postcodes.address import AddressField, address_fields
from storefront_plugin.postcodes.fields import PostcodeField, describe
from storefront_plugin.postcodes.postcheck import Postcheck, check
from storefront_plugin.postcodes.schemas import CountryAnswer, PostcheckAnswer, PostcodeRequest, PostcodeWish
from storefront_plugin.shapes import is_country
from storefront_plugin.web.routes import Routes, accepts, answers

api = Routes()


@dataclass(frozen=True, slots=True)
class CountryForm:
    """A country's address form."""

    country: str
    postcode: PostcodeField
    fields: tuple[AddressField, ...]


@api.get("/countries/<country>")
@answers(CountryAnswer)
def country_form(country: str) -> CountryForm:
    """The address form of a country: its fields in order, and its postcode."""
    code = _known(country)
    return CountryForm(code, describe(code), address_fields(code))


@api.get("/countries/<country>/postcode")
@accepts(PostcodeRequest, location="query")
@answers(PostcheckAnswer)
def check_postcode(asked: PostcodeWish, country: str) -> Postcheck:
    """Whether this is a postcode of the country, how it is written, and if not, why not."""
    return check(_known(country), asked.postcode, asked.region)


def _known(country: str) -> str:
    code = country.upper()
    if not is_country(code):
        raise UnknownCountry(country=country[:40])
    return code
