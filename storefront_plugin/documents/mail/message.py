"""One letter, ready to go. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Message:
    """A letter to one person. `id` names what it tells of: sent twice, both copies bear the same Message-ID."""

    id: str
    to: str
    subject: str
    text: str
    html: str
    locale: str
    written_at: datetime
    to_name: str = ""

    def message_id(self, domain: str) -> str:
        """Its Message-ID below the sender's domain, by which a mailbox knows a copy."""
        return f"<{hashlib.sha256(self.id.encode()).hexdigest()[:32]}.storefront@{domain}>"
