"""The audit: walks a shop as a search engine does, and says where its alternates do not hold.

Owns: the walk, in the process or over HTTP, what is read from pages, headers, sitemaps and robots.txt, the rules, the
report and the command.
Does not own: what pages say of themselves (pages.py), and what must be repaired where they say it wrongly.
Invariants: a rule sees values and asks nobody; each fault is found by one rule; only the shop's own hosts are asked.
"""

from storefront_plugin.markets.audit.findings import Finding
from storefront_plugin.markets.audit.rules import RULES, Rule, findings_of
from storefront_plugin.markets.audit.site import Claim, CrawledPage, Listed, Site

__all__ = ["RULES", "Claim", "CrawledPage", "Finding", "Listed", "Rule", "Site", "findings_of"]
