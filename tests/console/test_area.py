"""The area's map: what stands where, chosen by pointer and by keyboard, with the plan of the selected."""

from playwright.sync_api import expect

from benchmarks.town import Town
from devtools import schedule_clock
from tests.console.conftest import OpenTown
from tests.console.screen import Screen
from tests.emulator.reading import eventually

NORTH_M = 3000.0
"""How far the provider stands from the booking: well apart on the map."""
ROUTE_POINTS = 60
"""Pixels of a line of that length, dashed."""
LOOKS = 5
"""The map takes a moment to take a way off."""


def a_running_job(new_town: OpenTown, screen: Screen) -> tuple[Town, str, str]:
    """Ada has a booking that begins in the middle of the town, which is the middle of the map; gives booking and provider."""
    town = new_town()
    ada = town.provider("ada", north_m=NORTH_M)
    booking_id = str(town.customer().call("place_booking", **town.order())["booking_id"])
    town.admin.call("assign_booking", booking_id=booking_id, provider_id=ada.uid, reason="to begin with")
    schedule_clock.fire(town.suite, "snapshot")
    screen.open(town.operator("olga"), town, "map")
    return town, booking_id, ada.uid


def test_a_booking_on_the_map_is_chosen_and_its_way_is_drawn(new_town: OpenTown, screen: Screen) -> None:
    _, booking_id, uid = a_running_job(new_town, screen)
    card = screen.panel(f"Booking …{booking_id[-7:]}")

    screen.choose_on_map(card)
    expect(card).to_contain_text("Assigned")
    expect(card).to_contain_text(uid)
    card.get_by_role("button", name="Close").click()
    expect(card).to_have_count(0)
    plain = min(screen.drawn_in_accent() for _ in range(LOOKS))
    screen.choose_on_map(card)

    eventually(screen.drawn_in_accent, lambda points: points > plain + ROUTE_POINTS)
    card.get_by_role("link", name="Open the booking").click()
    expect(screen.page.get_by_role("list", name="Timeline")).to_contain_text("Booking assigned")
    assert screen.faults == []


def test_a_provider_on_the_map_is_chosen_with_what_it_holds(new_town: OpenTown, screen: Screen) -> None:
    _, booking_id, uid = a_running_job(new_town, screen)

    card = screen.panel(uid).first

    screen.choose_on_map(card, north_m=NORTH_M)

    expect(card).to_contain_text("Fresh signal")
    expect(card).to_contain_text("Full")
    expect(card.get_by_role("button", name=f"Booking …{booking_id[-7:]}")).to_be_visible()
    expect(screen.panel(f"{uid[-7:]} by hand")).to_be_visible()


def test_a_zone_is_chosen_by_keyboard_and_named_on_the_map(new_town: OpenTown, screen: Screen) -> None:
    town, _, _ = a_running_job(new_town, screen)
    name = town.area_id.capitalize()
    expect(screen.page.locator(".zone-name")).to_have_text(name)

    screen.panel("Zones by pressure").get_by_role("button", name=name).press("Enter")

    expect(screen.panel(name).first).to_contain_text("Services")
    expect(screen.panel(f"{name} by hand")).to_be_visible()


def test_the_figures_follow_the_town(new_town: OpenTown, screen: Screen) -> None:
    town, _, _ = a_running_job(new_town, screen)
    figures = screen.panel("Now")
    expect(figures).to_contain_text("On duty1of 1 providers")

    carl = town.customer("carl")
    for _ in range(2):
        carl.call("place_booking", **town.order())

    expect(figures).to_contain_text("Waiting2")
