"""Having one's own way on the console: the impact first, then the commit, its refusal, and back."""

from playwright.sync_api import expect

from benchmarks.person import Person
from benchmarks.town import Town
from tests.console.conftest import OpenTown
from tests.console.screen import Screen
from tests.emulator.reading import booking, eventually


def held_by(town: Town, provider: Person) -> str:
    """A booking that an administrator gave to the provider."""
    booking_id = str(town.customer().call("place_booking", **town.order())["booking_id"])
    town.admin.call("assign_booking", booking_id=booking_id, provider_id=provider.uid, reason="to begin with")
    return booking_id


def preview_of_bob(screen: Screen) -> None:
    screen.button("Who else could do it?").click()
    screen.page.get_by_role("table", name="Who else could do it").get_by_role("button", name="Preview").first.click()
    expect(screen.text("Chance of late")).to_be_visible()


def test_a_booking_is_reassigned_with_its_impact_in_view_and_taken_back(new_town: OpenTown, screen: Screen) -> None:
    town = new_town()
    ada, bob = town.provider("ada"), town.provider("bob", north_m=1200)
    booking_id = held_by(town, ada)
    screen.open(town.operator("olga"), town, "bookings", booking_id)

    preview_of_bob(screen)
    screen.page.get_by_label("Reason").select_option("local_knowledge")
    screen.button("Commit").click()
    expect(screen.text("Committed")).to_be_visible()
    taken_by = booking(town.server, booking_id).provider_id
    screen.button("Undo").click()

    expect(screen.text("Undone")).to_be_visible()
    assert taken_by == bob.uid
    assert eventually(lambda: booking(town.server, booking_id).provider_id, lambda uid: uid == ada.uid)
    assert screen.faults == []


def test_a_commit_on_a_world_that_moved_is_refused_with_what_moved(new_town: OpenTown, screen: Screen) -> None:
    town = new_town()
    ada, bob = town.provider("ada"), town.provider("bob", north_m=1200)
    booking_id = held_by(town, ada)
    screen.open(town.operator("olga"), town, "bookings", booking_id)
    preview_of_bob(screen)
    bob.call("set_duty", duty="offline")

    screen.page.get_by_label("Reason").select_option("local_knowledge")
    screen.button("Commit").click()

    expect(screen.page.get_by_role("alert")).to_contain_text("D251 WORLD_MOVED")
    moved = screen.page.get_by_role("table", name="What moved")
    expect(moved.get_by_role("row", name="Duty")).to_contain_text("offline")
    assert booking(town.server, booking_id).provider_id == ada.uid


def test_an_override_stands_in_the_audit_with_who_and_why(new_town: OpenTown, screen: Screen) -> None:
    town = new_town()
    ada, bob = town.provider("ada"), town.provider("bob", north_m=1200)
    booking_id, olga = held_by(town, ada), town.operator("olga")
    change = {"kind": "reassign", "booking_id": booking_id, "provider_id": bob.uid}
    override_id = olga.call("preview_override", change=change)["override_id"]
    note = "<script>document.title='owned'</script>"
    olga.call("commit_override", override_id=override_id, reason_code="other", note=note)

    screen.open(olga, town, "audit")
    row = screen.page.get_by_role("row").filter(has_text=olga.uid)

    expect(row).to_contain_text("Override: reassign")
    expect(row).to_contain_text(note)
    assert screen.page.title() == "Muster console"
    screen.page.get_by_role("searchbox").or_(screen.page.get_by_label("Search by")).fill("nobody of that name")
    expect(row).to_have_count(0)
