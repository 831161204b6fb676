"""The host's Babel is asked after the address: in an edition its language is spoken, elsewhere the host decides."""

import pytest
from flask import Flask, session
from flask_babel import Babel, format_decimal, get_locale

from tests.shops import MARKETS, make_app


def bilingual(selector=lambda: session.get("lang", "bg"), *, later=False):
    app = Flask("bilingual")
    app.config.update(SECRET_KEY="the shop's own key", TESTING=True)
    app.add_url_rule("/say", "say", lambda: f"{get_locale()} {format_decimal(1234.5)}")
    app.add_url_rule("/lang", "lang", lambda: session.update(lang="ru") or "")
    if not later:
        Babel(app, locale_selector=selector)
    return app


def test_the_edition_s_locale_beats_the_host_s_session_and_the_browser(tmp_path):
    visitor = make_app(tmp_path, app=bilingual()).test_client()
    visitor.get("/lang")

    said = [visitor.get(f"/{code}/say", headers={"Accept-Language": "en"}).text for code in ("de-ch", "fr-ch", "en-gb")]

    assert said == ["de_CH 1’234.5", "fr_CH 1\u202f234,5", "en_GB 1,234.5"]


def test_without_an_edition_in_the_address_the_host_decides_as_before(tmp_path):
    visitor = make_app(tmp_path, app=bilingual()).test_client()

    first = visitor.get("/say").text
    visitor.get("/lang")
    second = visitor.get("/say").text

    assert [first[:2], second[:2]] == ["bg", "ru"]


def test_a_babel_that_is_set_up_after_us_is_found_as_well(tmp_path):
    app = make_app(tmp_path, app=bilingual(later=True))
    Babel(app, locale_selector=lambda: "bg")

    assert app.test_client().get("/de-ch/say").text.startswith("de_CH")


@pytest.mark.parametrize("selector", [None, lambda: None])
def test_a_host_without_an_answer_keeps_its_default(tmp_path, selector):
    visitor = make_app(tmp_path, app=bilingual(selector)).test_client()

    assert visitor.get("/say").text.startswith("en ")
    assert visitor.get("/fr-ch/say").text.startswith("fr_CH ")


def test_a_locale_with_a_script_is_handed_over_whole(tmp_path):
    markets = {"tw": {"countries": ["TW"], "currency": "TWD", "locales": ["zh-Hant-TW"]}, "de": MARKETS["de"]}
    pricing = {"currency": "EUR", "fixed_rates": {"TWD": "35"}}
    visitor = make_app(tmp_path, app=bilingual(), markets=markets, pricing=pricing).test_client()

    assert visitor.get("/zh-hant-tw/say").text.startswith("zh_Hant_TW")


def test_switched_off_the_host_s_selector_stands(tmp_path):
    def of_host():
        return "bg"

    app = make_app(tmp_path, app=bilingual(of_host), routing={"babel": False})

    assert app.test_client().get("/de-ch/say").text.startswith("bg")
    assert app.extensions["babel"].locale_selector is of_host


@pytest.mark.parametrize("strange", [None, object(), {}])
def test_what_is_no_babel_is_left_alone(tmp_path, strange):
    app = make_app(tmp_path)
    app.extensions["babel"] = strange

    assert app.test_client().get("/de-de/tea").status_code == 200
    assert app.extensions["babel"] is strange
