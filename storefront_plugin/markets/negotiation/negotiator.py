"""The negotiation of one app: its editions, the merchant's settings, and the decisions it has made before."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import lru_cache, partial

from storefront_plugin.markets.edition import Editions
from storefront_plugin.markets.negotiation.decision import Decision, NegotiationSettings, Signals, decide
from storefront_plugin.markets.negotiation.wishes import bounded

log = logging.getLogger(__name__)

_MOST_CODE = 40


class Negotiator:
    """Decides from a WSGI environ or from given signals. What was decided before is remembered, up to a number."""

    def __init__(self, editions: Editions, settings: NegotiationSettings | None = None) -> None:
        self._editions = editions
        self._settings = settings or NegotiationSettings()
        self.suggests = self._settings.suggest and len(editions.all) > 1
        header = self._settings.country_header
        self._country_key = "HTTP_" + header.upper().replace("-", "_") if header else ""
        # Every header that is looked at, for Vary.
        self.headers = ("Accept-Language", header) if header else ("Accept-Language",)
        self._decided = lru_cache(maxsize=2048)(partial(decide, editions, settings=self._settings))
        # Nobody is led to another host. Where all editions share one, there is nothing to look up.
        apart = editions.domains if len(editions.domains) > 1 else ()
        self._by_domain = {each: Negotiator(Editions(each.all), settings) for each in apart}

    def decide(self, signals: Signals) -> Decision:
        """The edition for these signals, and why."""
        path, choice, country, accept_language = signals
        kept = Signals(path[:_MOST_CODE], choice[:_MOST_CODE], country[:_MOST_CODE], bounded(accept_language))
        return self._decided(kept)

    def decide_among_all(self, environ: Mapping[str, object]) -> Decision:
        """The edition for who sent this, of all there are: for a hint, since it may lie on another host."""
        return self._decide_aloud(environ)

    def decide_for(self, environ: Mapping[str, object], *, choice: str = "") -> Decision:
        """The edition for who asks for the bare root, of those on that host; never raises.

        `choice` is the edition code that the visitor chose before; who hands it in adds its header to Vary.
        """
        if self._by_domain:
            domain = self._editions.domain(str(environ.get("HTTP_HOST") or ""))
            return self._by_domain[domain].decide_for(environ, choice=choice)
        try:
            return self._decide_aloud(environ, choice)
        except Exception:
            # No header of a stranger may cost the shop its front page.
            log.exception("negotiation failed; the default edition is taken")
            return decide(self._editions, Signals())

    def _decide_aloud(self, environ: Mapping[str, object], choice: str = "") -> Decision:
        """The decision from what was sent, with the reasons in the log for who listens."""
        country = environ.get(self._country_key) if self._country_key else None
        accept_language = environ.get("HTTP_ACCEPT_LANGUAGE")
        decision = self.decide(
            Signals(choice=choice, country=str(country or "").strip(), accept_language=str(accept_language or ""))
        )
        if log.isEnabledFor(logging.DEBUG):
            log.debug("%s: %s", decision.edition.code, " ".join(str(text) for text in decision.explain()))
        return decision
