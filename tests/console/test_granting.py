"""What a provider may do, as a form: somebody is admitted or changed, refused beside the field, never overwritten unseen."""

import re
from typing import Any

from playwright.sync_api import Locator, expect

from benchmarks.town import SERVICE, Town
from muster.adapters.firestore_store import FirestoreStore
from shared import paths
from shared.models.provider import Provider, VehicleType
from tests.console.conftest import OpenTown
from tests.console.screen import Screen
from tests.emulator.reading import eventually


def provider_of(town: Town, uid: str, version: int) -> Provider:
    def kept() -> Provider | None:
        found = FirestoreStore(town.server).get(paths.provider(uid), Provider)
        return found.value if found else None

    found = eventually(kept, lambda provider: provider is not None and provider.grants_version == version)
    assert found is not None
    return found


def grant(town: Town, uid: str, **granted: Any) -> None:
    """Somebody else of the staff says what a provider may do."""
    known = {"area_id": town.area_id, "name": "Ada", "services": [SERVICE], "capacity": 3}
    town.admin.call("put_provider", provider_id=uid, **{**known, **granted})


def form_of(screen: Screen, town: Town, uid: str) -> Locator:
    screen.open(town.operator("olga"), town, "providers", uid)
    form = screen.panel("What they may do")
    expect(form.get_by_label("Name")).to_have_value("Ada")
    return form


def test_an_operator_changes_what_a_provider_may_do_and_the_audit_says_so(new_town: OpenTown, screen: Screen) -> None:
    town = new_town()
    ada = town.provider("ada", max_open_offers=2)
    form = form_of(screen, town, ada.uid)

    form.get_by_label("Skills").fill("cold_chain, <b>")
    expect(form.get_by_text("Has to be names of letters, digits and _, parted by commas.")).to_be_visible()
    expect(form.get_by_role("button", name="Save version 2")).to_be_disabled()
    form.get_by_label("Skills").fill("cold_chain, fragile")
    form.get_by_label("Vehicle").select_option("van")
    form.get_by_label("Capacity").fill("4")
    expect(form.get_by_role("table", name="Changes").get_by_role("row", name="Skills")).to_contain_text("fragile")
    form.get_by_role("button", name="Save version 2").click()

    expect(form.get_by_text("Saved as version 2.")).to_be_visible()
    kept = provider_of(town, ada.uid, 2)
    assert (kept.skills, kept.vehicle, kept.capacity) == (("cold_chain", "fragile"), VehicleType.VAN, 4)
    assert (kept.name, kept.services, kept.max_open_offers, kept.duty) == ("Ada", (SERVICE,), 2, "online")
    screen.page.get_by_role("link", name="Audit of this provider").click()
    expect(screen.page.get_by_role("row").filter(has_text=f"{town.area_id}-olga")).to_contain_text("Changed a provider")
    assert screen.faults == []


def test_a_refusal_stands_beside_its_field_and_keeps_what_was_typed(new_town: OpenTown, screen: Screen) -> None:
    town = new_town()
    ada = town.provider("ada", capacity=3)
    booking_id = str(town.customer().call("place_booking", **town.order(requirements={"demand": 2}))["booking_id"])
    town.admin.call("assign_booking", booking_id=booking_id, provider_id=ada.uid, reason="to begin with")
    form = form_of(screen, town, ada.uid)

    form.get_by_label("Name").fill("Ada L.")
    form.get_by_label("Capacity").fill("1")
    form.get_by_label("Capacity").press("Enter")

    beside = form.locator(".setting", has=screen.page.get_by_label("Capacity"))
    expect(beside.get_by_role("alert")).to_contain_text("D212 HAS_ACTIVE_JOBS")
    expect(beside.get_by_role("alert")).to_contain_text("Finish or release them first.")
    expect(form.get_by_role("alert")).to_have_count(1)
    expect(form.get_by_label("Name")).to_have_value("Ada L.")
    form.get_by_label("Capacity").fill("2")
    form.get_by_role("button", name="Save version 2").click()
    expect(form.get_by_text("Saved as version 2.")).to_be_visible()
    assert provider_of(town, ada.uid, 2).load == 2


def test_what_somebody_else_granted_meanwhile_is_not_overwritten_unseen(new_town: OpenTown, screen: Screen) -> None:
    town = new_town()
    ada = town.provider("ada", capacity=3)
    form = form_of(screen, town, ada.uid)
    form.get_by_label("Skills").fill("cold_chain")
    grant(town, ada.uid, vehicle="car")

    expect(form.get_by_role("alert").filter(has_text="Somebody saved version 2 meanwhile")).to_be_visible()
    form.get_by_role("button", name="Save version 2").click()
    expect(form.get_by_text("X910 STALE_VERSION")).to_be_visible()
    form.get_by_role("button", name="Go on with mine over theirs").click()
    form.get_by_role("button", name="Save version 3").click()

    expect(form.get_by_text("Saved as version 3.")).to_be_visible()
    kept = provider_of(town, ada.uid, 3)
    assert (kept.skills, kept.vehicle) == (("cold_chain",), VehicleType.CAR)


def test_a_job_that_comes_meanwhile_is_nobody_elses_change(new_town: OpenTown, screen: Screen) -> None:
    town = new_town()
    ada = town.provider("ada", capacity=3)
    form = form_of(screen, town, ada.uid)
    form.get_by_label("Skills").fill("cold_chain")

    booking_id = str(town.customer().call("place_booking", **town.order())["booking_id"])
    town.admin.call("assign_booking", booking_id=booking_id, provider_id=ada.uid, reason="to begin with")
    expect(
        screen.page.get_by_role("table", name="Bookings held").get_by_role("row", name=booking_id[-7:])
    ).to_be_visible()
    expect(form.get_by_role("alert")).to_have_count(0)
    form.get_by_role("button", name="Save version 2").click()

    expect(form.get_by_text("Saved as version 2.")).to_be_visible()
    assert set(provider_of(town, ada.uid, 2).active_bookings) == {booking_id}


def test_somebody_new_is_admitted_with_the_keyboard_alone(new_town: OpenTown, screen: Screen) -> None:
    town = new_town()
    screen.open(town.operator("olga"), town, "providers")
    screen.page.get_by_role("link", name="New provider").press("Enter")
    form = screen.panel("What they may do")
    expect(form.get_by_label("Services")).to_have_value(SERVICE)
    expect(form.get_by_role("button", name="Save version 1")).to_be_disabled()

    form.get_by_label("Account").focus()
    for typed in (f"{town.area_id}-eve", "Eve", None, None, None, "bike_box"):
        if typed is not None:
            screen.page.keyboard.type(typed)
        screen.page.keyboard.press("Tab")
    screen.page.keyboard.press("Enter")

    expect(screen.page.get_by_role("heading", name="Eve", level=1)).to_be_visible()
    expect(screen.page).to_have_url(re.compile(f"/providers/{town.area_id}-eve$"))
    eve = provider_of(town, f"{town.area_id}-eve", 1)
    assert (eve.name, eve.services, eve.skills, eve.duty) == ("Eve", (SERVICE,), ("bike_box",), "offline")


def test_who_is_admitted_already_is_not_admitted_anew_but_led_to(new_town: OpenTown, screen: Screen) -> None:
    town = new_town()
    ada = town.provider("ada", capacity=3)
    screen.open(town.operator("olga"), town, "providers", "+")
    form = screen.panel("What they may do")

    form.get_by_label("Account").fill(ada.uid)
    form.get_by_label("Name").fill("Somebody else")
    form.get_by_role("button", name="Save version 1").click()

    beside = form.locator(".setting", has=screen.page.get_by_label("Account"))
    expect(beside.get_by_role("alert")).to_contain_text("X910 STALE_VERSION")
    expect(form.get_by_label("Name")).to_have_value("Somebody else")
    form.get_by_role("link", name="Open their page").click()
    expect(screen.page.get_by_role("heading", name="Ada", level=1)).to_be_visible()
    assert provider_of(town, ada.uid, 1).capacity == 3
