"""`flask storefront hreflang audit` says what does not hold, to people and to CI; and so does a shop's own test."""

import io
import json
import subprocess
import sys
import tomllib
from pathlib import Path
from types import SimpleNamespace

import pytest

from examples import shop as example
from examples.shop.mounting import create_app
from storefront_plugin.errors import NotMounted
from storefront_plugin.host import SitemapPage
from storefront_plugin.markets.audit import commands
from storefront_plugin.markets.audit.findings import Finding, Report
from storefront_plugin.testing import assert_hreflang
from tests.markets.sitemaps import ListingHost
from tests.shops import MARKETS, SECRET, migrated_file, plain_shop

ADDRESS = "https://shop.example"
PAGE = '<!doctype html><html lang="{{ storefront_edition().locale }}"><head>{{ storefront_head() }}</head>'


@pytest.fixture
def host():
    return ListingHost(SitemapPage("/"), SitemapPage("/tea"))


@pytest.fixture
def shop(mount):
    return mount(app=plain_shop(PAGE=PAGE), base_address=ADDRESS)


@pytest.fixture
def broken(shop, host):
    """The shop says that there is a French page which there is not."""
    host.told["/tea"] = {"de": "/tea", "fr": "/the"}
    return shop


def audit(shop, *options):
    return shop.test_cli_runner().invoke(args=["storefront", "hreflang", "audit", *options])


def test_where_all_holds_it_exits_with_0(shop):
    result = audit(shop)

    assert (result.exit_code, result.stderr) == (0, "")
    assert result.output == "9 pages in 2 sets: nothing found.\n"


def test_what_does_not_hold_is_said_by_rule_with_both_addresses_and_exits_with_1(broken):
    result = audit(broken)

    assert result.exit_code == 1
    assert "H15-answers  What is named answers 200: 1 exception\n" in result.output
    assert f"  {ADDRESS}/de-de/tea\n  {ADDRESS}/fr-ch/the\n" in result.output
    assert "the second, which the first names, answers 404" in result.output


def test_json_has_every_finding(broken):
    result = audit(broken, "--json")

    told = json.loads(result.stdout)
    assert result.exit_code == told["exit_code"] == 1
    assert {
        "rule": "H15-answers",
        "url": f"{ADDRESS}/de-de/tea",
        "other": f"{ADDRESS}/fr-ch/the",
        "what": "the second, which the first names, answers 404",
    } in told["findings"]


def test_the_limit_is_kept_and_said(shop):
    result = audit(shop, "--limit", "3")

    assert result.exit_code == 0
    assert "3 pages in " in result.output
    assert "Not looked at, for the limit: 6 more addresses." in result.output


@pytest.mark.parametrize("limit", ["0", "-1", "many"])
def test_a_limit_is_a_number_of_pages(shop, limit):
    assert audit(shop, "--limit", limit).exit_code == 2


# Where nothing can be proved


def test_without_the_shop_s_address_it_exits_with_2(mount):
    result = audit(mount(app=plain_shop(PAGE=PAGE)))

    assert result.exit_code == 2
    assert "set base_address" in result.output


def test_a_shop_whose_pages_name_no_alternates_exits_with_2(mount, host):
    host.told = {"/": {}, "/tea": {}}
    host.listed = []

    result = audit(mount(app=plain_shop(PAGE="<p>tea</p>"), base_address=ADDRESS))

    assert result.exit_code == 2
    assert "Nothing is proved: no page names any alternates." in result.output


def test_a_shop_with_one_edition_has_nothing_to_prove(mount):
    shop = mount(app=plain_shop(PAGE=PAGE), base_address=ADDRESS, markets={"gb": MARKETS["gb"]})

    assert audit(shop).exit_code == 0


def test_a_site_that_does_not_answer_exits_with_2(shop):
    result = audit(shop, "--url", "http://127.0.0.1:1")

    assert result.exit_code == 2
    assert "Nothing is proved: https://shop.example/ does not answer: " in result.output
    assert "refused, at 127.0.0.1:1." in result.output


@pytest.mark.parametrize("url", ["shop.example", "file:///etc/passwd", "ftp://shop.example", "https://", "//x"])
def test_only_the_web_is_asked(shop, url):
    result = audit(shop, "--url", url)

    assert result.exit_code == 2
    assert "is no address such as" in result.output


# Whoever looks on


def test_a_terminal_sees_how_far_it_is(shop, monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    terminal = Terminal()
    monkeypatch.setattr(commands, "sys", SimpleNamespace(stderr=terminal))

    result = audit(shop, "--json")

    assert json.loads(result.stdout)["pages"] == 9
    assert "Pages" in terminal.getvalue()
    assert "9/9" in terminal.getvalue()


def test_more_than_twenty_of_a_rule_are_counted():
    findings = [Finding("H2", f"{ADDRESS}/{number}", "", "what") for number in range(25)]

    text = Report(25, 1, 0, 3, findings).as_text({"H2": "Links are returned"})

    assert text.count("    what") == 20
    assert "and 5 more, which --json lists" in text
    assert text.endswith("Not asked, as they are on hosts of others: 3 addresses.")


# A shop's own test


def test_a_sound_shop_passes(shop):
    assert_hreflang(shop)


def test_a_broken_shop_fails_with_everything_that_was_found(broken):
    with pytest.raises(AssertionError, match=r"H15-answers(.|\n)*/fr-ch/the"):
        assert_hreflang(broken)


def test_a_shop_that_proves_nothing_fails(mount):
    with pytest.raises(AssertionError, match="set base_address"):
        assert_hreflang(mount())


def test_an_app_without_a_storefront_is_refused():
    with pytest.raises(NotMounted):
        assert_hreflang(plain_shop())


def test_it_needs_no_pytest():
    code = "import sys, storefront_plugin.testing; sys.exit('pytest' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_example_shop_passes(tmp_path):
    file = tmp_path / "storefront.sqlite3"
    file.write_bytes(migrated_file())
    settings = tomllib.loads((Path(example.__path__[0]) / "storefront.toml").read_text(encoding="utf-8"))
    settings |= {"base_address": ADDRESS, "secrets": [SECRET], "database": {"url": f"sqlite:///{file}"}}
    app = create_app(
        {
            "STOREFRONT": settings,
            "SHOP_DATABASE": str(tmp_path / "shop.sqlite3"),
            "SECRET_KEY": "of the example",
            "TESTING": True,
        }
    )

    assert_hreflang(app)
