"""What a provider keeps of its payments, held against our attempts, both ways. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from storefront_plugin.checkout.attempt import Attempt
from storefront_plugin.checkout.ports import AttemptState, PaymentReport
from storefront_plugin.host import Dispute, DisputeState
from storefront_plugin.money import Money

S = AttemptState

# In these there is money of the buyer's at the provider.
_COLLECTED = (S.PAID, S.AUTHORISED, S.PROCESSING)


class Difference(StrEnum):
    """How the two records differ; the wording of what to do about it is `ADVICE`."""

    THEIRS_ALONE = "theirs_alone"
    OURS_ALONE = "ours_alone"
    PAID_TWICE = "paid_twice"
    AMOUNT = "amount"
    STATE = "state"
    REFUNDS = "refunds"
    NOT_GIVEN_BACK = "not_given_back"
    DISPUTE = "dispute"


ADVICE: Mapping[Difference, str] = {
    Difference.THEIRS_ALONE: "Money was collected for what is not here: was a backup restored? Refund it there.",
    Difference.OURS_ALONE: "The provider does not know this payment: were the keys changed to another account?",
    Difference.PAID_TWICE: "Two payments were collected for one attempt: refund this one at the provider.",
    Difference.AMOUNT: "It was not collected as it was asked for: look at it there, and refund it there.",
    Difference.STATE: "The two disagree, and asking did not help: look at the payment there.",
    Difference.NOT_GIVEN_BACK: "This money bought nothing: give it back with “flask storefront orders give-back”.",
    Difference.DISPUTE: "The buyer's bank disputes it, and asking told nothing: send nothing more, answer it there.",
    Difference.REFUNDS: "What was given back differs: look at the refunds of this payment there.",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference: what we have and what they have, each empty where it has nothing."""

    difference: Difference
    payment_id: str
    attempt_id: str
    order_reference: str
    ours: str
    theirs: str

    @property
    def advice(self) -> str:
        return ADVICE[self.difference]


@dataclass(frozen=True, slots=True)
class Ours:
    """An attempt with what was given back of it, and what its bank disputes."""

    attempt: Attempt
    refunded: Money
    disputes: Sequence[Dispute] = ()

    @property
    def has_open_dispute(self) -> bool:
        """Whether a bank has still to decide."""
        return any(dispute.state in (DisputeState.INQUIRY, DisputeState.OPEN) for dispute in self.disputes)


def compare(ours: Mapping[str, Ours], theirs: Iterable[PaymentReport]) -> Iterator[Finding]:
    """Every difference, one for each payment, the graver first.

    `ours` are attempts by their id, all those that `theirs` name among them. What carries no attempt's name belongs to
    somebody else on the same account.
    """
    seen: Counter[str] = Counter()
    for report in theirs:
        if report.attempt_id is None:
            continue
        known = ours.get(report.attempt_id)
        if known is None:
            if report.state in _COLLECTED:
                yield _finding(Difference.THEIRS_ALONE, None, report)
        elif known.attempt.payment_id not in (None, report.payment_id):
            if report.state in _COLLECTED:
                yield _finding(Difference.PAID_TWICE, known, report)
        else:
            seen[report.attempt_id] += 1
            if found := difference(known, report):
                yield _finding(found, known, report)
    for known in ours.values():
        if known.attempt.payment_id and not seen[known.attempt.id]:
            yield _finding(Difference.OURS_ALONE, known, None)


def difference(known: Ours, report: PaymentReport) -> Difference | None:
    """How the two records of one payment differ; None where they agree."""
    # Surplus is paid there; of what needs attention a person has been told already.
    state = S.PAID if known.attempt.state is S.SURPLUS else known.attempt.state
    if state is not S.NEEDS_ATTENTION:
        if report.amount != known.attempt.amount:
            return Difference.AMOUNT
        if report.state is not state:
            return Difference.STATE
    if known.attempt.state is S.SURPLUS and report.refunded != report.captured:
        return Difference.NOT_GIVEN_BACK
    if report.refunded is not None and report.refunded != known.refunded:
        return Difference.REFUNDS
    if report.is_disputed and not known.disputes:
        return Difference.DISPUTE
    return None


def _finding(difference: Difference, known: Ours | None, report: PaymentReport | None) -> Finding:
    attempt = known.attempt if known else None
    return Finding(
        difference=difference,
        payment_id=(report.payment_id if report else None) or (attempt and attempt.payment_id) or "",
        attempt_id=(attempt.id if attempt else None) or (report and report.attempt_id) or "",
        order_reference=(attempt.order_reference if attempt else None) or (report and report.order_reference) or "",
        ours=f"{attempt.state}, {attempt.amount}{_less(known.refunded)}" if attempt and known else "",
        theirs=f"{report.state}, {report.amount}{_less(report.refunded)}" if report else "",
    )


def _less(refunded: Money | None) -> str:
    return f", {refunded} given back" if refunded else ""
