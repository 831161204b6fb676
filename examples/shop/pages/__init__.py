"""The pages a visitor sees, one blueprint for each thing she does."""

from __future__ import annotations

from examples.shop.pages.account import account
from examples.shop.pages.browse import browse
from examples.shop.pages.checkout import checkout
from examples.shop.pages.shopping import shopping
from examples.shop.pictures import pictures

BLUEPRINTS = (browse, shopping, checkout, account, pictures)
