"""A booking in full: what happened, what was promised and believed, why, and what it looks like when it is gone."""

from playwright.sync_api import expect

from benchmarks.town import open_offers
from shared import paths
from tests.console.conftest import OpenTown
from tests.console.screen import Screen


def test_a_booking_tells_its_course_its_decision_and_its_forecast(new_town: OpenTown, screen: Screen) -> None:
    town = new_town(offer_ttl_s=120)
    ada = town.provider("ada")
    offers = open_offers(ada)
    booking_id = str(town.customer().call("place_booking", **town.order())["booking_id"])
    (offer_id,) = offers.until(lambda docs: len(docs) == 1)
    screen.open(town.operator("olga"), town, "bookings", booking_id)
    expect(screen.text("No end is forecast until somebody has the booking.")).to_be_visible()

    ada.call("accept_offer", offer_id=offer_id)

    timeline = screen.page.get_by_role("list", name="Timeline")
    expect(timeline).to_contain_text("Booking assigned")
    expect(timeline).to_contain_text("Offers made")
    expect(screen.page.locator(".plot canvas")).to_be_visible()
    screen.text("As a table").click()
    expect(screen.page.get_by_role("row", name="Assigned, customer told")).to_be_visible()
    expect(screen.page.get_by_role("region", name="Candidates and the parts")).to_contain_text("asked")
    offers.close()
    assert screen.faults == []


def test_a_reason_that_is_html_is_shown_as_text(new_town: OpenTown, screen: Screen) -> None:
    town = new_town(offer_ttl_s=120)
    customer = town.customer()
    booking_id = str(customer.call("place_booking", **town.order())["booking_id"])
    reason = "<img src=x onerror=document.body.remove()>"
    screen.open(town.operator("olga"), town, "bookings", booking_id)

    customer.call("cancel_booking", booking_id=booking_id, reason=reason)

    expect(screen.page.get_by_role("list", name="Timeline")).to_contain_text(reason)
    assert screen.page.locator("img").count() == 0


def test_a_booking_that_is_not_there_is_said_plainly(new_town: OpenTown, screen: Screen) -> None:
    town = new_town()

    screen.open(town.operator("olga"), town, "bookings", "bkg_that_was_deleted")

    expect(screen.page.get_by_role("main")).to_contain_text("X905 WRONG_ROLE")
    expect(screen.page.get_by_role("main")).to_contain_text("does not exist any more")


def test_a_note_is_shown_as_it_was_typed_to_every_operator_and_stands_in_the_audit(
    new_town: OpenTown, screen: Screen
) -> None:
    town = new_town(offer_ttl_s=120)
    booking_id = str(town.customer().call("place_booking", **town.order())["booking_id"])
    screen.open(town.operator("olga"), town, "bookings", booking_id)
    text = "<b>ring</b> twice\n<img src=x onerror=document.body.remove()>"

    screen.page.get_by_label("Add a note").fill(text)
    screen.button("Add note").click()

    notes = screen.page.get_by_role("list", name="Notes")
    expect(notes).to_contain_text("<img src=x onerror=document.body.remove()>")
    expect(screen.page.get_by_label("Add a note")).to_have_value("")
    assert screen.page.locator("img").count() == 0
    screen.page.get_by_role("link", name="Audit of this booking").click()
    expect(screen.page.get_by_role("row").filter(has_text="Added a note")).to_have_count(1)


def test_what_was_told_is_listed_with_its_outcome_and_a_proof_as_it_is_stored(
    new_town: OpenTown, screen: Screen
) -> None:
    town = new_town(offer_ttl_s=120)
    ada = town.provider("ada")
    ada.call(
        "register_device", installation_id=ada.uid, target_kind="token", target=f"token-of-{ada.uid}", app="provider"
    )
    offers = open_offers(ada)
    booking_id = str(town.customer().call("place_booking", **town.order())["booking_id"])
    (offer_id,) = offers.until(lambda docs: len(docs) == 1)
    screen.open(town.operator("olga"), town, "bookings", booking_id)
    ada.call("accept_offer", offer_id=offer_id)
    job = {"booking_id": booking_id, "stop_id": "s1", "epoch": 1}
    ada.call("start_stop", **job)
    ada.call("arrive_at_stop", **job, override_reason="the test does not ride")
    ada.call("complete_stop", **job, proofs=[{"kind": "barcode", "reference": "javascript:alert(1)"}])

    proofs = screen.page.get_by_role("list", name="Proofs of s1")
    expect(proofs).to_contain_text("javascript:alert(1)")
    expect(proofs.get_by_role("link")).to_have_count(0)
    messages = screen.page.get_by_role("table", name="Messages sent").get_by_role("row")
    expect(messages.filter(has_text="New job")).to_contain_text("Sent")
    expect(messages.filter(has_text="New job")).to_contain_text("Provider")
    screen.button("Replay").click()
    expect(screen.text("Replay: ")).to_be_visible()
    offers.close()
    assert screen.faults == []


def test_a_booking_that_is_deleted_meanwhile_is_said_to_be_gone(new_town: OpenTown, screen: Screen) -> None:
    town = new_town(offer_ttl_s=120)
    booking_id = str(town.customer().call("place_booking", **town.order())["booking_id"])
    screen.open(town.operator("olga"), town, "bookings", booking_id)
    expect(screen.page.get_by_role("heading", name="Timeline")).to_be_visible()

    town.server.document(paths.booking(booking_id)).delete()

    expect(screen.page.get_by_role("main")).to_contain_text("does not exist any more")
    expect(screen.page.get_by_role("link", name="All open bookings")).to_be_visible()
    assert screen.faults == []
