"""`flask storefront hreflang audit`: whether the shop's hreflang holds, for people and for CI."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import current_app
from flask.cli import with_appcontext

from storefront_plugin.markets.audit.auditing import LIMIT, TITLES, audit, audit_app
from storefront_plugin.markets.audit.over_http import LiveWeb
from storefront_plugin.markets.audit.walk import Watch
from storefront_plugin.markets.edition import Editions
from storefront_plugin.markets.pages import BaseAddress
from storefront_plugin.web.parts import part


@click.group("hreflang")
def hreflang() -> None:
    """The alternates of the shop's pages, as search engines see them."""


@hreflang.command("audit")
@click.option("--url", default="", help="Audit the running site there: http://127.0.0.1:8000. By default this app.")
@click.option(
    "--limit", default=LIMIT, show_default=True, type=click.IntRange(min=1), help="Look at so many pages at most."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@with_appcontext
def audit_hreflang(url: str, limit: int, as_json: bool) -> None:
    """Walk the shop as a search engine does, and name every page whose hreflang does not hold.

    The walk follows the sitemap, links and alternates. Exits with 1 where something is found, and with 2 where nothing
    can be proved, because no page answers or none names alternates.
    """
    if url and not re.match(r"https?://[^/?#\s]+", url):
        raise click.BadParameter(f"“{url}” is no address such as http://127.0.0.1:8000", param_hint="--url")
    with _watching() as watch:
        if url:
            report = audit(LiveWeb(url, _origins()), limit=limit, watch=watch)
        else:
            # The app itself: what stands for it in a command is this thread's alone.
            app = current_app._get_current_object()  # type: ignore[attr-defined]
            report = audit_app(app, limit=limit, watch=watch)
    click.echo(report.as_json() if as_json else report.as_text(TITLES))
    raise SystemExit(report.exit_code)


def _origins() -> list[str]:
    return list(filter(None, (part(BaseAddress).url, *(edition.origin for edition in part(Editions).all))))


@contextmanager
def _watching() -> Iterator[Watch]:
    """A bar for whoever looks on; a log or a pipe is not filled with it."""
    if not sys.stderr.isatty():
        yield lambda _seen, _known: None
        return
    with click.progressbar(length=1, label="Pages", show_pos=True, file=sys.stderr) as bar:

        def watch(seen: int, known: int) -> None:
            bar.length = known
            bar.update(seen - bar.pos)

        yield watch
