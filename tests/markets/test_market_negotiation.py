"""The address, then the visitor's choice, then language and country: and each decision says why."""

import json
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront_plugin.errors import SettingsFaulty
from storefront_plugin.markets.edition import editions_of
from storefront_plugin.markets.negotiation import NegotiationSettings, Negotiator, Reason, Signals, decide
from storefront_plugin.markets.settings import MarketsShape

MARKETS = {
    "de": {"countries": ["DE", "AT"], "currency": "EUR", "locales": ["de-DE", "en"]},
    "ch": {"countries": ["CH", "LI"], "currency": "CHF", "locales": ["de-CH", "fr-CH"]},
    "gb": {"countries": ["GB"], "currency": "GBP", "locales": ["en-GB"]},
    "tw": {"countries": ["TW"], "currency": "TWD", "locales": ["zh-TW"]},
    "hk": {"countries": ["HK"], "currency": "HKD", "locales": ["zh-HK", "en-HK"]},
}
EDITIONS = editions_of(MarketsShape().load({"markets": MARKETS}))


def decided(**signals):
    decision = decide(EDITIONS, Signals(**signals))
    return decision.edition.code, decision.language_by.value, decision.market_by.value


def said(**signals):
    return [str(text) for text in decide(EDITIONS, Signals(**signals)).explain()]


# The order of the signals


def test_the_address_counts_before_everything():
    everything = {"path": "fr-ch", "choice": "en-gb", "country": "DE", "accept_language": "de"}

    assert decided(**everything) == ("fr-ch", "path", "path")
    assert said(**everything) == ["The address names the edition fr-ch."]


def test_the_choice_counts_before_browser_and_country():
    assert decided(choice="en-gb", country="DE", accept_language="de") == ("en-gb", "choice", "choice")
    assert said(choice="en-gb", country="DE") == ["The visitor has chosen the edition en-gb."]


def test_a_choice_that_is_no_edition_any_more_is_passed_over():
    assert decided(choice="it-it", accept_language="fr") == ("fr-ch", "accept-language", "accept-language")
    assert said(choice="it-it")[0] == "The visitor has chosen “it-it”, which is no edition any more."


@pytest.mark.parametrize(
    ("country", "accept_language", "expected"),
    [
        # The language is asked for, the market follows from the country.
        ("CH", "de-DE", ("de-ch", "accept-language", "country")),
        ("DE", "de-CH", ("de-de", "accept-language", "country")),
        ("LI", "fr", ("fr-ch", "accept-language", "country")),
        ("DE", "en-GB", ("en-de", "accept-language", "country")),
        ("HK", "zh-TW", ("zh-hk", "accept-language", "country")),
        ("HK", "en-US", ("en-hk", "accept-language", "country")),
        ("ch", "de", ("de-ch", "accept-language", "country")),
        # A country where nobody sells in that language does not change the language.
        ("CH", "en", ("en-de", "accept-language", "accept-language")),
        ("GB", "de-CH, en;q=0.9", ("de-ch", "accept-language", "accept-language")),
        ("GB", "zh-HK", ("zh-hk", "accept-language", "accept-language")),
        # Without a language that fits it is the default's, in the country's market where that has it.
        ("CH", "", ("de-ch", "default", "country")),
        ("CH", "ja", ("de-ch", "default", "country")),
        ("GB", "", ("de-de", "default", "default")),
        ("GB", "ja", ("de-de", "default", "default")),
        # Countries that are none.
        ("XX", "fr", ("fr-ch", "accept-language", "accept-language")),
        ("T1", "fr", ("fr-ch", "accept-language", "accept-language")),
        ("", "", ("de-de", "default", "default")),
        # What was refused stays refused.
        ("CH", "de, de-CH;q=0", ("de-de", "accept-language", "accept-language")),
    ],
)
def test_the_browser_decides_the_language_and_the_country_the_market(country, accept_language, expected):
    assert decided(country=country, accept_language=accept_language) == expected


sent = st.text(max_size=30)
codes = st.sampled_from(["", "it-it", *(edition.code for edition in EDITIONS.all)]) | sent
countries = st.sampled_from(["", "XX", *(each for market in MARKETS.values() for each in market["countries"])]) | sent
wishes = st.sampled_from(["", "*", "ja", "de", "en, de;q=0.5", "zh-Hant", "fr-CA, *;q=0", "de;q=0, *"]) | sent


@given(country=countries, accept_language=wishes)
def test_no_country_ever_changes_the_language(country, accept_language):
    without = decide(EDITIONS, Signals(accept_language=accept_language)).edition
    with_it = decide(EDITIONS, Signals(accept_language=accept_language, country=country)).edition

    assert with_it.language == without.language


@given(path=codes, choice=codes, country=countries, accept_language=wishes)
def test_whatever_is_sent_there_is_an_edition_and_a_reason_that_can_be_printed(path, choice, country, accept_language):
    decision = decide(EDITIONS, Signals(path, choice, country, accept_language))

    texts = [str(text) for text in decision.explain()]
    assert decision.edition in EDITIONS.all
    assert decision.edition.code in texts[-1]
    assert all(text.isprintable() for text in texts)


# Why


@pytest.mark.parametrize(
    ("signals", "expected"),
    [
        (
            {"country": "CH", "accept_language": "de-DE, en;q=0.5"},
            [
                "Of the languages asked for, “de-DE” is answered best, by de-DE (distance 0).",
                "The market ch sells to the country CH.",
                "So the edition is de-ch.",
            ],
        ),
        (
            {"country": "CH", "accept_language": "en"},
            [
                "Of the languages asked for, “en” is answered best, by en (distance 0).",
                "The market ch sells to the country CH, but not in that language, "
                "and a country does not decide the language.",
                "So the edition is en-de.",
            ],
        ),
        (
            {"country": "XX", "accept_language": "ja"},
            [
                "No edition fits the languages asked for (“ja”): the default’s language is taken.",
                "No market sells to the country “XX”.",
                "So the edition is de-de.",
            ],
        ),
        ({}, ["No language is asked for: the default’s language is taken.", "So the edition is de-de."]),
    ],
)
def test_a_decision_says_why(signals, expected):
    assert said(**signals) == expected


def test_the_settings_of_distance_reach_the_decision():
    editions = editions_of(
        MarketsShape().load({"markets": {"no": {"countries": ["NO"], "currency": "NOK", "locales": ["en", "nb"]}}})
    )
    signals = Signals(accept_language="nn, en")

    exact = decide(editions, signals, NegotiationSettings())
    relative = decide(editions, signals, NegotiationSettings(relatives_first=True))
    strict = decide(editions, Signals(accept_language="nn"), NegotiationSettings(maximum_distance=9))

    assert [each.edition.locale for each in (exact, relative, strict)] == ["en", "nb", "en"]
    assert strict.language_by is Reason.DEFAULT


# In the shop


def root_of(app, **headers):
    answer = app.test_client().get("/", headers={name.replace("_", "-"): value for name, value in headers.items()})
    return answer.headers["Location"], answer.headers["Vary"]


def test_no_header_names_a_country_until_the_merchant_trusts_one(mount):
    asked = {"CF_IPCountry": "CH", "X_Country": "CH", "Accept_Language": "de"}

    assert root_of(mount(), **asked) == ("/de-de/", "Accept-Language")


def test_a_trusted_header_chooses_the_market_and_vary_names_it(mount):
    app = mount(negotiation={"country_header": "CF-IPCountry"})

    assert root_of(app, CF_IPCountry="CH", Accept_Language="de") == ("/de-ch/", "Accept-Language, CF-IPCountry")
    assert root_of(app, Accept_Language="de") == ("/de-de/", "Accept-Language, CF-IPCountry")
    assert root_of(app, CF_IPCountry=" ch ", Accept_Language="en") == ("/en-gb/", "Accept-Language, CF-IPCountry")


def test_the_router_logs_why_at_debug_level_only(mount, caplog):
    app = mount(negotiation={"country_header": "CF-IPCountry"})

    with caplog.at_level(logging.INFO):
        root_of(app, Accept_Language="fr")
    assert "fr-ch" not in caplog.text
    with caplog.at_level(logging.DEBUG, logger="storefront_plugin"):
        root_of(app, Accept_Language="fr", CF_IPCountry="CH")
    assert "fr-ch: Of the languages asked for, “fr” is answered best, by fr-CH" in caplog.text


def test_a_fault_of_ours_is_the_default_edition_and_a_line_in_the_log(monkeypatch, caplog):
    negotiator = Negotiator(EDITIONS)
    monkeypatch.setattr(negotiator, "decide", lambda signals: 1 / 0)

    assert negotiator.decide_for({"HTTP_ACCEPT_LANGUAGE": "fr"}).edition is EDITIONS.default
    assert len(caplog.records) == 1


def test_what_strangers_send_is_remembered_only_up_to_a_number():
    negotiator = Negotiator(EDITIONS)

    for number in range(3_000):
        negotiator.decide(Signals(choice="x" * 9_000, country="y" * 9_000, accept_language=f"de-x{number}," * 2_000))

    assert negotiator._decided.cache_info().currsize <= 2_048


@pytest.mark.parametrize(
    ("faulty", "key"),
    [
        ({"country_header": "CF IPCountry"}, "negotiation.country_header"),
        ({"country_header": "X-Country\r\nEvil"}, "negotiation.country_header"),
        ({"maximum_distance": 41}, "negotiation.maximum_distance"),
        ({"maximum_distance": "far"}, "negotiation.maximum_distance"),
        ({"relatives_first": "perhaps"}, "negotiation.relatives_first"),
        ({"relative_first": True}, "negotiation.relatives_first"),
    ],
)
def test_a_setting_that_makes_no_sense_is_refused_by_its_full_name(mount, faulty, key):
    with pytest.raises(SettingsFaulty, match=key.replace(".", r"\.")):
        mount(negotiation=faulty)


# The command


def explained(app, *arguments):
    return app.test_cli_runner().invoke(args=["storefront", "markets", "explain", *arguments])


def test_the_command_says_why(shop):
    answer = explained(shop, "--accept-language", "de-AT, en;q=0.5", "--country", "CH")

    assert answer.exit_code == 0
    assert answer.output.splitlines() == [
        "Of the languages asked for, “de-AT” is answered best, by de-DE (distance 4).",
        "The market ch sells to the country CH.",
        "So the edition is de-ch.",
    ]


def test_the_command_speaks_json(shop):
    answer = explained(shop, "--accept-language", "fr-CA", "--json")

    assert json.loads(answer.output) == {
        "edition": "fr-ch",
        "address": "/fr-ch/",
        "locale": "fr-CH",
        "market": "ch",
        "language_by": "accept-language",
        "market_by": "accept-language",
        "wish": "fr-CA",
        "distance": 4,
        "why": [
            "Of the languages asked for, “fr-CA” is answered best, by fr-CH (distance 4).",
            "So the edition is fr-ch.",
        ],
    }


def test_the_command_takes_a_choice_and_an_address(shop):
    assert explained(shop, "--choice", "en-gb").output == "The visitor has chosen the edition en-gb.\n"
    assert explained(shop, "--path", "de-ch", "--choice", "en-gb").output == "The address names the edition de-ch.\n"
