"""The template filters: any amount a shop may hold, shown in the edition's currency, and the page always stands."""

from dataclasses import replace
from decimal import Decimal

import pytest
from flask import Flask, render_template_string
from markupsafe import Markup

from storefront_plugin.money import Money
from storefront_plugin.pricing.filters import money_from
from storefront_plugin.pricing.rates.sources import FixedRates
from storefront_plugin.pricing.settings import Unit
from storefront_plugin.web.parts import parts_of
from tests.pricing.british_shop import EUR, GBP, JPY, SETTINGS, pricing_of


class Decimal128:
    """As a document database hands it out: no number to Python, but it prints as one."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __str__(self) -> str:
        return self._text


class Unprintable:
    def __str__(self) -> str:
        raise RuntimeError("no text")


def shown(app: Flask, amount: object, edition: str = "de-de", template: str = "{{ amount|storefront_price }}") -> str:
    app.add_url_rule("/page", "page", lambda: render_template_string(template, amount=amount))
    answer = app.test_client().get(f"/{edition}/page")
    assert answer.status_code == 200
    return answer.text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("edition", "expected"),
    [
        ("en-gb", '<bdi class="storefront-price" data-minor="1000" data-currency="GBP">£10.00</bdi>'),
        ("de-de", '<bdi class="storefront-price" data-minor="1223" data-currency="EUR">12,23 €</bdi>'),
        ("ja-jp", '<bdi class="storefront-price" data-minor="2150" data-currency="JPY">￥2,150</bdi>'),
    ],
)
def test_an_amount_is_shown_in_the_editions_currency_and_manner(app, edition, expected):
    assert shown(app, 1000, edition) == expected


def test_an_arabic_price_is_isolated_from_the_text_around_it(app):
    price = shown(app, 1000, "ar-ae")

    assert price.startswith('<bdi class="storefront-price" data-minor="4998" data-currency="AED">')
    assert "49.98" in price


def test_without_a_rate_the_shop_s_own_amount_is_shown_in_its_own_currency(app):
    price = shown(app, 1000, "ar-kw")

    assert 'data-minor="1000" data-currency="GBP"' in price
    assert "KWD" not in price
    assert "د.ك" not in price


@pytest.mark.parametrize(
    "amount", [1000, 1000.0, Decimal(1000), "1000", Decimal128("1000"), Decimal128("1.000E+3"), Money.of("10", GBP)]
)
def test_every_kind_of_number_is_the_same_amount(app, amount):
    assert 'data-minor="1223"' in shown(app, amount)


@pytest.mark.parametrize("amount", [10, 10.0, Decimal("10.00"), "10.00", Decimal128("10.00"), Money.of("10", GBP)])
def test_a_shop_that_stores_major_units_says_so(app, amount):
    settings = replace(SETTINGS, unit=Unit.MAJOR)
    parts_of(app).add(pricing_of(FixedRates(GBP, {EUR: Decimal("1.2")}), settings=settings))

    assert 'data-minor="1224"' in shown(app, amount)


@pytest.mark.parametrize(
    ("amount", "unit", "minor"),
    [
        (0.1 + 0.2, Unit.MAJOR, 30),
        (19.99 * 3, Unit.MAJOR, 5997),
        (1.005, Unit.MAJOR, 101),
        (999.5, Unit.MINOR, 1000),
        (-5, Unit.MAJOR, -500),
        (0, Unit.MINOR, 0),
    ],
)
def test_a_float_is_the_number_it_prints_as(amount, unit, minor):
    assert money_from(amount, GBP, unit) == Money(minor, GBP)


def test_a_currency_without_minor_units_has_one_unit():
    assert money_from(500, JPY, Unit.MINOR) == money_from(500, JPY, Unit.MAJOR) == Money(500, JPY)


def test_none_shows_nothing(app):
    assert shown(app, None) == ""


@pytest.mark.parametrize(
    "amount", ["on request", "£12.50", "NaN", "Infinity", "sNaN", "1e1000000", "9" * 50, float("nan"), True, [], b"10"]
)
def test_what_is_no_amount_is_shown_as_it_was(app, amount):
    assert shown(app, amount) == str(Markup.escape(amount))


def test_what_is_no_amount_is_escaped_as_ever(app):
    assert shown(app, "<script>") == "&lt;script&gt;"


def test_what_cannot_even_be_printed_leaves_the_page_standing(app):
    assert shown(app, Unprintable()) == ""


def test_an_undefined_variable_is_the_hosts_own_affair(app):
    assert shown(app, None, template="[{{ nothing|storefront_price }}]") == "[]"


def test_money_of_another_currency_was_decided_before_and_is_shown_as_it_is(app):
    assert 'data-minor="129900" data-currency="JPY"' in shown(app, Money(129_900, JPY))


def test_storefront_money_never_converts(app):
    total = shown(app, Money.of("10.00", GBP), template="{{ amount|storefront_money }}")

    assert total == '<bdi class="storefront-price" data-minor="1000" data-currency="GBP">10,00 £</bdi>'


def test_storefront_money_leaves_alone_what_is_no_money(app):
    assert shown(app, 12, template="{{ amount|storefront_money }}{{ none|storefront_money }}") == "12"


def test_so_many_of_one_are_the_rounded_unit_multiplied(app):
    assert 'data-minor="6115"' in shown(app, 1000, template="{{ amount|storefront_price(5) }}")


def test_a_cart_adds_up_to_what_its_lines_show(app):
    lines = [(1000, 5), (2499, 1)]

    assert 'data-minor="9172" data-currency="EUR"' in shown(app, lines, template="{{ storefront_sum(amount) }}")


def test_a_cart_without_a_rate_is_summed_in_the_shop_s_own_currency(app):
    total = shown(app, [(1000, 2)], "ar-kw", "{{ storefront_sum(amount) }}")

    assert 'data-minor="2000" data-currency="GBP"' in total


def test_a_cart_with_something_that_is_no_amount_has_no_sum(app):
    assert shown(app, [(1000, 1), ("on request", 1)], template="{{ storefront_sum(amount) }}") == ""
