"""Every kind of change by hand on the console: chosen, its impact seen, done for a reason, and taken back."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from benchmarks.person import Person
from benchmarks.town import Town
from muster.adapters.firestore_store import FirestoreStore
from shared import paths
from shared.models.provider import Duty, Provider
from shared.models.zone import Zone
from tests.console.conftest import OpenTown
from tests.console.screen import Screen
from tests.emulator.reading import NO_WINDOW_S, booking, eventually


@dataclass
class Desk:
    """Olga looks at the first of two bookings that Ada holds; a third one waits, and Bob is free, even if he is asked for it."""

    town: Town
    screen: Screen
    ada: Person
    bob: Person
    first: str
    second: str
    free: str

    def state(self, booking_id: str) -> tuple[str, str | None]:
        """State and holder of a booking."""
        seen = booking(self.town.server, booking_id)
        return seen.state.value, seen.provider_id

    def route(self) -> list[tuple[str, str]]:
        """Ada's stops in order."""
        found = FirestoreStore(self.town.server).get(paths.provider(self.ada.uid), Provider)
        assert found is not None
        return [(stop.booking_id, stop.stop_id) for stop in found.value.route]

    def duty(self) -> Duty:
        """Ada's."""
        found = FirestoreStore(self.town.server).get(paths.provider(self.ada.uid), Provider)
        assert found is not None
        return found.value.duty

    def closures(self) -> int:
        """Of the only zone."""
        found = FirestoreStore(self.town.server).get(paths.zone(f"{self.town.area_id}-city"), Zone)
        assert found is not None
        return len(found.value.closures)


@pytest.fixture
def desk(new_town: OpenTown, screen: Screen) -> Desk:
    town = new_town(matching_window_hold_s=NO_WINDOW_S)
    ada, bob = town.provider("ada", capacity=3), town.provider("bob", north_m=1500, capacity=3, max_open_offers=2)
    customer = town.customer()
    ids = [str(customer.call("place_booking", **town.order())["booking_id"]) for _ in "123"]
    for booking_id in ids[:2]:
        town.admin.call("assign_booking", booking_id=booking_id, provider_id=ada.uid, reason="to begin with")
    screen.open(town.operator("olga"), town, "bookings", ids[0])
    return Desk(town, screen, ada, bob, *ids)


def test_a_booking_is_taken_from_its_provider_and_given_back(desk: Desk) -> None:
    panel = desk.screen.panel("Booking by hand")

    panel.get_by_role("button", name="Unassign…").click()
    desk.screen.commit(panel, "provider_silent")
    taken = desk.state(desk.first)
    desk.screen.undo(panel)

    assert taken == ("searching", None)
    assert desk.state(desk.first)[1] == desk.ada.uid
    assert desk.screen.faults == []


def test_a_booking_is_called_off_and_reopened(desk: Desk) -> None:
    panel = desk.screen.panel("Booking by hand")

    panel.get_by_role("button", name="Cancel…").click()
    desk.screen.commit(panel, "duplicate")
    panel.get_by_role("button", name="Another change").click()
    panel.get_by_role("button", name="Reopen…").click()
    called_off = desk.state(desk.first)
    desk.screen.commit(panel, "ended_by_mistake")

    assert called_off[0] == "cancelled"
    assert desk.state(desk.first)[0] == "searching"


def test_bookings_are_put_together_with_another_provider_and_apart_again(desk: Desk) -> None:
    panel = desk.screen.panel("Booking by hand")

    panel.get_by_role("button", name="Together with others…").click()
    panel.get_by_label(desk.free[-7:]).check()
    expect(panel.get_by_label("Provider").get_by_role("option", name=desk.bob.uid)).to_be_attached()
    panel.get_by_label("Provider").select_option(desk.bob.uid)
    panel.get_by_role("button", name="Preview together").click()
    expect(panel.get_by_role("heading", name="Batch 2 bookings")).to_be_visible()
    desk.screen.commit(panel, "local_knowledge")
    together = {desk.state(desk.first)[1], desk.state(desk.free)[1]}
    panel.get_by_role("button", name="Another change").click()
    panel.get_by_role("button", name="Unbatch…").click()
    desk.screen.commit(panel, "goods_not_ready")

    assert together == {desk.bob.uid}
    assert (desk.state(desk.first)[1], desk.state(desk.free)[1]) == (None, desk.bob.uid)


def test_a_providers_stops_are_put_in_another_order_and_back(desk: Desk) -> None:
    panel = desk.screen.panel(f"{desk.ada.uid[-7:]} by hand")
    before = desk.route()

    panel.get_by_role("button", name="Another order…").click()
    stops = panel.get_by_role("list", name="Stops in order").get_by_role("listitem")
    expect(stops).to_have_count(4)
    panel.get_by_role("button", name="Earlier: Pickup").nth(1).click()
    panel.get_by_role("button", name="Preview this order").click()
    desk.screen.commit(panel, "customer_wish")
    reordered = desk.route()
    desk.screen.undo(panel)

    assert sorted(reordered) == sorted(before) != reordered
    assert desk.route() == before


def test_a_provider_is_paused_and_goes_on(desk: Desk) -> None:
    panel = desk.screen.panel(f"{desk.ada.uid[-7:]} by hand")

    panel.get_by_role("button", name="Pause…").click()
    desk.screen.commit(panel, "complaint")
    paused = desk.duty()
    panel.get_by_role("button", name="Another change").click()
    panel.get_by_role("button", name="Let them go on…").click()
    desk.screen.commit(panel, "back_to_normal")

    assert paused is Duty.PAUSED
    assert desk.duty() is Duty.ONLINE


def test_a_zone_is_closed_with_who_would_be_called_off_in_view_and_opened_again(desk: Desk) -> None:
    desk.screen.visit("supply")
    name = desk.town.area_id.capitalize()
    desk.screen.panel("Close a zone").get_by_label("Zone").select_option(label=name)
    panel = desk.screen.panel(f"{name} by hand")

    panel.get_by_label("Why it is closed").fill("<b>flood</b>")
    panel.get_by_role("button", name="Preview the closure").click()
    expect(panel.get_by_text("It would call off")).to_be_visible()
    desk.screen.commit(panel, "weather")
    eventually(lambda: desk.state(desk.free)[0] == "cancelled")
    expect(desk.screen.panel("Measures and closures").get_by_text("<b>flood</b>")).to_be_visible()
    panel.get_by_role("button", name="Another change").click()
    panel.get_by_role("button", name="Open again…").click()
    desk.screen.commit(panel, "back_to_normal")

    assert desk.closures() == 0
    assert desk.screen.faults == []
