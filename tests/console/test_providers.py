"""The providers of an area: found by name, by id and by how they stand, and one of them with what is held."""

import re

from playwright.sync_api import Locator, expect

from benchmarks.town import SERVICE, Town
from devtools import schedule_clock
from muster.adapters.firestore_store import FirestoreStore
from shared import paths
from shared.models.change import create
from shared.models.provider import Provider
from shared.units import AreaId, Uid
from tests.console.conftest import OpenTown
from tests.console.screen import Screen

A_PAGE = 30


def rows(screen: Screen) -> Locator:
    return screen.page.get_by_role("table", name="Providers").locator("tbody tr")


def a_provider(town: Town, name: str) -> Provider:
    return Provider(provider_id=Uid(f"{town.area_id}-{name}"), name=name, area_id=AreaId(town.area_id))


def test_providers_are_found_by_the_beginning_of_a_name_and_by_id(new_town: OpenTown, screen: Screen) -> None:
    town = new_town()
    ada = town.provider("ada")
    town.provider("bob")
    known = {"provider_id": ada.uid, "area_id": town.area_id, "services": [SERVICE]}
    town.admin.call("put_provider", **known, name="<b>Ada</b>")
    schedule_clock.fire(town.suite, "snapshot")
    screen.open(town.operator("olga"), town, "providers")
    expect(rows(screen)).to_have_count(2)

    sought = screen.page.get_by_label("Name begins with, or part of an id")
    sought.fill("bo")
    expect(rows(screen)).to_have_count(1)
    expect(rows(screen)).to_contain_text("Bob")
    sought.fill("-ada")

    expect(rows(screen)).to_have_count(1)
    expect(rows(screen)).to_contain_text("<b>Ada</b>")
    assert screen.faults == []


def test_providers_are_found_by_how_they_stand(new_town: OpenTown, screen: Screen) -> None:
    town = new_town()
    town.provider("ada")
    bob = town.provider("bob", vehicle="van")
    bob.call("set_duty", duty="paused")
    schedule_clock.fire(town.suite, "snapshot")
    screen.open(town.operator("olga"), town, "providers")

    screen.page.get_by_label("Duty").select_option("paused")

    expect(rows(screen)).to_have_count(1)
    expect(rows(screen)).to_contain_text("Van")
    screen.page.get_by_label("Duty").select_option("")
    screen.page.get_by_label("Link").select_option("fresh")
    expect(rows(screen)).to_have_count(1)
    expect(rows(screen)).to_contain_text("Ada")
    screen.page.get_by_label("Work").select_option("busy")
    expect(screen.text("Nobody fits.")).to_be_visible()


def test_a_page_is_thirty_providers_and_there_is_a_way_on_and_back(new_town: OpenTown, screen: Screen) -> None:
    town = new_town()
    everybody = [a_provider(town, f"P{number:02}") for number in range(A_PAGE + 2)]
    FirestoreStore(town.server).commit([create(paths.provider(one.provider_id), one) for one in everybody])
    screen.open(town.operator("olga"), town, "providers")
    expect(rows(screen)).to_have_count(A_PAGE)

    screen.button("Next").click()
    expect(rows(screen)).to_have_count(2)
    expect(rows(screen).last).to_contain_text("P31")
    screen.button("Before").click()

    expect(rows(screen)).to_have_count(A_PAGE)
    expect(rows(screen).first).to_contain_text("P00")


def test_a_providers_page_shows_what_is_held_and_moves_with_it(new_town: OpenTown, screen: Screen) -> None:
    town = new_town()
    ada = town.provider("ada")
    screen.open(town.operator("olga"), town, "providers", ada.uid)
    expect(screen.text("Nothing is held now.")).to_be_visible()

    booking_id = str(town.customer().call("place_booking", **town.order())["booking_id"])
    town.admin.call("assign_booking", booking_id=booking_id, provider_id=ada.uid, reason="to begin with")

    held = screen.page.get_by_role("table", name="Bookings held").get_by_role("row", name=booking_id[-7:])
    expect(held).to_contain_text("Assigned")
    expect(screen.page.get_by_role("listitem").filter(has_text="Pickup of")).to_be_visible()
    held.get_by_role("link").click()
    expect(screen.page).to_have_url(re.compile(f"/bookings/{booking_id}$"))


def test_a_provider_is_paused_from_the_page_and_let_go_on(new_town: OpenTown, screen: Screen) -> None:
    town = new_town()
    ada = town.provider("ada")
    screen.open(town.operator("olga"), town, "providers", ada.uid)

    screen.button("Pause…").click()
    screen.page.get_by_label("Reason").select_option(index=1)
    screen.button("Commit").click()

    expect(screen.text("Committed")).to_be_visible()
    expect(screen.page.get_by_text("Paused", exact=True)).to_be_visible()
    expect(screen.text("Paused by hand")).to_be_visible()


def test_a_provider_of_another_area_is_not_shown(new_town: OpenTown, screen: Screen) -> None:
    town, other = new_town(), new_town()
    ada = other.provider("ada")

    screen.open(town.operator("olga"), town, "providers", ada.uid)

    expect(screen.text("X905 WRONG_ROLE")).to_be_visible()
