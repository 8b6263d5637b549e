"""No view has a serious fault by axe, in light and in dark."""

import pytest
from playwright.sync_api import Locator, expect

from tests.console.conftest import OpenTown
from tests.console.screen import Screen


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_no_view_has_a_serious_fault(new_town: OpenTown, screen: Screen, colours: str) -> None:
    town = new_town(mode="manual")
    town.provider("ada")
    town.provider("bob", north_m=900)
    booking_id = str(town.customer().call("place_booking", **town.order())["booking_id"])
    screen.page.emulate_media(color_scheme=colours)
    screen.open(town.operator("olga"), town, "triage")
    expect(screen.queue()).to_have_count(1)
    screen.page.keyboard.press("w")
    expect(screen.page.get_by_role("region", name="Candidates and the parts")).to_be_visible()
    faults = {"triage": screen.serious_faults()}

    for name, view in {
        "map": "map",
        "bookings": "bookings",
        "booking": f"bookings/{booking_id}",
        "audit": "audit",
        "insight": "insight",
        "supply": "supply",
        "providers": "providers",
        "provider": f"providers/{town.area_id}-ada",
        "new provider": "providers/+",
        "zones": "zones",
        "zone": f"zones/{town.area_id}-city",
        "playbook": "playbook",
        "settings": "settings",
    }.items():
        screen.page.evaluate(f"location.hash = '#/{town.area_id}/{view}'")
        expect(screen.page.locator("[aria-busy=true]")).to_have_count(0)
        expect(screen.page.get_by_role("heading").first).to_be_visible()
        faults[name] = screen.serious_faults()

    assert {name: found for name, found in faults.items() if found} == {}


@pytest.mark.parametrize(("colours", "width"), [("light", 820), ("dark", 1280)])
def test_no_form_has_a_serious_fault_or_is_too_wide(
    new_town: OpenTown, screen: Screen, colours: str, width: int
) -> None:
    town = new_town(offer_ttl_s=120)
    ada = town.provider("ada")
    booking_id = str(town.customer().call("place_booking", **town.order(contact_phone="+43 1 234"))["booking_id"])
    for least_gain_s in (60, 240):
        play = {"kind": "late_start", "least_gain_s": least_gain_s}
        town.admin.call("put_playbook", area_id=town.area_id, plays=[play])
    screen.page.set_viewport_size({"width": width, "height": 1180})
    screen.page.emulate_media(color_scheme=colours)
    screen.open(town.operator("sue", role="supervisor"), town, "providers", ada.uid)
    faults = {}

    def look(name: str, ready: Locator) -> None:
        expect(ready).to_be_visible()
        too_wide = screen.page.evaluate("document.documentElement.scrollWidth > innerWidth")
        faults[name] = screen.serious_faults() + (["wider than the window"] if too_wide else [])

    screen.page.get_by_label("Vehicle").select_option("van")
    screen.page.get_by_label("Capacity").fill("0")
    look("provider, mistyped", screen.text("Has to be a whole number"))
    screen.visit("providers", "+")
    screen.page.get_by_role("textbox", name="Account").fill(ada.uid)
    screen.page.get_by_label("Name").fill("Bea")
    screen.button("Save version 1").click()
    look("new provider, refused", screen.text("X910 STALE_VERSION"))
    screen.visit("playbook")
    screen.page.get_by_role("tab", name="Versions").click()
    look("a playbook's versions", screen.page.get_by_role("table", name="What differs between the versions"))
    screen.visit("bookings", booking_id)
    screen.page.get_by_label("Why you need").fill("nobody opens")
    screen.button("See the contact").click()
    look("a contact", screen.page.get_by_role("group", name="Contact"))

    assert {name: found for name, found in faults.items() if found} == {}


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_no_change_by_hand_has_a_serious_fault(new_town: OpenTown, screen: Screen, colours: str) -> None:
    town = new_town()
    ada, customer = town.provider("ada", capacity=3), town.customer()
    ids = [str(customer.call("place_booking", **town.order())["booking_id"]) for _ in "12"]
    for booking_id in ids:
        town.admin.call("assign_booking", booking_id=booking_id, provider_id=ada.uid, reason="to begin with")
    screen.page.emulate_media(color_scheme=colours)
    screen.open(town.operator("olga"), town, "bookings", ids[0])
    screen.button("Together with others…").click()
    screen.button("Another order…").click()
    expect(screen.text("Looking…")).to_have_count(0)
    faults = {"choosing": screen.serious_faults()}

    screen.button("Unassign…").click()
    expect(screen.text("what it would mean")).to_be_visible()
    faults["preview"] = screen.serious_faults()
    screen.visit("supply")
    screen.panel("Close a zone").get_by_label("Zone").select_option(label=town.area_id.capitalize())
    expect(screen.button("Preview the closure")).to_be_visible()
    faults["closing a zone"] = screen.serious_faults()
    screen.button("Account").click()
    screen.page.get_by_role("menuitem", name="Sign out on every device").click()
    expect(screen.page.get_by_role("alertdialog")).to_be_visible()
    faults["signing out"] = screen.serious_faults()

    assert {name: found for name, found in faults.items() if found} == {}
