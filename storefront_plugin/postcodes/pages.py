"""Address forms in pages: the inputs of a country, for a macro and for the small script that changes the country."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from storefront_plugin.postcodes.forms import CountryForm, form_of
from storefront_plugin.postcodes.schemas import known_country
from storefront_plugin.web.routes import Routes

pages = Routes()


@pages.get("/address")
def address_inputs() -> ResponseReturnValue:
    """The inputs of the country at ?country=, empty, to stand in place of another country's."""
    form = form_of(known_country(request.args.get("country", "")))
    return render_template("storefront/fragments/address_inputs.html", form=form)


def storefront_address_form(country: str) -> CountryForm:
    """What an address of this country is asked for, in its order; for the macros of `fragments/address.html`."""
    return form_of(country)
