"""Loyalty points in a ledger that is only ever added to.

Owns: entries, what they amount to (balance, lots, deficit), the program and its rules, accrual, the account a
customer sees.
Does not own: when an order counts as paid (checkout, or the host), prices, tiers' benefits, who the customer is.
Invariants: entries are only added, and the database itself refuses anything else; the balance is the sum of the
entries; one source accrues once for each rule; what was taken back of an accrual is the points of all that is gone of
its order now, in whichever parts it went or came back, however often that is told, and left to the worker or not; an
order earns the same in every currency; whether an expiry was written down yet changes no balance anybody reads.
"""

from storefront_plugin.loyalty.entry import Entry, EntryKind, Points, Source
from storefront_plugin.loyalty.ledger import Ledger, Lot, replay
from storefront_plugin.loyalty.ports import LoyaltyRule
from storefront_plugin.loyalty.program import Award, Program, Purchase
from storefront_plugin.loyalty.rules.points_per_spend import PointsPerSpend
from storefront_plugin.loyalty.service import Account, Loyalty
from storefront_plugin.loyalty.settings import LoyaltySettings, LoyaltyShape

__all__ = [
    "Account",
    "Award",
    "Entry",
    "EntryKind",
    "Ledger",
    "Lot",
    "Loyalty",
    "LoyaltyRule",
    "LoyaltySettings",
    "LoyaltyShape",
    "Points",
    "PointsPerSpend",
    "Program",
    "Purchase",
    "Source",
    "replay",
]
