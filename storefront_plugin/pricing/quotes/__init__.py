"""Prices, delivery and taxes promised to one shopper until a moment."""
