"""Which hreflang codes search engines take, and what is said of the others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront_plugin.markets.audit.codes import fault_of, usual_case


@pytest.mark.parametrize(
    "code", ["de", "de-AT", "zh-Hant", "zh-Hans-TW", "es-MX", "x-default", "X-Default", "EN-gb", "nb-NO", "he"]
)
def test_it_is_a_code(code):
    assert fault_of(code) is None


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("at", "“at” begins with a country and not with a language: de, or de-AT"),
        ("cn", "“cn” begins with a country and not with a language: zh, or zh-CN"),
        ("jp", "“jp” begins with a country and not with a language: ja, or ja-JP"),
        ("us", "“us” begins with a country and not with a language: en, or en-US"),
        ("en-UK", "“en-UK” is written en-GB"),
        ("en-USA", "“en-USA” is written en-US"),
        (
            "en-EU",
            "“en-EU” names “EU”, which is no country of ISO 3166-1: en, or one code for each country, such as en-US",
        ),
        (
            "es-LATAM",
            "“es-LATAM” names “LATAM”, which is no country of ISO 3166-1: "
            "es, or one code for each country, such as es-ES",
        ),
        (
            "es-419",
            "“es-419” names “419”, which is no country of ISO 3166-1: es, or one code for each country, such as es-ES",
        ),
        ("en_GB", "“en_GB” is written en-GB"),
        ("GB-en", "“GB-en” names the country first: en-GB"),
        # Ukrainian; whoever meant Britain is told so by the country.
        (
            "UK-en",
            "“UK-en” names “en”, which is no country of ISO 3166-1: uk, or one code for each country, such as uk-UA",
        ),
        ("eng", "“eng” does not begin with a code of ISO 639-1: en"),
        ("ger-AT", "“ger-AT” does not begin with a code of ISO 639-1: de-AT"),
        ("iw", "“iw” does not begin with a code of ISO 639-1: he"),
        ("zh-CN-Hans", "“zh-CN-Hans” is written zh-Hans-CN"),
        ("de-AT-CH", "“de-AT-CH” has more than a language, a script and a country"),
        ("ca-ES-valencia", "“ca-ES-valencia” has more than a language, a script and a country: ca-ES"),
        ("gsw-CH", "“gsw-CH” does not begin with a code of ISO 639-1: de-CH"),
        ("arb-EG", "“arb-EG” does not begin with a code of ISO 639-1: ar-EG"),
        ("fil", "“fil” does not begin with a code of ISO 639-1: tl"),
        ("nds", "“nds” does not begin with a language of ISO 639-1, such as de"),
        ("de-", "“de-” is written de"),
        ("", "“” is no code at all"),
        ("de DE", "“de DE” is no code at all"),
        ("*", "“*” is no code at all"),
    ],
)
def test_it_is_none_and_the_right_form_is_named(code, said):
    assert fault_of(code) == said


@pytest.mark.parametrize(
    ("written", "usual"),
    [("EN-gb", "en-GB"), ("zh-hant-tw", "zh-Hant-TW"), ("X-DEFAULT", "x-default"), ("en_gb", "en_gb"), (" de ", "de")],
)
def test_capitals_change_nothing(written, usual):
    assert usual_case(written) == usual


@given(st.text(max_size=20) | st.from_regex(r"[a-zA-Z]{1,9}([-_][a-zA-Z0-9]{1,9}){0,4}", fullmatch=True))
def test_whatever_is_written_is_a_code_or_has_a_fault(code):
    said = fault_of(code)

    assert said is None or f"“{code}”" in said
