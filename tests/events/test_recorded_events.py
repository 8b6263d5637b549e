"""Events as the platform sends them, recorded from the emulators, handed to the functions inside this process."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cloudevents.http import CloudEvent

from shared import collection_names, paths
from shared.errors import Code, Unavailable
from shared.models.booking import BookingState
from shared.models.facts import BookingFacts, FleetSnapshot
from shared.models.offer import Offer, OfferState
from shared.models.push import Delivery
from shared.models.triage import DeadLetter
from tests.builders import CUSTOMER
from tests.in_process import Functions, functions
from tests.world import AREA, World

FOLDER = Path(__file__).parent
RECORDED = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.json"))}
MESSAGES = sorted(name for name, event in RECORDED.items() if event.get("specversion"))
FUNCTION_OF = {name: name.split("_")[0] for name in MESSAGES}


@pytest.fixture
def served() -> Iterator[Functions]:
    """A world in which just happened what the recordings tell of; its own messages are left lying."""
    world = World()
    ada = world.a_provider_on_duty("ada")
    for actor, app in ((CUSTOMER, "customer"), (ada, "provider")):
        phone = {"installation_id": f"phone-{actor.id}", "target_kind": "token", "target": f"token-of-{actor.id}"}
        world.do(actor, "register_device", **phone, app=app)
    world.a_booking()
    world.run_tasks()
    with functions(world) as found:
        yield found


def cancel(world: World) -> None:
    world.do(CUSTOMER, "cancel_booking", booking_id="bkg_0001", reason="recorded")


def receive(served: Functions, name: str, *, age: timedelta = timedelta(), payload: bytes | None = None) -> None:
    event = json.loads(json.dumps(RECORDED[name]))
    if payload is not None:
        event["data"]["message"]["data"] = base64.b64encode(payload).decode()
    data = event.pop("data")
    sent_at = datetime.now(UTC) - age
    getattr(served.module, FUNCTION_OF[name])(
        CloudEvent({**event, "time": sent_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")}, data)
    )


def outcomes(world: World, action: str) -> list[str]:
    return [line.outcome for line in world.log.of(action)]


def test_every_event_trigger_has_its_recording(served: Functions) -> None:
    endpoints = {
        name: endpoint
        for name in dir(served.module)
        if (endpoint := getattr(getattr(served.module, name), "__firebase_endpoint__", None)) is not None
    }
    triggers = {name for name, endpoint in endpoints.items() if endpoint.callableTrigger is None}

    recorded = {*FUNCTION_OF.values(), *(name.partition("_")[2] for name in RECORDED if name not in FUNCTION_OF)}

    assert recorded == triggers


def test_a_recorded_offer_rings_the_providers_phone(served: Functions) -> None:
    receive(served, "notifications_offers_made")

    (delivery,) = served.world.store.documents(collection_names.DELIVERIES, Delivery).values()
    assert (delivery.recipients, delivery.kind) == (("ada",), "offer")
    assert outcomes(served.world, "notifications") == ["done"]


def test_a_recorded_cancellation_is_written_down_as_a_fact(served: Functions) -> None:
    cancel(served.world)

    receive(served, "analytics_booking_cancelled")

    fact = served.world.store.value(paths.fact("bkg_0001"), BookingFacts)
    assert fact.outcome == BookingState.CANCELLED
    assert fact.offers == 1


def test_a_recorded_follow_up_closes_the_void_offer(served: Functions) -> None:
    cancel(served.world)

    receive(served, "workflow_close_offers")

    assert served.world.store.value(paths.offer("off_0001"), Offer).state is OfferState.WITHDRAWN
    assert served.world.provider("ada").open_offers == 0


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_that_comes_again_changes_nothing(served: Functions, name: str) -> None:
    if name != "notifications_offers_made":
        cancel(served.world)
    receive(served, name)
    before = {path: repr(row) for rows in served.world.store._tables.values() for path, row in rows.items()}

    receive(served, name)

    assert {path: repr(row) for rows in served.world.store._tables.values() for path, row in rows.items()} == before
    assert outcomes(served.world, FUNCTION_OF[name]) == ["done", "done"]


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_older_than_a_day_is_acknowledged_and_not_acted_on(served: Functions, name: str) -> None:
    receive(served, name, age=timedelta(hours=25))

    assert outcomes(served.world, FUNCTION_OF[name]) == ["too_old"]
    assert not served.world.store.documents(collection_names.DELIVERIES, Delivery)
    assert served.world.store.value(paths.offer("off_0001"), Offer).is_open


@pytest.mark.parametrize("name", MESSAGES)
@pytest.mark.parametrize(
    "payload",
    [b"nonsense", b"\xff\xfe", b"[]", b"7", b"{}", b'{"events": 7}', b'{"events": [{}]}', b'{"step": "dance"}'],
)
def test_a_poison_message_is_buried_once_and_acknowledged(served: Functions, name: str, payload: bytes) -> None:
    receive(served, name, payload=payload)
    receive(served, name, payload=payload)

    letters = served.world.store.documents(collection_names.DEAD_LETTERS, DeadLetter)
    assert len(letters) == 1
    assert outcomes(served.world, FUNCTION_OF[name]) == ["dead_letter", "dead_letter"]


def test_what_a_buried_message_held_is_not_repeated(served: Functions) -> None:
    receive(served, "notifications_offers_made", payload=b'{"events": [{"phone": "+49 30 1234567"}]}')

    (letter,) = served.world.store.documents(collection_names.DEAD_LETTERS, DeadLetter).values()
    assert "1234567" not in letter.cause


@pytest.mark.parametrize("name", ["notifications_offers_made", "analytics_booking_cancelled"])
def test_a_message_that_meets_trouble_is_left_to_the_platforms_retry(served: Functions, name: str) -> None:
    def nothing_answers(_name: str) -> None:
        raise Unavailable(Code.UNAVAILABLE)

    served.world.store.on_call = nothing_answers

    with pytest.raises(Unavailable):
        receive(served, name)

    assert outcomes(served.world, FUNCTION_OF[name]) == ["retried"]


def request(served: Functions, name: str, body: Any = None) -> tuple[int, str]:
    recorded = RECORDED[name]
    sent = json.dumps(recorded["body"] if body is None else body).encode()
    return served.invoke(name.partition("_")[2], sent, recorded["headers"])


@pytest.mark.parametrize(
    "name", ["schedule_sweep", "schedule_snapshot", "schedule_rollup", "schedule_learn", "schedule_watch"]
)
def test_a_recorded_schedule_runs(served: Functions, name: str) -> None:
    status, _ = request(served, name)

    assert status == 200


def test_the_snapshot_schedule_shows_the_fleet(served: Functions) -> None:
    request(served, "schedule_snapshot")

    fleet = served.world.store.value(paths.fleet_snapshot(AREA, 0), FleetSnapshot)
    assert [entry.provider_id for entry in fleet.providers] == ["ada"]


def test_a_recorded_window_that_is_due_is_decided(served: Functions) -> None:
    cancel(served.world)
    served.world.a_booking()
    served.world.deliver()

    status, _ = request(served, "task_dispatchwindow")

    assert status == 200
    assert served.world.offers_to("ada")


def test_a_recorded_expiry_closes_an_offer_whose_deadline_has_passed(served: Functions) -> None:
    served.world.clock.advance(46)

    status, _ = request(served, "task_expireoffer")

    assert status == 200
    assert served.world.store.value(paths.offer("off_0001"), Offer).state is OfferState.EXPIRED


def test_an_expiry_that_comes_early_leaves_the_offer_open(served: Functions) -> None:
    status, _ = request(served, "task_expireoffer")

    assert status == 200
    assert served.world.store.value(paths.offer("off_0001"), Offer).is_open


@pytest.mark.parametrize("name", ["task_dispatchwindow", "task_expireoffer"])
def test_a_timer_before_its_time_is_asked_to_come_again(served: Functions, name: str) -> None:
    data = RECORDED[name]["body"]["data"]
    soon = (datetime.now(UTC) + timedelta(minutes=1)).isoformat()

    status, _ = request(served, name, {"data": {**data, "due_at": soon}})

    assert status == 503


@pytest.mark.parametrize("name", ["task_dispatchwindow", "task_expireoffer"])
@pytest.mark.parametrize("data", [{}, None, 7, [], {"due_at": "soon"}, {"due_at": "2026-11-21T01:37:08"}])
def test_a_timer_that_says_nothing_is_not_tried_again(served: Functions, name: str, data: Any) -> None:
    status, _ = request(served, name, {"data": data})

    assert status == 200
    assert outcomes(served.world, name.partition("_")[2]) == ["error", "failed"]
