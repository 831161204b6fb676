"""What a merchant writes of addresses and codes is refused at the start, with its full name and the right form."""

from copy import deepcopy

import pytest

from storefront_plugin import Storefront
from storefront_plugin.errors import SettingsFaulty
from storefront_plugin.settings import read_settings
from tests.shops import MARKETS, SETTINGS, plain_shop, settings_for


def faults(markets=MARKETS, **changed):
    """What is refused of the usual settings with these markets, line by line."""
    try:
        read_settings({**SETTINGS, "markets": markets, **changed}, {})
    except SettingsFaulty as refused:
        return list(refused.faults)
    return []


def swiss(**by_hand):
    """The usual markets, with these set by hand for de-CH."""
    return {**MARKETS, "ch": {**MARKETS["ch"], "editions": {"de-CH": by_hand}}}


# Codes


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("en-UK", "en-GB"),
        ("EN-uk", "en-GB"),
        ("cn", "zh-CN"),
        ("jp", "ja"),
        ("at", "de-AT"),
        ("eng", "en"),
        ("en-EU", "en"),
        ("GB-en", "en-GB"),
        ("zh-CN-Hans", "zh-Hans-CN"),
        ("es-LATAM", "es"),
    ],
)
def test_a_code_that_is_none_is_refused_with_the_right_form(written, right):
    [of_locale] = faults({"x": {**MARKETS["de"], "locales": [written]}})
    [of_code] = faults(swiss(hreflang=[written]))

    assert of_locale.startswith(f"markets.x.locales.0: “{written}” ")
    assert of_code.startswith(f"markets.ch.editions.de-CH.hreflang.0: “{written}” ")
    for fault in (of_locale, of_code):
        assert right in fault.partition("” ")[2]


@pytest.mark.parametrize(
    ("written", "right"), [("en_GB", "en-GB"), ("es-419", "es-ES"), ("iw", "he"), ("x-default", "x_default")]
)
def test_what_is_good_for_a_locale_may_be_none_for_a_search_engine(written, right):
    [fault] = faults(swiss(hreflang=[written]))

    assert right in fault
    assert written == "x-default" or faults({"x": {**MARKETS["de"], "locales": [written]}}) == []


@pytest.mark.parametrize(
    ("written", "kept"), [("EN-gb", "en-GB"), ("ZH-hant", "zh-Hant"), ("zh-hans-tw", "zh-Hans-TW"), ("de", "de")]
)
def test_a_code_is_kept_in_its_usual_case(written, kept):
    settings = read_settings({**SETTINGS, "markets": swiss(hreflang=[written])}, {})

    assert settings.markets[1].by_hand[0].hreflang == (kept,)


@pytest.mark.parametrize(
    ("locale", "fault", "right"),
    [
        ("gsw-CH", "“gsw-CH” does not begin with a code of ISO 639-1: de-CH", "de-CH"),
        ("gsw", "“gsw-CH” does not begin with a code of ISO 639-1: de-CH", "de-CH"),
        ("rm-CH-sursilv", "“rm-sursilv-CH” has more than a language, a script and a country: rm-CH", "rm-CH"),
        ("fur", "“fur-CH” does not begin with a language of ISO 639-1, such as de", "it-CH"),
    ],
)
def test_a_locale_without_a_code_of_its_own_is_refused_until_one_is_set_by_hand(locale, fault, right):
    market = {"countries": ["CH"], "currency": "CHF", "locales": [locale]}

    derived = faults({"ch": market})
    by_hand = faults({"ch": {**market, "editions": {locale: {"hreflang": [right]}}}})

    assert derived == [f"markets.ch.locales: {fault}. Set the hreflang of editions.{locale}."]
    assert by_hand == []


# Addresses


@pytest.mark.parametrize(
    "prefix", ["de", "/", "/de/", "/DE", "/a/b", "//x", "/ü", "/de?x", "/-de", "/storefront", "/" + "x" * 50]
)
def test_a_prefix_is_one_step_in_small_letters_or_none(prefix):
    [fault] = faults(swiss(prefix=prefix))

    assert fault == (
        f"markets.ch.editions.de-CH.prefix: “{prefix}” is not a prefix such as /de, nor empty for the root of its host."
    )


@pytest.mark.parametrize(
    "host",
    ["https://shop.ch", "shop.ch/de", "shop ch", "-shop.ch", "shop..ch", "shop.ch:x", "shop.ch:65536", "@", ":80"],
)
@pytest.mark.parametrize("key", ["host", "editions.de-CH.host"])
def test_a_host_is_a_name_alone(host, key):
    markets = swiss(host=host) if "." in key else {**MARKETS, "ch": {**MARKETS["ch"], "host": host}}

    assert faults(markets) == [f"markets.ch.{key}: “{host}” is not a host’s name alone, such as shop.de."]


@pytest.mark.parametrize(
    "prefix", ["/..", "/.", "/.well-known", "/robots.txt", "/favicon.ico", "/sitemap.xml", "/storefront-sitemap.xml"]
)
def test_what_machines_ask_for_never_was_a_prefix(prefix):
    [fault] = faults(swiss(former=["/de_CH", prefix]))

    assert fault == f"markets.ch.editions.de-CH.former.1: “{prefix}” is not a prefix such as /de or /en_GB."


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("https://Shop.Example", "https://shop.example"),
        ("https://shop.example:443", "https://shop.example"),
        ("http://shop.example:80", "http://shop.example"),
        ("http://shop.example:443", "http://shop.example:443"),
        ("http://[::1]:65535", "http://[::1]:65535"),
    ],
)
def test_the_shop_s_address_is_kept_as_browsers_write_it(written, kept):
    assert read_settings({**SETTINGS, "base_address": written}, {}).base_address == kept


@pytest.mark.parametrize("written", ["http://shop.example:65536", "http://shop.example:0", "https://shop.example:"])
def test_an_address_with_a_port_that_is_none_is_refused(written):
    [fault] = faults(base_address=written)

    assert fault == f"base_address: “{written}” is not scheme and host alone, such as https://shop.example."


def test_a_foreign_name_is_kept_as_browsers_send_it():
    settings = read_settings({**SETTINGS, "base_address": "https://shop.example", "markets": swiss(host="Käse.CH")}, {})

    assert settings.markets[1].by_hand[0].host == "xn--kse-qla.ch"


HERE = {"base_address": "https://shop.example"}


@pytest.mark.parametrize(
    ("markets", "settings", "said"),
    [
        (
            swiss(prefix="/en-gb"),
            {},
            ["markets.gb.locales: “/en-gb” is already the address of market ch."],
        ),
        (
            {**swiss(prefix=""), "gb": {**MARKETS["gb"], "editions": {"en-GB": {"prefix": ""}}}},
            {},
            ["markets.gb.editions.en-GB.prefix: “/” is already the address of market ch."],
        ),
        (
            {**MARKETS, "ie": {**MARKETS["gb"], "countries": ["IE"], "host": "shop.ie"}},
            HERE,
            ["markets.ie.locales: “en-GB” is also in market gb: write “en” alone here."],
        ),
        (
            {**swiss(hreflang=["de"]), "gb": {**MARKETS["gb"], "editions": {"en-GB": {"hreflang": ["en", "DE"]}}}},
            {},
            ["markets.gb.editions.en-GB.hreflang: “de” already names the edition de-ch."],
        ),
        (
            {**MARKETS, "uk": {**MARKETS["gb"], "locales": ["en"]}},
            {},
            ["markets.uk.locales: Every code that would name “en” names another edition: set its hreflang."],
        ),
        (
            {**MARKETS, "ch": {**MARKETS["ch"], "editions": {"it_ch": {"prefix": "/it"}}}},
            {},
            ["markets.ch.editions.it-CH: “it-CH” is none of this market’s locales."],
        ),
        (swiss(former=["/en-gb"]), {}, ["markets.ch.editions.de-CH.former: “/en-gb” is also another prefix."]),
        (swiss(former=["/x", "/X"]), {}, ["markets.ch.editions.de-CH.former: “/x” is also another prefix."] * 2),
        (swiss(host="shop.ch"), {}, ["base_address: This is needed where an edition has a host of its own."]),
        (
            {**MARKETS, "ch": {**MARKETS["ch"], "host": "shop.example"}},
            HERE,
            ["markets.ch.host: “shop.example” is the host of base_address: leave it out."],
        ),
        (
            swiss(host="SHOP.example"),
            HERE,
            ["markets.ch.editions.de-CH.host: “shop.example” is the host of base_address: leave it out."],
        ),
        (
            MARKETS,
            {"x_default": "en"},
            ["x_default: There is no edition “en”: there are de-de, de-ch, fr-ch, en-gb."],
        ),
        (swiss(prefx="/x"), {}, [
            "markets.ch.editions.de-CH.prefx: This is not a setting. Did you mean markets.ch.editions.de-CH.prefix?"
        ]),
    ],
)  # fmt: skip
def test_what_two_editions_would_share_is_refused(markets, settings, said):
    assert faults(markets, **settings) == said


def test_the_same_prefix_at_two_hosts_is_two_addresses():
    markets = deepcopy(dict(MARKETS))
    markets["de"] |= {"host": "shop.de", "editions": {"de-DE": {"prefix": "/de"}}}
    markets["ch"] |= {"host": "shop.ch", "editions": {"de-CH": {"prefix": "/de"}}}

    assert faults(markets, **HERE) == []


# A prefix that is also a route of the shop


def shop_with_a_route(tmp_path, rule, **by_hand):
    app = plain_shop(STOREFRONT=settings_for(tmp_path, markets=swiss(**by_hand)))
    app.add_url_rule(rule, "mine", lambda **_: "mine")
    return app


@pytest.mark.parametrize("rule", ["/wo", "/wo/", "/wo/<int:page>"])
@pytest.mark.parametrize("key", ["prefix", "former"])
def test_a_prefix_that_is_a_route_is_refused_and_the_app_left_alone(tmp_path, rule, key):
    app = shop_with_a_route(tmp_path, rule, **{key: "/wo" if key == "prefix" else ["/wo"]})

    with pytest.raises(SettingsFaulty) as refused:
        Storefront().init_app(app)

    assert refused.value.faults == (
        f"markets.ch.editions.de-CH.{key}: “/wo” is also a route of the shop, {rule} (mine): choose another.",
    )
    assert "storefront" not in app.extensions


@pytest.mark.parametrize("rule", ["/wohin", "/<path:any>", "/tea/wo"])
def test_a_route_that_only_looks_like_it_is_none(tmp_path, rule):
    Storefront().init_app(shop_with_a_route(tmp_path, rule, prefix="/wo"))


def test_a_route_that_comes_later_is_told_of_at_the_first_request_and_by_the_doctor(tmp_path, caplog):
    app = plain_shop(STOREFRONT=settings_for(tmp_path, markets=swiss(prefix="/wo")))
    Storefront().init_app(app)
    app.add_url_rule("/wo/<x>", "mine", lambda x: x)

    for _ in range(2):
        app.test_client().get("/wo/tea")
    told = app.test_cli_runner().invoke(args=["storefront", "doctor"])

    said = "“/wo” is also a route of the shop, /wo/<x> (mine): choose another."
    assert [record.message for record in caplog.records] == [f"markets.ch.editions.de-CH.prefix: {said}"]
    assert f"ERROR    prefix: {said}\n         → set markets.ch.editions.de-CH.prefix" in told.output
    assert told.exit_code == 1
