"""`[routing]` in the settings: all that changes no page is on by default, every fault is in words."""

import pytest

from storefront_plugin.errors import SettingsFaulty
from storefront_plugin.markets.adapters.settings import RoutingSettings
from storefront_plugin.settings import read_settings
from tests.shops import SETTINGS


def read(**routing):
    return read_settings({**SETTINGS, "routing": routing}, {}).routing


def test_without_a_word_everything_is_on_and_nothing_exempt():
    assert read_settings(dict(SETTINGS), {}).routing == RoutingSettings() == read()


@pytest.mark.parametrize("part", ["sticky", "url_for", "babel", "cache", "link_header"])
def test_each_part_is_switched_off_by_itself(part):
    assert read(**{part: False}) == RoutingSettings(**{part: False})


def test_a_page_of_the_host_is_changed_only_where_that_is_asked_for():
    assert not read().inject_head
    assert read(inject_head=True) == RoutingSettings(inject_head=True)


def test_paths_endpoints_and_blueprints_are_exempt():
    named = ["/admin", "/api/v2/", "auth.callback", "office"]

    assert read(exempt=named).exempt == tuple(named)


@pytest.mark.parametrize("wrong", ["", "/", "//evil.example", "/a b", "/a?b", "admin/", "auth.", "https://x.example"])
def test_what_is_neither_path_nor_endpoint_is_refused_in_words(wrong):
    with pytest.raises(SettingsFaulty) as refused:
        read(exempt=["/admin", wrong])

    [fault] = refused.value.faults
    assert fault.startswith(f"routing.exempt.1: “{wrong}” is neither a path such as /admin nor an endpoint such as")


@pytest.mark.parametrize(("key", "meant"), [("stikcy", "sticky"), ("exempts", "exempt"), ("babl", "babel")])
def test_a_switch_that_is_misspelt_is_answered_with_the_right_one(key, meant):
    with pytest.raises(SettingsFaulty, match=rf"routing\.{key}: This is not a setting. Did you mean routing.{meant}\?"):
        read(**{key: True})
