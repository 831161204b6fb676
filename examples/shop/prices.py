"""The shop counts in pence and prints pounds."""

from __future__ import annotations


def pounds(pence: int) -> str:
    """As British price tags have it: £1,234.50."""
    return f"£{pence // 100:,}.{pence % 100:02}"
