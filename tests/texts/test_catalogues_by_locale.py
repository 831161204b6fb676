"""Which catalogue speaks for a locale."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from storefront_plugin.resources import resource_dir
from storefront_plugin.texts import DOMAIN, Catalogues, Text, gettext_names, sf_, sf_n, sf_p

# Where each locale's texts are taken from; None: from the sources, which are English.
SPEAKERS = {
    "de-DE": "de",
    "de-AT": "de",
    "de-1996": "de",
    "en": None,
    "en-GB": None,
    "es-MX": "es",
    "es-419": "es",
    "fr-CA": "fr",
    # Portuguese is Brazil's unless the country, or CLDR, says Portugal's.
    "pt": "pt_BR",
    "pt-BR": "pt_BR",
    "pt-PT": "pt_PT",
    "pt-AO": "pt_PT",
    "pt-MZ": "pt_PT",
    "pt-MO": "pt_PT",
    # The script decides, and where none is named, the country does.
    "zh": "zh_Hans",
    "zh-CN": "zh_Hans",
    "zh-SG": "zh_Hans",
    "zh-Hans": "zh_Hans",
    "zh-Hans-HK": "zh_Hans",
    "zh-TW": "zh_Hant",
    "zh-HK": "zh_Hant",
    "zh-MO": "zh_Hant",
    "zh-Hant": "zh_Hant",
    "zh-Hant-CN": "zh_Hant",
    "cmn-TW": "zh_Hant",
    "zh-Latn": None,
    # Norwegian is written as Bokmål before it is English.
    "no": "nb",
    "no-NO": "nb",
    "nb-NO": "nb",
    "nn": "nb",
    "nn-NO": "nb",
    # Codes of former days.
    "iw": "he",
    "iw-IL": "he",
    "he-IL": "he",
    # Nobody's neighbour is taken for him.
    "sr": None,
    "sr-Latn-RS": None,
    "ca-ES": None,
    "yue-HK": None,
    "hi-Latn": None,
}


@pytest.fixture(scope="module")
def catalogues() -> Catalogues:
    return Catalogues(resource_dir("translations"))


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Catalogues:
    """Catalogues that only say which they are."""
    folder = tmp_path_factory.mktemp("translations")
    for name in {speaker for speaker in SPEAKERS.values() if speaker}:
        write(folder, name)
    return Catalogues(folder)


@pytest.mark.parametrize(("locale", "speaker"), SPEAKERS.items())
def test_the_nearest_catalogue_speaks_and_english_where_there_is_none(
    signed: Catalogues, locale: str, speaker: str | None
):
    assert sf_("who speaks").said_in(signed.of(locale)) == (speaker or "who speaks")


def test_a_traditional_reader_is_given_english_rather_than_simplified(tmp_path: Path):
    for name in ("zh", "zh_CN", "zh_Hans"):
        write(tmp_path, name)

    assert sf_("who speaks").said_in(Catalogues(tmp_path).of("zh-TW")) == "who speaks"


def test_a_region_is_asked_before_the_language(tmp_path: Path):
    for name in ("de", "de_AT"):
        write(tmp_path, name)

    assert sf_("who speaks").said_in(Catalogues(tmp_path).of("de-AT")) == "de_AT"


def test_a_usual_script_that_is_said_changes_nothing():
    assert gettext_names("sr-Cyrl-RS") == gettext_names("sr-RS")


def test_a_catalogue_is_loaded_once(catalogues: Catalogues):
    assert catalogues.of("zh-TW") is catalogues.of("zh-TW")


def test_the_languages_are_named_by_bcp_47_tags(signed: Catalogues):
    assert signed.locales() == ["de", "en", "es", "fr", "he", "nb", "pt-BR", "pt-PT", "zh-Hans", "zh-Hant"]


def test_the_swiss_write_german_without_sharp_s(catalogues: Catalogues):
    street = sf_("Street and number")

    assert street.said_in(catalogues.of("de-AT")) == "Straße und Hausnummer"
    assert street.said_in(catalogues.of("de-CH")) == "Strasse und Hausnummer"
    assert street.said_in(catalogues.of("de-LI")) == "Strasse und Hausnummer"


def test_a_text_within_a_text_is_said_in_the_same_language(catalogues: Catalogues):
    inner: Text = sf_("The bank declined this card.")
    outer = sf_("%(reason)s Nothing was charged. You can try another card.", reason=inner)

    said = outer.said_in(catalogues.of("de-DE"))

    assert said.startswith(inner.said_in(catalogues.of("de-DE")))
    assert "declined" not in said


def test_a_count_chooses_the_form_and_fills_it(catalogues: Catalogues):
    earned = "You earned %(count)s point with this order.", "You earned %(count)s points with this order."

    assert str(sf_n(*earned, 1)) == "You earned 1 point with this order."
    assert "49" in sf_n(*earned, 49).said_in(catalogues.of("de-DE"))


def test_a_context_tells_two_meanings_apart(catalogues: Catalogues):
    button = sf_p("button", "Order with obligation to pay")

    assert button.said_in(catalogues.of("de-DE")) == "Zahlungspflichtig bestellen"


def write(folder: Path, name: str) -> None:
    compiled = folder / name / "LC_MESSAGES" / f"{DOMAIN}.mo"
    compiled.parent.mkdir(parents=True)
    catalogue = Catalog(locale=name)
    catalogue.add("who speaks", string=name)
    with compiled.open("wb") as target:
        write_mo(target, catalogue)
