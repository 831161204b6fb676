"""Suggest, do not push: a visitor of an edition that does not fit her is told of the one that does, and may refuse.

Owns: whether to suggest, which edition, the fragment that says so in that edition's language, the refusal's cookie.
Does not own: which edition fits (negotiation), the page it is shown on, which stays the same bytes for everybody.
Invariants: nobody is redirected; who sends no Accept-Language is told nothing; a refusal is remembered.
"""

from storefront_plugin.markets.suggestion.fitting import suggested

__all__ = ["suggested"]
