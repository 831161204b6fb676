"""How the merchant reads states and happenings of checkout. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from storefront_plugin.checkout.order import OrderState
from storefront_plugin.checkout.ports import AttemptState, RefundState
from storefront_plugin.host import DisputeState
from storefront_plugin.texts import Text, sf_, sf_p

ORDER_STATES: Mapping[OrderState, Text] = {
    OrderState.PLACED: sf_p("order", "Paid"),
    OrderState.UNPLACED: sf_p("order", "Not paid"),
    OrderState.CANCELLED: sf_p("order", "Cancelled"),
}


def order_state(state: OrderState, *, is_given_back: bool) -> Text:
    """What an order is called; one whose money went back, all of it, is not called paid."""
    return REFUND_STATES[RefundState.SUCCEEDED] if is_given_back else ORDER_STATES[state]


ATTEMPT_STATES: Mapping[AttemptState, Text] = {
    AttemptState.ASKING: sf_p("payment", "Asked for, no answer yet"),
    AttemptState.OPEN: sf_p("payment", "Waits for the buyer"),
    AttemptState.ACTION: sf_p("payment", "The buyer is at her bank"),
    AttemptState.PROCESSING: sf_p("payment", "On its way"),
    AttemptState.AUTHORISED: sf_p("payment", "Reserved, to be collected"),
    AttemptState.PAID: sf_p("payment", "Paid"),
    AttemptState.DECLINED: sf_p("payment", "Declined"),
    AttemptState.CANCELLED: sf_p("payment", "Called back"),
    AttemptState.SURPLUS: sf_p("payment", "Surplus, goes back"),
    AttemptState.NEEDS_ATTENTION: sf_p("payment", "Needs a look"),
}

REFUND_STATES: Mapping[RefundState, Text] = {
    RefundState.ASKING: sf_p("refund", "Asked for, no answer yet"),
    RefundState.PENDING: sf_p("refund", "On its way"),
    RefundState.SUCCEEDED: sf_p("refund", "Paid back"),
    RefundState.FAILED: sf_p("refund", "Failed"),
    RefundState.CANCELLED: sf_p("refund", "Not made"),
    RefundState.UNCOLLECTED: sf_p("refund", "Never collected"),
}

DISPUTE_STATES: Mapping[DisputeState, Text] = {
    DisputeState.INQUIRY: sf_p("dispute", "The bank asks"),
    DisputeState.OPEN: sf_p("dispute", "The bank has taken it back"),
    DisputeState.WON: sf_p("dispute", "Won"),
    DisputeState.LOST: sf_p("dispute", "Lost"),
}

# Our own happenings; those of a provider are told by its own names.
HAPPENINGS: Mapping[str, Text] = {
    "order_made": sf_("The order was made."),
    "payment_asked": sf_("The payment was asked for."),
    "payment_awaited": sf_("The buyer has done her part."),
    "order_paid": sf_("The order was paid."),
    "order_cancelled": sf_("The order was cancelled."),
    "surplus_received": sf_("Money came that is too much, and goes back."),
    "order_refunded": sf_("Money was given back."),
    RefundState.UNCOLLECTED: REFUND_STATES[RefundState.UNCOLLECTED],
    "refund_failed": sf_("A refund did not arrive."),
    "order_disputed": sf_("The buyer’s bank spoke up."),
    "cart_bought": sf_("The shop emptied the cart."),
    "ok": sf_("A matter was marked as seen to."),
}
