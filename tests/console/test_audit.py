"""The audit trail on the console: who did what and why, found by booking, person and zone, a page at a time."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import Locator, expect

from muster.adapters.firestore_store import FirestoreStore
from shared import paths
from shared.models.audit import AuditEntry
from shared.models.change import put
from tests.console.conftest import OpenTown
from tests.console.screen import Screen

PAGE = 50


def row(screen: Screen, words: str) -> Locator:
    return screen.page.get_by_role("table", name="Audit").get_by_role("row").filter(has_text=words)


def closure(reason: str) -> dict[str, object]:
    now = datetime.now(UTC)
    return {"window": {"start_at": now.isoformat(), "end_at": (now + timedelta(hours=1)).isoformat()}, "reason": reason}


def test_what_staff_did_is_told_with_who_about_what_and_why(new_town: OpenTown, screen: Screen) -> None:
    town = new_town()
    olga = town.operator("olga")
    booking_id = str(town.customer().call("place_booking", **town.order(contact_phone="+43 1 234"))["booking_id"])
    reason = "<img src=x onerror=document.body.remove()>"
    olga.call("reveal_contact", booking_id=booking_id, reason=reason)
    olga.call("close_zone", zone_id=f"{town.area_id}-city", closure=closure("marathon"))
    olga.call("add_note", booking_id=booking_id, text="the bell is broken")

    screen.open(olga, town, "audit")

    expect(row(screen, "Saw the contact")).to_contain_text(reason)
    expect(row(screen, "Saw the contact")).to_contain_text(olga.uid)
    expect(row(screen, "Close zone")).to_contain_text("marathon")
    expect(row(screen, "Added a note")).to_have_count(1)
    expect(row(screen, "Changed settings")).to_contain_text("admin")
    expect(screen.page.get_by_text("the bell is broken")).to_have_count(0)
    assert screen.page.locator("img").count() == 0
    assert screen.faults == []


def test_the_trail_is_searched_by_an_id_and_leads_to_the_booking(new_town: OpenTown, screen: Screen) -> None:
    town = new_town()
    ada, olga = town.provider("ada"), town.operator("olga")
    booking_id = str(town.customer().call("place_booking", **town.order())["booking_id"])
    olga.call("assign_booking", booking_id=booking_id, provider_id=ada.uid, reason="regular customer")
    olga.call("close_zone", zone_id=f"{town.area_id}-city", closure=closure("marathon"))
    screen.open(olga, town, "audit")
    expect(row(screen, "Close zone")).to_have_count(1)

    screen.page.get_by_label("Search by booking").fill(ada.uid)
    screen.page.keyboard.press("Enter")

    expect(screen.page.get_by_role("heading", name=f"About {ada.uid}")).to_be_visible()
    expect(row(screen, "Close zone")).to_have_count(0)
    expect(row(screen, "Assign booking")).to_contain_text("regular customer")
    row(screen, "Assign booking").get_by_role("link").click()
    screen.page.get_by_role("link", name="Audit of this booking").click()
    expect(screen.page.get_by_role("heading", name=f"About {booking_id}")).to_be_visible()
    expect(row(screen, "Assign booking")).to_have_count(1)


def test_a_long_trail_is_read_a_page_at_a_time(new_town: OpenTown, screen: Screen) -> None:
    town = new_town()
    now = datetime.now(UTC).replace(microsecond=0)
    entries = [
        AuditEntry(
            entry_id=f"olga.{town.area_id}-{number:04d}",
            area_id=town.area_id,
            action="close_zone",
            actor_id="olga",
            actor_role="operator",
            at=now + timedelta(seconds=number // 2),
            about=("olga",),
            reason=f"reason {number:04d}",
        )
        for number in range(PAGE + 20)
    ]
    FirestoreStore(town.server).commit([put(paths.audit(entry.entry_id), entry) for entry in entries])
    screen.open(town.operator("olga"), town, "audit")
    expect(row(screen, "reason 0")).to_have_count(PAGE)
    expect(row(screen, "reason 0020")).to_have_count(1)

    screen.button("Older").click()

    expect(row(screen, "reason 0019")).to_have_count(1)
    expect(row(screen, "reason 0")).to_have_count(20)
    expect(screen.button("Older")).to_be_disabled()
    screen.button("Newer").click()
    expect(row(screen, "reason 0069")).to_have_count(1)


def test_roles_given_are_told_to_administrators_alone(new_town: OpenTown, screen: Screen) -> None:
    town = new_town()
    olga = town.operator("olga")
    town.admin.call("put_operator", uid=olga.uid, role="operator", areas=[town.area_id])
    screen.open(olga, town, "audit")
    expect(row(screen, "Changed settings")).to_have_count(1)
    expect(screen.page.get_by_label("Of no area")).to_have_count(0)
    screen.button("Account").click()
    screen.page.get_by_role("menuitem", name="Sign out", exact=True).click()

    screen.open(town.admin, town, "audit")
    screen.page.get_by_label("Of no area").check()
    screen.page.get_by_label("Search by booking").fill(olga.uid)
    screen.page.keyboard.press("Enter")

    expect(row(screen, "Gave a role")).to_contain_text(olga.uid)
