"""What it means for us that Stripe answered as it did, or not at all."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from storefront_plugin.errors import ProviderUnreachable, StorefrontError

log = logging.getLogger(__name__)


@contextmanager
def answer_about(what: str) -> Iterator[None]:
    """Lets Stripe's refusals pass; whatever else goes wrong leaves the outcome unknown: ProviderUnreachable."""
    import stripe

    try:
        yield
    except (stripe.CardError, stripe.IdempotencyError, stripe.InvalidRequestError):
        raise
    except stripe.AuthenticationError as fault:
        log.error("Stripe does not accept the secret key: %s", fault)
        raise ProviderUnreachable() from fault
    except stripe.StripeError as fault:
        log.warning("Stripe gave no answer about %s: %s", what, fault)
        raise ProviderUnreachable() from fault
    except (AttributeError, LookupError, TypeError, ValueError, StorefrontError) as fault:
        log.exception("Stripe's answer about %s cannot be read", what)
        raise ProviderUnreachable() from fault
