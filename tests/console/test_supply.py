"""Demand against supply on the console: how zones stand, who is asked to move, and what is done to demand."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from benchmarks.person import Person
from benchmarks.town import Town
from devtools import schedule_clock
from muster.adapters.firestore_codec import encode
from muster.adapters.firestore_store import FirestoreStore
from shared import paths
from shared.models.facts import ZoneState
from shared.models.provider import Repositioning
from shared.models.supply import MoveTerm, Suggestion, ZoneReading
from shared.units import AreaId, SuggestionId, Uid, ZoneId
from tests.console.conftest import OpenTown
from tests.console.screen import Screen
from tests.emulator.reading import NO_WINDOW_S


def test_a_zone_is_shown_as_it_was_counted(new_town: OpenTown, screen: Screen) -> None:
    town = new_town(matching_window_hold_s=NO_WINDOW_S)
    town.provider("ada")
    customer = town.customer()
    for _ in range(2):
        customer.call("place_booking", **town.order())
    screen.open(town.operator("olga"), town, "supply")
    expect(screen.text("No readings yet")).to_be_visible()

    schedule_clock.fire(town.suite, "snapshot")

    row = screen.panel("Zones").get_by_role("row").filter(has_text=town.area_id.capitalize())
    counted = FirestoreStore(town.server).get(paths.zone_state(f"{town.area_id}-city"), ZoneState)
    assert counted is not None
    assert (counted.value.waiting, counted.value.idle_providers) == (2, 1)
    expect(row).to_contain_text(f"{counted.value.pressure:.2f}")
    expect(row.get_by_role("cell").nth(2)).to_have_text("2")
    assert screen.faults == []


def test_a_suggestion_is_shown_as_it_is_made_and_taken(new_town: OpenTown, screen: Screen) -> None:
    town = new_town()
    ada = town.provider("ada")
    screen.open(town.operator("olga"), town, "supply")
    expect(screen.text("Nobody was asked to move")).to_be_visible()

    suggestion_id = asked_to_move(town, ada)
    row = screen.panel("Suggestions to move").get_by_role("row").filter(has_text=ada.uid)
    expect(row).to_contain_text("Open")
    ada.call("answer_suggestion", suggestion_id=suggestion_id, accept=True)

    expect(row).to_contain_text("Accepted")


def asked_to_move(town: Town, provider: Person) -> str:
    """Ask somebody to move within the only zone, as the schedule would in a larger town."""
    now, zone_id = datetime.now(UTC), ZoneId(f"{town.area_id}-city")
    until, suggestion_id = now + timedelta(minutes=5), SuggestionId(f"{provider.uid}.1")
    suggestion = Suggestion(
        suggestion_id=suggestion_id,
        area_id=AreaId(town.area_id),
        provider_id=Uid(provider.uid),
        from_zone=zone_id,
        to_zone=zone_id,
        target=town.centre,
        travel_s=240,
        gain_s=300,
        terms={MoveTerm.WAIT_SAVED: 540, MoveTerm.TRAVEL: -240},
        cause="schedule",
        zone_before=ZoneReading(pressure=2.0, waiting=3, oldest_wait_s=400, at=now),
        made_at=now,
        deadline_at=until,
        due_at=until,
    )
    asked = Repositioning(suggestion_id=suggestion_id, zone_id=zone_id, asked_at=now, until=until)
    batch = town.server.batch()
    batch.set(town.server.document(paths.suggestion(suggestion_id)), encode(suggestion))
    batch.update(town.server.document(paths.provider(provider.uid)), {"repositioning": encode(asked)})
    batch.commit()
    return suggestion_id


def test_a_measure_is_set_with_its_schedule_and_ended_early(new_town: OpenTown, screen: Screen) -> None:
    town = new_town()
    screen.open(town.operator("olga"), town, "supply")
    form = screen.panel("Shape demand")

    form.get_by_label("Starts in, minutes").fill("0")
    form.get_by_label("Lasts, minutes").fill("60")
    form.get_by_label("Wider by, minutes").fill("20")
    form.get_by_label("Reason").fill("storm <i>coming</i>")
    form.get_by_role("button", name="Set the measure").click()
    measure = screen.panel("Measures and closures").get_by_role("listitem")
    expect(measure).to_contain_text("Acting")
    expect(measure).to_contain_text("20 min wider")
    expect(measure).to_contain_text("storm <i>coming</i>")
    measure.get_by_role("button", name="End now").click()

    expect(measure).to_contain_text("Over")
    assert screen.faults == []


def test_a_measure_that_collides_is_refused_with_its_code_and_the_form_keeps_it(
    new_town: OpenTown, screen: Screen
) -> None:
    town = new_town()
    now = datetime.now(UTC)
    window = {"start_at": now.isoformat(), "end_at": (now + timedelta(hours=1)).isoformat()}
    running = {"area_id": town.area_id, "kind": "widen_windows", "window": window, "extra_min": 10}
    town.admin.call("shape_demand", **running, reason="rain")
    screen.open(town.operator("olga"), town, "supply")
    form = screen.panel("Shape demand")

    form.get_by_label("Reason").fill("more rain")
    form.get_by_role("button", name="Set the measure").click()

    expect(form.get_by_role("alert")).to_contain_text("D242 SHAPING_CONFLICT")
    expect(form.get_by_label("Reason")).to_have_value("more rain")
