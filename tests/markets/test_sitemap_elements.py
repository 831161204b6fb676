"""Each page stands in the sitemap at its addresses, each with the alternates that its own head has."""

import tracemalloc
from collections import Counter
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from storefront_plugin.host import SitemapPage
from storefront_plugin.markets.alternates import Placement, paths_by_edition
from storefront_plugin.markets.edition import editions_of
from storefront_plugin.markets.settings import MarketsShape
from storefront_plugin.markets.sitemap.elements import LONGEST_ADDRESS, Unusable
from storefront_plugin.markets.sitemap.shards import HEAD, cut
from tests.markets.sitemaps import ROOT, Url, editions_in, urls_of, writer_for, written
from tests.shops import MARKETS

EDITIONS = editions_of(MarketsShape().load({"markets": dict(MARKETS)}))
NAMES = ["de-de", "de-ch", "fr-ch", "en-gb", "de-DE", "de-CH", "de", "fr", "en"]
HOSTILE = ["\"'<>&]]>", "\0\x01\x1f\x7f", "ü/日本/🫖", "%2F%", "//evil.example", "..", "a b", "?q=1#f", "\ufffe", "-0-"]

paths = st.lists(st.sampled_from(HOSTILE) | st.text(st.characters(codec="utf-8"), max_size=5), max_size=4).map(
    lambda parts: "/" + "".join(parts)
)
told = paths | st.dictionaries(st.sampled_from(NAMES), paths, max_size=4)


def said_by_placement(path) -> list[Url]:
    """The page as its own heads say it."""
    there = paths_by_edition(EDITIONS, path, None) if isinstance(path, str) else paths_by_edition(EDITIONS, "", path)
    placement = Placement(EDITIONS, there, ROOT)
    alternates = [(each.hreflang, each.url) for each in placement.alternates()]
    return [Url(url, alternates) for edition in EDITIONS.all if (url := placement.url(edition))]


@given(pages=st.lists(told, max_size=6))
@example(pages=["/", {"de": "/", "en": "/tea"}, {"de": "/"}, {}])
@example(pages=[{"de-de": "/a", "de": "/b", "fr": "/-0-"}, {"de": "/b", "de-de": "/a"}])
def test_every_address_of_every_page_appears_once_with_the_alternates_of_its_head(pages):
    urls = written(EDITIONS, *[SitemapPage(path) for path in pages])

    assert urls == [url for path in pages for url in said_by_placement(path)]
    for url in urls:
        assert not url.alternates or url.loc in [href for _, href in url.alternates]


def test_each_of_three_locales_of_a_hundred_products_repeats_the_whole_set():
    """H12."""
    editions = editions_in("de-DE", "fr-FR", "en-GB")

    urls = written(editions, *[SitemapPage(f"/p/{number}") for number in range(100)])

    assert len(urls) == len({url.loc for url in urls}) == 300
    assert {len(url.alternates) for url in urls} == {4}
    assert urls[1] == Url(
        "https://shop.example/fr-fr/p/0",
        [
            ("de-DE", "https://shop.example/de-de/p/0"),
            ("fr-FR", "https://shop.example/fr-fr/p/0"),
            ("en-GB", "https://shop.example/en-gb/p/0"),
            ("x-default", "https://shop.example/de-de/p/0"),
        ],
    )


def test_the_namespace_of_the_alternates_is_declared():
    assert b'xmlns:xhtml="http://www.w3.org/1999/xhtml"' in HEAD


def test_an_edition_without_the_page_is_neither_address_nor_alternate():
    """H15: what is not published is not named."""
    urls = written(EDITIONS, SitemapPage({"de": "/tee", "fr": "/thé"}))

    named = {url.loc for url in urls} | {href for url in urls for _, href in url.alternates}
    assert named == {ROOT + path for path in ("/de-de/tee", "/de-ch/tee", "/fr-ch/th%C3%A9")}


def test_a_page_of_one_edition_has_no_alternates():
    assert written(EDITIONS, SitemapPage({"fr": "/thé"})) == [Url(f"{ROOT}/fr-ch/th%C3%A9", [])]


def test_the_home_page_s_x_default_is_the_root_that_negotiates():
    for path in ("/", {"de": "/", "en": "/"}):
        (first, *_) = written(EDITIONS, SitemapPage(path))

        assert first.loc == f"{ROOT}/de-de/"
        assert first.alternates[-1] == ("x-default", f"{ROOT}/")


def test_the_shop_s_own_address_is_escaped_as_well():
    elements = writer_for(EDITIONS, "https://a&b.example").write(SitemapPage("/tea"))

    assert elements.joined().count(b"https://a&amp;b.example/") == len(elements.openings) * (elements.alternates + 1)
    assert b"a&b" not in elements.joined()


@pytest.mark.parametrize(
    ("changed_on", "lastmod"),
    [
        (None, None),
        (date(2026, 11, 21), "2026-11-21"),
        (datetime(2026, 11, 21, 12, tzinfo=UTC), "2026-11-21T12:00:00Z"),
        (datetime(2026, 11, 21, 1, 30, 0, 99, timezone(timedelta(hours=2))), "2026-11-20T23:30:00Z"),
        (datetime(2026, 11, 21, 12), "2026-11-21"),  # noqa: DTZ001 (without a zone only the day is certain)
        ("2026-11-21<", None),
    ],
)
def test_the_last_change_is_a_day_or_a_moment_in_utc(changed_on, lastmod):
    urls = written(EDITIONS, SitemapPage("/tea", changed_on))

    assert {url.lastmod for url in urls} == {lastmod}


# What the host may say and should not


@pytest.mark.parametrize(
    ("page", "fault", "left"),
    [
        (SitemapPage("tea"), Unusable.NOT_A_PATH, []),
        (SitemapPage(""), Unusable.NOT_A_PATH, []),
        (SitemapPage(None), Unusable.NOT_A_PATH, []),
        (SitemapPage("/\ud800"), Unusable.NOT_A_PATH, []),
        (SitemapPage("/" + "x" * LONGEST_ADDRESS), Unusable.TOO_LONG, []),
        (SitemapPage({"xx": "/tea"}), Unusable.UNKNOWN_EDITION, []),
        (SitemapPage({None: "/tea"}), Unusable.UNKNOWN_EDITION, []),
        (SitemapPage({"fr": "/thé", "xx": "/tea"}), Unusable.UNKNOWN_EDITION, ["/fr-ch/th%C3%A9"]),
        (SitemapPage({"fr": "/thé", "en": "tea"}), Unusable.NOT_A_PATH, ["/fr-ch/th%C3%A9"]),
        (SitemapPage({"de": "/tee", "de-ch": "tee"}), Unusable.NOT_A_PATH, ["/de-de/tee"]),
        (SitemapPage({"fr": "/thé", "en": ["/"]}), Unusable.NOT_A_PATH, ["/fr-ch/th%C3%A9"]),
        (SitemapPage({"fr": "/thé"}, "today"), Unusable.NOT_A_DATE, ["/fr-ch/th%C3%A9"]),
        ("/tea", Unusable.NOT_A_PAGE, []),
        (None, Unusable.NOT_A_PAGE, []),
    ],
)
def test_an_answer_that_cannot_be_used_is_left_out_logged_and_counted(page, fault, left, caplog):
    writer = writer_for(EDITIONS)

    for _ in range(2):
        data = b"".join(data for _, data in cut(writer.write_all([page])))

    assert [url.loc.removeprefix(ROOT) for url in urls_of(data)] == left
    assert writer.unusable == Counter({fault: 2})
    assert [record.levelname for record in caplog.records] == ["WARNING"] * 2


def test_a_fault_of_every_page_does_not_fill_the_log(caplog):
    writer = writer_for(EDITIONS)

    assert list(writer.write_all([SitemapPage("tea")] * 500)) == []

    assert writer.unusable[Unusable.NOT_A_PATH] == 500
    assert len(caplog.records) == 10


def test_the_longest_address_that_the_protocol_allows_is_written():
    longest = "/" + "x" * (LONGEST_ADDRESS - len(f"{ROOT}/de-de/"))

    urls = written(EDITIONS, SitemapPage(longest), SitemapPage(longest + "x"))

    assert [len(url.loc) for url in urls] == [LONGEST_ADDRESS] * 4


def test_any_number_of_sets_of_editions_keeps_few_of_them_in_memory():
    editions = editions_in(*(f"de-{first}{second}" for first in "ABC" for second in "DEF"))
    codes = [edition.code for edition in editions.all]
    sets = [dict.fromkeys([code for at, code in enumerate(codes) if number >> at & 1], "/tea") for number in range(512)]

    urls = written(editions, *[SitemapPage(paths) for paths in sets])

    assert len(urls) == sum(map(len, sets))


def test_memory_does_not_grow_with_the_shop():
    def peak(pages: int) -> int:
        listed = (SitemapPage(f"/p/{number}", date(2026, 1, 1)) for number in range(pages))
        tracemalloc.start()
        try:
            for _ in cut(writer_for(EDITIONS).write_all(listed)):
                pass
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(100)

    assert peak(20_000) < peak(500) + 20_000
