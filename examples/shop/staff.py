"""Who of the shop's own people is asking. It keeps no accounts for them: in debug, whoever tries it on this machine."""

from __future__ import annotations

from flask import current_app


def is_here() -> bool:
    return current_app.debug
