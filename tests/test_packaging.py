"""A wheel built from a clean checkout, alone with what it asks for, serves a translated page."""

import subprocess
import sys
import zipfile
from importlib import metadata
from pathlib import Path, PurePath
from shutil import copyfile

import pytest
from babel.messages.pofile import read_po
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent

# One worker, so that the wheel is built once.
pytestmark = pytest.mark.xdist_group("packaging")

SHOP = """
import storefront_plugin
from flask import Flask
from storefront_plugin import Host, Storefront

app = Flask(__name__, instance_path=r"{folder}")
app.secret_key = "of a shop that sells nothing"
app.config["STOREFRONT"] = {{
    "markets": {{"germany": {{"countries": ["DE"], "currency": "EUR", "locales": ["de"]}}}},
    "pricing": {{"currency": "EUR"}},
}}
Storefront(host=Host()).init_app(app)

print(storefront_plugin.__file__)
print(app.test_client().get("/de-germany/storefront/checkout").text)
"""


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of all that git knows or would add, and of nothing else."""
    target = tmp_path_factory.mktemp("checkout")
    listed = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", folder=ROOT)
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            copyfile(ROOT / name, target / name)
    return target


@pytest.fixture(scope="module")
def wheel(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    assert not list(checkout.rglob("*.mo")), "compiled catalogues do not belong into a checkout"
    target = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", target, folder=checkout)
    [built] = target.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def environment(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh environment with the wheel and what it requires, linked from here to need no package index."""
    target = tmp_path_factory.mktemp("environment")
    run(sys.executable, "-m", "venv", "--without-pip", target)
    python = target / "bin" / "python"
    run(sys.executable, "-m", "pip", "--python", python, "install", "--no-index", "--no-deps", wheel)
    [packages] = target.glob("lib/python*/site-packages")
    [installed] = metadata.distributions(name="storefront-plugin", path=[str(packages)])
    for distribution in required_by(installed):
        for name in {PurePath(file).parts[0] for file in distribution.files or ()} - {"..", "__pycache__"}:
            link = packages / name
            if not link.exists():
                link.symlink_to(distribution.locate_file(name))
    return target


def test_wheel_holds_the_whole_package_and_nothing_else(checkout: Path, wheel: Path) -> None:
    expected = {f"storefront_plugin/{name}" for name in files_below(checkout / "storefront_plugin")}
    for folder in ("templates", "translations"):
        expected |= {f"storefront_plugin/{folder}/{name}" for name in files_below(checkout / folder)}

    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}

    assert sorted(packed ^ expected) == []


def test_wheel_speaks_each_language(checkout: Path, wheel: Path) -> None:
    catalogues = (checkout / "translations").rglob("*.po")
    compiled = {f"storefront_plugin/{po.relative_to(checkout).with_suffix('.mo').as_posix()}" for po in catalogues}

    packed = zipfile.ZipFile(wheel).namelist()

    assert "storefront_plugin/translations/zh_Hant/LC_MESSAGES/storefront.mo" in compiled
    assert sorted(compiled - set(packed)) == []


def test_wheel_serves_a_translated_page(environment: Path, tmp_path: Path) -> None:
    shop = tmp_path / "shop.py"
    shop.write_text(SHOP.format(folder=tmp_path), encoding="utf-8")

    # -I: neither this checkout nor anything of the user's can be seen.
    said = run(environment / "bin" / "python", "-I", shop, folder=tmp_path)

    module, page = said.split("\n", 1)
    assert Path(module).is_relative_to(environment)
    assert '<html lang="de" dir="ltr">' in page
    assert german("Your cart is empty.") in page


def run(*command: str | Path, folder: Path | None = None) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def files_below(folder: Path) -> set[str]:
    found = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix() for path in found}


def required_by(distribution: metadata.Distribution) -> list[metadata.Distribution]:
    """What it needs to run, and what those need, as found beside this test."""
    found: dict[str, metadata.Distribution] = {}
    waiting = [(distribution, {""})]
    while waiting:
        asking, extras = waiting.pop()
        for requirement in map(Requirement, asking.requires or ()):
            marker = requirement.marker
            wanted = marker is None or any(marker.evaluate({"extra": extra}) for extra in extras)
            if wanted and requirement.name.lower() not in found:
                needed = metadata.distribution(requirement.name)
                found[requirement.name.lower()] = needed
                waiting.append((needed, {"", *requirement.extras}))
    return list(found.values())


def german(english: str) -> str:
    with (ROOT / "translations/de/LC_MESSAGES/storefront.po").open("rb") as file:
        said = read_po(file).get(english)
    assert said is not None
    assert said.string
    return str(said.string)
