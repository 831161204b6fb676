"""What the program asks of a rule."""

from __future__ import annotations

from typing import Protocol

from storefront_plugin.loyalty.program import Award, Purchase
from storefront_plugin.texts import Text


class LoyaltyRule(Protocol):
    """Code that proposes points. Pure and frozen: the same purchase always earns the same."""

    @property
    def kind(self) -> str:
        """Its name in data, at most 40 characters, never given to another rule."""
        ...

    @property
    def reason(self) -> Text:
        """Why it gives points, as a customer reads it beside each entry."""
        ...

    def award(self, purchase: Purchase) -> Award | None:
        """The points for this purchase, never below zero; None when the rule has nothing to say."""
        ...
