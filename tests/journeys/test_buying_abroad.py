"""From the front page to the confirmation, as people in three countries go."""

import re

import pytest
from playwright.sync_api import expect

from storefront_plugin.texts import sf_, sf_p
from tests.journeys.conftest import Visits
from tests.journeys.shopper import CONTINUE

TERMS = sf_("I have read the terms of sale and agree to them.")
THANKS = sf_("Thank you for your order")


@pytest.mark.parametrize("has_scripts", [True, False], ids=["with scripts", "without scripts"])
def test_a_german_buys_tea(visit: Visits, has_scripts: bool) -> None:
    shopper = visit("de-DE", has_scripts=has_scripts)

    shopper.arrive()
    assert shopper.page.url.endswith("/de-de/")
    shopper.sign_in("ada@example.com", "tea")
    shopper.buy("Moorland Breakfast", of_shelf="tea")
    shopper.buy("Teekanne Brown Betty", of_shelf="pots")
    assert "41,60 €" in shopper.text
    assert "50,80 €" in shopper.text

    shopper.check_out(name="Ada Lovelace", line1="Lindenallee 4", city="Berlin", postcode="1011")
    expect(shopper.field("PLZ")).to_have_attribute("aria-invalid", "true")
    meant = shopper.says(sf_("Did you mean %(suggestion)s?", suggestion="01011"))
    expect(shopper.field("PLZ")).to_have_accessible_description(
        f"Diese Postleitzahl ist zu kurz. Ein Beispiel: 10115. {meant}"
    )
    shopper.field("PLZ").fill("10115")
    shopper.press(shopper.says(CONTINUE))
    assert "Ada Lovelace Lindenallee 4 10115 Berlin Deutschland" in shopper.text

    shopper.press_in_vain("Zahlungspflichtig bestellen")
    shopper.choose(shopper.says(TERMS))
    shopper.choose("4000 0000 0000 0002")
    shopper.press("Zahlungspflichtig bestellen")
    expect(shopper.page.get_by_role("alert")).to_contain_text("abgelehnt")

    shopper.choose(shopper.says(TERMS))
    shopper.choose("4242 4242 4242 4242")
    shopper.press("Zahlungspflichtig bestellen")
    assert shopper.says(THANKS) in shopper.text
    assert "61,70 €" in shopper.text

    shopper.choose("9")
    shopper.press(shopper.says(sf_("Send your answer")))
    shopper.page.get_by_role("textbox").fill("Der Tee roch schon durch die Tür.")
    shopper.press(shopper.says(sf_("Send your comment")))
    assert shopper.says(sf_("Thank you! We read every answer.")) in shopper.text

    shopper.follow(shopper.word("nav.account"))
    assert "41 Punkte" in shopper.text


def test_a_japanese_guest_buys_tea_and_answers_her_bank(visit: Visits) -> None:
    shopper = visit("ja-JP")

    shopper.arrive()
    assert shopper.page.url.endswith("/ja-jp/")
    shopper.buy("宇治煎茶", of_shelf="tea")
    shopper.check_out(
        email="hana@example.com", name="山田花子", region="東京都", line1="渋谷区神南1-2-3", postcode="１５０００４１"
    )
    assert "〒150-0041 東京都 渋谷区神南1-2-3 山田花子 日本" in shopper.text
    shopper.choose(shopper.says(TERMS))
    shopper.choose("4000 0027 6000 3184")
    shopper.press(shopper.says(sf_p("button", "Confirm the order")))
    shopper.press(shopper.says(sf_("Yes, this is my payment")))

    assert shopper.says(THANKS) in shopper.text
    assert re.search(r"[¥￥]\d,\d{3}(?![\d.])", shopper.text)


def test_an_arabic_guest_buys_a_teapot(visit: Visits) -> None:
    shopper = visit("ar-AE")

    shopper.arrive()
    assert shopper.page.url.endswith("/ar-ae/")
    expect(shopper.page.locator("html")).to_have_attribute("dir", "rtl")
    shopper.buy("إبريق براون بيتي", of_shelf="pots")
    shopper.follow(shopper.word("cart.pay_online"))
    expect(shopper.page.locator("[name=postcode]")).to_have_count(0)
    shopper.write(email="layla@example.com", name="ليلى حسن", line1="شارع الشيخ زايد 12", region="دبي")
    shopper.press(shopper.says(CONTINUE))
    assert "دبي" in shopper.text
    shopper.choose(shopper.says(TERMS))
    shopper.press(shopper.says(sf_p("button", "Pay now")))

    assert shopper.says(THANKS) in shopper.text
    assert "211.00" in shopper.text
    assert "د.إ" in shopper.text
