"""`flask storefront prices import`, `lists` and `remove-list`: what they say, and that a bad file changes nothing."""

import io
import json
import re
from dataclasses import replace
from datetime import datetime
from types import SimpleNamespace

import pytest

from storefront_plugin.money import Currency
from storefront_plugin.pricing.lists.price_list import PriceList
from storefront_plugin.pricing.lists.price_table import PriceTable
from storefront_plugin.pricing.lists.service import PriceLists
from storefront_plugin.web import progress
from storefront_plugin.web.parts import parts_of
from tests.shops import SETTINGS

SUMMER = PriceList("summer", "de")


@pytest.fixture
def mounted(mount):
    own = {"standing": {"market": "de", "prices": {"pot": 24}}}
    return mount(pricing={**SETTINGS["pricing"], "lists": own})


@pytest.fixture
def lists(mounted):
    return parts_of(mounted)[PriceLists]


@pytest.fixture
def run(mounted, tmp_path):
    """Runs `storefront prices …`; what is given as content is the file's."""

    def made(*arguments, content=None, input=None):
        if content is not None:
            path = tmp_path / "list.csv"
            path.write_bytes(content.encode())
            arguments = ("import", str(path), "--list", "summer", "--market", "de", *arguments)
        return mounted.test_cli_runner().invoke(args=["storefront", "prices", *arguments], input=input)

    return made


def table(prices, list_=SUMMER):
    return PriceTable(list_, Currency.of("EUR"), prices)


def said(lists, sku):
    return [(each.list.name, str(each.money)) for each in lists.of("de", sku)]


def test_a_file_is_imported(run, lists):
    told = run(content="sku;price\ntea;7,77\npot;20,00\n")

    assert (told.exit_code, told.stderr) == (0, "")
    assert told.stdout.splitlines() == [
        "Imported 2 prices into the list “summer”.",
        "It is for the market de.",
        "added: 2",
        "removed: 0",
        "changed: 0",
        "unchanged: 0",
    ]
    assert said(lists, "tea") == [("summer", "7.77 EUR")]


def test_a_pipe_is_imported_with_everything_a_list_may_have(run, lists):
    arguments = ["--audience", "trade", "--starts", "2026-06-01", "--ends", "2026-12-01T00:00:00+01:00", "--sale"]

    told = run("import", "-", "--list", "b2b", "--market", "de", *arguments, input="sku,price\ntea,7.77\n")

    assert told.exit_code == 0
    assert told.stdout.splitlines()[1] == (
        "It is for the market de, for trade, from 2026-06-01 00:00 UTC, until 2026-11-30 23:00 UTC, a sale."
    )
    [found] = lists.of("de", "tea")
    assert (found.list.audience, found.list.is_sale) == ("trade", True)


def test_a_dry_run_shows_the_difference_and_writes_nothing(run, lists):
    lists.replace(table({"tea": 777, "cup": 500, "pot": 2_000}, replace(SUMMER, audience="trade")))

    told = run("--dry-run", content="sku,price\ntea,8\npot,20\ntin,3\n")

    assert told.exit_code == 0
    assert told.stdout.splitlines() == [
        "Would import 3 prices into the list “summer”.",
        "It was for the market de, for trade.",
        "It would be for the market de.",
        "added: 1",
        "  tin: 3.00 EUR",
        "removed: 1",
        "  cup: 5.00 EUR",
        "changed: 1",
        "  tea: 7.77 EUR → 8.00 EUR",
        "unchanged: 1",
    ]
    assert said(lists, "tea") == [("summer", "7.77 EUR")]


def test_a_dry_run_shows_the_first_twenty_to_people_and_all_to_programs(run):
    content = "sku,price\n" + "".join(f"s{number},1\n" for number in range(25))

    people, programs = run("--dry-run", content=content), run("--dry-run", "--json", content=content)

    assert people.stdout.splitlines()[3:24:20] == ["  s0: 1.00 EUR", "  and 5 more"]
    plain = json.loads(programs.stdout)
    assert (plain["imported"], plain["added"], len(plain["changes"])) == (False, 25, 25)
    assert plain["changes"][24] == {"sku": "s24", "old": None, "new": {"minor": 100, "currency": "EUR"}}


def test_a_bad_line_stops_the_whole_import_and_all_are_named(run, lists):
    lists.replace(table({"tea": 777}))

    told = run(content="sku,price\ntea,8\npot,x\n,1\ntea,9\n")

    assert told.exit_code == 1
    assert told.stdout == ""
    assert told.stderr.splitlines() == [
        "line 3: “x” is not an amount.",
        "line 4: The sku is missing.",
        "line 5: “tea” stands in line 2 already.",
        "Error: 3 lines cannot be used: nothing was imported.",
    ]
    assert said(lists, "tea") == [("summer", "7.77 EUR")]


def test_a_hundred_bad_lines_are_named_to_people_and_all_to_programs(run):
    content = "sku,price\n" + "tea,x\n" * 150

    people, programs = run(content=content), run("--json", content=content)

    assert people.exit_code == programs.exit_code == 1
    assert len(people.stderr.splitlines()) == 102
    assert people.stderr.splitlines()[100:] == ["and 50 more", "Error: 150 lines cannot be used: nothing was imported."]
    plain = json.loads(programs.stdout)
    assert (plain["imported"], len(plain["faults"])) == (False, 150)
    assert plain["faults"][0] == {"line": 2, "what": "“x” is not an amount."}


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["--market", "fr"], "'fr' is none of de, ch, gb"),
        (["--starts", "tomorrow"], "--starts: “tomorrow” is not a moment such as"),
        (["--ends", "2026-12-01T08:00"], "--ends: “2026-12-01 08:00:00” lacks its time zone"),
        (["--starts", "2026-12-02", "--ends", "2026-12-01"], "--ends: It would end at"),
        (["--list", " "], "--list: This is needed."),
        (["--list", "x" * 101], "--list: This is too long"),
        (["--audience", "a\nb"], "--audience: This contains characters that cannot be printed."),
    ],
)
def test_a_wrong_option_is_named(run, lists, arguments, why):
    told = run(*arguments, content="sku,price\ntea,8\n")

    assert told.exit_code == 2
    assert why in told.stderr
    assert lists.of("de", "tea") == []


def test_a_file_that_is_not_there_and_a_list_of_the_settings_are_refused(run, tmp_path):
    missing = run("import", str(tmp_path / "no.csv"), "--list", "summer", "--market", "de")
    own = run("--list", "standing", content="sku,price\ntea,8\n")

    assert (missing.exit_code, own.exit_code) == (2, 1)
    assert own.stderr == "Error: The price list “standing” stands in the settings: change it there.\n"


def test_the_lists_are_shown_and_removed(run, lists):
    lists.replace(table({"tea": 777}, replace(SUMMER, audience="trade")))

    shown, plain = run("lists"), run("lists", "--json")
    rehearsed, removed, again = (run("remove-list", "summer", *more) for more in (["--dry-run"], [], []))

    own, imported = shown.stdout.splitlines()
    assert own == "standing: open, for the market de; 1 prices, of the settings"
    assert re.fullmatch(
        r"summer: open, for the market de, for trade; 1 prices, imported \d{4}-\d\d-\d\d \d\d:\d\d UTC", imported
    )
    facts = json.loads(plain.stdout)[1]
    assert datetime.fromisoformat(facts.pop("imported_at")).tzinfo is not None
    assert facts == {
        "name": "summer",
        "market": "de",
        "audience": "trade",
        "starts_at": None,
        "ends_at": None,
        "sale": False,
        "currency": "EUR",
        "prices": 1,
        "state": "open",
    }
    assert rehearsed.stdout == "Would remove the list “summer” with 1 prices in the market de.\n"
    assert removed.stdout == "Removed the list “summer” with 1 prices in the market de.\n"
    assert (again.exit_code, again.stderr) == (1, "Error: There is no imported price list “summer”.\n")
    assert lists.of("de", "tea") == []


def test_a_terminal_sees_how_far_it_is(run, monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    terminal = Terminal()
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=terminal))

    told = run("--json", content="sku,price\ntea,7.77\n")

    assert json.loads(told.stdout)["added"] == 1
    assert "Lines" in terminal.getvalue()
