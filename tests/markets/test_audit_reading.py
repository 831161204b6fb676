"""What the audit reads from heads, Link headers, sitemaps and robots.txt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront_plugin.markets.audit.reading import (
    read_html,
    read_link_headers,
    read_robots,
    read_sitemap,
    says_noindex,
)
from storefront_plugin.markets.audit.site import Claim, Listed, normal

HERE = "https://shop.example/de/tea"
LINK = '<link rel="alternate" hreflang="fr" href="/fr/tea">'
SPACES = b'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'


def claims(html):
    return [(claim.code, claim.url) for claim in read_html(html, HERE).alternates]


# Pages


def test_a_head_is_read():
    read = read_html(
        "<!DOCTYPE html><HTML LANG=de><head><meta charset=utf-8><title>a < b</title>"
        '<LINK REL="Alternate" HREFLANG="FR-ch" HREF="https://Shop.Example:443/fr?a=1&amp;b=2#top">'
        "<link rel=canonical href=/de/tea><meta name=Robots content='NOINDEX,follow'>"
        '<link rel="alternate" type="application/rss+xml" href="/feed">'
        "</head><body><a href='/de/pot#handle'>pot</a> <a href='mailto:ada@example.com'>mail</a> <a>nothing</a>"
        "<a rel='nofollow' href='/no'>no</a> <a download href='/paper'>paper</a> <a href='http://[bad'>bad</a>",
        HERE,
    )

    assert [(claim.code, claim.url) for claim in read.alternates] == [("fr-CH", "https://shop.example/fr?a=1&b=2")]
    assert read.canonical == HERE
    assert read.lang == "de"
    assert read.noindex
    assert read.links == ["https://shop.example/de/pot"]


@pytest.mark.parametrize(
    "html",
    [
        f"<head></head><body>{LINK}",
        f"<head><div></div>{LINK}</head>",
        f"<head><img src=x>{LINK}</head>",
        f"<head><!-- {LINK} --></head>",
        f"<head><script>'{LINK}'</script></head>",
        "<head><link rel=alternate hreflang=fr href='mailto:x'>",
        "<head><link rel=alternate href='/fr/tea'>",
        "<head><link rel=alternate hreflang=fr><link rel=canonical href=''>",
    ],
)
def test_what_search_engines_do_not_see_is_not_read(html):
    assert claims(html) == []


def test_a_base_counts_for_what_follows():
    assert claims(f'<base href="https://other.example/">{LINK}') == [("fr", "https://other.example/fr/tea")]


@given(st.text(alphabet=st.sampled_from("<>/=\"'!-& abclinkhrefmetaé\n"), max_size=200))
def test_no_page_makes_it_fail(html):
    read_html(html, HERE)


# Headers


def test_link_headers_are_read():
    read = read_link_headers(
        [
            '</x.css>; rel=preload; as=style, <https://shop.example/a,b;c>; rel="alternate"; hreflang="de"',
            '<https://shop.example/fr> ; hreflang=FR ; rel="prev alternate", <https://shop.example/c>; rel="canonical"',
            'junk, <https://shop.example/en>; title="a \\", <b>"; rel=alternate; hreflang=en',
        ],
        HERE,
    )

    assert [(claim.code, claim.url) for claim in read.alternates] == [
        ("de", "https://shop.example/a,b;c"),
        ("fr", "https://shop.example/fr"),
        ("en", "https://shop.example/en"),
    ]
    assert read.canonical == "https://shop.example/c"


@pytest.mark.parametrize(
    ("values", "noindex"),
    [
        ([], False),
        (["noindex"], True),
        (["nofollow, NoIndex"], True),
        (["none"], True),
        (["googlebot: noindex, nofollow"], True),
        (["otherbot: noindex"], False),
        (["otherbot: noindex", "noindex"], True),
        (["unavailable_after: 25 Jun 2030 15:00:00 PST"], False),
        (["max-image-preview: large"], False),
        (["nofollow, max-snippet: 5, noindex"], True),
    ],
)
def test_x_robots_tag_is_read(values, noindex):
    assert says_noindex(values) is noindex


# Sitemaps


def test_a_sitemap_is_read():
    xml = (
        b"<?xml version='1.0'?><urlset %b><url><loc> https://shop.example/a?b=1&amp;c=2 </loc><lastmod>x</lastmod>"
        b"<xhtml:link rel='alternate' hreflang='de' href='https://shop.example/a'/></url><url><loc>/b</loc></url></urlset>"
    )

    claim = Claim("de", "https://shop.example/a")
    assert read_sitemap(xml % SPACES) == ([Listed("https://shop.example/a?b=1&c=2", (claim,))], [])


def test_of_a_large_sitemap_so_many_are_read():
    pages = b"<url><loc>https://shop.example/</loc></url>" * 9

    listed, _ = read_sitemap(b"<urlset %b>%b<not closed" % (SPACES, pages), most=9)

    assert len(listed) == 9


def test_an_index_is_read():
    xml = b"<sitemapindex %b><sitemap><loc>https://shop.example/1.xml</loc></sitemap></sitemapindex>" % SPACES

    assert read_sitemap(xml) == ([], ["https://shop.example/1.xml"])


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no XML"),
        (b"<urlset", "no XML"),
        (b"<html/>", "no sitemap"),
        (b"<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><urlset %b>&b;</urlset>" % SPACES, "document type"),
    ],
)
def test_what_is_no_sitemap_is_refused(data, why):
    with pytest.raises(ValueError, match=why):
        read_sitemap(data)


# robots.txt

ROBOTS = """
User-agent: otherbot
Disallow: /
User-agent: *   # everybody
Disallow: /cart
Allow: /cart/terms
Disallow: /*?sort=
Disallow: /*.pdf$
Disallow:
Sitemap: https://shop.example/map.xml
"""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True),
        ("/cart", False),
        ("/cart/terms", True),
        ("/de/tea?sort=price", False),
        ("/de/tea?page=2", True),
        ("/de/paper.pdf", False),
        ("/de/paper.pdf?x", True),
    ],
)
def test_robots_txt_is_obeyed_as_it_is_written(path, allowed):
    robots = read_robots(ROBOTS)

    assert robots.allows(path) is allowed
    assert robots.sitemaps == ("https://shop.example/map.xml",)


def test_words_for_googlebot_go_before_those_for_all():
    robots = read_robots("User-agent: *\nDisallow: /\n\nUser-agent: a\nUser-agent: GoogleBot\nDisallow: /x\n")

    assert robots.allows("/tea")
    assert not robots.allows("/x")
    assert read_robots("<html>not found</html>").allows("/")


# Addresses


@pytest.mark.parametrize(
    ("written", "one"),
    [
        ("HTTPS://Shop.Example", "https://shop.example/"),
        ("http://a:80/x#y", "http://a/x"),
        ("https://a:80/", "https://a:80/"),
        ("https://a/tée?q=ü b", "https://a/t%C3%A9e?q=%C3%BC%20b"),
        ("https://a/%c3%a9%2f", "https://a/%C3%A9%2F"),
    ],
)
def test_an_address_has_one_writing(written, one):
    assert normal(written) == one
    assert normal(one) == one
