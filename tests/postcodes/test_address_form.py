"""The address form in pages: a macro for any page, and the inputs of another country for its script."""

import re

import pytest
from flask import render_template_string

from storefront_plugin import CartLine
from storefront_plugin.postcodes import address_faults
from tests.shops import token_for

PAGE = """{% from "storefront/fragments/address.html" import address_form %}
<form method="post">{{ address_form(countries, written, faults) }}</form>"""


@pytest.fixture
def form_of(shop):
    """The form for what was written, as a page of the shop."""

    def rendered(written, faults=(), countries=(("DE", "Germany"), ("JP", "Japan"))):
        with shop.test_request_context("/"):
            return render_template_string(PAGE, countries=countries, written=written, faults=dict(faults))

    return rendered


def names_in(html):
    return re.findall(r'<(?:input|select)[^>]* name="(\w+)"', html)


def test_the_macro_asks_in_the_order_of_the_country(form_of):
    assert names_in(form_of({"country": "DE"})) == ["country", "name", "line1", "line2", "postcode", "city"]
    assert names_in(form_of({"country": "JP"})) == ["country", "postcode", "region", "line1", "line2", "name"]


def test_every_input_has_a_label_and_its_fault_beside_it(form_of):
    html = form_of({"country": "DE", "postcode": "1011"}, address_faults("DE", {"postcode": "1011"}))

    ids = re.findall(r'<(?:input|select) id="([\w-]+)"', html)
    assert sorted(re.findall(r'<label for="([\w-]+)"', html)) == sorted(ids)
    assert 'value="1011"' in html
    assert "This postcode is too short. An example: 10115." in html
    assert html.count('aria-invalid="true"') == 4


def test_the_browser_is_told_what_the_country_writes(form_of):
    postcode = re.search(r'<input id="storefront-postcode"[^>]*>', form_of({"country": "DE"}))[0]

    assert 'inputmode="numeric"' in postcode
    assert 'autocomplete="postal-code"' in postcode
    assert 'autocapitalize="off"' in postcode
    assert "maxlength" not in postcode
    assert " required" in postcode


def test_the_one_code_of_a_small_place_is_filled_in(form_of):
    assert 'value="GX11 1AA"' in form_of({"country": "GI"}, countries=[("GI", "Gibraltar"), ("GB", "United Kingdom")])


def test_without_the_script_a_button_changes_the_country_and_no_script_stands_in_the_page(form_of):
    html = form_of({"country": "DE"})

    assert 'name="change_country"' in html
    assert re.findall(r"<script[^>]*>", html) == ['<script src="/storefront/static/address.js" defer>']
    assert not re.search(r"\son\w+=", html)
    assert "<script" not in form_of({}, countries=[("DE", "Germany")])


def test_the_script_is_answered_with_the_inputs_of_another_country(visitor):
    german = visitor.get("/storefront/address?country=de")
    french = visitor.get("/fr-ch/storefront/address?country=CH")

    assert german.status_code == 200
    assert names_in(german.text) == ["name", "line1", "line2", "postcode", "city"]
    assert "<html" not in german.text
    assert names_in(french.text) == ["name", "line1", "line2", "postcode", "city"]


@pytest.mark.parametrize("country", ["", "XX", "<b>", "Germany"])
def test_no_country_has_no_inputs(visitor, country):
    assert visitor.get("/storefront/address", query_string={"country": country}).status_code == 422


def test_the_same_rules_are_there_as_json(visitor):
    answer = visitor.get("/storefront/api/v1/countries/GB").get_json()

    assert answer["postcode"]["is_required"] is True
    assert [field["name"] for field in answer["fields"]] == ["name", "lines", "city", "postcode"]
    assert [field["autocapitalize"] for field in answer["fields"]] == ["words", "words", "characters", "characters"]


def test_the_checkout_notes_that_a_postcode_lies_elsewhere_and_goes_on(host, visitor):
    host.lines = [CartLine("tea", 1)]
    typed = {"country": "CH", "name": "Ada", "line1": "Weg 1", "city": "Vaduz", "postcode": "9490", "email": "a@b.ch"}
    token = token_for(visitor, "/fr-ch")

    sent = visitor.post("/fr-ch/storefront/checkout", data={**typed, "storefront_token": token})
    page = visitor.get(sent.location)

    assert (sent.status_code, page.status_code) == (303, 200)
    assert "Liechtenstein" in page.text


def test_the_server_names_each_input_that_is_not_right():
    right = {"name": "Ada", "line1": "1 Way", "city": "Portland", "region": "OR", "postcode": "97201"}

    assert address_faults("US", right) == {}
    assert set(address_faults("US", {})) == {"name", "line1", "city", "region", "postcode"}
    assert list(map(str, address_faults("US", {**right, "region": "XX"})["region"])) == [
        "Please choose one from the list."
    ]
    assert list(map(str, address_faults("CA", {**right, "region": "ON", "postcode": "KlA OBl"})["postcode"])) == [
        "This does not look like a postcode of this country. An example: K1A 0B1.",
        "Did you mean K1A 0B1?",
    ]
    assert list(address_faults("US", {**right, "name": "  "})) == ["name"]
    assert address_faults("AE", {"name": "Ada", "line1": "1 Road", "region": "DU", "postcode": "123"}) == {}
