"""The shop's own words (menus, buttons, messages), from words/<language>.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path

from flask import current_app

from examples.shop.language import LANGUAGES, current_language

WORDS = Path(__file__).with_name("words")


def word(key: str, **values: object) -> str:
    """The words for a key such as "cart.title", in the language of this page."""
    text: str = current_app.extensions["shop_words"][current_language()][key]
    return text.format(**values)


def load_words() -> dict[str, dict[str, str]]:
    """For each language its words, by "section.name"."""
    return {language: _read(WORDS / f"{language}.toml") for language in LANGUAGES}


def _read(path: Path) -> dict[str, str]:
    sections = tomllib.loads(path.read_text(encoding="utf-8"))
    return {f"{section}.{name}": text for section, words in sections.items() for name, text in words.items()}
