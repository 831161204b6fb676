"""The catalogues say everything the sources say, in every language, with nothing left over."""

import re
from gettext import c2py
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
TRANSLATIONS = ROOT / "translations"
SPOKEN = set("ar cs da de es fi fr he hu it ja ko nb nl pl pt_BR pt_PT ro sv tr uk zh_Hans zh_Hant".split())
LOCALES = sorted(SPOKEN | {path.name for path in TRANSLATIONS.iterdir() if path.is_dir()})
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]")
COUNT = "%(count)s"

in_every_language = pytest.mark.parametrize("locale", LOCALES)


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What `make i18n` would collect now."""
    template = tmp_path_factory.mktemp("i18n") / "storefront.pot"
    keywords = ["--no-default-keywords", "-k", "sf_", "-k", "sf_n:1,2", "-k", "sf_p:1c,2"]
    mapping = ["--mapping-file", str(ROOT / "pyproject.toml"), "--output-file", str(template)]
    CommandLineInterface().run(["pybabel", "--quiet", "extract", *keywords, *mapping, str(ROOT)])
    return read(template)


def test_template_holds_the_texts_of_the_sources(extracted: Catalog) -> None:
    template = read(TRANSLATIONS / "storefront.pot")

    assert difference(template, extracted) == [], "run `make i18n`"


@in_every_language
def test_catalogue_holds_the_texts_of_the_sources(locale: str, extracted: Catalog) -> None:
    catalogue = catalogue_of(locale)

    assert difference(catalogue, extracted) == [], "run `make i18n`"
    assert list(catalogue.obsolete) == [], "run `make i18n`"


@in_every_language
def test_every_text_is_translated_for_certain(locale: str) -> None:
    catalogue = catalogue_of(locale)

    assert [message.id for message in texts(catalogue) if message.fuzzy] == []
    assert [message.id for message in texts(catalogue) if not all(forms(message))] == []


@in_every_language
def test_every_counted_text_has_the_forms_of_its_language(locale: str) -> None:
    catalogue = catalogue_of(locale)
    expected = get_plural(locale)

    assert catalogue.plural_forms == expected.plural_forms
    counted = [message for message in texts(catalogue) if message.pluralizable]
    assert [message.id for message in counted if len(forms(message)) != expected.num_plurals] == []


@in_every_language
def test_translations_keep_the_placeholders(locale: str) -> None:
    catalogue = catalogue_of(locale)
    lone = forms_for_one_number(locale)

    broken = []
    for message in texts(catalogue):
        wanted = placeholders(*sources(message))
        for index, form in enumerate(forms(message)):
            # "Two points" may be written as a word, but only in a form that no other number uses.
            spared = {COUNT} if message.pluralizable and index in lone else set()
            if not wanted - spared <= placeholders(form) <= wanted or not fills(form, wanted):
                broken.append(form)
    assert broken == []


@in_every_language
def test_translations_keep_the_space_around_a_text(locale: str) -> None:
    catalogue = catalogue_of(locale)

    strayed = [
        form for message in texts(catalogue) for form in forms(message) if edges(form) != edges(sources(message)[0])
    ]
    assert strayed == []


def catalogue_of(locale: str) -> Catalog:
    return read(TRANSLATIONS / locale / "LC_MESSAGES" / "storefront.po", locale)


def read(path: Path, locale: str | None = None) -> Catalog:
    with path.open("rb") as source:
        return read_po(source, locale=locale)


def texts(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def difference(left: Catalog, right: Catalog) -> list[object]:
    """The keys that only one of the two holds."""
    keys = [{(message.context, message.id) for message in texts(catalogue)} for catalogue in (left, right)]
    return sorted(keys[0] ^ keys[1], key=str)


def sources(message: Message) -> tuple[str, ...]:
    return tuple(message.id) if message.pluralizable else (message.id,)


def forms(message: Message) -> tuple[str, ...]:
    return tuple(message.string) if message.pluralizable else (message.string,)


def placeholders(*sentences: str) -> set[str]:
    return {found for sentence in sentences for found in PLACEHOLDER.findall(sentence.replace("%%", ""))}


def fills(sentence: str, wanted: set[str]) -> bool:
    """Whether Python can put the values in: a lone % in a text with values would raise before the shopper."""
    if wanted:
        try:
            sentence % {name[2:-2]: 1 for name in wanted}
        except (KeyError, TypeError, ValueError):
            return False
    return True


def forms_for_one_number(locale: str) -> set[int]:
    """The plural forms that serve a single number: in Arabic those of zero, one and two; in French none."""
    form_of = c2py(get_plural(locale).plural_expr)
    served: dict[int, set[int]] = {}
    for number in range(200):
        served.setdefault(form_of(number), set()).add(number)
    return {form for form, numbers in served.items() if len(numbers) == 1}


def edges(sentence: str) -> tuple[str, str]:
    """The white space before and after."""
    return sentence[: len(sentence) - len(sentence.lstrip())], sentence[len(sentence.rstrip()) :]
