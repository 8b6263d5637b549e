"""No view has a serious fault by axe, in light and in dark."""

import pytest
from playwright.sync_api import expect

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
