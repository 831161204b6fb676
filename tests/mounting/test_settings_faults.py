"""Settings from a dict or a TOML file: every fault at once, by its key's full name, and no secret in any message."""

import logging
from copy import deepcopy
from datetime import date
from pathlib import Path

import pytest

from storefront_plugin import Storefront
from storefront_plugin.errors import SettingsFaulty
from storefront_plugin.settings import ENVIRONMENT, known_keys, read_settings
from storefront_plugin.storage import Database
from storefront_plugin.web.parts import parts_of
from tests.shops import MARKETS, SETTINGS, plain_shop

LIVE = {"secret_key": "sk_live_hush", "publishable_key": "pk_live_open", "webhook_secrets": ["whsec_hush"]}


def faults(source, environ=None):
    """What is refused, line by line; nothing where all is well."""
    try:
        read_settings(source, environ or {})
    except SettingsFaulty as refused:
        return list(refused.faults)
    return []


def with_(key, value):
    """The usual settings with one of them set, by its full name."""
    changed = deepcopy(dict(SETTINGS))
    group = changed
    *path, name = key.split(".")
    for each in path:
        group = group.setdefault(each, {})
    group[name] = value
    return changed


# All of them at once


def test_every_fault_is_reported_together_with_its_full_name():
    written = {
        "base_address": "shop.example",
        "secrets": ["short"],
        "markets": {"De": {"countries": ["Germany"], "currency": "EURO", "locales": ["german"]}},
        "pricing": {"margin": 3},
        "checkout": {"quote_minutes": 0, "stripe": {"secret_key": "sk_live_hush"}},
        "loyalty": {"points": "many"},
        "surveys": {"cooldown_days": -1},
        "unknown": 1,
    }

    assert [fault.split(":")[0] for fault in faults(written)] == [
        "base_address",
        "checkout.quote_minutes",
        "checkout.stripe.publishable_key",
        "loyalty.points",
        "markets.De",
        "markets.De.countries.0",
        "markets.De.currency",
        "markets.De.locales.0",
        "pricing.currency",
        "pricing.margin",
        "secrets.0",
        "surveys.cooldown_days",
        "unknown",
    ]


def test_a_fault_in_one_part_does_not_hide_a_contradiction_in_others():
    written = {**with_("loyalty.per", "0.001"), "shop": {"nmae": "x"}}
    written["pricing"] = {**SETTINGS["pricing"], "rules": {"jp": {"step": 10}}}

    assert faults(written) == [
        "loyalty.per: 0.001 is not an exact amount of EUR.",
        "pricing.rules.jp: There is no market “jp”.",
        "shop.name: This is needed.",
        "shop.nmae: This is not a setting. Did you mean shop.name?",
    ]


def test_what_is_missing_is_named():
    assert faults({}) == ["markets: This is needed.", "pricing: This is needed."]


def test_the_error_is_a_list_that_can_be_read():
    with pytest.raises(SettingsFaulty) as refused:
        read_settings({}, {})

    assert str(refused.value) == (
        "The storefront settings have faults:\n  markets: This is needed.\n  pricing: This is needed."
    )


def test_an_app_with_faulty_settings_is_left_alone():
    app = plain_shop(STOREFRONT={})

    with pytest.raises(SettingsFaulty):
        Storefront().init_app(app)

    assert "storefront" not in app.extensions
    assert "storefront" not in app.blueprints


# Unknown keys


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("base_adress", "base_address"),
        ("secret", "secrets"),
        ("marktes", "markets"),
        ("shop.nmae", "shop.name"),
        ("database.uri", "database.url"),
        ("pricing.margn", "pricing.margin"),
        ("pricing.fixed_rate", "pricing.fixed_rates"),
        ("checkout.quote_minute", "checkout.quote_minutes"),
        ("checkout.stripe.secretkey", "checkout.stripe.secret_key"),
        ("loyalty.point", "loyalty.points"),
        ("surveys.cooldown", "surveys.cooldown_days"),
        ("markets.de.curency", "markets.de.currency"),
        ("markets.ch.locale", "markets.ch.locales"),
        # The right name at the wrong place.
        ("quote_minutes", "checkout.quote_minutes"),
        ("countries", "markets.*.countries"),
        ("shop.secret_key", "checkout.stripe.secret_key"),
    ],
)
def test_an_unknown_key_is_answered_with_the_nearest_right_one(key, meant):
    assert f"{key}: This is not a setting. Did you mean {meant}?" in faults(with_(key, "x"))


@pytest.mark.parametrize("key", ["zzzzzz", "shop.zzzzzz", "checkout.stripe.zzzzzz"])
def test_where_nothing_is_near_nothing_is_guessed(key):
    assert f"{key}: This is not a setting." in faults(with_(key, 1))


def test_every_setting_is_known_by_its_full_name():
    known = known_keys()

    assert len(known) == len(set(known))
    assert {"base_address", "checkout.stripe.webhook_secrets", "markets.*.locales", "pricing.fixed_rates"} <= set(known)


# Wrong values


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("shop", [], "This must be a group of named values."),
        ("shop", None, "This is needed."),
        ("shop.name", "", "This is needed."),
        ("shop.name", 5, "This must be text."),
        ("shop.name", "a\nb", "This contains characters that cannot be printed."),
        ("base_address", "https://shop.example/de", "“https://shop.example/de” is not scheme and host alone, such as"),
        ("base_address", "https://shop.example/", "“https://shop.example/” is not scheme and host alone, such as"),
        ("base_address", "https://例え.jp", "“https://例え.jp” is not scheme and host alone, such as"),
        (
            "base_address",
            "https://shop.example:abc",
            "“https://shop.example:abc” is not scheme and host alone, such as",
        ),
        ("base_address", "ftp://shop.example", "“ftp://shop.example” is not scheme and host alone, such as"),
        ("secrets", "a secret of sixteen", "This must be a list."),
        ("markets", [], "This must be a group of named values."),
        ("markets", {}, "This is too short or too long."),
        ("markets.de", [], "This must be a group of named values."),
        ("markets.de.countries", "DE", "This must be a list."),
        ("markets.de.countries", [], "This is too short or too long."),
        ("markets.de.currency", "EURO", "EURO is not a currency code."),
        ("markets.de.locales", "de", "This must be a list."),
        ("markets.de.tax_display", "both", "Must be one of: gross, net."),
        ("pricing", "EUR", "This must be a group of named values."),
        ("pricing.currency", 5, "5 is not a currency code."),
        ("pricing.margin", "NaN", "“NaN” is not a number."),
        ("pricing.margin", True, "“True” is not a number."),
        ("pricing.fixed_rates", [], "This must be a group of named values."),
        ("checkout.quote_minutes", "30", "This must be a whole number."),
        ("checkout.quote_minutes", 1.5, "This must be a whole number."),
        ("checkout.sandbox", "perhaps", "This must be yes or no."),
        ("loyalty.enabled", [], "This must be yes or no."),
        ("surveys.cooldown_days", 10**9, "1000000000 is not from 0 to 3650."),
    ],
)
def test_a_wrong_value_is_refused_in_words(key, value, said):
    assert [fault for fault in faults(with_(key, value)) if fault.startswith(f"{key}: {said}")]


@pytest.mark.parametrize("locale", ["", "german", "und", "xx-YY", "x-private", "de-", 5, None])
def test_a_locale_that_nobody_speaks_is_refused(locale):
    [fault] = faults(with_("markets.de.locales", [locale]))

    assert fault.startswith("markets.de.locales.0: ")


@pytest.mark.parametrize(
    ("written", "canonical"),
    [("de_at", "de-AT"), ("EN-gb", "en-GB"), ("iw", "he"), ("zh_hant_tw", "zh-Hant-TW"), ("es_419", "es-419")],
)
def test_a_locale_is_kept_in_its_canonical_form(written, canonical):
    settings = read_settings(with_("markets", {"x": {**MARKETS["de"], "locales": [written]}}), {})

    assert settings.markets[0].locales == (canonical,)


# What contradicts itself


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            with_("markets.at", {**MARKETS["de"], "locales": ["de-AT", "de-DE"]}),
            ["markets.at.locales: “/de-de” is already the address of market de."],
        ),
        (
            with_("markets.de.locales", ["de", "de"]),
            ["markets.de.locales: “/de-de” is already the address of market de."],
        ),
        (
            with_("pricing.fixed_rates", {"EUR": 1}),
            ["pricing.fixed_rates.EUR: EUR is the shop’s own currency and needs no rate."],
        ),
        (
            with_("pricing.rules", {"jp": {"step": 10}, "de": {"step": "0.005"}}),
            [
                "pricing.rules.de.step: 0.005 is not an exact amount of EUR.",
                "pricing.rules.jp: There is no market “jp”.",
            ],
        ),
        (with_("loyalty.per", "0.001"), ["loyalty.per: 0.001 is not an exact amount of EUR."]),
        (
            with_("checkout", {"sandbox": True, "stripe": LIVE}),
            ["checkout.sandbox: The sandbox and a Stripe key exclude one another: remove one of them."],
        ),
        (
            with_("checkout.stripe", {**LIVE, "publishable_key": "pk_test_open"}),
            ["checkout.stripe.publishable_key: One key is for live payments and the other for tests."],
        ),
        (
            with_("checkout.stripe", {"publishable_key": "pk_test_open"}),
            ["checkout.stripe.publishable_key: The secret key and the publishable key must be set together."],
        ),
    ],
)
def test_what_contradicts_itself_is_refused(changed, said):
    assert faults(changed) == said


# The source


def test_a_toml_file_of_the_same_shape_says_the_same(tmp_path):
    file = tmp_path / "storefront.toml"
    file.write_text(
        """
        [shop]
        name = "Tiny"
        [markets.de]
        countries = ["DE", "AT"]
        currency = "EUR"
        locales = ["de-DE"]
        [pricing]
        currency = "EUR"
        """
    )
    same = {"shop": {"name": "Tiny"}, "markets": {"de": MARKETS["de"]}, "pricing": {"currency": "EUR"}}

    assert read_settings(file, {}) == read_settings(str(file), {}) == read_settings(same, {})


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[shop\nname = 1", "(at line 1, column 6)"),
        (b'[shop]\nname = "\xff"', "can't decode byte 0xff"),
        (b"[shop]\nname = 'a'\nname = 'b'", "Cannot overwrite a value"),
        (None, "No such file or directory"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_the_reason(tmp_path, content, said):
    file = tmp_path / "storefront.toml"
    if content is not None:
        file.write_bytes(content)

    [fault] = faults(str(file))

    assert fault.startswith(f"{file}: ")
    assert said in fault


@pytest.mark.parametrize("source", ["/", "a\0b"])
def test_a_path_that_is_no_file_is_a_fault_as_well(source):
    assert len(faults(source)) == 1


@pytest.mark.parametrize("source", [None, 5, ["shop"], b"storefront.toml"])
def test_what_is_neither_dict_nor_path_is_named(source):
    assert faults(source) == [f"STOREFRONT: {source!r} is neither a dict nor the path of a TOML file."]


def test_the_host_s_own_dict_is_never_changed():
    source = with_("checkout", {"stripe": {}})
    before = deepcopy(source)

    read_settings(
        source, {"STOREFRONT_STRIPE_SECRET_KEY": "sk_test_1", "STOREFRONT_STRIPE_PUBLISHABLE_KEY": "pk_test_1"}
    )

    assert source == before


# The environment and its secrets


def test_the_environment_lies_over_what_is_written():
    environ = {
        "STOREFRONT_BASE_ADDRESS": "https://shop.example",
        "STOREFRONT_SECRET": "the newest of two secrets".replace(" ", "-") + " " + "the-older-of-two-secrets",
        "STOREFRONT_DATABASE_URL": "postgresql://ada:hush@db/shop",
        "STOREFRONT_SMTP_PASSWORD": "hush",
        "STOREFRONT_STRIPE_SECRET_KEY": "sk_live_hush",
        "STOREFRONT_STRIPE_PUBLISHABLE_KEY": "pk_live_open",
        "STOREFRONT_STRIPE_WEBHOOK_SECRETS": "whsec_new whsec_old",
    }
    written = {**SETTINGS, "secrets": ["what is written is not used"], "database": {"url": "sqlite:///x"}}

    settings = read_settings(written, environ)

    assert environ.keys() == ENVIRONMENT.keys()
    assert settings.base_address == "https://shop.example"
    assert settings.secrets == ("the-newest-of-two-secrets", "the-older-of-two-secrets")
    assert settings.database.url == "postgresql://ada:hush@db/shop"
    assert settings.mail.password == "hush"
    assert settings.checkout.stripe.secret_key == "sk_live_hush"
    assert settings.checkout.stripe.publishable_key == "pk_live_open"
    assert tuple(settings.checkout.stripe.webhook_secrets) == ("whsec_new", "whsec_old")


def test_an_empty_variable_changes_nothing():
    assert read_settings(SETTINGS, dict.fromkeys(ENVIRONMENT, "")) == read_settings(SETTINGS, {})


def test_a_secret_fault_in_the_environment_is_named_by_its_setting():
    environ = {"STOREFRONT_SECRET": "hush", "STOREFRONT_DATABASE_URL": "mysql://ada:hush@db/shop"}

    assert faults(SETTINGS, environ) == [
        "database.url: This is no address such as postgresql://user@host/name or sqlite:////folder/file.",
        "secrets.0: This is too short or too long.",
    ]


@pytest.mark.parametrize(
    "url", ["hush", "mysql://ada:hush@db/shop", "oracle+x://ada:hush@db", "postgresql//hush", "://hush"]
)
def test_a_database_we_do_not_speak_to_is_refused_without_repeating_its_password(url):
    [fault] = faults(with_("database", {"url": url}))

    assert fault == "database.url: This is no address such as postgresql://user@host/name or sqlite:////folder/file."


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_spoken_to_through_psycopg_however_it_is_written(scheme):
    assert Database(f"{scheme}://ada:hush@db/shop").url.drivername == "postgresql+psycopg"


HUSHED = {
    **SETTINGS,
    "secrets": ["hush-hush-hush-hush-hush"],
    "database": {"url": "postgresql://ada:hush@db/shop"},
    "checkout": {"stripe": LIVE},
}


def test_no_secret_is_in_the_repr_of_the_settings_or_of_any_part():
    settings = read_settings(HUSHED, {})
    app = plain_shop(STOREFRONT=HUSHED)
    Storefront().init_app(app)

    assert "hush" not in repr(settings)
    assert "hush" not in repr(dict(parts_of(app)))
    assert "hush" not in str(parts_of(app)[Database].url)


@pytest.mark.parametrize(
    "spoil",
    [
        {"secrets": ["hush"]},
        {"secrets": "hush-hush-hush-hush"},
        {"secrets": ["hush\thush-hush-hush-hush"]},
        {"database": {"url": "hush"}},
        {"database": "hush"},
        {"database": {"urll": "hush"}},
        {"checkout": {"stripe": {**LIVE, "secret_key": "hush hush"}}},
        {"checkout": {"stripe": {**LIVE, "webhook_secrets": ["hush"]}}},
        {"checkout": {"stripe": {**LIVE, "publishable_key": "pk_test_x"}}},
        {"checkout": {"stripe": "hush"}},
    ],
)
def test_no_secret_is_in_a_fault_or_a_log(caplog, spoil):
    caplog.set_level(logging.DEBUG)

    with pytest.raises(SettingsFaulty) as refused:
        read_settings({**HUSHED, **spoil}, {})

    assert "hush" not in str(refused.value)
    assert "hush" not in caplog.text


def test_no_secret_is_logged_while_mounting_and_serving(caplog, tmp_path: Path):
    caplog.set_level(logging.DEBUG)
    app = plain_shop(STOREFRONT={**HUSHED, "database": {"url": "postgresql://ada:hush@127.0.0.1:1/shop"}})
    Storefront().init_app(app)

    answer = app.test_client().get("/de-de/storefront/api/v1/loyalty", headers={"X-Customer": "ada"})
    page = app.test_client().get("/de-de/tea")

    assert (answer.status_code, page.status_code) == (403, 200)
    assert "hush" not in caplog.text


# Currencies that ended


def test_a_currency_that_has_ended_is_refused_with_its_successor():
    bulgaria = {"countries": ["BG"], "currency": "BGN", "locales": ["bg-BG"]}
    written = {**with_("markets.bg", bulgaria), "pricing": {"currency": "HRK"}}

    def refused_on(day):
        with pytest.raises(SettingsFaulty) as refused:
            read_settings(written, {}, today=day)
        return list(refused.value.faults)

    of_croatia = "pricing.currency: HRK ended on 2023-01-01: write EUR."
    assert refused_on(date(2025, 12, 31)) == [of_croatia]
    assert refused_on(date(2026, 1, 1)) == [
        "markets.bg.currency: BGN ended on 2026-01-01: write EUR.",
        of_croatia,
    ]


def test_an_app_is_not_mounted_with_a_currency_that_has_ended(mount):
    with pytest.raises(SettingsFaulty, match=r"markets\.bg\.currency: BGN ended"):
        mount(markets={"bg": {"countries": ["BG"], "currency": "BGN", "locales": ["bg-BG"]}})
