"""Who may see what is the merchant's: the host says so at each request, and nobody may unless it does."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask.typing import ResponseReturnValue

from storefront_plugin.errors import NotFound
from storefront_plugin.host import Host
from storefront_plugin.web.parts import part
from storefront_plugin.web.routes import Routes

log = logging.getLogger(__name__)

View = TypeVar("View", bound=Callable[..., ResponseReturnValue])


class MerchantRoutes(Routes):
    """Routes of which none can be declared unguarded. To anybody but the merchant there is nothing at their address."""

    def _declare(self, rule: str, method: str, guard: Callable[[Any], Any]) -> Callable[[View], View]:
        # Outermost, so that a stranger's form is not answered by what is wrong with its token.
        return super()._declare(rule, method, lambda view: merchants_only(guard(view)))


def merchants_only(view: View) -> View:
    """The view, raising NotFound for everybody but the merchant."""

    @wraps(view)
    def guarded(*args: Any, **named: Any) -> ResponseReturnValue:
        if not _is_merchant():
            raise NotFound
        return view(*args, **named)

    return guarded  # type: ignore[return-value]


def _is_merchant() -> bool:
    try:
        answer: object = part(Host).is_merchant()
        # Not whatever is true in Python: the coroutine of an async method would let everybody in.
        if not isinstance(answer, bool):
            raise TypeError(f"Host.is_merchant says True or False, not {answer!r}")
    except Exception:
        log.exception("the host could not say whether the merchant is asking: treated as a stranger")
        return False
    return answer
