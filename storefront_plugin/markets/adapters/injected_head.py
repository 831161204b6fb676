"""Our head tags in the pages of a shop that has no base template to write `{{ storefront_head() }}` into."""

from __future__ import annotations

import logging
import re

from flask import Response, request

from storefront_plugin.markets.adapters.exemptions import Exemptions
from storefront_plugin.markets.moved import asked_page
from storefront_plugin.markets.pages import storefront_head
from storefront_plugin.markets.routing import EDITION, edition
from storefront_plugin.web.parts import part

log = logging.getLogger(__name__)

# In every head of ours, also in one that the host's template wrote or its cache kept.
_OUR_MARK = "/storefront/static/storefront.css"
# What a browser that has kept the page asks with: beside the first, the second does not count.
_CONDITIONS = ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")
_SET_ASIDE = "storefront.conditions"
_OF_LANGUAGE = ("lang", "xml:lang", "dir")

# What a change of the page makes untrue.
_OF_ITS_BYTES = ("Accept-Ranges", "Content-MD5", "Digest", "Content-Digest", "Repr-Digest")

# What looks like a tag in a comment, a script, a template or an attribute is none. A head may end by its body's
# beginning.
_WITHIN_A_TAG = r"""(?:=\s*(?:"[^"]*(?:"|\Z)|'[^']*(?:'|\Z))|[^>=]++|=)*+"""
_tokens = re.compile(
    rf"""<(?:
        !--(?:-?>|.*?(?:--!?>|\Z))
        |(?P<raw>script|style|title|template|noscript|textarea)(?=[\s/>])
            {_WITHIN_A_TAG}(?:>.*?(?:</(?P=raw)(?=[\s/>])|\Z)|\Z)
        |html(?P<attributes>(?=[\s/>]){_WITHIN_A_TAG})>
        |(?P<end>/head\s*>|body(?=[\s/>]))
        |[a-z]{_WITHIN_A_TAG}(?:>|\Z)
    )""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
).finditer
_attributes = re.compile(r"""[\s/]*([^\s"'>/=]+)(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?""")


def set_conditions_aside() -> None:
    """Before the host answers: it knows the page without our tags, and would take one that was kept so for new."""
    environ = request.environ
    if "HTTP_IF_NONE_MATCH" in environ and request.method in ("GET", "HEAD") and _is_of_an_edition():
        environ[_SET_ASIDE] = {name: environ.pop(name) for name in _CONDITIONS if name in environ}


def inject_head(response: Response) -> Response:
    """Our head tags and the edition's language, in a page of the host; any fault leaves the answer as it was.

    A page that was not found, or is another error's, gets the language alone: it stands in no edition.
    """
    try:
        if _is_whole_page(response) and _is_of_an_edition():
            _change(response)
    except Exception:
        log.exception("the head tags could not be put into the page; it goes without them")
    if conditions := request.environ.pop(_SET_ASIDE, None):
        request.environ.update(conditions)
        if response.status_code == 200:
            response.make_conditional(request)
    return response


def with_head(html: str, head: str, *, lang: str, direction: str) -> str:
    """The page with `head` at the end of its own, unless one of ours is there, and its <html> in that language.

    What has neither of these tags, as a fragment for a script, is answered as it is.
    """
    pieces: list[str] = []
    done = 0
    for token in _tokens(html):
        if token["attributes"] is not None and not pieces:
            name = html[token.start() : token.start("attributes")]
            others = _attributes.sub(_unless_of_language, token["attributes"])
            pieces += [html[: token.start()], f'{name} lang="{lang}" dir="{direction}"{others}>']
            done = token.end()
        elif token["end"]:
            if _OUR_MARK not in html[: token.start()]:
                pieces += [html[done : token.start()], head]
                done = token.start()
            break
    return "".join([*pieces, html[done:]])


def _unless_of_language(attribute: re.Match[str]) -> str:
    return "" if attribute[1].lower() in _OF_LANGUAGE else attribute[0]


def _is_whole_page(response: Response) -> bool:
    """Whether its text is there to be changed: no file to be kept or passed through, no stream, not compressed."""
    return (
        response.mimetype == "text/html"
        and (response.status_code == 200 or response.status_code >= 400)
        and not response.direct_passthrough
        and not response.is_streamed
        and "Content-Encoding" not in response.headers
        and not response.headers.get("Content-Disposition", "").lower().startswith("attachment")
    )


def _is_of_an_edition() -> bool:
    """Whether it is the host's own and not exempt."""
    endpoint, exemptions = request.endpoint or "", part(Exemptions)
    is_passed_over = endpoint.startswith("storefront.") or exemptions.has_endpoint(endpoint)
    return EDITION in request.environ and not is_passed_over and not exemptions.has_path(asked_page().path)


def _change(response: Response) -> None:
    """The same for HEAD: the body is there until the answer is sent."""
    charset = response.mimetype_params.get("charset", "utf-8")
    try:
        page = response.get_data().decode(charset)
    except (LookupError, UnicodeError):
        # Not what it says it is: nobody can tell where its tags are.
        return
    here, head = edition(), storefront_head() if response.status_code == 200 else ""
    changed = with_head(page, head, lang=here.locale, direction=here.direction)
    if changed == page:
        return
    response.set_data(changed.encode(charset, "xmlcharrefreplace"))
    for name in _OF_ITS_BYTES:
        response.headers.pop(name, None)
    etag, is_weak = response.get_etag()
    if etag is not None and response.status_code == 200:
        response.add_etag(overwrite=True, weak=bool(is_weak))
