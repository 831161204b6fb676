"""What the host's pages say of their editions: head tags, Link header, switcher."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Request, Response, current_app, request
from flask.globals import request_ctx
from markupsafe import Markup

from storefront_plugin.host import Host
from storefront_plugin.markets.adapters.exemptions import Exemptions
from storefront_plugin.markets.alternates import Placement, canonical_query, quoted
from storefront_plugin.markets.edition import Edition, Editions
from storefront_plugin.markets.moved import asked_page, page_of
from storefront_plugin.markets.negotiation import Negotiator
from storefront_plugin.markets.presence import paths_of
from storefront_plugin.markets.routing import EDITION, PATH, edition, on_this_host
from storefront_plugin.markets.stencils import LONGEST_LINK_HEADER, Stencil, Stencils
from storefront_plugin.web.jinja import fragment
from storefront_plugin.web.parts import Parts, part, parts_of
from storefront_plugin.web.visitors import MOUNT

log = logging.getLogger(__name__)

_PLACEMENT = "storefront.placement"
_is_document = re.compile(r"text/(?:html|plain|xml|csv)|application/(?:(?:.+\+)?(?:json|xml)|pdf)").fullmatch


@dataclass(frozen=True, slots=True)
class BaseAddress:
    """Scheme and host of the shop as the merchant configured them; None in a shop under development."""

    url: str | None

    def here(self) -> str | None:
        """What absolute addresses begin with; None where it is not known and the Host header must not be believed."""
        url = self.url or (_told_host() if current_app.debug or current_app.testing else None)
        return url and url + request.environ.get(MOUNT, "")

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
    asked, parts = request_ctx.request, parts_of(current_app)
    placement = _placement_told(asked, parts)
    return fragment(
        "storefront/fragments/head.html",
        links=parts[Stencils].of(placement).tags(placement, edition()) if placement else "",
        is_ours=_is_ours(asked),
        suggestion=_suggestion_address(asked, parts),
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


def link_header_of(parts: Parts) -> Callable[[Response], Response]:
    """What adds the alternates as a Link header to the documents of the host that were found, in the app of the parts.

    Not to its pages alone: it is the one form of hreflang that JSON and a PDF can carry. Not to what search engines are
    told to leave out. Any fault leaves the answer as it was.
    """

    def add_link_header(response: Response) -> Response:
        try:
            if _is_shown(response) and (text := _link_header(parts)):
                response.headers.add("Link", text)
        except Exception:
            log.exception("the Link header could not be made; the page goes without it")
        return response

    return add_link_header


def _link_header(parts: Parts) -> str | None:
    asked = request_ctx.request
    if asked.method not in ("GET", "HEAD") or (placement := _placement_told(asked, parts)) is None:
        return None
    stencil: Stencil = parts[Stencils].of(placement)
    header = stencil.link_header(placement)
    return header if len(header) <= LONGEST_LINK_HEADER else None


def _is_shown(response: Response) -> bool:
    """Whether it is a document that was found, and that search engines may show."""
    robots = ",".join(response.headers.getlist("X-Robots-Tag"))
    return response.status_code == 200 and bool(_is_document(response.mimetype or "")) and "noindex" not in robots


def canonical_address() -> str | None:
    """This page's one absolute address; None for what is no page of this edition, and where ours is not known."""
    placement = _placement_told(request_ctx.request, parts_of(current_app))
    return placement and placement.url(edition())


def _choices() -> Iterator[tuple[Edition, str, bool]]:
    """Each edition with its link, and whether that leads to this very page."""
    asked, here, parts = request_ctx.request, edition(), parts_of(current_app)
    editions: Editions = parts[Editions]
    placement, mount = _placement(asked, parts), asked.environ.get(MOUNT, "")
    tails = placement.tails() if placement else {}
    for each in editions.all:
        path = placement.paths.get(each.code) if placement else None
        tail = tails[path] if path is not None else quoted(_nearest(each)) if placement else "/"
        yield each, editions.link(each, seen_from=here) + on_this_host(mount + each.prefix + tail), path is not None


def _nearest(there: Edition) -> str:
    """The path that the host has in the place of this page; the home without one, and where the host fails."""
    try:
        return part(Host).nearest(asked_page(), there.code) or "/"
    except Exception:
        log.exception("the host could not say what is nearest to this page in %s: its home is taken", there.code)
        return "/"


def _suggestion_address(asked: Request, parts: Parts) -> str | None:
    """Where the page's script asks for a suggestion: the same for every visitor of the page."""
    if _is_ours(asked) or asked.endpoint is None or not parts[Negotiator].suggests:
        return None
    path = quoted(asked.environ[PATH].encode("latin-1")) + canonical_query(asked.query_string.decode("latin-1"))
    return f"{quoted(asked.script_root)}/storefront/suggestion?{urlencode({'path': path})}"


def _is_ours(asked: Request) -> bool:
    return (asked.endpoint or "").startswith("storefront.")


def _placement_told(asked: Request, parts: Parts) -> Placement | None:
    """The same for search engines; None where the shop's own address is not known, as its root is then empty.

    None as well for a page that is not in this edition itself: the links to the others would not be returned.
    """
    placement = _placement(asked, parts)
    return placement if placement and placement.root and asked.environ[EDITION].code in placement.paths else None


def _placement(asked: Request, parts: Parts) -> Placement | None:
    """Where this page stands in all editions; None for what is no page of the host."""
    environ = asked.environ
    if _PLACEMENT not in environ:
        try:
            environ[_PLACEMENT] = _place(asked, parts)
        except Exception:
            # Kept as well, so that a fault of the host's answer is met and logged once for the whole page.
            log.exception("where this page stands could not be told; it names no other edition")
            environ[_PLACEMENT] = None
    found: Placement | None = environ[_PLACEMENT]
    return found


def _place(asked: Request, parts: Parts) -> Placement | None:
    endpoint, exemptions, editions = asked.endpoint, parts[Exemptions], parts[Editions]
    if endpoint is None or endpoint.startswith("storefront.") or exemptions.has_endpoint(endpoint):
        return None
    page = page_of(asked)
    if exemptions.has_path(page.path):
        return None
    paths = paths_of(page, editions, parts[Host])
    query = canonical_query(asked.query_string.decode("latin-1"))
    return Placement(editions, paths, parts[BaseAddress].here() or "", query)
