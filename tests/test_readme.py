"""What the README shows is what there is."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from flask import Flask, session

from storefront_plugin import Host
from storefront_plugin.defaults import COMMANDS
from storefront_plugin.markets.edition import editions_of
from storefront_plugin.settings import read_settings

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
SHOP = ROOT / "examples" / "shop"


def test_mounting_is_shown_as_it_is():
    assert shown_after("examples/shop/mounting.py") == {"python": (SHOP / "mounting.py").read_text(encoding="utf-8")}


def test_mounting_is_at_most_thirty_lines_of_code():
    _, code = (SHOP / "mounting.py").read_text(encoding="utf-8").split('"""\n', 1)

    assert len([line for line in code.splitlines() if line.strip()]) <= 30


def test_every_line_in_the_shops_templates_is_shown():
    files = sorted(path for path in (SHOP / "mounted").rglob("*.html"))
    expected = "\n".join(
        f"{{# {path.relative_to(SHOP / 'mounted')} #}}\n{path.read_text(encoding='utf-8')}" for path in files
    )

    assert shown_after("examples/shop/mounted") == {"jinja": expected}


def test_the_ten_lines_mount_a_storefront_in_a_fresh_shop(tmp_path, monkeypatch):
    """The first Python block and the first TOML block, pasted into a shop of one page."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "storefront.toml").write_text(first_block("toml"), encoding="utf-8")
    app = Flask(__name__, instance_path=str(tmp_path))
    app.secret_key = "of a shop of one page"
    app.testing = True
    app.add_url_rule("/", view_func=lambda: "tea")
    mounting = first_block("python")

    exec(mounting, {"app": app, "catalogue": {}, "session": session})  # noqa: S102 (the README's own lines)

    assert len([line for line in mounting.splitlines() if line.strip()]) <= 10
    assert app.test_client().get("/de-de/").text == "tea"
    assert app.test_client().get("/", headers={"Accept-Language": "de"}).location == "/de-de/"


def test_the_addresses_in_the_settings_shown_are_what_their_comments_say():
    shown = README.partition("### Addresses of editions")[2].partition("```toml\n")[2].partition("```")[0]
    settings = read_settings({**tomllib.loads(shown), "pricing": {"currency": "GBP"}}, {})

    editions = editions_of(settings.markets, base_address=settings.base_address, x_default=settings.x_default)

    homes = [f"{each.origin or settings.base_address}{each.prefix}/" for each in editions.all]
    assert len(homes) == 4
    assert [home for home in homes if not re.search(rf"# .*{re.escape(home)}(?:[ ,]|$)", shown, re.MULTILINE)] == []


@pytest.mark.parametrize("name", ["storefront_head", "storefront_switcher", "storefront_points", "storefront_sum"])
def test_each_template_function_named_exists(name):
    from storefront_plugin.defaults import FUNCTIONS

    assert f"{{{{ {name}(" in README
    assert name in {function.__name__ for function in FUNCTIONS}


def test_every_setting_is_described():
    from storefront_plugin.settings import known_keys

    groups = {
        "shop",
        "database",
        "pricing",
        "checkout",
        "loyalty",
        "surveys",
        "markets",
        "negotiation",
        "checkout.stripe",
    }
    described = README.replace("<key>", "*").replace("`, `.", "`, `").replace(".<CODE>", "").replace(".<market>", "")

    missing = [key for key in known_keys() if key not in groups and f"`{key}`" not in described]

    assert [key for key in missing if key.rsplit(".", 1)[-1] not in described] == []


def test_the_table_of_what_a_host_may_answer_names_every_method_and_no_other():
    table = README.partition("### What the host may answer")[2].partition("\nThe values that pass")[0]
    first_cells = [line.split(" | ")[0] for line in table.splitlines() if line.startswith("| `")]

    named = [name for cell in first_cells for name in re.findall(r"`(\w+)\(", cell)]

    assert sorted(named) == sorted(name for name in vars(Host) if not name.startswith("_"))


def test_every_command_is_in_the_list_of_commands():
    listed = README.partition("\n## Commands\n")[2].partition("\n## ")[0]

    missing = [
        (command.name, name)
        for command in COMMANDS
        for name in getattr(command, "commands", {"": None})
        if not is_listed(listed, command.name, name)
    ]

    assert missing == []


def is_listed(listed: str, group: str, name: str) -> bool:
    """As `db upgrade`, as `documents list|show`, or by an ellipsis that stands for the whole group."""
    found = re.findall(rf"`(?:flask storefront )?{re.escape(group)}(?: ([\w|…-]+))?[^`]*`", listed)
    return any(name in told.split("|") or told == "…" for told in found)


# A shop of one product, whose create_app hands on what Storefront takes.
TEASHOP = """
from flask import Flask, request, session
from storefront_plugin import CartLine, Host, Money, Product, Storefront


class TeaShop(Host):
    def product(self, sku):
        return Product(sku, "Tea", Money.of("5.00", "GBP")) if sku == "tea" else None

    def cart(self):
        return [CartLine(sku, 1) for sku in session.get("cart", [])]


def create_app(config=None, **rest):
    app = Flask(__name__)
    app.secret_key = "of a shop of one product"
    app.config.update(config, STOREFRONT="storefront.toml")
    app.add_url_rule("/", view_func=lambda: "tea")
    app.add_url_rule("/cart", view_func=put, methods=["POST"])
    Storefront(TeaShop(), **rest).init_app(app)
    return app


def put():
    session["cart"] = [request.form["sku"]]
    return "put"
"""


def test_the_chaos_shown_runs_in_a_fresh_shop(tmp_path):
    files = {name: shown_after(f"chaos: {name}")["python"] for name in ("conftest.py", "test_shop.py")}
    files |= {"teashop.py": TEASHOP, "storefront.toml": first_block("toml")}
    for name, text in files.items():
        shown = text.replace("fill_cart=fill_cart)", "fill_cart=fill_cart, seed=1, histories=2)")
        (tmp_path / name).write_text(shown, encoding="utf-8")
    python_path = os.pathsep.join([str(tmp_path), str(ROOT)])

    asked = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "checkout", "--rootdir", "."]
    told = subprocess.run(
        asked, cwd=tmp_path, env={**os.environ, "PYTHONPATH": python_path}, capture_output=True, text=True, check=False
    )

    assert told.returncode == 0, told.stdout


def first_block(language: str) -> str:
    found = re.search(rf"```{language}\n(.*?)```", README, re.DOTALL)
    assert found is not None
    return found[1]


def shown_after(marker: str) -> dict[str, str]:
    found = re.search(rf"<!-- {re.escape(marker)} -->\n```(\w+)\n(.*?)```", README, re.DOTALL)
    assert found is not None, marker
    return {found[1]: found[2]}
