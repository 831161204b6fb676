"""The companies that move the money, one folder each, behind checkout.ports.PaymentProvider."""

from __future__ import annotations

from dataclasses import dataclass

from storefront_plugin.texts import Text


@dataclass(frozen=True, slots=True)
class SandboxCard:
    """One of the sandbox's cards: `instrument` is its token, `about` what it does."""

    instrument: str
    number: str
    about: Text


@dataclass(frozen=True, slots=True)
class Cards:
    """How the page takes a card: by Stripe's own form where there is a key for it, by test cards in the sandbox."""

    publishable_key: str | None = None
    test_cards: tuple[SandboxCard, ...] = ()

    def widen(self, policy: str) -> str:
        """A content security policy that lets the provider's own form in, where it is needed and only there.

        Stripe's script must come from Stripe (docs.stripe.com/security/guide, content security policy).
        """
        if self.publishable_key is None:
            return policy
        return (
            f"{policy}; script-src 'self' https://js.stripe.com https://*.js.stripe.com"
            "; frame-src https://js.stripe.com https://*.js.stripe.com https://hooks.stripe.com"
            "; connect-src 'self' https://api.stripe.com"
        )
