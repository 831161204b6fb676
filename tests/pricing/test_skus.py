"""A sku is the shop's own name for a product: everywhere as it is given, and never one that only looks alike."""

import pytest
from marshmallow import ValidationError

from storefront_plugin import CartLine, Host, Money, Product
from storefront_plugin.pricing.lists.from_csv import LineFault, PriceRow, read_rows
from storefront_plugin.pricing.settings import PricingShape
from tests.pricing.british_shop import EUR
from tests.shops import ADDRESS, token_for

# As it came out of another system: the umlaut in two characters, a blank before.
ODD = (" pot", "gru\u0308n")
UNSEEN = ("te\u202ea", "te\u2028a", "te\u200ba", "te\ta")


class OddHost(Host):
    """Its skus are not tidy."""

    def product(self, sku):
        return Product(sku, "Odd", Money.of("10.00", "EUR")) if sku in ODD else None

    def cart(self):
        return [CartLine(sku, 1) for sku in ODD]


@pytest.mark.parametrize("sku", ODD)
def test_the_api_the_settings_and_a_quote_know_a_sku_as_the_shop_does(mount, sku):
    lists = {"l": {"market": "de", "prices": {sku: "7.00"}}}
    visitor = mount(host=OddHost(), pricing={"currency": "EUR", "lists": lists}).test_client()

    told = visitor.get("/de-de/storefront/api/v1/prices", query_string={"sku": sku}).json
    quote = visitor.post(
        "/de-de/storefront/api/v1/quotes",
        json={"lines": [{"sku": sku, "quantity": 1}], "address": ADDRESS, "email": "a@example.com"},
        headers={"X-Storefront-Token": token_for(visitor, "/de-de")},
    ).json

    assert (told["prices"][0]["sku"], told["prices"][0]["price"]["amount"]) == (sku, "7.00")
    assert quote["lines"][0]["unit"]["amount"] == "7.00"


@pytest.mark.parametrize("sku", UNSEEN)
def test_a_sku_with_characters_that_nobody_sees_is_refused_in_the_settings_and_in_a_file(sku):
    with pytest.raises(ValidationError, match="cannot be printed"):
        PricingShape().load({"currency": "EUR", "lists": {"l": {"market": "de", "prices": {sku: 1}}}})
    (fault,) = read_rows([b"sku,price\n", f"{sku},1\n".encode()], EUR)
    assert isinstance(fault, LineFault)


def test_a_file_keeps_a_sku_as_it_is_but_for_blanks_around_it():
    found = list(read_rows([b"sku,price\n", " gru\u0308n , 1\n".encode()], EUR))

    assert found == [PriceRow("gru\u0308n", 100)]
