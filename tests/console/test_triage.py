"""Exceptions first: what waits is answered by keys, with the reasons in view."""

from playwright.sync_api import expect

from benchmarks.person import Person
from benchmarks.town import Town
from shared.models.booking import BookingState
from shared.models.disruption import DisruptionKind
from tests.console.conftest import OpenTown
from tests.console.screen import Screen
from tests.emulator.reading import booking, events, eventually
from tests.emulator.troubles import STORIES, begin, stored


def waiting(town: Town) -> tuple[str, Person]:
    """A booking whose assignment waits for the operator."""
    town.provider("ada")
    town.provider("bob", north_m=900)
    return str(town.customer().call("place_booking", **town.order())["booking_id"]), town.operator("olga")


def test_the_recommendation_is_accepted_with_one_key(new_town: OpenTown, screen: Screen) -> None:
    town = new_town(mode="manual")
    booking_id, olga = waiting(town)
    screen.open(olga, town, "triage")
    expect(screen.queue()).to_have_count(1)
    expect(screen.text("If nobody answers")).to_be_visible()

    screen.page.keyboard.press("Enter")

    expect(screen.queue()).to_have_count(0)
    expect(screen.text("Nothing waits for you.")).to_be_visible()
    asked = eventually(lambda: events(town.server, booking_id), lambda seen: "offers.made" in seen)
    assert asked.index("approval.resolved") < asked.index("offers.made")
    assert screen.faults == []


def test_one_key_shows_why_and_the_decision_replays_the_same(new_town: OpenTown, screen: Screen) -> None:
    town = new_town(mode="manual")
    _, olga = waiting(town)
    screen.open(olga, town, "triage")
    expect(screen.queue()).to_have_count(1)

    screen.page.keyboard.press("w")
    candidates = screen.page.get_by_role("table", name="Candidates and the parts of their scores, in seconds")
    expect(candidates.get_by_role("row")).to_have_count(3)
    expect(candidates.get_by_role("columnheader", name="Travel")).to_be_visible()
    screen.button("Replay").click()

    expect(screen.page.get_by_text("Replay: Same")).to_be_visible()


def test_rejecting_asks_for_the_reason_first(new_town: OpenTown, screen: Screen) -> None:
    town = new_town(mode="manual")
    booking_id, olga = waiting(town)
    screen.open(olga, town, "triage")
    expect(screen.queue()).to_have_count(1)

    screen.page.keyboard.press("r")
    screen.page.keyboard.type("road closed")
    screen.page.keyboard.press("Enter")

    resolved = eventually(lambda: events(town.server, booking_id), lambda seen: "approval.resolved" in seen)
    assert "offers.made" not in resolved


def test_j_and_k_move_through_the_queue_and_o_opens_the_booking(new_town: OpenTown, screen: Screen) -> None:
    town = new_town(mode="manual")
    _, olga = waiting(town)
    town.customer("carl").call("place_booking", **town.order(long_m=2500.0))
    screen.open(olga, town, "triage")
    expect(screen.queue()).to_have_count(2)
    second = screen.queue().nth(1)

    screen.page.keyboard.press("j")
    expect(second).to_have_attribute("aria-current", "true")
    screen.page.keyboard.press("k")
    expect(screen.queue().nth(0)).to_have_attribute("aria-current", "true")
    screen.page.keyboard.press("o")

    expect(screen.page.get_by_role("heading", name="Timeline")).to_be_visible()


def test_trouble_that_somebody_reports_comes_up_with_its_evidence_as_text(new_town: OpenTown, screen: Screen) -> None:
    town = new_town()
    ada, customer = town.provider("ada"), town.customer()
    booking_id = str(customer.call("place_booking", **town.order())["booking_id"])
    town.admin.call("assign_booking", booking_id=booking_id, provider_id=ada.uid, reason="to begin with")
    screen.open(town.operator("olga"), town, "triage")
    expect(screen.text("Nothing waits for you.")).to_be_visible()
    note = "<img src=x onerror=alert(1)> no such <b>door</b>"

    customer.call("report_problem", booking_id=booking_id, kind="address_problem", stop_id="s2", note=note)

    expect(screen.text(note)).to_be_visible()
    assert screen.page.locator(".detail img").count() == 0
    assert booking(town.server, booking_id).state is BookingState.ASSIGNED


def test_a_disruption_is_met_by_the_recommended_option_with_one_key(new_town: OpenTown, screen: Screen) -> None:
    story = next(one for one in STORIES if one.kind is DisruptionKind.ADDRESS_PROBLEM)
    job = begin(new_town, story)
    screen.open(job.town.operator("olga"), job.town, "triage")

    story.happens(job)
    seen = eventually(lambda: story.noticed(job), lambda one: one is not None and bool(one.options))
    assert seen is not None
    screen.visit("triage", eventually(lambda: str(stored(job.town, seen.disruption_id).triage_id or "")))
    expect(screen.page.get_by_role("heading", name="Choose a recovery")).to_be_visible()
    expect(screen.text("Address problem")).to_be_visible()
    options = screen.page.locator("ol.options > li")
    expect(options).to_have_count(len(seen.options))
    expect(options.first).to_contain_text("recommended")
    expect(options.first).to_contain_text("Chance of late")
    screen.page.keyboard.press("w")
    expect(screen.page.get_by_role("table", name="Options as weighed").get_by_role("row")).to_have_count(
        len(seen.options) + 1
    )
    screen.page.keyboard.press("Enter")

    met = eventually(lambda: stored(job.town, seen.disruption_id).recovery)
    assert met is not None
    assert (met.by, met.action) == ("operator", seen.options[0].action)
    assert screen.faults == []


def test_a_booking_that_nobody_can_take_says_why(new_town: OpenTown, screen: Screen) -> None:
    town = new_town(search_timeout_s=600, alert_before_s=600)
    town.provider("ada")
    town.customer().call("place_booking", **town.order(requirements={"skills": ["lift"]}))
    screen.open(town.operator("olga"), town, "triage")
    expect(screen.page.get_by_role("heading", name="Nobody has taken it")).to_be_visible()

    screen.page.keyboard.press("w")

    why = screen.page.locator(".note").filter(has_text="Nobody: ")
    expect(why).to_contain_text("All excluded")
    expect(why).to_contain_text("What would change it")
