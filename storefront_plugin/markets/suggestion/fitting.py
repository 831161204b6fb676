"""Whether an edition fits a visitor, and which would. Pure."""

from __future__ import annotations

from storefront_plugin.markets.edition import Edition
from storefront_plugin.markets.negotiation.decision import Decision, Reason


def suggested(here: Edition, decision: Decision) -> Edition | None:
    """The edition to tell of; None where this one fits, or nothing is known that speaks for another.

    An edition in the language asked for fits, unless the visitor's country is sold to by another market in it: which
    of two German editions a reader of German wants, her language alone does not say.
    """
    there = decision.edition
    if there.code == here.code or Reason.DEFAULT in (decision.language_by, decision.market_by):
        return None
    if there.language == here.language and decision.market_by is not Reason.COUNTRY:
        return None
    return there
