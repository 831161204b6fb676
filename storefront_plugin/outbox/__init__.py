"""The event log, and what must still be done about each event.

Owns: the record of what happened, running the reactions to it, trying again what failed, the worker.
Does not own: which event calls which reaction (reactions.py), or what a reaction does.
Invariants: an event told twice is recorded once and starts nothing the second time; a reaction within the transaction
takes effect once or not at all, and its fault undoes nothing but itself; a reaction after the commit is done at least
once, and by one process at a time; nothing that failed is forgotten.
"""

from storefront_plugin.outbox.service import After, Outbox, Within

__all__ = ["After", "Outbox", "Within"]
