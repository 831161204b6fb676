"""A visitor who followed a friend's link into a language that is not hers is told of her own, and left in peace."""

from playwright.sync_api import expect

from tests.journeys.conftest import Visits


def test_a_french_reader_of_a_german_page_is_told_once_and_can_refuse(visit: Visits) -> None:
    shopper = visit("fr-CH")

    shopper.page.goto(f"{shopper.address}de-de/shelves/tea")
    hint = shopper.page.get_by_role("complementary")
    expect(hint).to_contain_text("CHF")
    shopper.look()
    hint.get_by_role("button").click()

    expect(hint).to_have_count(0)
    shopper.page.reload()
    shopper.page.wait_for_load_state("networkidle")
    expect(hint).to_have_count(0)


def test_the_hint_leads_to_the_same_page_in_her_edition(visit: Visits) -> None:
    shopper = visit("fr-CH")

    shopper.page.goto(f"{shopper.address}de-de/shelves/tea")
    shopper.page.get_by_role("complementary").get_by_role("link").click()

    expect(shopper.page).to_have_url(f"{shopper.address}fr-ch/shelves/tea")
    expect(shopper.page.locator("html")).to_have_attribute("lang", "fr-CH")


def test_a_german_reader_of_a_german_page_is_told_nothing(visit: Visits) -> None:
    shopper = visit("de-DE")

    shopper.arrive()
    shopper.page.wait_for_load_state("networkidle")

    expect(shopper.page.get_by_role("complementary")).to_have_count(0)
