"""Which language a page is in. Another answer can be put into `app.config["SHOP_LANGUAGE"]`."""

from __future__ import annotations

from typing import NamedTuple

from flask import current_app, request, session, url_for

LANGUAGES = {"en": "English", "de": "Deutsch", "fr": "Français", "ja": "日本語", "ar": "العربية"}
RIGHT_TO_LEFT = {"ar"}
SESSION_KEY = "language"


class LanguageLink(NamedTuple):
    language: str
    name: str
    url: str
    is_current: bool


def current_language() -> str:
    """One of LANGUAGES, whatever the configured callable says."""
    asked: str = current_app.config["SHOP_LANGUAGE"]()
    return asked if asked in LANGUAGES else "en"


def chosen_language() -> str:
    """`?lang=`, then kept in the session; else what was kept; else what the browser prefers; else English."""
    asked = request.args.get("lang", "")
    if asked in LANGUAGES:
        session[SESSION_KEY] = asked
    kept: str | None = session.get(SESSION_KEY)
    return kept or request.accept_languages.best_match(LANGUAGES) or "en"


def text_direction(language: str) -> str:
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def language_links() -> list[LanguageLink]:
    """This page in every language, or the home page where this one cannot be asked for again."""
    if request.endpoint and request.method == "GET":
        endpoint, values = request.endpoint, dict(request.view_args or {})
    else:
        endpoint, values = "browse.home", {}
    current = current_language()
    return [
        LanguageLink(language, name, url_for(endpoint, **{**values, "lang": language}), language == current)
        for language, name in LANGUAGES.items()
    ]
