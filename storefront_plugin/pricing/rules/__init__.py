"""How one market's prices are made from the shop's own, and how that is said in words."""
