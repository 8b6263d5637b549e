"""A customer's contact: shown to staff who say why, to be found in the audit, and gone with the page."""

from playwright.sync_api import Locator, expect

from benchmarks.town import Town
from shared import paths
from tests.console.conftest import OpenTown
from tests.console.screen import Screen

NAME, PHONE, ADDRESS = "<i>Cleo</i>", "+43 1 23456", "Gasse 3, door 12"
KEPT = "() => JSON.stringify([{...localStorage}, {...sessionStorage}, document.documentElement.innerHTML])"


def a_booking(town: Town) -> str:
    order = town.order(contact_name=NAME, contact_phone=PHONE)
    order["stops"][0]["address"] = ADDRESS
    return str(town.customer().call("place_booking", **order)["booking_id"])


def ask(screen: Screen, reason: str) -> Locator:
    panel = screen.panel("Contact")
    expect(screen.button("See the contact")).to_be_disabled()
    panel.get_by_role("textbox").fill(reason)
    screen.page.keyboard.press("Enter")
    return panel


def test_a_contact_is_shown_for_a_reason_and_gone_with_the_page(new_town: OpenTown, screen: Screen) -> None:
    town = new_town(offer_ttl_s=120)
    booking_id = a_booking(town)
    screen.open(town.operator("olga"), town, "bookings", booking_id)

    shown = ask(screen, "nobody opens the door").get_by_role("group", name="Contact")
    for told in (NAME, PHONE, ADDRESS):
        expect(shown).to_contain_text(told)
    expect(shown).to_be_focused()

    screen.visit("audit", booking_id)
    seen = screen.page.get_by_role("row").filter(has_text="Saw the contact")
    expect(seen).to_contain_text("nobody opens the door")
    expect(seen).to_contain_text(f"{town.area_id}-olga")
    assert PHONE not in screen.page.evaluate(KEPT)
    screen.visit("bookings", booking_id)
    expect(screen.button("See the contact")).to_be_visible()
    assert PHONE not in screen.page.evaluate(KEPT)
    assert screen.faults == []


def test_a_contact_is_hidden_again_on_asking(new_town: OpenTown, screen: Screen) -> None:
    town = new_town(offer_ttl_s=120)
    screen.open(town.operator("olga"), town, "bookings", a_booking(town))
    panel = ask(screen, "calling back")
    expect(panel).to_contain_text(PHONE)

    panel.get_by_role("button", name="Hide").press("Enter")

    expect(panel).not_to_contain_text(PHONE)
    expect(panel.get_by_role("textbox")).to_have_value("")


def test_a_contact_whose_days_are_over_is_said_to_be_gone(new_town: OpenTown, screen: Screen) -> None:
    town = new_town(offer_ttl_s=120)
    booking_id = a_booking(town)
    screen.open(town.operator("olga"), town, "bookings", booking_id)
    town.server.document(paths.contacts(booking_id)).delete()

    panel = ask(screen, "a complaint")

    expect(panel.get_by_role("alert")).to_contain_text("X909 NOT_FOUND")
    expect(panel.get_by_text("its 30 days are over")).to_be_visible()
    expect(panel.get_by_role("textbox")).to_have_value("a complaint")


def test_staff_of_another_area_are_refused_and_see_no_way_to_a_contact(new_town: OpenTown, screen: Screen) -> None:
    town, other = new_town(offer_ttl_s=120), new_town()
    booking_id = a_booking(town)

    screen.open(other.operator("olga"), other, "bookings", booking_id)

    expect(screen.text("X905 WRONG_ROLE")).to_be_visible()
    expect(screen.button("See the contact")).to_have_count(0)
