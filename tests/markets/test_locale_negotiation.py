"""The best of the supported locales for what a browser asks, and nothing where nothing fits."""

import csv
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront_plugin.markets import match_locale
from storefront_plugin.markets.negotiation import parse_accept_language


@pytest.mark.parametrize(
    ("supported", "headers", "expected"),
    [
        ("en de hu", ["hu-HU, hu"], "hu"),
        ("de-DE en-US", ["de-AT, en"], "de-DE"),
        ("de-DE de-AT en-US", ["de-AT"], "de-AT"),
        ("en fr-CH de-CH", ["de"], "de-CH"),
        ("en de", ["gsw, fr", "lb, fr"], "de"),
        ("en zh-TW zh-CN", ["zh-Hant, en"], "zh-TW"),
        ("en zh-Hant zh-Hans", ["zh-TW", "zh-HK", "zh-MO"], "zh-Hant"),
        ("en zh-Hans zh-Hant", ["zh-CN", "zh-SG"], "zh-Hans"),
        ("en zh-Hans", ["zh-TW, en"], "en"),
        ("zh zh-TW zh-MO", ["zh-HK"], "zh-MO"),
        ("en pt-BR pt-PT", ["pt"], "pt-BR"),
        ("en pt-BR pt-PT", ["pt-AO"], "pt-PT"),
        ("en pt-BR", ["pt-PT, en"], "pt-BR"),
        ("en nb", ["no, en", "nn", "da"], "nb"),
        # A policy: an exact second wish wins over a close relative of the first.
        ("en nb", ["nn-NO, en"], "en"),
        ("en no", ["nb-NO, en"], "no"),
        ("es-ES es-419 en", ["es-MX", "es-AR"], "es-419"),
        ("es-ES es-MX en", ["es-AR"], "es-MX"),
        ("en-US en-GB", ["en-AU", "en-IE", "en-NZ"], "en-GB"),
        # By the data of the installed langcodes; newer CLDR puts Canada beside the United States.
        ("en-US en-GB", ["en-CA"], "en-GB"),
        ("en-US fr", ["en-GB, fr"], "en-US"),
        ("sr-Latn sr-Cyrl en", ["sr"], "sr-Cyrl"),
        ("en hr", ["bs"], "hr"),
        ("he en", ["iw-IL"], "he"),
        ("id en", ["in"], "id"),
        ("fil en", ["tl"], "fil"),
        ("en nl-BE", ["nl-NL, nl"], "nl-BE"),
        ("en ca es", ["ca-ES-valencia, es"], "ca"),
        ("fr en", ["is"], None),
        ("en de", ["*", "", " ", ",", ";", "*;q=0"], None),
        ("en de", ["en;q=0, de"], "de"),
    ],
)
def test_the_cases_of_the_field(supported, headers, expected):
    assert {header: match_locale(header, supported.split()) for header in headers} == dict.fromkeys(headers, expected)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("en;q=0.2, de;q=0.9", "de"),
        ("en;q=0.9, de", "de"),
        ("en; q=0.2 , de ;q=0.3", "de"),
        ("en;Q=0.2, de;Q=0.3", "de"),
        ("de, en", "de"),
        ("de;q=0.5, en;q=0.5", "de"),
        ("de;q=0, *", None),
        ("de;q=abc, fr", "fr"),
        ("de;q=2, fr", "fr"),
        ("de;q=-1, fr", "fr"),
        ("de;q=nan, fr", "fr"),
        ("de;level=1, fr", "fr"),
        ("de_CH", "de"),
        ("DE-de", "de"),
        ("de,de,de,fr", "de"),
        ("de-", None),
        (None, None),
    ],
)
def test_quality_and_spelling(header, expected):
    assert match_locale(header, ["en", "de", "fr"]) == expected


@pytest.mark.parametrize("supported", [[], [""], ["no tag at all"], ["-"]])
def test_a_shop_that_supports_nothing_matches_nobody(supported):
    assert match_locale("de", supported) is None


@pytest.mark.parametrize(
    "header",
    [
        "x" * 8_192,
        "a," * 4_096,
        ";q=" * 2_730,
        "-" * 8_192,
        "de-" * 2_730,
        "," * 8_192,
        "*" * 8_192,
        ",".join(f"{chr(97 + n % 26)}{chr(97 + n // 26 % 26)};q=0.{n % 10}" for n in range(900)),
        "de-" + "a" * 8_000,
        "\x00\xff" * 4_096,
    ],
)
def test_eight_kilobytes_of_junk_cost_no_time(header):
    started_at = time.perf_counter()

    match_locale(header, ["en-GB", "de-DE", "ja-JP"])

    assert time.perf_counter() - started_at < 0.1


tags = st.sampled_from("de de-AT de-CH en en-GB en-US fr ja nb pt-BR sr-Latn zh zh-Hant-TW zh-Hans".split())


@given(header=st.text(max_size=60), supported=st.lists(tags, max_size=5))
def test_whatever_is_asked_the_answer_is_supported_or_nothing(header, supported):
    assert match_locale(header, supported) in {*supported, None}


@given(wish=tags, supported=st.lists(tags, unique=True))
def test_exactly_what_is_asked_for_is_what_is_given(wish, supported):
    assert match_locale(wish, [*supported, wish]) == wish


@given(header=st.text("dentfrCHATUS-_;q=01., *", max_size=80))
def test_wishes_are_in_the_order_of_their_quality(header):
    qualities = [quality for _, quality in parse_accept_language(header)]

    assert qualities == sorted(qualities, reverse=True)
    assert all(0 <= quality <= 1 for quality in qualities)


def test_most_of_cldr_s_own_cases_are_answered_as_cldr_does(conformance):
    with (conformance / "locale-matching.tsv").open(encoding="utf-8", newline="") as file:
        cases = list(csv.DictReader(file, delimiter="\t"))

    right = 0
    for case in cases:
        supported = [tag.strip() for tag in case["supported"].split(",")]
        right += (match_locale(case["desired"], supported) or supported[0] or "null") == case["expected"]

    assert right / len(cases) > 0.9
