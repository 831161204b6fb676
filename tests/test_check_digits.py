"""IBANs and creditor references: right ones are known, and no slip of one hand passes."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront_plugin.check_digits import (
    canonical,
    in_fours,
    is_iban,
    is_reference,
    reference_for,
)

STEMS = st.text(string.digits + string.ascii_uppercase, min_size=1, max_size=21)


# From the registry of ISO 13616, and the example of ISO 11649.
@pytest.mark.parametrize(
    "iban",
    [
        "DE89 3704 0044 0532 0130 00",
        "GB29 NWBK 6016 1331 9268 19",
        "NL91 ABNA 0417 1643 00",
        "CH93 0076 2011 6238 5295 7",
        "NO93 8601 1117 947",
        "MT84 MALT 0110 0001 2345 MTLC AST0 01S",
        "de89 3704 0044 0532 0130 00",
    ],
)
def test_an_iban_is_known(iban):
    assert is_iban(canonical(iban))


@pytest.mark.parametrize(
    "iban", ["", "DE", "DE88370400440532013000", "DE8937040044053201300", "RF18 5390 0754 703", "ÄÖ12"]
)
def test_what_is_no_iban_is_not(iban):
    assert not is_iban(canonical(iban))


def test_a_reference_has_the_check_digits_of_the_standard():
    assert reference_for("539007547034") == "RF18539007547034"
    assert in_fours("RF18539007547034") == "RF18 5390 0754 7034"


@given(STEMS)
def test_every_reference_checks_as_itself(stem):
    assert is_reference(reference_for(stem))


@given(STEMS, st.data())
def test_one_wrong_character_is_found_out(stem, data):
    reference = reference_for(stem)
    place = data.draw(st.integers(2, len(reference) - 1))
    alphabet = string.digits if place < 4 else string.digits + string.ascii_uppercase
    other = data.draw(st.sampled_from(alphabet).filter(lambda each: each != reference[place]))

    assert not is_reference(reference[:place] + other + reference[place + 1 :])


@given(st.text(string.digits, min_size=2, max_size=21), st.data())
def test_two_digits_that_changed_places_are_found_out(stem, data):
    reference = reference_for(stem)
    place = data.draw(st.integers(4, len(reference) - 2))
    swapped = reference[:place] + reference[place + 1] + reference[place] + reference[place + 2 :]

    assert is_reference(swapped) == (swapped == reference)


@given(st.text(max_size=40))
def test_no_text_makes_it_raise(text):
    is_iban(canonical(text))
    is_reference(canonical(text))
