"""What the host's pages say of their editions: head tags, Link header, switcher."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Response, current_app, request
from markupsafe import Markup

from storefront_plugin.host import Host
from storefront_plugin.markets.adapters.exemptions import Exemptions
from storefront_plugin.markets.alternates import (
    Alternate,
    Placement,
    canonical_query,
    link_header,
    paths_by_edition,
    quoted,
)
from storefront_plugin.markets.edition import Edition, Editions
from storefront_plugin.markets.moved import asked_page
from storefront_plugin.markets.negotiation import Negotiator
from storefront_plugin.markets.routing import EDITION, PATH, edition, on_this_host
from storefront_plugin.web.jinja import fragment
from storefront_plugin.web.parts import part
from storefront_plugin.web.visitors import MOUNT

log = logging.getLogger(__name__)

_PLACEMENT = "storefront.placement"


@dataclass(frozen=True, slots=True)
class BaseAddress:
    """Scheme and host of the shop as the merchant configured them; None in a shop under development."""

    url: str | None

    def here(self) -> str | None:
        """What absolute addresses begin with; None where it is not known and the Host header must not be believed."""
        mount: str = request.environ.get(MOUNT, "")
        if self.url:
            return self.url + mount
        return _told_host() + mount if current_app.debug or current_app.testing else None

    def absolute(self, path: str, at: Edition | None = None) -> str:
        """The absolute address of a path that url_for made, at the host of this request's edition or of the one given.

        It is for somebody who must come back to it. In debug, and without a configured address, it trusts the Host
        header: it is told to nobody but the one who sent that, and a shop under development is not yet where it is
        going to be.
        """
        here: Edition | None = request.environ.get(EDITION)
        there = at or here
        own = there.origin if there else ""
        is_here = own == (here.origin if here else "")
        return (_told_host() if not self.url or (current_app.debug and is_here) else own or self.url) + path


def _told_host() -> str:
    return request.host_url.rstrip("/")


def storefront_head() -> Markup:
    """Canonical address, alternates, locales for Open Graph and the plug-in's stylesheet, for the page's head."""
    placement, here = _placement_told(), edition()
    return fragment(
        "storefront/fragments/head.html",
        canonical=placement and placement.url(here),
        alternates=_alternates(),
        og_locale=here.og_locale,
        other_og_locales=_other_og_locales(placement, here) if placement else (),
        is_ours=_is_ours(),
        suggestion=_suggestion_address(),
    )


def storefront_switcher() -> Markup:
    """Links to this page in the other editions; where one lacks it, to the nearest the host knows there, or home."""
    return fragment("storefront/fragments/switcher.html", choices=list(_choices()), current=edition())


def storefront_lang() -> Markup:
    """The attributes of the page's <html>: its language, and the direction in which that is written."""
    here = edition()
    return Markup('lang="{}" dir="{}"').format(here.locale, here.direction)


def storefront_edition() -> Edition:
    """The edition of this request, for `lang`, `dir` and the like."""
    return edition()


def storefront_asset(name: str) -> str:
    """The address of one of our static files, the same in every edition."""
    return f"{request.environ.get(MOUNT, '')}/storefront/static/{name}"


def add_link_header(response: Response) -> Response:
    """The alternates as a Link header, on pages of the host that were found; any fault leaves the answer as it was."""
    try:
        is_page = response.mimetype == "text/html" and response.status_code == 200
        if is_page and request.method in ("GET", "HEAD") and (found := _alternates()):
            response.headers.add("Link", link_header(found))
    except Exception:
        log.exception("the Link header could not be made; the page goes without it")
    return response


def _other_og_locales(placement: Placement, here: Edition) -> Iterable[str]:
    there = (each.og_locale for each in placement.editions.all if each.code in placement.paths)
    return dict.fromkeys(locale for locale in there if locale != here.og_locale)


def _choices() -> Iterator[tuple[Edition, str, bool]]:
    """Each edition with its link, and whether that leads to this very page."""
    placement, here, editions = _placement(), edition(), part(Editions)
    mount = request.environ.get(MOUNT, "")
    for each in editions.all:
        root = editions.link(each, seen_from=here)
        if placement and each.code in placement.paths:
            path = quoted(placement.paths[each.code]) + placement.query
            yield each, root + on_this_host(mount + each.prefix + path), True
        else:
            path = quoted(_nearest(each)) if placement else "/"
            yield each, root + on_this_host(mount + each.prefix + path), False


def _nearest(there: Edition) -> str:
    """The path that the host has in the place of this page; the home without one, and where the host fails."""
    try:
        return part(Host).nearest(asked_page(), there.code) or "/"
    except Exception:
        log.exception("the host could not say what is nearest to this page in %s: its home is taken", there.code)
        return "/"


def _alternates() -> list[Alternate]:
    placement = _placement_told()
    # A page that is not in this edition itself must not point to the others: the links would not be returned.
    return placement.alternates() if placement and edition().code in placement.paths else []


def _suggestion_address() -> str | None:
    """Where the page's script asks for a suggestion: the same for every visitor of the page."""
    if _is_ours() or request.endpoint is None or not part(Negotiator).suggests:
        return None
    query = urlencode({"path": request.environ[PATH].encode("latin-1").decode("utf-8", "replace")})
    return f"{request.script_root}/storefront/suggestion?{query}"


def _is_ours() -> bool:
    return (request.endpoint or "").startswith("storefront.")


def _placement_told() -> Placement | None:
    """The same for search engines; None where the shop's own address is not known, as its root is then empty."""
    placement = _placement()
    return placement if placement and placement.root else None


def _placement() -> Placement | None:
    """Where this page stands in all editions; None for what is no page of the host."""
    environ = request.environ
    if _PLACEMENT not in environ:
        try:
            environ[_PLACEMENT] = _place()
        except Exception:
            # Kept as well, so that a fault of the host's answer is met and logged once for the whole page.
            log.exception("where this page stands could not be told; it names no other edition")
            environ[_PLACEMENT] = None
    found: Placement | None = environ[_PLACEMENT]
    return found


def _place() -> Placement | None:
    if request.endpoint is None or _is_ours():
        return None
    page = asked_page()
    exemptions = part(Exemptions)
    if exemptions.has_endpoint(request.endpoint) or exemptions.has_path(page.path):
        return None
    told = part(Host).editions_of(page)
    editions = part(Editions)
    query = canonical_query(request.query_string.decode("latin-1"))
    root = part(BaseAddress).here() or ""
    return Placement(editions, paths_by_edition(editions, page.path, told), root, query)
