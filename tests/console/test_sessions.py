"""Signing in and out, and what is shown when a session or the connection ends."""

from playwright.sync_api import expect

from simulator.auth import PASSWORD
from tests.console.conftest import OpenTown
from tests.console.screen import Screen


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
    screen.page.get_by_role("menuitem", name="Sign out").click()
    expect(screen.button("Sign in")).to_be_visible()


def test_a_customer_is_turned_away(new_town: OpenTown, screen: Screen) -> None:
    town = new_town()
    carl = town.customer("carl")
    screen.front()

    screen.page.get_by_label("Email").fill(f"{carl.uid}@example.com")
    screen.page.get_by_label("Password").fill(PASSWORD)
    screen.button("Sign in").click()

    expect(screen.text("This account is not an operator's.")).to_be_visible()


def test_a_revoked_session_ends_at_the_next_command_and_says_so(new_town: OpenTown, screen: Screen) -> None:
    town = new_town(mode="manual")
    olga = town.operator("olga")
    town.provider("ada")
    town.customer().call("place_booking", **town.order())
    screen.open(olga, town, "triage")
    expect(screen.queue()).to_have_count(1)
    town.admin.call("put_operator", uid=olga.uid, role="operator", areas=[town.area_id], revoke_sessions=True)

    screen.page.keyboard.press("Enter")

    expect(screen.text("Your session has ended. Sign in again.")).to_be_visible()
    expect(screen.button("Sign in")).to_be_visible()


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
