"""Every kind of document comes back from the store as it went in."""

from datetime import UTC, datetime, time, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from muster.adapters.firestore_store import FirestoreStore
from muster.ports.store import Store
from shared.errors import Code, MusterError
from shared.messages.events import BookingAssigned, BookingCreated, BookingUnfulfilled, OfferLine, OffersMade, StopDone
from shared.models.audit import AuditEntry
from shared.models.base import Document
from shared.models.booking import Booking
from shared.models.change import Publish, Schedule, put
from shared.models.decision import (
    CandidateRationale,
    DecisionRecord,
    ExclusionReason,
    JobRationale,
    ReplayPart,
    ReplayStorage,
)
from shared.models.facts import FleetEntry, FleetSnapshot, HourMetrics, Refusal, WorkHour, ZoneState
from shared.models.note import BookingNote
from shared.models.place import LatLng
from shared.models.provider import Position, Provider, RouteStop, Sighting
from shared.models.push import Target
from shared.models.stop import Proof, ProofKind
from shared.models.triage import DeadLetter
from shared.models.zone import Closure, OpeningHours, ZoneGeometry
from tests.builders import (
    CENTRE,
    NOW,
    a_booking,
    a_commit_record,
    a_delivery,
    a_device,
    a_live_assignment,
    a_position,
    a_provider,
    a_search,
    a_triage_item,
    a_webhook,
    a_webhook_call,
    a_window,
    a_zone,
    an_area,
    an_assigned_booking,
    an_event,
    an_offer,
    an_operator,
    later,
    some_contacts,
    some_facts,
    some_terms,
)


def a_decision() -> DecisionRecord:
    rationale = JobRationale(
        booking_id="booking-1",
        chosen=("provider-1",),
        candidates=(CandidateRationale(provider_id="provider-1", total_s=310, terms=(300, 10)),),
        candidate_count=1,
        excluded={ExclusionReason.TOO_FAR: 3},
        confidence=0.82,
    )
    replay = ReplayPart(storage=ReplayStorage.INLINE, size_bytes=4, chunks=(b"\x00\xff\x01z",))
    return DecisionRecord(
        decision_id="decision-1",
        area_id="berlin",
        decided_at=NOW,
        engine_version="1",
        solver_version="9.15",
        settings_version=1,
        seed=7,
        input_digest="a" * 64,
        output_digest="b" * 64,
        jobs=(rationale,),
        replay=replay,
    )


def a_circle() -> ZoneGeometry:
    return ZoneGeometry(kind="circle", centre=CENTRE, radius_m=1500)


def some_hours() -> OpeningHours:
    return OpeningHours(weekdays=(0, 6), opens=time(7, 30), closes=time(1, 0))


def some_messages() -> tuple[Publish | Schedule, ...]:
    event = an_event(
        data=BookingCreated(
            customer_id="customer-1",
            area_id="berlin",
            terms=some_terms(),
            release_at=None,
            search_deadline_at=later(1800),
        )
    )
    publish = Publish(
        topic="analytics", key="analytics.booking-1.1", payload={"events": [event.model_dump(mode="json")]}
    )
    return publish, Schedule(queue="expireoffer", name="offer-1", payload={"offer_id": "offer-1"}, due_at=later(45))


def a_busy_search() -> Any:
    return a_search(open_offers={"offer-1": "provider-1"}, declined_at={"provider-2": later(3)}, triage_id="triage-1")


DOCUMENTS: dict[str, Document] = {
    "booking": a_booking(search=a_busy_search()),
    "assigned booking": an_assigned_booking(),
    "contacts": some_contacts(pins={"s2": "salt:hash"}),
    "created event": an_event(
        data=BookingCreated(
            customer_id="c", area_id="berlin", terms=some_terms(), release_at=later(60), search_deadline_at=None
        )
    ),
    "offers event": an_event(
        data=OffersMade(
            decision_id=None,
            wave=1,
            deadline_at=later(45),
            offers=(OfferLine(offer_id="offer-1", provider_id="provider-1"),),
        )
    ),
    "assigned event": an_event(
        data=BookingAssigned(
            provider_id="provider-1",
            epoch=1,
            offer_id="offer-1",
            vehicle="van",
            predicted_pickup_at=NOW,
            predicted_end_at=NOW,
        )
    ),
    "done event": an_event(data=StopDone(stop_id="s1", proofs=(Proof(kind=ProofKind.PHOTO, reference="p/1"),))),
    "unfulfilled event": an_event(data=BookingUnfulfilled(code="all_excluded", counts={"too_far": 3})),
    "offer": an_offer(),
    "provider": a_provider(route=(RouteStop(booking_id="booking-1", stop_id="s1"),), active_bookings={"booking-1": 1}),
    "position": a_position(heading_deg=12.5, speed_mps=4.0),
    "unset position": a_position(matchable=False, area_id=None),
    "live": a_live_assignment(last_seen=Sighting(point=CENTRE, accuracy_m=5, seen_at=NOW), addresses={"s2": "x 1"}),
    "polygon zone": a_zone(hours=(some_hours(),), closures=(Closure(window=a_window(), reason="flood"),)),
    "circle zone": a_zone(geometry=a_circle(), changed_at=NOW),
    "area": an_area(),
    "commit": a_commit_record(
        messages=some_messages(), result={"booking_id": "b", "epoch": 1, "list": [1, {"a": None}]}
    ),
    "triage": a_triage_item(confidence=0.4, projected_pickup_s={"provider-1": 300}),
    "audit": AuditEntry(
        entry_id="olga.op-1",
        area_id="berlin",
        action="close_zone",
        actor_id="olga",
        actor_role="operator",
        at=NOW,
        subject={"zone_id": "mitte"},
        about=("olga", "mitte"),
        reason="flood",
    ),
    "note": BookingNote(
        note_id="note_1",
        booking_id="b",
        area_id="berlin",
        text="ring",
        written_by="olga",
        written_at=NOW,
        expires_at=NOW,
    ),
    "work hour": WorkHour(
        area_id="berlin", hour="2026-03-02T12", looks=2, online={"ada": 2}, busy={"ada": 1}, expires_at=NOW
    ),
    "operator": an_operator(valid_after=NOW),
    "dead letter": DeadLetter(consumer="analytics", key="k", code="X901", cause="c", recorded_at=NOW, expires_at=NOW),
    "device": a_device(),
    "webhook": a_webhook(failing_since=NOW),
    "webhook call": a_webhook_call(retry_at=NOW),
    "delivery": a_delivery(targets=(Target(recipient="ada", installation_id="i1", nid="n"),)),
    "facts": some_facts(),
    "hour": HourMetrics(area_id="berlin", hour="2026-03-02T12", outcomes={"completed": 3}, computed_at=NOW),
    "refusal": Refusal(code="B101", cell="u33dc", service="courier", at=NOW, expires_at=NOW),
    "fleet": FleetSnapshot(
        area_id="berlin",
        number=0,
        taken_at=NOW,
        providers=(
            FleetEntry(provider_id="a", lat=52.5, lng=13.4, duty="online", work="idle", link="fresh", vehicle="car"),
        ),
    ),
    "zone state": ZoneState(zone_id="mitte", area_id="berlin", pressure=0.25, computed_at=NOW),
    "decision": a_decision(),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_comes_back_as_it_went_in(store: Store, name: str) -> None:
    document = DOCUMENTS[name]

    store.commit([put("round/trip", document)])

    found = store.get("round/trip", type(document))
    assert found is not None
    assert found.value == document


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lat=st.floats(-90, 90, allow_nan=False),
    lng=st.floats(-180, 180, allow_nan=False),
    accuracy_m=st.floats(0, 1e9, allow_nan=False),
    at=st.datetimes(datetime(2000, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    source=st.text(st.characters(exclude_categories=["Cs"]), max_size=50),
)
def test_any_position_comes_back(
    store: Store, lat: float, lng: float, accuracy_m: float, at: datetime, source: str
) -> None:
    position = a_position(
        point=LatLng(lat=lat, lng=lng), accuracy_m=accuracy_m, device_time=at, server_time=at, source=source
    )

    store.commit([put("positions/any", position)])

    found = store.get("positions/any", Position)
    assert found is not None
    assert found.value == position


def test_an_instant_of_another_timezone_comes_back_in_utc(store: Store) -> None:
    elsewhere = NOW.astimezone(timezone(timedelta(hours=5, minutes=30)))

    store.commit([put("providers/a", a_provider(idle_since=elsewhere))])

    found = store.get("providers/a", Provider)
    assert found is not None
    assert found.value.idle_since == NOW
    assert type(found.value.idle_since) is datetime
    assert found.value.idle_since.tzinfo is UTC


def test_a_point_is_stored_as_a_geo_point(empty_firestore: Any) -> None:
    FirestoreStore(empty_firestore).commit([put("positions/a", a_position())])

    stored = empty_firestore.document("positions/a").get().to_dict()

    assert (stored["point"].latitude, stored["point"].longitude) == (CENTRE.lat, CENTRE.lng)
    assert set(stored) == set(Position.model_fields)


def test_a_malformed_document_is_left_out_of_a_query_and_reported(empty_firestore: Any) -> None:
    reported: list[str] = []
    store = FirestoreStore(empty_firestore, malformed=reported.append)
    store.commit([put("positions/good", a_position(provider_id="good")), put("positions/bad", a_position())])
    empty_firestore.document("positions/bad").update({"accuracy_m": "far"})

    found = store.positions_of_area("berlin", 10)

    assert [each.provider_id for each in found] == ["good"]
    assert reported == ["positions/bad"]


def test_reading_a_malformed_document_names_the_field_but_not_its_value(empty_firestore: Any) -> None:
    store = FirestoreStore(empty_firestore)
    store.commit([put("bookings/bad", a_booking())])
    empty_firestore.document("bookings/bad").update({"state": "my secret"})

    with pytest.raises(MusterError) as refused:
        store.get("bookings/bad", Booking)

    assert refused.value.code is Code.INTERNAL
    assert refused.value.details == {"path": "bookings/bad", "fields": ["state"]}
    assert refused.value.__cause__ is None
