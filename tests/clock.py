"""A clock that a test can turn: the one that shops get for their own tests."""

from storefront_plugin.testing.chaos.clock import ShopClock as Clock

__all__ = ["Clock"]
