"""Each rule of the audit finds its own fault, and no rule finds another's."""

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
    assert len({rule.id for rule in RULES}) == len(RULES) == 13
    assert all("(" in rule.look.__doc__ for rule in RULES)


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
