"""How the last page takes a card, and what its content security policy must let in for that. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from storefront_plugin.texts import Text

# Stripe's script must come from Stripe (docs.stripe.com/security/guide, content security policy). The answer to the
# form may be a redirect to the shopper's bank, whose address nobody knows beforehand, and browsers hold redirects to
# form-action too.
_STRIPE_SOURCES = {
    "script-src": ("https://js.stripe.com", "https://*.js.stripe.com"),
    "frame-src": ("https://js.stripe.com", "https://*.js.stripe.com", "https://hooks.stripe.com"),
    "connect-src": ("https://api.stripe.com",),
    "form-action": ("https:",),
}


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
        """A content security policy that lets the provider's own form in, where it is needed and only there."""
        if self.publishable_key is None:
            return policy
        directives: dict[str, list[str]] = {}
        for directive in policy.split(";"):
            if words := directive.split():
                # Of two directives of one name the browser heeds the first.
                directives.setdefault(words[0].lower(), words[1:])
        for name, sources in _STRIPE_SOURCES.items():
            # Where to send forms is the one thing that default-src does not speak for.
            allowed = directives.get(name, None if name == "form-action" else directives.get("default-src"))
            if allowed is not None:
                directives[name] = [*(source for source in allowed if source != "'none'"), *sources]
        return "; ".join(" ".join([name, *sources]) for name, sources in directives.items())
