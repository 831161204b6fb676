"""Whether a notification is signed with a secret of ours, and for which moment, as Stripe signs."""

from __future__ import annotations


def is_signed(body: bytes, signature: str, secret: str) -> bool:
    """Whatever the header holds, it is told and never raised."""
    from stripe import SignatureVerificationError, WebhookSignature

    try:
        WebhookSignature.verify_header(body, signature, secret)
    except (SignatureVerificationError, ValueError, AttributeError, TypeError):
        return False
    return True


def signed_at(signature: str) -> int:
    """The moment that a signature is for, which must have been verified."""
    parts = (part.split("=") for part in signature.split(","))
    return next(int(part[1]) for part in parts if part[0] == "t")
