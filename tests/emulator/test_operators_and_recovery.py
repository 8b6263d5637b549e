"""What operators decide, and what is finished after something got lost, through the real functions."""

import json
from typing import Any

from google.cloud.firestore import FieldFilter
from google.cloud.pubsub_v1 import PublisherClient

from benchmarks.backends import Outside, backend_on
from benchmarks.person import Heard
from benchmarks.town import open_offers
from devtools import schedule_clock
from muster.adapters.firestore_store import FirestoreStore
from muster.services.cancel_booking import cancel_booking
from muster.services.place_booking import place_booking
from shared import collection_names, paths
from shared.errors import Code, Unavailable
from shared.messages.commands import CancelBooking, PlaceBooking
from shared.models.booking import BookingState
from shared.models.change import CommitRecord
from tests.builders import CUSTOMER
from tests.emulator.conftest import OpenTown
from tests.emulator.reading import booking, eventually, folds


def test_a_manual_area_asks_an_operator_before_it_asks_a_provider(new_town: OpenTown) -> None:
    town = new_town(mode="manual")
    operator, provider = town.operator(), town.provider("ada")
    offers = open_offers(provider)
    in_area = FieldFilter("area_id", "==", town.area_id)
    items = Heard(operator.client().collection(collection_names.TRIAGE).where(filter=in_area).limit(50))

    booking_id = town.customer().call("place_booking", **town.order())["booking_id"]
    (triage_id,) = items.until(lambda docs: len(docs) == 1)
    held = booking(town.server, booking_id).state
    operator.call("decide_triage", triage_id=triage_id, approve=True, reason="fits")
    (offer_id,) = offers.until(lambda docs: len(docs) == 1)
    provider.call("accept_offer", offer_id=offer_id)

    assert held is BookingState.AWAITING_APPROVAL
    assert booking(town.server, booking_id).provider_id == provider.uid
    assert folds(town.server, booking_id)
    items.close()
    offers.close()


def test_a_booking_whose_wake_was_lost_is_finished_by_the_sweep(new_town: OpenTown) -> None:
    town = new_town()
    provider = town.provider("ada")
    offers = open_offers(provider)
    order = PlaceBooking.model_validate({"op_id": f"crash-{town.area_id}", **town.order()})
    place_booking(backend_on(FirestoreStore(town.server), Broken()), CUSTOMER, order)

    schedule_clock.fire(town.suite, "sweep")

    offers.until(lambda docs: len(docs) == 1)
    offers.close()


def test_messages_that_a_crash_left_are_sent_by_the_sweep(new_town: OpenTown) -> None:
    town = new_town()
    crashed = backend_on(FirestoreStore(town.server), Broken())
    order = PlaceBooking.model_validate({"op_id": f"crash-{town.area_id}", **town.order()})
    booking_id = place_booking(crashed, CUSTOMER, order)["booking_id"]
    gone = CancelBooking(op_id=f"gone-{town.area_id}", booking_id=booking_id, reason="rain")
    cancel_booking(crashed, CUSTOMER, gone)
    key = f"callable:{CUSTOMER.id}:{gone.op_id}"
    left = is_pending(town, key)

    eventually(lambda: sweep_until_sent(town, key))

    assert left
    eventually(lambda: town.server.document(paths.fact(booking_id)).get().exists)


class Broken(Outside):
    """Topics and timers that nobody answers, as after a crash between a commit and its messages."""

    def schedule(self, *_: Any, **__: Any) -> None:
        raise Unavailable(Code.UNAVAILABLE)

    publish = schedule


def sweep_until_sent(town: Any, key: str) -> bool:
    schedule_clock.fire(town.suite, "sweep")
    return not is_pending(town, key)


def is_pending(town: Any, key: str) -> bool:
    record = FirestoreStore(town.server).get(paths.commit(key), CommitRecord)
    assert record is not None
    return record.value.pending


def test_a_message_that_comes_twice_changes_nothing(new_town: OpenTown) -> None:
    town = new_town()
    customer = town.customer()
    customer.call(
        "register_device",
        installation_id=f"phone-{town.area_id}",
        target_kind="token",
        target="token-of-it",
        app="customer",
    )
    booking_id = customer.call("place_booking", **town.order())["booking_id"]
    customer.call("cancel_booking", op_id=f"cancel-{town.area_id}", booking_id=booking_id, reason="twice")
    record = FirestoreStore(town.server).get(
        paths.commit(f"callable:{customer.uid}:cancel-{town.area_id}"), CommitRecord
    )
    assert record is not None
    messages = [message for message in record.value.messages if hasattr(message, "topic")]
    eventually(lambda: town.server.document(paths.fact(booking_id)).get().exists)
    eventually(lambda: all(handled(town, message.key) for message in messages))
    before = all_about(town.server, booking_id)

    with PublisherClient() as publisher:
        for message in messages:
            topic = f"projects/{town.suite.project_id}/topics/{message.topic}"
            publisher.publish(topic, json.dumps(message.payload).encode(), key=message.key).result(timeout=10)
    eventually(lambda: all(handled(town, message.key) >= 2 for message in messages))

    assert messages
    assert all_about(town.server, booking_id) == before


def handled(town: Any, key: str) -> int:
    """How often a pipeline has finished with the message of that key, by the functions' log."""
    log = (town.suite.log_dir / "emulators.log").read_text(encoding="utf-8", errors="replace")
    return log.count(f'"key": "{key}"')


def all_about(server: Any, booking_id: str) -> dict[str, Any]:
    """All that people and operators see of a booking; other towns live on meanwhile."""
    collections = (
        collection_names.BOOKINGS,
        collection_names.OFFERS,
        collection_names.LIVE,
        collection_names.DELIVERIES,
        collection_names.FACTS,
    )
    found = {doc.reference.path: doc.to_dict() for name in collections for doc in server.collection(name).stream()}
    return {path: document for path, document in found.items() if booking_id in str(document)}


def test_a_closed_zone_ends_the_bookings_that_wait_in_it(new_town: OpenTown) -> None:
    town = new_town()
    booking_id = town.customer().call("place_booking", **town.order())["booking_id"]
    window = {"start_at": "2020-01-01T00:00:00Z", "end_at": "2100-01-01T00:00:00Z"}

    town.admin.call("close_zone", zone_id=f"{town.area_id}-city", closure={"window": window, "reason": "storm"})

    ended = eventually(lambda: booking(town.server, booking_id), lambda seen: seen.has_ended)
    assert ended.state is BookingState.CANCELLED
    assert ended.end_reason == Code.ZONE_CLOSED.label
    assert folds(town.server, booking_id)


def test_schedules_show_the_fleet_and_roll_hours_up(new_town: OpenTown) -> None:
    town = new_town()
    provider = town.provider("ada")

    schedule_clock.fire(town.suite, "snapshot")
    schedule_clock.fire(town.suite, "rollup")

    shown = town.server.document(paths.fleet_snapshot(town.area_id, 0)).get().to_dict() or {}
    hours = list(town.server.collection(f"{collection_names.METRICS}/{town.area_id}/{collection_names.HOURS}").stream())
    assert [entry["provider_id"] for entry in shown["providers"]] == [provider.uid]
    assert hours
