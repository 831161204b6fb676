"""Postcodes and address forms as JSON, for a front end of its own."""

from __future__ import annotations

from storefront_plugin.postcodes.forms import CountryForm, form_of
from storefront_plugin.postcodes.postcheck import Postcheck, check
from storefront_plugin.postcodes.schemas import (
    CountryAnswer,
    PostcheckAnswer,
    PostcodeRequest,
    PostcodeWish,
    known_country,
)
from storefront_plugin.web.routes import Routes, accepts, answers

api = Routes()


@api.get("/countries/<country>")
@answers(CountryAnswer)
def country_form(country: str) -> CountryForm:
    """The address form of a country: its fields in order, and its postcode."""
    return form_of(known_country(country))


@api.get("/countries/<country>/postcode")
@accepts(PostcodeRequest, location="query")
@answers(PostcheckAnswer)
def check_postcode(asked: PostcodeWish, country: str) -> Postcheck:
    """Whether this is a postcode of the country, how it is written, and if not, why not."""
    return check(known_country(country), asked.postcode, asked.region)
