"""`inject_head`: a shop without a base template has our head on each page, and nothing else of it is changed."""

import gzip
from hashlib import sha1

import pytest
from flask import Flask, Response, make_response, request, stream_with_context

from storefront_plugin.host import SitemapPage
from storefront_plugin.markets.adapters.injected_head import with_head
from storefront_plugin.testing import assert_hreflang
from tests.markets.sitemaps import ListingHost
from tests.shops import TinyHost, make_app, plain_shop

HEAD = '<link rel="canonical" href="https://shop.example/de-de/tea">'
OURS = '<link rel="stylesheet" href="/storefront/static/storefront.css">'
ARABIC = '<html lang="ar-EG" dir="rtl"'
# Eleven templates of the shop are like this one: nothing of ours in it.
PLAIN = '<!doctype html><html lang="en"><head><title>Tea</title></head><body>Tea</body></html>'


def changed(html, head=HEAD, lang="ar-EG", direction="rtl"):
    return with_head(html, head, lang=lang, direction=direction)


# Where it is put


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<html><head></head>", f"{ARABIC}><head>{HEAD}</head>"),
        ("<HTML><HEAD></HEAD >", f'<HTML lang="ar-EG" dir="rtl"><HEAD>{HEAD}</HEAD >'),
        ("<title>t</title></head><body>", f"<title>t</title>{HEAD}</head><body>"),
        ("<head><title>t</title><body id=b>", f"<head><title>t</title>{HEAD}<body id=b>"),
        ("<head></head><body></head>", f"<head>{HEAD}</head><body></head>"),
        ("<head><!-- </head> --></head>", f"<head><!-- </head> -->{HEAD}</head>"),
        ("<head><!--></head> -->", f"<head><!-->{HEAD}</head> -->"),
        ("<script>'</head>'</script></head>", f"<script>'</head>'</script>{HEAD}</head>"),
        ("<style>/*</head>*/</STYLE></head>", f"<style>/*</head>*/</STYLE>{HEAD}</head>"),
        ("<title></head></title></head>", f"<title></head></title>{HEAD}</head>"),
        ("<scripted></head>", f"<scripted>{HEAD}</head>"),
        ('<meta content="the </head> tag"></head>', f'<meta content="the </head> tag">{HEAD}</head>'),
        ("<meta content='> </head>'></head>", f"<meta content='> </head>'>{HEAD}</head>"),
        ("<meta content=it's></head><!-- ' -->", f"<meta content=it's>{HEAD}</head><!-- ' -->"),
        (
            '<script data-a="</script>"></head></script></head>',
            f'<script data-a="</script>"></head></script>{HEAD}</head>',
        ),
        ("<template></head></template></head>", f"<template></head></template>{HEAD}</head>"),
        ("<noscript></head></noscript></head>", f"<noscript></head></noscript>{HEAD}</head>"),
        ('<meta content="</head><body>', '<meta content="</head><body>'),
        # A header is none, and neither is a heading.
        ("<header></header>", "<header></header>"),
        ("<tr><td>Tea</td></tr>", "<tr><td>Tea</td></tr>"),
        ("<head><!-- </head><body>", "<head><!-- </head><body>"),
        ("<script></head><body>", "<script></head><body>"),
        ("", ""),
    ],
)
def test_the_tags_come_at_the_end_of_the_head(html, expected):
    assert changed(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<html lang="en">', f"{ARABIC}>"),
        ("<html lang=vi dir=ltr>", f"{ARABIC}>"),
        ("<html LANG='en' Dir='ltr' class='no-js'>", f"{ARABIC} class='no-js'>"),
        ('<html xmlns="x" xml:lang="en" lang="en">', f'{ARABIC} xmlns="x">'),
        ('<html class="a lang=en b" data-lang="en">', f'{ARABIC} class="a lang=en b" data-lang="en">'),
        ('<html data-if="a > b" lang = "en"\n  id=x>', f'{ARABIC} data-if="a > b"\n  id=x>'),
        ("<html lang hidden>", f"{ARABIC} hidden>"),
        ('<!--[if IE]><html lang="en"><![endif]--><html>', f'<!--[if IE]><html lang="en"><![endif]-->{ARABIC}>'),
        ('<!--[if !IE]><!--><html lang="en"><!--<![endif]-->', f"<!--[if !IE]><!-->{ARABIC}><!--<![endif]-->"),
        ("<htmlx lang=en>", "<htmlx lang=en>"),
        ('<html lang="en', '<html lang="en'),
    ],
)
def test_the_language_of_the_page_is_the_edition_s(html, expected):
    assert changed(html) == expected


def test_a_second_html_is_no_page_of_ours_and_stays():
    assert changed('<html lang="en"><head></head><p><html lang="en">').endswith('<p><html lang="en">')


def test_a_head_that_has_ours_is_given_the_language_alone():
    html = f'<html lang="en"><head>{OURS}</head><body></html>'

    assert changed(html) == f"{ARABIC}><head>{OURS}</head><body></html>"


def test_changing_twice_is_changing_once():
    once = changed(PLAIN, OURS)

    assert changed(once, OURS) == once


# In a shop


@pytest.fixture
def host():
    return TinyHost()


def shop_of(tmp_path, host, *, app=None, exempt=(), **config):
    app = app or plain_shop(**{"PAGE": PLAIN, **config})
    routing = {"inject_head": True, "exempt": exempt}
    return make_app(tmp_path, app=app, host=host, base_address="https://shop.example", routing=routing)


@pytest.fixture
def visitor(tmp_path, host):
    return shop_of(tmp_path, host).test_client()


def test_a_shop_without_a_line_of_ours_names_its_alternates(visitor):
    page = visitor.get("/fr-ch/tea")

    assert page.text.startswith(
        '<!doctype html><html lang="fr-CH" dir="ltr"><head><title>Tea</title><link rel="canonical"'
    )
    assert '<link rel="canonical" href="https://shop.example/fr-ch/tea">' in page.text
    assert '<link rel="alternate" hreflang="en-GB" href="https://shop.example/en-gb/tea">' in page.text
    assert page.text.endswith("</head><body>Tea</body></html>")
    assert page.content_length == len(page.data)


def test_such_a_shop_passes_the_audit(tmp_path):
    host = ListingHost(SitemapPage("/"), SitemapPage("/tea"))

    assert_hreflang(shop_of(tmp_path, host))


def test_without_the_setting_no_page_is_touched(tmp_path):
    app = make_app(tmp_path, config={"PAGE": PLAIN})

    assert app.test_client().get("/fr-ch/tea").text == PLAIN
    assert [hook.__name__ for hook in app.after_request_funcs[None]] == ["add_link_header", "follow_moved"]


def test_a_template_that_has_the_line_has_it_once(tmp_path, host):
    page = PLAIN.replace("</head>", "{{ storefront_head() }}</head>")

    text = shop_of(tmp_path, host, PAGE=page).test_client().get("/fr-ch/tea").text

    assert text.count('rel="canonical"') == text.count("storefront.css") == 1
    assert '<html lang="fr-CH" dir="ltr">' in text


def test_head_is_asked_for_and_answered_as_get_is(visitor):
    got, headed = visitor.get("/fr-ch/tea"), visitor.head("/fr-ch/tea")

    assert headed.data == b""
    assert dict(headed.headers) == dict(got.headers)
    assert int(headed.headers["Content-Length"]) == len(got.data)


def test_a_page_in_the_default_edition_says_so(visitor):
    assert '<html lang="de-DE" dir="ltr">' in visitor.get("/tea").text


def test_right_to_left_is_said(tmp_path, host):
    markets = {"ae": {"countries": ["AE"], "currency": "AED", "locales": ["ar-AE"]}}
    app = plain_shop(PAGE=PLAIN)
    make_app(
        tmp_path, app=app, host=host, markets=markets, pricing={"currency": "AED"}, routing={"inject_head": True}
    )  # fmt: skip

    assert '<html lang="ar-AE" dir="rtl">' in app.test_client().get("/ar-ae/tea").text


# Trap 15: what is left as it is


def other_answers() -> Flask:
    app = plain_shop(PAGE=PLAIN)
    app.add_url_rule("/stream", "stream", lambda: Response(stream_with_context(iter([PLAIN])), mimetype="text/html"))
    app.add_url_rule("/json", "json", lambda: {"html": PLAIN})
    app.add_url_rule("/text", "text", lambda: Response(PLAIN, mimetype="text/plain"))
    app.add_url_rule("/fragment", "fragment", lambda: "<li>Tea</li>")
    app.add_url_rule("/part", "part", lambda: Response(PLAIN, status=206, mimetype="text/html"))
    app.add_url_rule("/moved", "moved", lambda: Response(PLAIN, status=301, headers={"Location": "/tea"}))
    app.add_url_rule("/wrong", "wrong", lambda: Response(PLAIN.encode() + b"\xff", mimetype="text/html"))
    app.add_url_rule("/odd", "odd", lambda: Response(PLAIN, content_type="text/html; charset=klingon"))
    app.add_url_rule("/office/tea", "office", lambda: PLAIN)
    app.add_url_rule("/callback", "callback", lambda: PLAIN)
    app.add_url_rule(
        "/packed",
        "packed",
        lambda: Response(
            gzip.compress(PLAIN.encode(), mtime=0), mimetype="text/html", headers={"Content-Encoding": "gzip"}
        ),
    )

    attachment = {"Content-Disposition": "Attachment; filename=tea.html"}
    app.add_url_rule("/kept", "kept", lambda: Response(PLAIN, mimetype="text/html", headers=attachment))

    @app.get("/office/broken")
    def broken_office() -> tuple[str, int]:
        return PLAIN, 404

    return app


@pytest.mark.parametrize(
    "path",
    "stream text fragment part moved wrong odd packed kept".split(),
)
def test_what_is_no_whole_page_of_an_edition_is_sent_byte_for_byte(tmp_path, host, path):
    plain = other_answers().test_client().get(f"/{path}")
    mounted = shop_of(tmp_path, host, app=other_answers(), exempt=["/office", "callback"]).test_client()

    answer = mounted.get(f"/fr-ch/{path}")

    assert answer.data == plain.data
    assert answer.headers.get("Content-Length") == plain.headers.get("Content-Length")


@pytest.mark.parametrize("path", "office/tea office/broken office/nothing callback".split())
def test_what_is_exempt_is_sent_byte_for_byte(tmp_path, host, path):
    plain = other_answers().test_client().get(f"/{path}")
    mounted = shop_of(tmp_path, host, app=other_answers(), exempt=["/office", "callback"]).test_client()

    answer = mounted.get(f"/{path}")

    assert answer.data == plain.data


def test_a_file_is_passed_through(tmp_path, host):
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "tea.html").write_text(PLAIN, encoding="utf-8")
    app = Flask("files", root_path=str(tmp_path))
    app.config.update(SECRET_KEY="the shop's own key", TESTING=True)

    with shop_of(tmp_path, host, app=app).test_client().get("/fr-ch/static/tea.html") as answer:
        assert answer.text == PLAIN


def test_pages_of_ours_have_a_head_of_their_own(visitor):
    page = visitor.get("/fr-ch/storefront/checkout").text

    assert page.count("storefront.css") == 1


@pytest.mark.parametrize(
    ("charset", "name"), [("utf-8", "茶"), ("iso-8859-1", "thé"), ("shift_jis", "ソ表茶"), ("utf-16", "茶")]
)
def test_a_page_keeps_its_charset(tmp_path, host, charset, name):
    app = plain_shop()
    app.add_url_rule(
        "/old",
        "old",
        lambda: Response(PLAIN.replace("Tea", name).encode(charset), content_type=f"text/html; charset={charset}"),
    )

    answer = shop_of(tmp_path, host, app=app).test_client().get("/fr-ch/old")

    page = answer.data.decode(charset)
    assert f"<title>{name}</title><link" in page
    assert page.endswith(f"<body>{name}</body></html>")
    assert answer.content_length == len(answer.data)


def test_what_was_said_of_the_bytes_before_is_taken_back(tmp_path, host):
    app = plain_shop()
    said = {"Accept-Ranges": "bytes", "Content-MD5": "x", "Repr-Digest": "sha-256=:x:", "Content-Language": "fr"}
    app.add_url_rule("/said", "said", lambda: (PLAIN, said))

    answer = shop_of(tmp_path, host, app=app).test_client().get("/fr-ch/said")

    assert [name for name in said if name in answer.headers] == ["Content-Language"]


# What a browser keeps


def with_etag(weak=False) -> Flask:
    app = plain_shop()

    @app.get("/kept")
    def kept() -> Response:
        response = make_response(PLAIN)
        response.add_etag(weak=weak)
        return response.make_conditional(request)

    return app


@pytest.mark.parametrize("weak", [False, True])
def test_the_etag_is_that_of_the_page_as_it_is_sent(tmp_path, host, weak):
    visitor = shop_of(tmp_path, host, app=with_etag(weak)).test_client()

    german, french = visitor.get("/de-de/kept"), visitor.get("/fr-ch/kept")

    assert french.get_etag() == (sha1(french.data).hexdigest(), weak)  # noqa: S324 (werkzeug's own)
    assert german.get_etag() != french.get_etag()


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_who_has_the_page_is_not_sent_it_again(tmp_path, host, method):
    visitor = shop_of(tmp_path, host, app=with_etag()).test_client()
    etag = visitor.get("/fr-ch/kept").headers["ETag"]

    again = visitor.open("/fr-ch/kept", method=method, headers={"If-None-Match": etag})
    other = visitor.open("/de-de/kept", method=method, headers={"If-None-Match": etag})

    assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", etag)
    assert other.status_code == 200


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_who_kept_the_page_before_it_had_our_tags_is_sent_it(tmp_path, host, method):
    kept = {"If-None-Match": with_etag().test_client().get("/kept").headers["ETag"]}
    visitor = shop_of(tmp_path, host, app=with_etag()).test_client()

    page = visitor.open(
        "/fr-ch/kept", method=method, headers={**kept, "If-Modified-Since": "Sun, 22 Nov 2026 00:00:00 GMT"}
    )

    assert (page.status_code, page.headers["ETag"]) == (200, visitor.get("/fr-ch/kept").headers["ETag"])


def test_what_we_do_not_change_is_compared_as_before(tmp_path, host):
    app = plain_shop()
    app.add_url_rule("/data", "data", lambda: ({"tea": 1}, {"ETag": '"one"'}))
    visitor = shop_of(tmp_path, host, app=app).test_client()

    assert visitor.get("/fr-ch/data", headers={"If-None-Match": '"one"'}).status_code == 304
    assert visitor.get("/fr-ch/data", headers={"If-None-Match": '"two"'}).status_code == 200


def test_what_the_host_set_up_before_us_sees_the_page_as_it_is_sent(tmp_path, host):
    app, seen = plain_shop(PAGE=PLAIN), []
    app.after_request(lambda response: seen.append(response.data) or response)

    page = shop_of(tmp_path, host, app=app).test_client().get("/fr-ch/tea")

    assert seen == [page.data]
    assert b"hreflang" in page.data


def test_a_page_without_an_etag_is_given_none(visitor):
    answer = visitor.get("/fr-ch/tea", headers={"If-None-Match": "*"})

    assert (answer.status_code, "ETag" in answer.headers) == (200, False)


# Errors


def test_the_host_s_error_page_is_in_the_edition_and_names_no_alternates(tmp_path, host):
    app = plain_shop()
    app.register_error_handler(404, lambda fault: (PLAIN, 404))

    missing = shop_of(tmp_path, host, app=app).test_client().get("/fr-ch/coffee")

    assert missing.status_code == 404
    assert missing.text == PLAIN.replace('lang="en"', 'lang="fr-CH" dir="ltr"')
    assert missing.content_length == len(missing.data)
    assert "Link" not in missing.headers


def test_a_crash_of_the_host_is_told_in_the_edition_s_language(tmp_path, host):
    app = plain_shop(TESTING=False, PROPAGATE_EXCEPTIONS=False)
    app.register_error_handler(500, lambda fault: (PLAIN, 500))
    make_app(tmp_path, app=app, host=host, checkout={"sandbox": True}, routing={"inject_head": True})

    answer = app.test_client().get("/fr-ch/broken")

    assert (answer.status_code, answer.text) == (500, PLAIN.replace('lang="en"', 'lang="fr-CH" dir="ltr"'))


def test_a_fault_of_ours_leaves_the_page(tmp_path, host, monkeypatch, caplog):
    app = shop_of(tmp_path, host)
    monkeypatch.setattr("storefront_plugin.markets.adapters.injected_head.storefront_head", lambda: 1 / 0)

    assert app.test_client().get("/fr-ch/tea").text == PLAIN
    assert [record.message for record in caplog.records] == [
        "the head tags could not be put into the page; it goes without them"
    ]


def test_a_page_that_its_edition_lacks_names_no_other(tmp_path, host):
    host.told["/tea"] = {"de-DE": "/tea", "en-GB": "/tea"}

    page = shop_of(tmp_path, host).test_client().get("/fr-ch/tea").text

    assert "storefront.css" in page
    assert "hreflang" not in page
