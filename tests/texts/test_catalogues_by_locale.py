"""Which catalogue speaks for a locale."""

import pytest

from storefront_plugin.resources import resource_dir
from storefront_plugin.texts import Catalogues, Text, sf_, sf_n, sf_p


@pytest.fixture(scope="module")
def catalogues() -> Catalogues:
    return Catalogues(resource_dir("translations"))


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("de-DE", "Straße und Hausnummer"),
        ("de-AT", "Straße und Hausnummer"),
        ("de-CH", "Strasse und Hausnummer"),
        ("en-GB", "Street and number"),
        ("nl-NL", "Street and number"),
    ],
)
def test_the_nearest_catalogue_speaks_and_english_where_there_is_none(catalogues: Catalogues, locale: str, said: str):
    assert sf_("Street and number").said_in(catalogues.of(locale)) == said


def test_a_text_within_a_text_is_said_in_the_same_language(catalogues: Catalogues):
    inner: Text = sf_("The bank declined this card.")
    outer = sf_("%(reason)s Nothing was charged. You can try another card.", reason=inner)

    said = outer.said_in(catalogues.of("de-DE"))

    assert said.startswith(inner.said_in(catalogues.of("de-DE")))
    assert "declined" not in said


def test_a_count_chooses_the_form_and_fills_it(catalogues: Catalogues):
    earned = "You earned %(count)s point with this order.", "You earned %(count)s points with this order."

    assert str(sf_n(*earned, 1)) == "You earned 1 point with this order."
    assert "49" in sf_n(*earned, 49).said_in(catalogues.of("de-DE"))


def test_a_context_tells_two_meanings_apart(catalogues: Catalogues):
    button = sf_p("button", "Order with obligation to pay")

    assert button.said_in(catalogues.of("de-DE")) == "Zahlungspflichtig bestellen"
