"""What is written once for all pages of the same editions is, for each of them, what its placement says."""

from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storefront_plugin.markets.alternates import Placement, paths_by_edition
from storefront_plugin.markets.edition import Market, editions_of
from storefront_plugin.markets.stencils import _MOST_STENCILS, Stencils
from storefront_plugin.money import Currency

ROOT = "https://shop.example/mount"
EUR = Currency.of("EUR")
EDITIONS = editions_of(
    [
        Market("de", ("DE", "AT"), EUR, ("de-DE",)),
        Market("ch", ("CH",), EUR, ("de-CH", "fr-CH"), host="shop.ch"),
        Market("gb", ("GB",), EUR, ("en-GB",)),
    ],
    base_address="https://shop.example",
)
PATHS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8).map("/{}".format)
TOLD = st.none() | st.dictionaries(st.sampled_from(["de", "de-CH", "fr-ch", "en-GB", "xx"]), PATHS)
PLACEMENTS = st.builds(
    lambda path, told, query: Placement(EDITIONS, paths_by_edition(EDITIONS, path, told), ROOT, query),
    st.just("/") | PATHS,
    TOLD,
    st.sampled_from(["", "?page=2&sort=price"]),
)


def placed(path="/tea", root=ROOT):
    return Placement(EDITIONS, paths_by_edition(EDITIONS, path, None), root)


@given(st.lists(PLACEMENTS, min_size=1, max_size=4))
def test_the_header_and_the_tags_are_the_alternates_of_each_placement(placements):
    stencils = Stencils()

    for placement in placements:
        stencil = stencils.of(placement)
        alternates = placement.alternates()
        header = ", ".join(f'<{each.url}>; rel="alternate"; hreflang="{each.hreflang}"' for each in alternates)
        tags = [f'<link rel="alternate" hreflang="{each.hreflang}" href="{each.url}">' for each in alternates]

        assert stencil.link_header(placement) == header
        assert [
            line for line in unescape(stencil.tags(placement, EDITIONS.default)).splitlines() if "hreflang" in line
        ] == tags


def test_the_home_page_has_a_stencil_of_its_own():
    stencils = Stencils()

    page, home = placed("/tea"), placed("/")

    assert stencils.of(page) is stencils.of(placed("/coffee"))
    assert stencils.of(home) is not stencils.of(page)
    assert stencils.of(home).link_header(home).endswith(f'<{ROOT}/>; rel="alternate"; hreflang="x-default"')


def test_a_page_names_the_locales_of_the_other_editions_once_each():
    placement = placed("/thé")

    tags = Stencils().of(placement).tags(placement, EDITIONS.all[1])

    lines = tags.splitlines()
    assert lines[0] == '<link rel="canonical" href="https://shop.ch/mount/de-ch/th%C3%A9">'
    assert lines[-4:] == [
        '<meta property="og:locale" content="de_CH">',
        '<meta property="og:locale:alternate" content="de_DE">',
        '<meta property="og:locale:alternate" content="fr_CH">',
        '<meta property="og:locale:alternate" content="en_GB">',
    ]


@pytest.mark.parametrize("count", [_MOST_STENCILS, _MOST_STENCILS + 5])
def test_however_many_there_are_each_is_right_and_only_the_last_are_kept(count):
    stencils = Stencils()
    roots = [f"http://localhost:{port}" for port in range(count)]

    for root in roots:
        placement = placed(root=root)
        found = stencils.of(placement)
        assert f"<{root}/de-de/tea>" in found.link_header(placement)
        assert stencils.of(placed(root=root)) is found

    assert len(stencils._kept) == (count - 1) % _MOST_STENCILS + 1
