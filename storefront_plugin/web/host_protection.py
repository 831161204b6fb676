"""What protects the host's whole app, and the few routes of ours that it must let pass: Flask-WTF, Flask-Limiter."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import current_app

from storefront_plugin.web.parts import EXTENSION

# A provider carries no form token, and sends many notifications from few addresses: it proves itself by its signature.
_NOTIFICATIONS = f"{EXTENSION}.receive_notification"
# Asked by each page and not by its reader, who would reach the limit of the whole shop after half as many pages.
_SUGGESTION = f"{EXTENSION}.suggestion"


def exempt_from_protection(endpoint: str | None, _: object) -> None:
    """Exempt what is asked for, before the host's protection looks at it. All else of ours is protected as it is.

    Also the sitemap, which costs more than any page and is asked for rarely. Files Flask-Limiter passes over by itself.
    """
    if endpoint == _NOTIFICATIONS:
        view = current_app.view_functions[endpoint]
        if csrf := current_app.extensions.get("csrf"):
            csrf.exempt(view)
        for limiter in _limiters():
            limiter.exempt(view)
    elif endpoint == _SUGGESTION:
        for limiter in _limiters():
            _share_no_limit(limiter, endpoint)


def _limiters() -> Iterable[Any]:
    found = current_app.extensions.get("limiter")
    return found if isinstance(found, set) else ()


def _share_no_limit(limiter: Any, endpoint: str) -> None:
    """Exempt it from the limit of all routes together; what each route has by itself stays, and so does its cost."""
    from flask_limiter import ExemptionScope

    # What the host exempted it from itself is replaced otherwise.
    already = limiter.limit_manager.exemption_scope(current_app, endpoint, None)
    limiter.exempt(current_app.view_functions[endpoint], flags=already | ExemptionScope.APPLICATION)
