"""Addresses without an edition where none belongs: of files, of what is exempt, and in jobs that serve no request.

`flask.url_for`, templates and redirects all ask `app.url_for` in the end, and that is what is wrapped.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Flask, current_app, has_request_context, request

from storefront_plugin.errors import EditionUnknown, NoBaseAddress
from storefront_plugin.markets.adapters.exemptions import Exemptions
from storefront_plugin.markets.alternates import quoted
from storefront_plugin.markets.edition import Edition, Editions
from storefront_plugin.markets.pages import BaseAddress
from storefront_plugin.markets.routing import NAMED, edition
from storefront_plugin.web.parts import part
from storefront_plugin.web.visitors import MOUNT

UrlFor = Callable[..., str]


def keep_editions_out(app: Flask, exemptions: Exemptions) -> None:
    """Wrap the app's own url_for, and the one its templates know where the host has not replaced that."""
    plain = app.url_for
    ours = _without_editions(plain, app, exemptions)
    app.url_for = ours  # type: ignore[method-assign]
    # The environment keeps the method it was made with.
    if app.jinja_env.globals.get("url_for") == plain:
        app.jinja_env.globals["url_for"] = ours


def _without_editions(plain: UrlFor, app: Flask, exemptions: Exemptions) -> UrlFor:
    # By whole endpoint; only what could be built is asked for, so that it grows no further than the app's routes.
    exempt: dict[str, bool] = {}

    @wraps(plain)
    def url_for(endpoint: str, **values: Any) -> str:
        # A page makes dozens of addresses: what is known to keep the edition costs one look.
        if exempt.get(endpoint) is False:
            return plain(endpoint, **values)
        address = plain(endpoint, **values)
        environ = request.environ if has_request_context() else {}
        named: Edition | None = environ.get(NAMED)
        if named is None:
            return address
        endpoint = _whole(endpoint)
        if endpoint not in exempt:
            exempt[endpoint] = _is_exempt(app, exemptions, endpoint)
        if not exempt[endpoint]:
            return address
        mount, prefix = environ[MOUNT], named.prefix
        if address.startswith(f"{mount}{prefix}/"):
            return f"{mount}{address[len(mount) + len(prefix) :]}"
        return _without(address, prefix)

    return url_for


def _is_exempt(app: Flask, exemptions: Exemptions, endpoint: str) -> bool:
    if exemptions.has_endpoint(endpoint):
        return True
    try:
        return any(exemptions.has_path(rule.rule) for rule in app.url_map.iter_rules(endpoint))
    except KeyError:
        # What the host's own handler of build errors made has no rule.
        return False


def _without(address: str, prefix: str) -> str:
    """The same without the edition, for what has a host before its path, or a mount with letters beyond ASCII.

    Whatever does not begin as ours do is left as it is.
    """
    root = request.script_root
    is_path = address.startswith("/") and not address.startswith("//")
    begin = 0 if is_path else address.find("/", address.find("//") + 2)
    if begin < 0 or not root.endswith(prefix) or not address.startswith(f"{root}/", begin):
        return address
    return address[:begin] + root.removesuffix(prefix) + address[begin + len(root) :]


def _whole(endpoint: str) -> str:
    """The endpoint with its blueprint's name, where it begins with a dot in place of this request's."""
    if endpoint[:1] != ".":
        return endpoint
    own = request.blueprint if has_request_context() else None
    return f"{own}{endpoint}" if own else endpoint[1:]


def absolute_url_for(endpoint: str, asked: Edition | str | None, values: dict[str, Any]) -> str:
    """The absolute address in that edition, with or without a request; see Storefront.url_for.

    Of the values, those that are options of Flask's url_for are taken as such.
    """
    app, endpoint = current_app, _whole(endpoint)
    method, scheme, anchor = (values.pop(name, None) for name in ("_method", "_scheme", "_anchor"))
    external = values.pop("_external", None) is not False
    app.inject_url_defaults(endpoint, values)
    path = app.url_map.bind("localhost").build(endpoint, values, method=method)
    chosen = None if _is_exempt(app, part(Exemptions), endpoint) else edition_asked(asked)
    address = _root(chosen) + (chosen.prefix if chosen else "") + path
    if scheme or not external:
        _, _, rest = address.partition("://")
        address = f"{scheme}://{rest}" if external else rest[rest.index("/") :]
    return f"{address}#{quoted(str(anchor))}" if anchor is not None else address


def edition_asked(asked: Edition | str | None) -> Edition:
    """The edition, or that of a code; without one this request's, else the default. Raises EditionUnknown."""
    if isinstance(asked, Edition):
        return asked
    if asked is None:
        return edition() if has_request_context() else part(Editions).default
    found = part(Editions).at(asked)
    if found is None:
        raise EditionUnknown(code=asked)
    return found


def _root(there: Edition | None = None) -> str:
    """Scheme, host and mount, of the edition where it has a host of its own."""
    base = part(BaseAddress)
    if has_request_context():
        mount: str = request.environ.get(MOUNT, "")
        return base.absolute(mount, there)
    origin = there.origin if there else ""
    if not (origin or base.url):
        raise NoBaseAddress
    return f"{origin or base.url}{current_app.config['APPLICATION_ROOT']}".rstrip("/")
