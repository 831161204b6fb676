"""An address is printed as its own post wants it: order, grouping, capitals, script."""

from string import ascii_uppercase

import pytest

from storefront_plugin.host import Address
from storefront_plugin.postcodes import envelope
from storefront_plugin.postcodes.rules import rule_for

RULES = [rule for one in ascii_uppercase for two in ascii_uppercase if (rule := rule_for(one + two)) and rule.pattern]


@pytest.mark.parametrize(
    ("address", "lines"),
    [
        (
            Address("Ada Lovelace", ("12 St James's Sq",), "London", "GB", "SW1Y 4JH"),
            ["Ada Lovelace", "12 St James's Sq", "London", "SW1Y 4JH"],
        ),
        (Address("Ada", ("Weg 1", "Hof"), "Berlin", "DE", "10115"), ["Ada", "Weg 1", "Hof", "10115 Berlin"]),
        (Address("Éva", ("Fő utca 1.",), "Budapest", "HU", "1037"), ["Éva", "Budapest", "Fő utca 1.", "1037"]),
        (Address("Ada", ("1 Way",), "Portland", "US", "97201", "OR"), ["Ada", "1 Way", "Portland, OR 97201"]),
        (Address("Ada", ("Via 1",), "Roma", "IT", "00144", "RM"), ["Ada", "Via 1", "00144 Roma RM"]),
        (Address("Ada", ("Bahnhofstr. 1",), "Zürich", "CH", "8001"), ["Ada", "Bahnhofstr. 1", "CH-8001 Zürich"]),
        (Address("Ada", ("Calle 1",), "Bogotá", "CO", "111221"), ["Ada", "Calle 1", "Bogotá, 111221"]),
        (Address("Ada", ("1 Road",), "Dubai", "AE", region="DU"), ["Ada", "1 Road", "Dubai"]),
    ],
    ids=lambda value: value.country if isinstance(value, Address) else "",
)
def test_the_lines_stand_in_the_order_of_the_country(address, lines):
    assert envelope(address) == lines


def test_japan_begins_with_the_postcode_and_ends_with_the_name():
    address = Address("山田花子", ("千代田区丸の内1-1",), "", "JP", "100-0005", "13")

    assert envelope(address) == ["〒100-0005", "東京都", "千代田区丸の内1-1", "山田花子"]


def test_an_address_in_latin_letters_stands_in_the_latin_order():
    japan = Address("Hanako Yamada", ("1-1 Marunouchi, Chiyoda",), "", "JP", "100-0005", "13")
    korea = Address("Lee", ("Teheran-ro 1",), "Gangnam-gu", "KR", "06142", "11")

    assert envelope(japan) == ["Hanako Yamada", "1-1 Marunouchi, Chiyoda, Tokyo", "100-0005"]
    assert envelope(korea) == ["Lee", "Teheran-ro 1", "Gangnam-gu", "Seoul", "06142"]


def test_capitals_are_for_the_post_alone():
    hungary = Address("Kovács Éva", ("Fő utca 1.",), "Győr", "HU", "9021")
    germany = Address("Ada", ("Große Straße 1",), "Köln", "DE", "50667")

    assert envelope(hungary, for_post=True) == ["KOVÁCS ÉVA", "GYŐR", "FŐ UTCA 1.", "9021"]
    assert envelope(germany, for_post=True) == ["Ada", "Große Straße 1", "50667 Köln"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.country)
def test_every_postcode_is_printed_once_with_one_sign(rule):
    lines = envelope(Address("Name", ("Way 9",), "Town", rule.country, rule.example))

    [line] = [line for line in lines if rule.example in line]
    sign = rule.example.rstrip("0123456789 -")
    assert line.count(sign or rule.example) == 1


def test_a_missing_postcode_leaves_no_sign_behind():
    assert envelope(Address("Ada", ("Weg 1",), "Zug", "CH")) == ["Ada", "Weg 1", "Zug"]
    assert envelope(Address("山田", ("丸の内1-1",), "", "JP", "", "13")) == ["東京都", "丸の内1-1", "山田"]


def test_what_was_written_is_never_taken_for_a_place_in_the_layout():
    assert envelope(Address("%Z", ("100 %C",), "%n", "DE", "10115")) == ["%Z", "100 %C", "10115 %n"]
