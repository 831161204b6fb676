"""What a shop's own tests may ask of its storefront. It needs no pytest, and works in any test.

Owns: assertions over a mounted app, which say in their message what is wrong.
Does not own: the decisions behind them, which lie with the capabilities.
"""

from storefront_plugin.testing.hreflang import assert_hreflang

__all__ = ["assert_hreflang"]
