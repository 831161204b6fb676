"""The merchant's dashboard: its frame and its way in. Each capability adds a page, which is an entry of the frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from storefront_plugin.texts import Text
from storefront_plugin.web.access import MerchantRoutes
from storefront_plugin.web.parts import EXTENSION, part

pages = MerchantRoutes()


@dataclass(frozen=True, slots=True)
class DashboardEntry:
    """One page of the dashboard: what it is called in the navigation, and the name of its view."""

    title: Text
    endpoint: str


@dataclass(frozen=True, slots=True)
class Dashboard:
    """The pages in the order of the navigation; the first is where the merchant comes in."""

    entries: Sequence[DashboardEntry]


@pages.get("/dashboard/")
def dashboard() -> ResponseReturnValue:
    """The first page."""
    return redirect(url_for(f"{EXTENSION}.{part(Dashboard).entries[0].endpoint}"))


def dashboard_page(template: str, **values: object) -> str:
    """A page within the frame."""
    entries = part(Dashboard).entries
    current = next((entry for entry in entries if _holds_this_page(entry)), None)
    return render_template(template, entries=entries, current=current, **values)


def _holds_this_page(entry: DashboardEntry) -> bool:
    """Whether it is the entry's own page, or stands below that one, as an order does below the orders."""
    rules = current_app.url_map.iter_rules(f"{EXTENSION}.{entry.endpoint}")
    return any(f"{request.url_rule}/".startswith(f"{rule}/") for rule in rules)
