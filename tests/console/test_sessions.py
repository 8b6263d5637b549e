"""Signing in and out, and what is shown when a session or the connection ends."""

import pytest
from playwright.sync_api import expect

from simulator.auth import PASSWORD
from simulator.backend_client import Refused
from tests.console.conftest import OpenTown
from tests.console.screen import Screen

DAWN, DUSK = "2026-03-01T06:00:00Z", "2026-03-01T18:00:00Z"


def test_an_operator_signs_in_sees_the_own_area_alone_and_signs_out(new_town: OpenTown, screen: Screen) -> None:
    town, other = new_town(), new_town()
    olga = town.operator("olga")
    screen.front()

    screen.page.get_by_label("Email").fill(f"{olga.uid}@example.com")
    screen.page.get_by_label("Password").fill(PASSWORD)
    screen.button("Sign in").click()
    areas = screen.page.get_by_label("Area", exact=True)

    expect(areas.get_by_role("option")).to_have_text([town.area_id.capitalize()])
    expect(screen.page.get_by_text(other.area_id.capitalize())).to_have_count(0)
    screen.button("Account").click()
    screen.page.get_by_role("menuitem", name="Sign out", exact=True).click()
    expect(screen.button("Sign in")).to_be_visible()


def test_a_customer_is_turned_away(new_town: OpenTown, screen: Screen) -> None:
    town = new_town()
    carl = town.customer("carl")
    screen.front()

    screen.page.get_by_label("Email").fill(f"{carl.uid}@example.com")
    screen.page.get_by_label("Password").fill(PASSWORD)
    screen.button("Sign in").click()

    expect(screen.text("This account is not an operator's.")).to_be_visible()


def test_a_revoked_session_ends_at_once_and_says_so(new_town: OpenTown, screen: Screen) -> None:
    town = new_town(mode="manual")
    olga = town.operator("olga")
    screen.open(olga, town, "triage")

    town.admin.call("put_operator", uid=olga.uid, role="operator", areas=[town.area_id], revoke_sessions=True)

    expect(screen.text("Your session has ended. Sign in again.")).to_be_visible()
    expect(screen.button("Sign in")).to_be_visible()


def test_a_lost_area_is_said_at_once_and_nothing_of_it_stays(new_town: OpenTown, screen: Screen) -> None:
    town, other = new_town(), new_town()
    olga = town.operator("olga")
    town.admin.call("put_operator", uid=olga.uid, role="operator", areas=[town.area_id])
    screen.open(olga, town, "bookings")

    town.admin.call("put_operator", uid=olga.uid, role="operator", areas=[other.area_id])

    expect(screen.text("Your role or your areas were changed. Sign in again.")).to_be_visible()
    expect(screen.text(town.area_id.capitalize())).to_have_count(0)


def test_an_area_that_is_granted_is_there_without_a_new_sign_in(new_town: OpenTown, screen: Screen) -> None:
    town, other = new_town(), new_town()
    olga = town.operator("olga")
    screen.open(olga, town, "bookings")

    town.admin.call("put_operator", uid=olga.uid, role="operator", areas=[town.area_id, other.area_id])

    expect(screen.page.get_by_label("Area", exact=True).get_by_role("option")).to_have_count(2)


def test_signing_out_on_every_device_ends_the_other_consoles_too(
    new_town: OpenTown, screen: Screen, other_screen: Screen
) -> None:
    town = new_town()
    olga = town.operator("olga")
    screen.open(olga, town, "triage")
    other_screen.open(olga, town, "bookings")

    screen.button("Account").click()
    screen.page.get_by_role("menuitem", name="Sign out on every device").click()
    screen.button("Sign out everywhere").click()

    expect(screen.text("You are signed out on every device.")).to_be_visible()
    expect(other_screen.text("Your session has ended. Sign in again.")).to_be_visible()
    with pytest.raises(Refused, match="X904"):
        olga.call("override_report", area_id=town.area_id, since=DAWN, until=DUSK)


def test_a_lost_connection_is_said_and_what_was_seen_stays(new_town: OpenTown, screen: Screen) -> None:
    town = new_town(mode="manual")
    town.provider("ada")
    town.customer().call("place_booking", **town.order())
    screen.open(town.operator("olga"), town, "triage")
    expect(screen.queue()).to_have_count(1)

    screen.page.context.set_offline(True)

    expect(screen.text("Connection lost")).to_be_visible()
    expect(screen.queue()).to_have_count(1)
    screen.page.context.set_offline(False)
    expect(screen.page.get_by_role("status").filter(has_text="Live")).to_be_visible()
