"""What the law of the buyer's country wants beside the button that orders. Pure data, dated, with its sources.

Not legal advice: the merchant's own terms stay the merchant's; the table keeps the wording and the consents right.
As of 2026-11.
"""

from __future__ import annotations

from dataclasses import dataclass

from storefront_plugin.texts import Text, sf_, sf_p

# Directive 2011/83/EU art. 8(2): the button says nothing but the obligation to pay, or words that are as plain
# (in Germany § 312j(3) BGB, "zahlungspflichtig bestellen"). The EEA states apply the directive as well.
_OBLIGATION = frozenset(
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK".split()
)
# Act on Specified Commercial Transactions art. 12-6 (in force 2022-06-01): the last page sums up the contract and its
# button is what concludes it.
_CONFIRMATION = frozenset({"JP"})


@dataclass(frozen=True, slots=True)
class Consent:
    """A box the buyer ticks, never ticked beforehand; `key` is its name in data."""

    key: str
    text: Text


@dataclass(frozen=True, slots=True)
class OrderLaw:
    """The words on the button, the consents to ask for, and what must be said beside them."""

    button: Text
    consents: tuple[Consent, ...]
    notices: tuple[Text, ...]

    def missing(self, given: set[str] | frozenset[str]) -> list[Consent]:
        """The consents not given."""
        return [consent for consent in self.consents if consent.key not in given]


def law_of(country: str, *, has_terms: bool) -> OrderLaw:
    """What an order from that country needs; consent to the terms only where the shop has terms to show."""
    consents = (Consent("terms", sf_("I have read the terms of sale and agree to them.")),) if has_terms else ()
    if country in _OBLIGATION:
        return OrderLaw(
            button=sf_p("button", "Order with obligation to pay"),
            consents=consents,
            notices=(
                sf_("You can withdraw from the purchase within 14 days of receiving the goods, without a reason."),
            ),
        )
    if country in _CONFIRMATION:
        return OrderLaw(
            button=sf_p("button", "Confirm the order"),
            consents=consents,
            notices=(sf_("The order is concluded, and your card is charged, when you press the button below."),),
        )
    return OrderLaw(button=sf_p("button", "Pay now"), consents=consents, notices=())
