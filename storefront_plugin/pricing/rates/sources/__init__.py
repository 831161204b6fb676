"""Where exchange rates come from, one source a file. Each passes the contract in tests/pricing/test_rate_sources.py."""

from storefront_plugin.pricing.rates.sources.bundled import BundledEcbRates
from storefront_plugin.pricing.rates.sources.ecb import EcbRates
from storefront_plugin.pricing.rates.sources.fixed import FixedRates
from storefront_plugin.pricing.rates.sources.forex_python import ForexPythonRates

__all__ = ["BundledEcbRates", "EcbRates", "FixedRates", "ForexPythonRates"]
