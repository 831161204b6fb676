"""What holds for every text and every country."""

from string import ascii_uppercase
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront_plugin.host import Address
from storefront_plugin.postcodes import Presence, check, describe, envelope
from storefront_plugin.postcodes.rules import rule_for

EVERY_TWO_LETTERS = [one + two for one in ascii_uppercase for two in ascii_uppercase]
KNOWN = [country for country in EVERY_TWO_LETTERS if rule_for(country)]
SHAPED = [country for country in KNOWN if describe(country).presence is not Presence.NONE]

two_letters = st.sampled_from(EVERY_TWO_LETTERS)
near_misses = st.text("0123456789ABJXjx -–\u200b１Ａ", max_size=12)


@given(country=two_letters, text=st.text() | near_misses, region=st.none() | st.text(max_size=5))
def test_no_text_and_no_country_makes_a_check_raise(country, text, region):
    found = check(country, text, region)

    assert (found.canonical is not None) is found.is_valid
    assert (found.reason is None) is found.is_valid


@given(
    country=st.sampled_from(SHAPED),
    text=near_misses,
    junk=st.text("!?#<>/\\\"'*+=;:@", min_size=1, max_size=5),
)
def test_junk_after_a_postcode_is_never_let_pass(country, text, junk):
    assert not check(country, text + junk).is_valid


@given(address=st.builds(Address, st.text(), st.tuples(st.text()), st.text(), two_letters, st.text(), st.text()))
def test_any_address_can_be_printed(address):
    lines = envelope(address) + envelope(address, for_post=True)

    assert all(line and line == line.strip(" ,") for line in lines)


@given(country=st.text(max_size=4), text=st.text(max_size=8))
def test_what_is_no_country_raises_nothing_either(country, text):
    check(country, text)
    describe(country)


@given(st.data())
def test_a_canonical_postcode_checks_as_itself(data):
    country = data.draw(st.sampled_from(SHAPED))
    pattern = rule_for(country).pattern
    body = data.draw(st.from_regex(pattern, fullmatch=True))

    found = check(country, body)

    if found.is_valid:
        again = check(country, found.canonical)
        assert again == found


@given(country=st.sampled_from(SHAPED), text=near_misses)
def test_a_suggestion_is_a_postcode(country, text):
    found = check(country, text)

    assert found.suggestion is None or check(country, found.suggestion).canonical == found.suggestion


@given(country=st.sampled_from([country for country in KNOWN if country not in SHAPED]), text=st.text())
def test_a_country_without_postcodes_never_complains(country, text):
    found = check(country, text)

    assert found.is_valid
    assert found.canonical == ""


HOSTILE = [" ", "-", "1", "A", "9A", "1 ", "\u200b", "１", "A1A 1A1 ", "\x00", "\ud800", "ﷺ"]


@pytest.mark.parametrize("piece", HOSTILE, ids=ascii)
def test_a_hundred_kilobytes_of_anything_are_answered_at_once(piece):
    text = (piece * 100_000)[:100_000]
    begun = perf_counter()

    for country in KNOWN:
        check(country, text)

    # All the countries together take a few hundredths of a second; one slow pattern would take minutes.
    assert perf_counter() - begun < 1
