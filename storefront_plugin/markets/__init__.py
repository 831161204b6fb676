"""Markets and editions: who is sold to as one, and in which language, at which address.

Owns: locales, markets, editions and their addresses, negotiation, routing, alternates and what pages say of them.
Does not own: prices (pricing), or whether a page exists in an edition (the host says).
Invariants: alternates are reciprocal, contain the page itself and one x-default; a path gains and loses its prefix
unchanged; only a bare root without an edition negotiates; no code and no address belongs to two editions; which hosts
there are is told by the settings; who comes by an old address takes one permanent hop.
"""

from storefront_plugin.markets.edition import Edition, Editions, Market, TaxDisplay, editions_of
from storefront_plugin.markets.negotiation import match_locale

__all__ = ["Edition", "Editions", "Market", "TaxDisplay", "editions_of", "match_locale"]
