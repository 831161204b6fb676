"""Negotiation: choosing an edition for a visitor, with the reason.

The language is chosen by CLDR's distances from what the browser asks for, the market by the visitor's country where
the merchant trusts a header that names it. What the address or the visitor herself says comes before both.
Invariants: a country never decides the language; whatever is sent, an edition is answered, in bounded time and space.
"""

from storefront_plugin.markets.negotiation.decision import Decision, NegotiationSettings, Reason, Signals, decide
from storefront_plugin.markets.negotiation.distance import MOST_DISTANCE
from storefront_plugin.markets.negotiation.language import Fit, best_fit, match_locale
from storefront_plugin.markets.negotiation.negotiator import Negotiator
from storefront_plugin.markets.negotiation.wishes import parse_accept_language

__all__ = [
    "MOST_DISTANCE",
    "Decision",
    "Fit",
    "NegotiationSettings",
    "Negotiator",
    "Reason",
    "Signals",
    "best_fit",
    "decide",
    "match_locale",
    "parse_accept_language",
]
