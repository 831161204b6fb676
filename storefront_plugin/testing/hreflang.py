"""That a shop's hreflang holds, as a test of the shop: `def test_hreflang(): assert_hreflang(create_app())`."""

from __future__ import annotations

from flask import Flask

from storefront_plugin.markets.audit.auditing import LIMIT, TITLES, audit_app


def assert_hreflang(app: Flask, *, limit: int = LIMIT) -> None:
    """Walk at most `limit` pages of the app, as `flask storefront hreflang audit` does.

    Raises AssertionError with everything that was found, or with the reason why nothing could be proved. Raises
    NotMounted for an app without a storefront.
    """
    report = audit_app(app, limit=limit)
    if report.exit_code:
        raise AssertionError(report.as_text(TITLES))
