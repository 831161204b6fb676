"""A person with a browser. She clicks what has a name; each page she comes to is looked over and photographed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Locator, Page, Request, Response

from examples.shop.words import load_words
from storefront_plugin.resources import resource_dir
from storefront_plugin.texts import Catalogues, Text, sf_

DESKTOP, MOBILE = 1280, 390
HEIGHT = 900
CONTINUE = sf_("Continue to payment")
_WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_AXE = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": _WCAG}}


@dataclass
class Shopper:
    """`language` is what she reads; `known` are the pages looked over already, `others` the hosts beside the shop's
    that her pages may speak to.
    """

    page: Page
    address: str
    language: str
    pictures: Path
    name: str
    known: set[tuple[str, ...]]
    others: tuple[str, ...] = ()
    has_scripts: bool = True
    faults: list[str] = field(default_factory=list)
    _page_count: int = 0

    def __post_init__(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("request", self._watch_out)
        self.page.on("response", self._check_policy)

    # What she does

    def arrive(self) -> None:
        """Open the front page: the only address she ever types."""
        self.page.goto(self.address)
        self.look()

    def follow(self, name: str, *, within: Locator | None = None) -> None:
        with self._going():
            (within or self.page).get_by_role("link", name=name, exact=True).first.click()

    def press(self, name: str) -> None:
        with self._going():
            self.button(name).click()

    def press_in_vain(self, name: str) -> None:
        """Press what the browser itself refuses to send, for something is missing."""
        self.button(name).click()
        assert self.page.evaluate("document.querySelector('form :invalid') !== null")

    def fill(self, label: str, value: str) -> None:
        self.field(label).fill(value)

    def choose(self, name: str) -> None:
        """Tick a box, or choose one of several."""
        self.page.get_by_label(name).check()

    def tab_to(self, goal: Locator) -> None:
        """Go there with the keyboard alone."""
        for _ in range(60):
            if goal.evaluate("it => it === document.activeElement"):
                assert goal.evaluate("it => it.matches(':focus-visible')")
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard does not reach {goal}")

    def strike(self, key: str) -> None:
        """Press a key that leads to another page."""
        with self._going():
            self.page.keyboard.press(key)

    def buy(self, product: str, *, of_shelf: str) -> None:
        """From any page to the basket, with one of these in it."""
        self.follow(self.word(f"category.{of_shelf}"))
        self.follow(product)
        self.press(self.word("product.add"))

    def check_out(self, **address: str) -> None:
        """From the basket to the last page before paying."""
        self.follow(self.word("cart.pay_online"))
        self.write(**address)
        self.press(self.says(CONTINUE))

    def write(self, **address: str) -> None:
        """Fill in the address form, its fields by the names that a browser fills them by."""
        for name, value in address.items():
            field = self.page.locator(f"[name={name}]")
            if field.evaluate("it => it.tagName") == "SELECT":
                field.select_option(label=value)
            else:
                field.fill(value)

    def sign_in(self, email: str, password: str) -> None:
        self.follow(self.word("nav.sign_in"))
        self.fill(self.word("form.email"), email)
        self.fill(self.word("form.password"), password)
        self.press(self.word("sign_in.submit"))

    # What she sees

    @property
    def text(self) -> str:
        """The page as she reads it, each run of white space one space."""
        return " ".join(self.page.locator("main").inner_text().split())

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def field(self, label: str) -> Locator:
        return self.page.get_by_label(label)

    def word(self, key: str) -> str:
        """The shop's own word for it, in her language."""
        return _shop_words()[self.language][key]

    def says(self, text: Text) -> str:
        """One of our texts, in her language."""
        return text.said_in(_catalogues().of(self.language))

    def look(self, note: str = "") -> None:
        """Take the page's picture and let axe look it over: each page once, whoever sees it.

        The shop's pages are photographed wide, those that are ours or carry much of ours narrow as well.
        """
        self._page_count += 1
        path = urlsplit(self.page.url).path
        # Axe is a script itself; without scripts the pages are the same.
        as_it_reads = (path, self.page.locator("body").inner_text(), note)
        if not self.has_scripts or as_it_reads in self.known:
            return
        self.known.add(as_it_reads)
        for width in (MOBILE, DESKTOP):
            self.page.set_viewport_size({"width": width, "height": HEIGHT})
            overflow = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if overflow > 0:
                self.faults.append(f"{path}: {overflow} pixels too wide for a window of {width}")
            if width == DESKTOP or "/storefront/" in path or path.endswith(("/cart", "/account")) or note:
                file = f"{self.name}-{self._page_count:02}{note and '-' + note}-{width}.png"
                self.page.screenshot(path=self.pictures / file, full_page=True, animations="disabled")
        for found in Axe().run(self.page, options=_AXE).response["violations"]:
            if found["impact"] in ("serious", "critical"):
                places = "; ".join(node["html"][:160] for node in found["nodes"])
                self.faults.append(f"{path}: axe: {found['id']}: {found['help']}: {places}")

    @contextmanager
    def _going(self) -> Iterator[None]:
        with self.page.expect_navigation():
            yield
        self.look()

    # What no page may do

    def _hear(self, message: ConsoleMessage) -> None:
        # The browser notes a refused form as an error; the page tells the shopper.
        is_answer = message.text.startswith("Failed to load resource") and message.location["url"] == self.page.url
        if message.type in ("error", "warning") and not is_answer:
            self.faults.append(f"{self.page.url}: console: {message.text}")

    def _watch_out(self, request: Request) -> None:
        host = urlsplit(request.url).netloc
        if host not in (urlsplit(self.address).netloc, *self.others, ""):
            self.faults.append(f"{self.page.url}: asks another host for {request.url}")

    def _check_policy(self, response: Response) -> None:
        is_ours = "/storefront/" in response.url and response.headers.get("content-type", "").startswith("text/html")
        if is_ours and response.status not in (302, 303) and "content-security-policy" not in response.headers:
            self.faults.append(f"{response.url}: no content security policy")


@cache
def _shop_words() -> dict[str, dict[str, str]]:
    return load_words()


@cache
def _catalogues() -> Catalogues:
    return Catalogues(resource_dir("translations"))
