"""A customer's points as JSON."""

from __future__ import annotations

from storefront_plugin.errors import SignInNeeded
from storefront_plugin.loyalty.schemas import AccountAnswer, PageRequest, PageWish
from storefront_plugin.loyalty.service import Account, Loyalty
from storefront_plugin.web.parts import part
from storefront_plugin.web.routes import Routes, accepts, answers
from storefront_plugin.web.visitors import visitor

api = Routes()


@api.get("/loyalty")
@accepts(PageRequest, location="query")
@answers(AccountAnswer)
def read_points(asked: PageWish) -> Account:
    """The points of the customer who is signed in, and the entries behind them."""
    customer = visitor().customer
    if customer is None:
        raise SignInNeeded
    return part(Loyalty).account(customer.id, limit=asked.limit, cursor=asked.cursor)
