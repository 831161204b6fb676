"""United Arab Emirates: no postcodes; what is sometimes typed there is a P.O. box."""

from storefront_plugin.postcodes.rule import CountryRule, Presence

RULE = CountryRule(
    country="AE",
    pattern=None,
    presence=Presence.NONE,
    source="UPU, postal addressing system: United Arab Emirates",
    as_of="2026-11",
)
