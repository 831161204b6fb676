"""A document on paper: PDF of the HTML that was stored, by WeasyPrint, which the extra `pdf` brings."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from storefront_plugin.errors import PdfNotInstalled


def is_installed() -> bool:
    """Whether the extra is there, without loading it into a process that may never print."""
    return find_spec("weasyprint") is not None


def pdf_of(html: str) -> bytes:
    """The same bytes for the same HTML, as long as WeasyPrint and the fonts stay the same. Raises PdfNotInstalled.

    Its dates are those that the HTML names, and nothing is fetched from anywhere.
    """
    weasyprint = _weasyprint()
    only_from_within = weasyprint.urls.URLFetcher(allowed_protocols=("data",))
    pdf: bytes = weasyprint.HTML(string=html, url_fetcher=only_from_within).write_pdf()
    return pdf


def _weasyprint() -> Any:
    try:
        import weasyprint
        import weasyprint.urls
    except (ImportError, OSError) as fault:
        # OSError: the package is there, and a library of the system that it draws with is not.
        raise PdfNotInstalled from fault
    return weasyprint
