"""The host's Babel speaks the language of the edition; where the address names none, the host decides as before."""

from __future__ import annotations

from flask import Flask

from storefront_plugin.markets.routing import named_edition


def ask_the_address_first(app: Flask) -> None:
    """Put the edition's locale before the answer of the host's own selector, for Flask-Babel 3 and 4."""
    babel = app.extensions.get("babel")
    if babel is None or not hasattr(babel, "locale_selector"):
        return
    of_host = babel.locale_selector

    def select() -> str | None:
        if named := named_edition():
            # The one place where Babel is handed a locale by somebody else: it parses underscores.
            return named.locale.replace("-", "_")
        return of_host() if of_host else None

    babel.locale_selector = select
