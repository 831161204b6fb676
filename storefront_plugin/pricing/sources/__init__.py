"""Where exchange rates come from, one source a file. Each passes the contract in tests/pricing/test_rate_sources.py."""

from storefront_plugin.pricing.sources.bundled import BundledEcbRates
from storefront_plugin.pricing.sources.fixed import FixedRates

__all__ = ["BundledEcbRates", "FixedRates"]
