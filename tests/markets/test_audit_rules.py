"""Each rule of the audit finds its own fault, and no rule finds another's."""

import gzip

import pytest

from storefront_plugin.markets.audit import RULES, Finding
from storefront_plugin.markets.audit.ports import Answer
from tests.markets.audits import DE, EN, FR, HTML, ROOT, SET, SITEMAP, TinySite


@pytest.fixture
def site():
    return TinySite()


def without(*dropped):
    return [(code, url) for code, url in SET if url not in dropped]


def test_a_sound_site_breaks_no_rule(site):
    assert site.findings() == []


def test_each_rule_has_an_id_of_its_own_and_says_its_source():
    assert len({rule.id for rule in RULES}) == len(RULES) == 18
    assert all("(" in rule.look.__doc__ for rule in RULES)


def test_a_link_header_may_be_left_out_where_the_head_names_the_same(site):
    site.header[FR] = []

    assert site.findings() == []


def test_h1_a_page_that_omits_itself(site):
    site.sets[DE] = without(DE)

    assert site.findings() == [Finding("H1-self", DE, "", "names alternates, but not itself")]


def test_h1_a_page_that_names_another_by_another_code(site):
    site.sets[EN] = [("fr" if url == FR else code, url) for code, url in SET]

    found = site.findings()

    assert {(each.rule, each.url, each.other) for each in found} == {("H1-same", DE, EN), ("H1-same", EN, FR)}
    assert f"fr → {FR}, fr-FR → {FR}" in found[0].what


def test_h1_a_page_of_another_host_that_only_one_names(site):
    site.sets[FR] = [*SET, ("it-IT", "https://it.example/tea")]

    assert {(each.rule, each.url, each.other) for each in site.findings()} == {("H1-same", DE, FR), ("H1-same", EN, FR)}


def test_h2_a_link_that_is_not_returned_is_found_with_both_addresses(site):
    site.sets[FR] = without(DE)

    what = "the first names the second, which does not name it in return"
    assert site.findings() == [Finding("H2", DE, FR, what)]
    assert "https://shop.example/de/tea" in str(site.findings()[0])
    assert "https://shop.example/fr/tea" in str(site.findings()[0])


def test_h2_a_page_that_names_none_at_all(site):
    site.sets[FR] = []

    assert {(each.rule, each.url, each.other) for each in site.findings()} == {("H2", DE, FR), ("H2", EN, FR)}


@pytest.mark.parametrize("href", ["/fr/tea", "//shop.example/fr/tea", "../fr/tea"])
def test_h3_an_address_without_scheme_and_host(site, href):
    site.sets[DE] = [(code, href if url == FR else url) for code, url in SET]
    site.sitemap[DE] = SET

    what = f"fr-FR is named as “{href}”, without scheme and host"
    assert site.findings() == [Finding("H3", DE, FR, what)]


def test_h3_counts_in_the_header_alone_as_well(site):
    site.header[DE] = [(code, "/fr/tea" if url == FR else url) for code, url in SET]

    assert site.rules_broken() == {"H3"}


@pytest.mark.parametrize(("code", "right"), [("en-UK", "en-GB"), ("en_GB", "en-GB"), ("eng-GB", "en-GB")])
def test_h4_a_code_that_is_none_is_found_with_its_right_form(site, code, right):
    for url in site.sets:
        site.sets[url] = [(code if known == "en-GB" else known, target) for known, target in SET]

    found = site.findings()

    assert [(each.rule, each.url, each.other) for each in found] == [("H4", url, EN) for url in (EN, DE, FR)]
    assert all(code in each.what and right in each.what for each in found)


def test_h6_two_addresses_for_one_code(site):
    second = f"{ROOT}at/tea"
    several = [*SET, ("de-de", second)]
    site.sets = dict.fromkeys((DE, EN, FR, second), several)
    site.langs[second], site.canonicals[second] = "de", second

    found = site.findings()

    assert {each.rule for each in found} == {"H6"}
    assert Finding("H6", DE, second, f"de-DE stands for this and for {DE}") in found


def test_h6_two_codes_for_one_address_are_fine(site):
    assert [code for code, url in SET if url == EN] == ["en-GB", "en"]
    assert site.rules_broken() == set()


@pytest.mark.parametrize(
    ("defaults", "what"),
    [
        ([], "names no x-default"),
        ([("x-default", ROOT), ("x-default", EN)], f"x-default stands for this and for {ROOT}"),
        ([("x-default", f"{ROOT}gone")], "the second, its x-default, answers 404"),
        ([("x-default", f"{ROOT}hop")], f"the second, its x-default, redirects to {ROOT}, which answers 302, to {EN}"),
    ],
)
def test_h8_no_x_default_or_two_or_one_that_does_not_answer(site, defaults, what):
    site.answers[f"{ROOT}hop"] = Answer(302, [("location", "/")])
    site.sets = {url: [each for each in SET if each[0] != "x-default"] + defaults for url in site.sets}

    found = site.findings()

    assert {(each.rule, each.what) for each in found} == {("H8", what)}
    assert {each.url for each in found} == {DE, EN, FR}


@pytest.mark.parametrize("place", ["head", "header", "sitemap"])
def test_h10_one_place_that_lacks_what_the_others_name(site, place):
    getattr(site, place)[DE] = without(FR)

    found = site.findings()

    assert {(each.rule, each.url, each.other) for each in found} == {("H10", DE, FR)}
    assert all(each.what.startswith("fr-FR is named in the ") for each in found)
    assert len(found) == (2 if place == "header" else 1)


def test_h10_a_way_that_the_site_does_not_use_contradicts_nothing(site):
    site.header = {url: [] for url in site.sets}
    site.sitemap = {url: [] for url in site.sets}

    assert site.findings() == []


def test_h10_a_file_that_is_no_page_has_only_the_header(site):
    paper = f"{ROOT}de/paper.pdf"
    link = f'<{paper}>; rel="alternate"; hreflang="de", <{paper}>; rel="alternate"; hreflang="x-default"'
    site.answers[paper] = Answer(200, [("content-type", "application/pdf"), ("link", link)], b"%PDF")
    site.extra[DE] = f'<a href="{paper}">paper</a>'

    assert site.findings() == []
    assert paper in site.asked


XML = ("content-type", "application/xml")
SPACE = b'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def test_h12_a_sitemap_that_does_not_declare_what_it_uses(site):
    body = b'<urlset %b><url><loc>%b</loc><xhtml:link rel="alternate"/></url></urlset>' % (SPACE, DE.encode())
    site.answers[SITEMAP] = Answer(200, [XML], body)

    [found] = site.findings()

    assert (found.rule, found.url, found.other) == ("H12", SITEMAP, "")
    assert "cannot be read: no XML: unbound prefix" in found.what


def test_h12_a_file_that_is_not_where_its_index_says(site):
    index = b"<sitemapindex %b><sitemap><loc>%bmap-1.xml</loc></sitemap></sitemapindex>" % (SPACE, ROOT.encode())
    site.answers[SITEMAP] = Answer(200, [XML], index)
    site.extra[DE] = f'<a href="{EN}">en</a>'
    site.answers[ROOT] = Answer(302, [("location", "/de/tea")])

    what = "the second, which the first lists, answers 404"
    assert site.findings() == [Finding("H12", SITEMAP, f"{ROOT}map-1.xml", what)]


@pytest.mark.parametrize("answer", [Answer(404, [XML]), Answer(500, [XML]), Answer(200, [HTML], b"<html>")])
def test_h12_where_a_sitemap_only_might_lie_there_need_not_be_one(site, answer):
    site.answers[SITEMAP] = answer

    assert site.findings() == []


def listing(count, padding=0):
    """A file without alternates: the three pages, and as many empty places as make up the count."""
    pages = [f"<url><loc>{url}</loc></url>" for url in (DE, EN, FR)] + ["<url></url>"] * (count - 3)
    return b"<urlset %b>%b%b</urlset>" % (SPACE, "".join(pages).encode(), b" " * padding)


@pytest.mark.parametrize(
    ("count", "what"), [(50_000, []), (50_001, ["lists 50,001 addresses, more than 50,000"])]
)  # fmt: skip
def test_h13_a_file_has_at_most_50_000_addresses(site, count, what):
    site.answers[SITEMAP] = Answer(200, [XML], listing(count))

    assert site.findings() == [Finding("H13", SITEMAP, "", each) for each in what]


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize(("more", "what"), [(0, []), (1, ["is larger than 52,428,800 bytes, unpacked"])])
def test_h13_a_file_has_at_most_50_mb(site, packed, more, what):
    body = listing(3, padding=50 * 1024 * 1024 + more - len(listing(3)))
    # What is larger is cut by whoever asks.
    site.answers[SITEMAP] = Answer(200, [XML], gzip.compress(body, 1) if packed else body)

    assert len(body) == 50 * 1024 * 1024 + more
    assert site.findings() == [Finding("H13", SITEMAP, "", each) for each in what]


@pytest.mark.parametrize(
    ("canonical", "other", "what"),
    [(DE, DE, "says that its canonical address is the second"), ("", "", "names no canonical address")],
)
def test_h14_a_page_that_is_not_its_own_canonical(site, canonical, other, what):
    site.canonicals[FR] = canonical

    assert site.findings() == [Finding("H14", FR, other, what)]


def test_h14_a_second_address_of_a_page_is_none_of_its_variants(site):
    again = f"{DE}?utm_source=x"
    site.extra[DE] = f'<a href="{again}">again</a>'
    site.answers[again] = site.get(DE)

    assert site.findings() == []
    assert again in site.asked


def test_h14_a_page_that_takes_a_campaign_for_another_page(site):
    tagged = f"{EN}?utm_source=storefront-audit&currency=EUR"
    link = f'<link rel="canonical" href="{tagged.replace("&", "&amp;")}">'
    site.tagged[EN] = Answer(200, [HTML], f"<html><head>{link}</head>".encode())

    what = "asked for with utm_source and currency, it says that its canonical address is the second"
    assert site.findings() == [Finding("H14-query", EN, tagged, what)]


@pytest.mark.parametrize("answer", [Answer(301, [("location", "/en/tea")]), Answer(404, [HTML]), Answer(0, fault="no")])
def test_h14_a_campaign_that_leads_to_no_second_page_makes_none(site, answer):
    site.tagged[EN] = answer

    assert site.findings() == []


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Answer(404, [HTML]), "answers 404"),
        (Answer(301, [("location", "/fr/tee")]), f"answers 301, to {ROOT}fr/tee"),
        (Answer(0, fault="timed out"), "does not answer: timed out"),
    ],
)
def test_h15_an_alternate_that_does_not_answer_200(site, answer, said):
    site.answers[FR] = answer

    assert site.findings() == [Finding("H15-answers", EN, FR, f"the second, which the first names, {said}")]


def test_h15_noindex_in_the_page(site):
    site.extra[FR] = '<meta name="robots" content="follow, NOINDEX">'

    found = site.findings()

    assert [(each.rule, each.other) for each in found] == [("H15-index", FR)]
    assert "noindex in meta robots" in found[0].what


def test_h15_noindex_in_a_header(site):
    site.headers[FR] = [("x-robots-tag", "otherbot: nofollow"), ("x-robots-tag", "googlebot: noindex")]

    found = site.findings()

    assert [(each.rule, each.other) for each in found] == [("H15-index", FR)]
    assert "noindex in X-Robots-Tag" in found[0].what


def test_h15_what_robots_txt_hides(site):
    site.answers[f"{ROOT}robots.txt"] = Answer(200, body=b"User-agent: *\nDisallow: /fr/")

    found = site.findings()

    assert [(each.rule, each.other) for each in found] == [("H15-index", FR)]
    assert "robots.txt" in found[0].what


@pytest.mark.parametrize(
    ("answer", "other", "what"),
    [
        (Answer(302, [("location", "/de/tea")]), DE, f"answers 302, to {DE}"),
        (
            Answer(200, [HTML], f'<html lang="de"><head><link rel="canonical" href="{EN}">'.encode()),
            "",
            "is another page",
        ),
        (
            Answer(200, [HTML], f'<html lang="en"><head><link rel="canonical" href="{DE}">'.encode()),
            DE,
            "is another page",
        ),
    ],
)
def test_h18_a_page_that_follows_the_reader_s_language(site, answer, other, what):
    site.wished[EN] = answer

    assert site.findings() == [Finding("H18", EN, other, f"asked for with Accept-Language: de-DE, it {what}")]


@pytest.mark.parametrize(
    ("status", "rules"), [(302, set()), (303, set()), (307, set()), (301, {"H19"}), (308, {"H19"})]
)
def test_h19_who_is_sent_to_an_edition_is_sent_for_now(site, status, rules):
    site.answers[ROOT] = Answer(status, [("location", "/en/tea")])

    found = site.findings()

    assert {(each.rule, each.other) for each in found} == {(rule, ROOT) for rule in rules}
    assert all(f"redirects for good: it answers {status}, to {EN}" in each.what for each in found)


def test_h22_a_page_that_takes_its_host_from_the_request(site):
    site.to_strangers = {url: site.spoofed(url) for url in (DE, EN, FR)}

    found = site.findings()

    assert {each.rule for each in found} == {"H22"}
    assert "stranger.invalid" in found[0].other


def test_h22_a_sitemap_that_takes_its_host_from_the_request(site):
    site.to_strangers = {SITEMAP: site.spoofed(SITEMAP)}

    assert [(each.rule, each.url) for each in site.findings()] == [("H22", SITEMAP)]


def test_lang_a_page_in_another_language_than_it_is_named(site):
    site.langs[FR] = "de-DE"

    what = "its html has lang “de-DE”, but it is named as fr-FR"
    assert site.findings() == [Finding("lang", FR, "", what)]


def test_lang_a_page_that_is_named_as_another_language_as_well(site):
    site.sets = {url: [*SET, ("it-IT", FR)] for url in site.sets}

    what = "its html has lang “fr”, but it is named as it-IT"
    assert site.findings() == [Finding("lang", FR, "", what)]


def test_lang_a_page_without_one(site):
    del site.langs[FR]

    assert site.findings() == [Finding("lang", FR, "", "its html has no lang, but it is named as fr-FR")]


@pytest.mark.parametrize(
    ("lang", "code", "fits"),
    [
        ("zh-TW", "zh-Hant", True),
        ("zh-CN", "zh-Hant", False),
        ("zh-Hant", "zh", True),
        ("zh-Hant", "zh-CN", False),
        ("", "fr-FR", False),
        ("klingon!", "fr-FR", False),
        ("nb", "no-NO", True),
        ("pt-BR", "pt-PT", True),
        ("sr", "sr-Latn", False),
    ],
)
def test_lang_is_compared_by_language_and_script(site, lang, code, fits):
    site.sets = {url: [(code if target == FR else known, target) for known, target in SET] for url in site.sets}
    site.langs[FR] = lang

    assert site.rules_broken() == (set() if fits else {"lang"})
