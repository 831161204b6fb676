"""In Arabic, Hebrew, Persian and Urdu an amount stands apart from the text, its sign before its digits (H25)."""

import pytest

from storefront_plugin.money import Money, format_money
from tests.shops import plain_shop

# They let what follows run from the right, and from the left.
RLM, LRM, NO_BREAK = "\u200f", "\u200e", "\u00a0"


@pytest.mark.parametrize(
    ("locale", "currency", "shown"),
    [
        # Without its own mark the sign would be part of the text, and stand behind the digits.
        ("ar-AE", "AED", f"{RLM}{LRM}-12.50{NO_BREAK}د.إ.{RLM}"),
        ("he-IL", "ILS", f"{RLM}{LRM}-12.50{NO_BREAK}{RLM}₪"),
        ("fa-IR", "EUR", f"{LRM}−{LRM}€{NO_BREAK}12.50"),
        ("ur-PK", "PKR", f"{LRM}-Rs12.50"),
        ("de-DE", "EUR", f"-12,50{NO_BREAK}€"),
        ("sv-SE", "SEK", f"−12,50{NO_BREAK}kr"),
    ],
)
def test_a_negative_amount_has_the_sign_of_its_locale(locale, currency, shown):
    assert format_money(Money.of("-12.50", currency), locale) == shown


def test_the_old_price_and_the_new_one_are_told_apart_and_stay_in_their_order(mount):
    app = plain_shop(PAGE="<s>{{ 20|storefront_price }}</s> {{ 12.5|storefront_price }} ({{ -7.5|storefront_price }})")
    markets = {"il": {"countries": ["IL"], "currency": "ILS", "locales": ["he"]}}

    page = mount(app=app, markets=markets, pricing={"currency": "ILS"}).test_client().get("/he-il/tea").text

    def amount(minor, text):
        return f'<bdi class="storefront-price" data-minor="{minor}" data-currency="ILS">{text}</bdi>'

    old, new = amount(2000, f"{RLM}20.00{NO_BREAK}{RLM}₪"), amount(1250, f"{RLM}12.50{NO_BREAK}{RLM}₪")
    saved = amount(-750, f"{RLM}{LRM}-7.50{NO_BREAK}{RLM}₪")
    assert page == f"<s>{old}</s> {new} ({saved})"
