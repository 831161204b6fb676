"""A file is full before the next begins, and never fuller than search engines read."""

from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st

from storefront_plugin.host import SitemapPage
from storefront_plugin.markets.sitemap.shards import LIMITS, Limits, Shard, cut, index
from tests.markets.sitemaps import ROOT, editions_in, files_of, urls_of, writer_for

THREE = editions_in("de-DE", "fr-FR", "en-GB")
PAGES = [SitemapPage(f"/p/{number}") for number in range(10)]


def files(pages, limits=LIMITS, editions=THREE) -> list[tuple[Shard, bytes]]:
    found = []
    for _, same in groupby(cut(writer_for(editions).write_all(pages), limits), key=lambda piece: piece[0].number):
        shards, pieces = zip(*same, strict=True)
        found.append((shards[-1], b"".join(pieces)))
    return found


def test_without_pages_there_is_no_file():
    assert files([]) == files([SitemapPage({})]) == []


def test_a_file_knows_what_is_in_it():
    ((shard, data),) = files(PAGES)

    assert (shard.number, shard.urls, shard.alternates, shard.size) == (1, 30, 120, len(data))


def test_addresses_fill_a_file_to_the_last():
    assert [shard.urls for shard, _ in files(PAGES, Limits(urls=30))] == [30]
    assert [shard.urls for shard, _ in files(PAGES, Limits(urls=29))] == [29, 1]
    assert [shard.urls for shard, _ in files(PAGES, Limits(urls=7))] == [7, 7, 7, 7, 2]


def test_bytes_fill_a_file_to_the_last():
    ((_, whole),) = files(PAGES)

    fits = files(PAGES, Limits(size=len(whole)))
    one_too_many = files(PAGES, Limits(size=len(whole) - 1))

    assert [data for _, data in fits] == [whole]
    assert [shard.urls for shard, _ in one_too_many] == [29, 1]
    assert [shard.size for shard, _ in one_too_many] == [len(data) for _, data in one_too_many]


def test_alternates_fill_a_file_to_the_last():
    assert [shard.alternates for shard, _ in files(PAGES, Limits(alternates=120))] == [120]
    assert [shard.alternates for shard, _ in files(PAGES, Limits(alternates=119))] == [116, 4]


def test_an_address_too_large_for_any_file_stands_alone():
    assert [shard.urls for shard, _ in files(PAGES[:1], Limits(size=10))] == [1, 1, 1]


@given(
    st.lists(st.sampled_from(["/a", "/" + "b" * 50, {"de": "/c"}, {"de": "/d", "fr": "/e"}, {}]), max_size=12),
    st.builds(Limits, st.integers(1, 40), st.integers(1, 20_000), st.integers(1, 100)),
)
def test_however_it_is_cut_nothing_is_lost_doubled_or_moved(paths, limits):
    pages = [SitemapPage(path) for path in paths]

    shards = files(pages, limits)

    in_order = [url for _, data in shards for url in urls_of(data)]
    assert in_order == [url for _, data in files(pages) for url in urls_of(data)]
    assert [shard.number for shard, _ in shards] == list(range(1, len(shards) + 1))
    for shard, data in shards:
        found = urls_of(data)
        assert (shard.urls, shard.size) == (len(found), len(data))
        assert shard.alternates == sum(len(url.alternates) for url in found)
        assert shard.urls == 1 or (
            shard.urls <= limits.urls and shard.size <= limits.size and shard.alternates <= limits.alternates
        )


def test_twelve_thousand_products_in_thirty_locales_are_split_by_size():
    """H13."""
    editions = editions_in(*(f"{language}-A{letter}" for language in ("de", "en", "fr") for letter in "ABCDEFGHIJ"))
    lengths: dict[int, int] = {}
    urls: dict[int, int] = {}

    writer = writer_for(editions)
    for shard, data in cut(writer.write_all(SitemapPage(f"/products/{number}") for number in range(12_000))):
        lengths[shard.number] = lengths.get(shard.number, 0) + len(data)
        urls[shard.number] = shard.urls
    listed = files_of(index((f"{ROOT}/{number}.xml", b"") for number in urls))

    assert sum(urls.values()) == 360_000
    assert max(urls.values()) < 50_000
    assert max(lengths.values()) <= 52_428_800
    assert min([*lengths.values()][:-1]) > 45_000_000
    assert [url for url, _ in listed] == [f"{ROOT}/{number}.xml" for number in range(1, len(urls) + 1)]


def test_fifty_thousand_addresses_without_alternates_are_one_file():
    one = editions_in("de-DE")
    pages = [SitemapPage(f"/{number}") for number in range(50_001)]

    assert [shard.urls for shard, _ in files(pages[:-1], editions=one)] == [50_000]
    assert [shard.urls for shard, _ in files(pages, editions=one)] == [50_000, 1]


def test_the_index_names_the_newest_change_of_each_file():
    listed = index([("https://shop.example/a?b&c", b"2026-11-21"), ("https://shop.example/d", b"")])

    assert files_of(listed) == [("https://shop.example/a?b&c", "2026-11-21"), ("https://shop.example/d", None)]
