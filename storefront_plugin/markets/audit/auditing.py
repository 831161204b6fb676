"""An audit from end to end: walk, rules, report."""

from __future__ import annotations

from dataclasses import replace

from flask import Flask

from storefront_plugin.markets.audit.findings import Report
from storefront_plugin.markets.audit.in_process import AppWeb
from storefront_plugin.markets.audit.ports import Web
from storefront_plugin.markets.audit.rules import RULES, findings_of
from storefront_plugin.markets.audit.site import Site
from storefront_plugin.markets.audit.walk import Watch, walk
from storefront_plugin.markets.edition import Editions
from storefront_plugin.markets.pages import BaseAddress
from storefront_plugin.web.parts import parts_of

LIMIT = 1000
NO_ALTERNATES = "no page names any alternates"
TITLES = {rule.id: rule.title for rule in RULES}


def audit_app(app: Flask, *, limit: int = LIMIT, watch: Watch = lambda _seen, _known: None) -> Report:
    """Audit the mounted app within the process. Raises NotMounted."""
    parts = parts_of(app)
    editions: Editions = parts[Editions]
    base: str | None = parts[BaseAddress].url
    if not base:
        return Report(0, 0, 0, 0, why_not="the shop's address is not known: set base_address")
    report = audit(AppWeb(app, editions, base), limit=limit, watch=watch)
    # A shop with one edition has nothing to name.
    return replace(report, why_not="") if len(editions.all) == 1 and report.why_not == NO_ALTERNATES else report


def audit(web: Web, *, limit: int, watch: Watch = lambda _seen, _known: None) -> Report:
    """Audit whatever answers there."""
    site = walk(web, limit=limit, watch=watch)
    sets = {frozenset(claim.url for claim in site.claims[page.url]) for page in site.variants}
    return Report(
        pages=len(site.pages),
        sets=len(sets),
        unseen=site.unseen,
        elsewhere=len(site.elsewhere),
        findings=findings_of(site),
        why_not=_why_not(web, site),
    )


def _why_not(web: Web, site: Site) -> str:
    roots = [page for url in web.starts if (page := site.at(url))]
    if all(page.fault for page in roots):
        return f"{roots[0].url} {roots[0].said}" if roots else "the limit lets nothing be looked at"
    return "" if site.variants else NO_ALTERNATES
