"""`[sellers]` and `[mail]`: what is read, and every fault with its key."""

import pytest

from storefront_plugin.documents.mail.settings import MailSettings, Security
from storefront_plugin.documents.settings import sellers_of
from storefront_plugin.errors import SettingsFaulty
from storefront_plugin.settings import read_settings
from tests.shops import SETTINGS

WREN = {"name": "Wren", "address": ["Torstraße 140", "10119 Berlin"], "country": "de", "invoices": True}


def read(**changed):
    return read_settings({**SETTINGS, **changed}, {})


def faults(**changed):
    with pytest.raises(SettingsFaulty) as refused:
        read(**changed)
    return list(refused.value.faults)


def test_each_market_has_its_seller():
    settings = read(sellers={"main": WREN, "swiss": {**WREN, "name": "Wren AG", "country": "CH", "markets": ["ch"]}})

    sellers = sellers_of(settings.sellers, "Tiny")

    assert [(sellers.of(key).key, sellers.of(key).seller.name) for key in ("de", "gb", "ch")] == [
        ("main", "Wren"),
        ("main", "Wren"),
        ("swiss", "Wren AG"),
    ]


def test_a_shop_without_sellers_issues_receipts_by_its_name():
    sellers = sellers_of(read().sellers, "Tiny")

    assert (sellers.of("de").seller.name, sellers.of("de").invoices) == ("Tiny", False)


def test_a_sellers_account_is_printed_in_fours_however_it_is_written():
    [terms] = read(sellers={"main": {**WREN, "iban": "de02120300000000202051"}}).sellers.values()

    assert terms.seller.iban == "DE02 1203 0000 0000 2020 51"


@pytest.mark.parametrize(
    ("sellers", "fault"),
    [
        ({"main": {"name": ""}}, "sellers.main.name"),
        ({"Main": WREN}, "sellers.Main"),
        (
            {"main": {**WREN, "vatid": "DE1"}},
            "sellers.main.vatid: This is not a setting. Did you mean sellers.main.vat_id?",
        ),
        ({"main": {**WREN, "invoice_number": "INV-{number}"}}, "sellers.main.invoice_number"),
        ({"main": {**WREN, "credit_note_number": "INV-{year}-{number:05}"}}, "sellers.main.credit_note_number"),
        ({"main": {**WREN, "time_zone": "Europe/Bern"}}, "sellers.main.time_zone"),
        ({"main": {**WREN, "time_zone": "../../etc/passwd"}}, "sellers.main.time_zone"),
        ({"main": {**WREN, "iban": "no"}}, "sellers.main.iban"),
        ({"main": {**WREN, "iban": "DE03 1203 0000 0000 2020 51"}}, "sellers.main.iban: This is no IBAN"),
        ({"main": {**WREN, "email": "kontor"}}, "sellers.main.email: This is not an e-mail address."),
        ({"main": {**WREN, "markets": ["fr"]}}, "sellers.main.markets: There is no market “fr”."),
        ({"main": {"name": "Wren", "invoices": True}}, "sellers.main.invoices"),
        ({"main": WREN, "other": WREN}, "sellers.other.markets: “main” sells in every market already"),
        ({"a": {**WREN, "markets": ["ch"]}, "b": {**WREN, "markets": ["ch"]}}, "sellers.b.markets: In the market “ch”"),
    ],
)
def test_a_faulty_seller_is_told_with_its_key(sellers, fault):
    [found] = faults(sellers=sellers)

    assert found.startswith(fault)


def test_mail_is_read_and_its_password_comes_from_outside():
    written = {"host": "mail.shop.example", "from": "orders@shop.example", "user": "shop"}

    settings = read_settings({**SETTINGS, "mail": written}, {"STOREFRONT_SMTP_PASSWORD": "hush"})

    assert settings.mail == MailSettings(
        "mail.shop.example", 587, "shop", "hush", Security.STARTTLS, "orders@shop.example"
    )
    assert "hush" not in repr(settings)


@pytest.mark.parametrize(
    ("mail", "fault"),
    [
        ({"host": "mail.shop.example"}, "mail.from: Letters need an address"),
        ({"host": "mail.shop.example", "from": "shop"}, "mail.from: This is not an e-mail address."),
        ({"port": 0}, "mail.port"),
        ({"security": "ssl"}, "mail.security"),
        ({"deadline_seconds": 600}, "mail.deadline_seconds"),
        (
            {"host": "mail.shop.example", "from": "a@shop.example", "password": "hush", "security": "none"},
            "mail.security: The password would be sent in the open",
        ),
    ],
)
def test_faulty_mail_is_told_with_its_key(mail, fault):
    [found] = faults(mail=mail)

    assert found.startswith(fault)
    assert "hush" not in found
