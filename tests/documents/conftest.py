"""Documents and letters on their own: templates of the package, rates and a post that only note what they are asked."""

from collections.abc import Callable
from typing import Any

import pytest
from jinja2 import FileSystemLoader

from storefront_plugin.documents import Documents, Letters, Sellers, Stationery
from storefront_plugin.resources import resource_dir
from storefront_plugin.storage import Database
from storefront_plugin.texts import Catalogues
from tests.clock import Clock
from tests.documents.papers import Letterbox, ToldRates, sellers


@pytest.fixture(scope="session")
def stationery() -> Stationery:
    return Stationery(FileSystemLoader(resource_dir("templates")), Catalogues(resource_dir("translations")))


@pytest.fixture
def rates() -> ToldRates:
    return ToldRates()


@pytest.fixture
def make_documents(
    database: Database, stationery: Stationery, rates: ToldRates, clock: Clock
) -> Callable[..., Documents]:
    def make(who: Sellers | None = None, **changed: Any) -> Documents:
        usual = {"database": database, "rates": rates, "stationery": stationery, "clock": clock}
        return Documents(sellers=who or sellers(), **(usual | changed))

    return make


@pytest.fixture
def documents(make_documents: Callable[..., Documents]) -> Documents:
    return make_documents()


@pytest.fixture
def letterbox() -> Letterbox:
    return Letterbox()


@pytest.fixture
def letters(stationery: Stationery, letterbox: Letterbox) -> Letters:
    return Letters(
        stationery=stationery,
        post=letterbox,
        sellers=sellers(),
        shop_name="Wren & Kettle",
        link_to=lambda order: f"https://wren.example/{order.reference}",
    )
