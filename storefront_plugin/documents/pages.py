"""An order's documents, for who may read the order."""

from __future__ import annotations

import base64
import hashlib
import re

from flask import Response, request
from flask.typing import ResponseReturnValue
from werkzeug.http import dump_options_header

from storefront_plugin.documents.ports import OrderAccess
from storefront_plugin.documents.service import Documents
from storefront_plugin.web.parts import part
from storefront_plugin.web.routes import Routes

pages = Routes()

_STYLE = re.compile("<style>(.*?)</style>", re.DOTALL)


@pages.get("/orders/<token>/documents/<id>")
def order_document(token: str, id: str) -> ResponseReturnValue:
    """One document as it was issued: the page itself, or with ?format=pdf for paper."""
    reference = part(OrderAccess).reference_of(token)
    if request.args.get("format") == "pdf":
        response = Response(part(Documents).pdf(id, of_order=reference), mimetype="application/pdf")
        name = {"filename": f"{part(Documents).document(id).number}.pdf"}
        response.headers["Content-Disposition"] = dump_options_header("inline", name)
    else:
        html = part(Documents).html(id, of_order=reference)
        response = Response(html, mimetype="text/html")
        response.headers["Content-Security-Policy"] = _policy(html)
    response.headers["Cache-Control"] = "private, no-store"
    # The address may be a key.
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _policy(html: str) -> str:
    """Nothing may run or be fetched; of styles only those that the document was issued with."""
    hashes = (base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() for style in _STYLE.findall(html))
    styles = " ".join(f"'sha256-{each}'" for each in hashes) or "'none'"
    return f"default-src 'none'; style-src {styles}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
