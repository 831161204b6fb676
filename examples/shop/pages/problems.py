"""The friendly page for what is not there."""

from __future__ import annotations

from flask import Flask, render_template
from werkzeug.exceptions import HTTPException, MethodNotAllowed, NotFound


def register(app: Flask) -> None:
    app.register_error_handler(NotFound, _not_here)
    app.register_error_handler(MethodNotAllowed, _not_here)


def _not_here(fault: HTTPException) -> tuple[str, int, list[tuple[str, str]]]:
    # The fault's own headers hold what the answer must not lose: Allow, for a 405.
    kept = [(name, value) for name, value in fault.get_headers() if name != "Content-Type"]
    return render_template("not_found.html"), fault.code or 404, kept
