"""`flask storefront sitemap write` puts a whole sitemap in the place of the last one, or leaves that as it was."""

import gzip
import io
import json
from types import SimpleNamespace

import pytest
from flask import url_for

from storefront_plugin.host import SitemapPage
from storefront_plugin.markets.sitemap.shards import Limits, cut
from storefront_plugin.web import progress
from tests.markets.sitemaps import ROOT, ListingHost, files_of, urls_of

PAGES = [SitemapPage("/"), SitemapPage("/tea"), SitemapPage({"de": "/where/tee"})]
INDEX = "storefront-sitemap.xml"


@pytest.fixture
def host():
    return ListingHost(*PAGES)


@pytest.fixture
def shop(mount):
    return mount(base_address=ROOT)


@pytest.fixture(autouse=True)
def small_files(monkeypatch):
    """Files of four addresses at most."""
    monkeypatch.setattr("storefront_plugin.markets.sitemap.listing.cut", lambda pages: cut(pages, Limits(urls=4)))


@pytest.fixture
def folder(tmp_path):
    """A folder with an older, larger sitemap, and with files of others."""
    folder = tmp_path / "public"
    folder.mkdir()
    for number in range(1, 6):
        (folder / f"storefront-sitemap-{number}.xml").write_text("old")
    for name in ("storefront-sitemap-1.xml.gz", "storefront-sitemap-news.xml", "sitemap.xml", "sitemap-1.xml", INDEX):
        (folder / name).write_text("old")
    return folder


def write(shop, folder, *options):
    return shop.test_cli_runner().invoke(args=["storefront", "sitemap", "write", str(folder), *options])


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_it_writes_files_and_index_and_removes_what_is_old(shop, folder):
    result = write(shop, folder)

    found = contents(folder)
    shards = [f"storefront-sitemap-{number}.xml" for number in (1, 2, 3)]
    assert result.exit_code == 0
    assert sorted(found) == sorted([*shards, INDEX, "storefront-sitemap-news.xml", "sitemap.xml", "sitemap-1.xml"])
    assert files_of(found[INDEX]) == [(f"{ROOT}/{name}", None) for name in shards]
    assert [len(urls_of(found[name])) for name in shards] == [4, 4, 2]
    assert {found[name] for name in ("sitemap.xml", "storefront-sitemap-news.xml")} == {b"old"}
    assert f"Sitemap: {ROOT}/{INDEX}" in result.output


def test_the_files_say_what_the_route_says(shop, tmp_path):
    write(shop, tmp_path / "public")

    served = shop.test_client().get("/storefront/sitemap-2.xml").data
    assert (tmp_path / "public" / "storefront-sitemap-2.xml").read_bytes() == served


def test_compressed_files_hold_the_same_and_are_the_same_each_time(shop, folder):
    write(shop, folder)
    plain = contents(folder)

    write(shop, folder, "--gzip")
    first = contents(folder)
    write(shop, folder, "--gzip")

    assert contents(folder) == first
    assert "storefront-sitemap-1.xml" not in first
    for number in (1, 2, 3):
        name = f"storefront-sitemap-{number}.xml"
        assert gzip.decompress(first[f"{name}.gz"]) == plain[name]
    assert files_of(first[INDEX])[0] == (f"{ROOT}/storefront-sitemap-1.xml.gz", None)


def test_it_reports_for_programs(shop, folder, host):
    host.listed = [*PAGES, SitemapPage("tea"), SitemapPage({"xx": "/tea"})]

    result = write(shop, folder, "--json", "--url", "https://cdn.example/maps/")

    report = json.loads(result.stdout)
    size = sum(len(data) for name, data in contents(folder).items() if name in report["files"])
    assert report == {
        "index": f"https://cdn.example/maps/{INDEX}",
        "pages": 3,
        "urls": 10,
        "alternates": 4 * 9 + 4 * 9 + 2 * 5,
        "bytes": size,
        "files": [f"storefront-sitemap-{number}.xml" for number in (1, 2, 3)],
        "removed": ["storefront-sitemap-1.xml.gz", "storefront-sitemap-4.xml", "storefront-sitemap-5.xml"],
        "unusable": {"not_a_path": 1, "unknown_edition": 1},
        "dry_run": False,
    }
    assert result.exit_code == 0


def test_a_dry_run_says_the_same_and_writes_nothing(shop, folder, tmp_path):
    before = contents(folder)

    dry = json.loads(write(shop, folder, "--json", "--dry-run").stdout)
    write(shop, tmp_path / "nowhere", "--dry-run")

    assert contents(folder) == before
    assert not (tmp_path / "nowhere").exists()
    wet = json.loads(write(shop, folder, "--json").stdout)
    assert dry == {**wet, "removed": [], "dry_run": True}


def test_what_could_not_be_used_is_said(shop, folder, host):
    host.listed = [*PAGES, SitemapPage("tea")]

    result = write(shop, folder)

    assert result.exit_code == 0
    assert "Left out, not_a_path: 1" in result.output


def test_paths_may_come_from_url_for_and_lie_below_the_mount(mount, host, folder):
    app = mount(base_address=ROOT, config={"APPLICATION_ROOT": "/shop"})
    host.listed = (SitemapPage(url_for("where", below="tea")) for _ in range(1))

    write(app, folder)

    (first, *_) = urls_of((folder / "storefront-sitemap-1.xml").read_bytes())
    assert first.loc == f"{ROOT}/shop/de-de/where/tea"


# What leaves the folder as it was


def failing():
    yield SitemapPage("/")
    yield SitemapPage("/tea")
    raise ZeroDivisionError


def test_a_host_that_fails_on_the_way_leaves_everything_as_it_was(shop, folder, host):
    before = contents(folder)
    host.listed = failing()

    failed = write(shop, folder)

    said = "Error: the sitemap was not written, its pages could not be listed: ZeroDivisionError: \n"
    assert (failed.exit_code, failed.stderr) == (1, said)
    assert contents(folder) == before


def test_a_host_without_pages_leaves_everything_as_it_was(shop, folder, host):
    before = contents(folder)
    host.listed = []

    result = write(shop, folder)

    assert (result.exit_code, contents(folder)) == (1, before)
    assert "pages()" in result.output


def test_a_disk_that_is_full_leaves_everything_as_it_was(shop, folder, monkeypatch):
    before = contents(folder)

    def full(pages):
        yield from [*cut(pages)][:1]
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("storefront_plugin.markets.sitemap.listing.cut", full)
    result = write(shop, folder)

    assert (result.exit_code, contents(folder)) == (1, before)
    assert "No space left" in result.output


def test_without_the_shop_s_address_nothing_is_written(mount, folder):
    before = contents(folder)

    result = write(mount(), folder)

    assert (result.exit_code, contents(folder)) == (1, before)
    assert "base_address" in result.output


def test_a_folder_that_is_a_file_is_refused(shop, tmp_path):
    (tmp_path / "file").write_text("mine")

    assert write(shop, tmp_path / "file").exit_code == 2
    assert write(shop, tmp_path / "file" / "below").exit_code == 1
    assert (tmp_path / "file").read_text() == "mine"


# Whoever looks on


@pytest.mark.parametrize("listed", [list(PAGES), iter(PAGES)], ids=["counted", "not counted"])
def test_a_terminal_sees_how_far_it_is(shop, folder, host, monkeypatch, listed):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    terminal = Terminal()
    monkeypatch.setattr(progress, "sys", SimpleNamespace(stderr=terminal))
    monkeypatch.setattr(host, "pages", lambda: listed)

    result = write(shop, folder, "--json")

    assert json.loads(result.stdout)["pages"] == 3
    assert "Pages" in terminal.getvalue()
    assert "3" in terminal.getvalue()


def test_a_log_sees_no_bar(shop, folder):
    assert write(shop, folder).stderr == ""
