"""The shop's prices and quotes, and an app that answers in any of its editions."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from flask import Blueprint, Flask

from storefront_plugin.commands import StorefrontGroup
from storefront_plugin.host import Host
from storefront_plugin.markets.edition import Market, editions_of
from storefront_plugin.markets.routing import EditionMiddleware
from storefront_plugin.money import ToldApart
from storefront_plugin.pricing.api import api
from storefront_plugin.pricing.commands import prices
from storefront_plugin.pricing.filters import storefront_money, storefront_price, storefront_sum
from storefront_plugin.pricing.history.service import PriceHistory
from storefront_plugin.pricing.quotes.service import Quotes
from storefront_plugin.pricing.rates.sources import FixedRates
from storefront_plugin.pricing.service import Pricing
from storefront_plugin.resources import resource_dir
from storefront_plugin.storage import Database
from storefront_plugin.texts import Catalogues
from storefront_plugin.web.jinja import guarded
from storefront_plugin.web.parts import EXTENSION, Parts
from storefront_plugin.web.problems import handle_errors_of
from storefront_plugin.web.routes import API
from storefront_plugin.web.signing import Signer
from tests.pricing.british_shop import GBP, MARKETS, NOW, SETTINGS, FakeRates, TeaShop, pricing_of
from tests.pricing.rate_server import RateServer


@pytest.fixture
def markets() -> dict[str, Market]:
    return {market.key: market for market in MARKETS}


@pytest.fixture
def fake_rates() -> FakeRates:
    return FakeRates()


@pytest.fixture
def pricing(fake_rates: FakeRates) -> Pricing:
    return pricing_of(FixedRates(GBP, SETTINGS.fixed_rates), fake_rates)


@pytest.fixture
def shop() -> TeaShop:
    return TeaShop()


@pytest.fixture
def signer() -> Signer:
    return Signer(["a secret of sixteen"])


@pytest.fixture
def app(shop: TeaShop, pricing: Pricing, signer: Signer) -> Flask:
    """An app with our parts by hand: no more of them than prices need."""
    made = Flask("tea_shop")
    made.testing = True
    parts = Parts()
    parts[Host] = shop
    editions = editions_of(MARKETS)
    parts.add(pricing, editions, Catalogues(resource_dir("translations")), signer, ToldApart())
    parts.add(PriceHistory(Database("sqlite://"), shop, pricing, MARKETS, lambda: NOW))
    made.extensions[EXTENSION] = parts
    blueprint = Blueprint(EXTENSION, __name__, url_prefix="/storefront")
    api.add_to(blueprint, API)
    handle_errors_of(blueprint)
    made.register_blueprint(blueprint)
    made.jinja_env.filters["storefront_price"] = guarded(storefront_price)
    made.jinja_env.filters["storefront_money"] = guarded(storefront_money)
    made.jinja_env.globals["storefront_sum"] = guarded(storefront_sum)
    made.cli.add_command(StorefrontGroup(EXTENSION, commands=[prices]))
    made.wsgi_app = EditionMiddleware(made.wsgi_app, editions)  # type: ignore[method-assign]
    return made


@pytest.fixture
def quotes(database: Database, shop: TeaShop, pricing: Pricing, signer: Signer, now: datetime) -> Quotes:
    return Quotes(database, shop, pricing, signer, lambda: now, 30)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[RateServer]:
    """A server of rates on this machine, which no proxy of the machine's stands before."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with RateServer() as made:
        yield made
