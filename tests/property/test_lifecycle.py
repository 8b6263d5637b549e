"""The booking machine under any sequence of events: it never leaves its table, and the timeline tells the whole story."""

from datetime import timedelta
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.booking.effects import hand_over
from shared.booking.lifecycle import _EFFECTS, ALLOWED, apply
from shared.booking.timeline import differences, fold, record
from shared.errors import Code, Conflict
from shared.messages import events as ev
from shared.models.booking import ENDED_STATES, OPEN_STATES, Booking, BookingState
from shared.models.disruption import DisruptionKind, RecoveryAction
from shared.models.eta import EtaCause, EtaWindow, RevisionReason
from shared.models.provider import VehicleType
from shared.models.stop import ArrivalSource, StopState
from shared.models.terms import UndeliverableAction
from tests.builders import CUSTOMER, NOW, a_stop, later, some_terms

FIRST = {"booking.quoted", "booking.created"}
PEOPLE = st.sampled_from(["ada", "bob"])
OFFERS = st.sampled_from(["off-1", "off-2", "off-3"])
STOP_IDS = st.sampled_from(["s1", "s2", "r3", "h3"])
INSTANTS = st.integers(0, 7200).map(later)
LINES = st.builds(ev.OfferLine, offer_id=OFFERS, provider_id=PEOPLE)
EPOCHS = st.integers(1, 9)
WINDOWS = INSTANTS.map(lambda at: EtaWindow(p10_at=later(-60, at), p50_at=at, p90_at=later(300, at)))

EVENTS: dict[str, st.SearchStrategy[Any]] = {
    "booking.quoted": st.builds(
        ev.BookingQuoted,
        customer_id=st.just(CUSTOMER.id),
        area_id=st.just("berlin"),
        terms=st.just(some_terms()),
        expires_at=INSTANTS,
    ),
    "booking.created": st.builds(
        ev.BookingCreated,
        customer_id=st.just(CUSTOMER.id),
        area_id=st.just("berlin"),
        terms=st.sampled_from([None, some_terms()]),
        release_at=st.none() | INSTANTS,
        search_deadline_at=INSTANTS,
    ),
    "booking.expired": st.builds(ev.QuoteExpired),
    "search.opened": st.builds(ev.SearchOpened, deadline_at=INSTANTS, cause=st.just("scheduled")),
    "search.alerted": st.builds(ev.SearchAlerted, triage_id=st.just("tri-1"), deadline_at=INSTANTS),
    "offers.made": st.builds(
        ev.OffersMade,
        decision_id=st.none(),
        wave=st.integers(1, 5),
        offers=st.lists(LINES, min_size=1, max_size=3).map(tuple),
        deadline_at=INSTANTS,
    ),
    "offer.declined": st.builds(ev.OfferDeclined, offer_id=OFFERS, provider_id=PEOPLE),
    "offers.expired": st.builds(ev.OffersExpired, offers=st.lists(LINES, min_size=1, max_size=3).map(tuple)),
    "offers.withdrawn": st.builds(ev.OffersWithdrawn, offer_ids=st.lists(OFFERS).map(tuple), cause=st.just("taken")),
    "booking.assigned": st.builds(
        ev.BookingAssigned,
        provider_id=PEOPLE,
        epoch=EPOCHS,
        offer_id=st.none() | OFFERS,
        vehicle=st.just(VehicleType.BICYCLE),
        predicted_pickup_at=INSTANTS,
        predicted_end_at=INSTANTS,
        eta_end=st.none() | WINDOWS,
    ),
    "assignment.released": st.builds(
        ev.AssignmentReleased,
        provider_id=PEOPLE,
        epoch=EPOCHS,
        reason=st.just("flat tyre"),
        search_deadline_at=INSTANTS,
    ),
    "eta.revised": st.builds(
        ev.EtaRevised,
        epoch=EPOCHS,
        pickup=st.none() | WINDOWS,
        end=WINDOWS,
        before=WINDOWS,
        reason=st.sampled_from(RevisionReason),
        cause=st.none() | st.sampled_from(EtaCause),
        shift_s=st.integers(-7200, 7200),
        late_chance=st.just(0.5),
    ),
    "approval.requested": st.builds(
        ev.ApprovalRequested,
        triage_id=st.just("tri-2"),
        decision_id=st.just("dec-1"),
        candidates=st.just(("ada",)),
        confidence=st.just(0.5),
        deadline_at=INSTANTS,
    ),
    "approval.resolved": st.builds(
        ev.ApprovalResolved,
        triage_id=st.just("tri-2"),
        outcome=st.sampled_from(["approved", "rejected", "lapsed", "moot"]),
        passed_over=st.sampled_from([(), ("ada",)]),
    ),
    "stop.enroute": st.builds(ev.StopStarted, stop_id=STOP_IDS),
    "stop.arrived": st.builds(ev.StopArrived, stop_id=STOP_IDS, source=st.sampled_from(ArrivalSource)),
    "stop.servicing": st.builds(ev.StopServicing, stop_id=STOP_IDS),
    "stop.done": st.builds(ev.StopDone, stop_id=STOP_IDS, next_stop_id=st.none() | STOP_IDS),
    "stop.failed": st.builds(
        ev.StopFailed,
        stop_id=STOP_IDS,
        reason=st.just("closed"),
        action=st.sampled_from(UndeliverableAction),
        return_stop=st.none() | st.just(a_stop(stop_id="r3", sequence=3, type="return", point=None)),
    ),
    "booking.completed": st.builds(ev.BookingCompleted),
    "booking.failed": st.builds(ev.BookingFailed, reason=st.just("closed")),
    "booking.returned": st.builds(ev.BookingReturned),
    "booking.cancelled": st.builds(ev.BookingCancelled, by=st.just("customer"), reason=st.just("never mind")),
    "booking.unfulfilled": st.builds(ev.BookingUnfulfilled, code=st.just("no_providers")),
    "booking.amended": st.builds(ev.BookingAmended, ready_at=st.none() | INSTANTS, release_at=st.none() | INSTANTS),
    "booking.reopened": st.builds(ev.BookingReopened, reason=st.just("a mistake"), search_deadline_at=INSTANTS),
    "recovery.escalated": st.builds(
        ev.RecoveryEscalated,
        disruption_id=st.just("signal_lost.booking-1.1"),
        kind=st.just(DisruptionKind.SIGNAL_LOST),
        triage_id=st.just("tri-3"),
        recommended=st.sampled_from(RecoveryAction),
        deadline_at=INSTANTS,
    ),
    "recovery.executed": st.builds(
        ev.RecoveryExecuted,
        disruption_id=st.sampled_from(["signal_lost.booking-1.1", "late_start.booking-1.1"]),
        kind=st.just(DisruptionKind.SIGNAL_LOST),
        action=st.sampled_from(RecoveryAction),
        by=st.just("playbook"),
    ),
    "hand_over.sought": st.builds(
        ev.HandOverSought,
        disruption_id=st.just("provider_trouble.booking-1.1"),
        meeting=st.just(a_stop(stop_id="h3", sequence=3, type="hand_over", point=None)),
        deadline_at=INSTANTS,
    ),
    "hand_over.agreed": st.builds(
        ev.HandOverAgreed,
        provider_id=PEOPLE,
        offer_id=OFFERS,
        stop_id=st.just("h3"),
        vehicle=st.just(VehicleType.CAR),
        meet_by=INSTANTS,
    ),
    "hand_over.given": st.builds(ev.HandOverGiven, provider_id=PEOPLE, stop_id=st.just("h3")),
    "hand_over.taken": st.builds(
        ev.HandOverTaken, from_provider_id=PEOPLE, provider_id=PEOPLE, epoch=EPOCHS, offer_id=OFFERS
    ),
    "hand_over.failed": st.builds(
        ev.HandOverFailed, provider_id=PEOPLE, stop_id=st.just("h3"), reason=st.just("not met")
    ),
    "hand_over.ended": st.builds(ev.HandOverEnded, reason=st.just("it rolls again"), provider_id=st.none() | PEOPLE),
}
ANY_EVENT = st.sampled_from(sorted(EVENTS)).flatmap(lambda name: EVENTS[name])


def types_of_the_union() -> set[str]:
    union, _field = get_args(ev.EventData)
    return {model.model_fields["type"].default for model in get_args(union)}


def test_every_event_of_the_union_is_in_the_table_has_an_effect_and_is_tried_here() -> None:
    assert set(ALLOWED) == set(_EFFECTS) == types_of_the_union() - {"booking.quoted"}
    assert set(EVENTS) == types_of_the_union()


def test_every_state_can_be_reached_and_every_ended_one_is_left_only_by_reopening() -> None:
    assert OPEN_STATES | ENDED_STATES | {BookingState.QUOTED} == set(BookingState)
    for state in ENDED_STATES:
        ways_out = {name for name, states in ALLOWED.items() if state in states}
        assert ways_out <= {"booking.reopened", "offers.withdrawn", "recovery.escalated", "recovery.executed"}


def lived(sequence: list[Any]) -> tuple[Booking | None, list[ev.TimelineEvent]]:
    """Apply what the table allows and pass over what it refuses, checking each refusal against the table."""
    booking: Booking | None = None
    timeline: list[ev.TimelineEvent] = []
    for number, data in enumerate(sequence):
        at = NOW + timedelta(seconds=number)
        known = {"booking_id": "booking-1", "actor": CUSTOMER, "causation_id": "op-00000001"}
        try:
            after, entries = record(booking, [data], at=at, real_at=at, **known)  # type: ignore[arg-type]
        except Conflict:
            in_table = booking is not None and booking.state in ALLOWED.get(data.type, frozenset())
            assert booking is None or not in_table or not hand_over.fits(booking, data)
            continue
        assert booking is None or booking.state in ALLOWED[data.type]
        booking = after
        timeline += entries
    return booking, timeline


@given(st.lists(ANY_EVENT, max_size=40))
def test_any_sequence_stays_in_the_table_and_folds_to_what_is_stored(sequence: list[Any]) -> None:
    booking, timeline = lived(sequence)

    if booking is None:
        assert timeline == []
        return
    assert [event.seq for event in timeline] == list(range(1, booking.version + 1))
    assert differences(booking, timeline) == {}
    assert fold(timeline) == fold(ev.TimelineEvent.model_validate_json(e.model_dump_json()) for e in timeline)


@given(st.lists(ANY_EVENT, max_size=40))
def test_whatever_happened_the_booking_makes_sense(sequence: list[Any]) -> None:
    booking, _ = lived(sequence)

    if booking is None:
        return
    assert Booking.model_validate(booking.model_dump()) == booking
    if booking.state in {BookingState.SEARCHING, BookingState.AWAITING_APPROVAL}:
        assert booking.search is not None
    if booking.hand_over is not None:
        assert booking.state is BookingState.IN_PROGRESS
        assert booking.provider_id is not None
        assert booking.assignment is None
    if booking.state in {BookingState.ASSIGNED, BookingState.IN_PROGRESS}:
        assert booking.assignment is not None
        assert booking.assignment.epoch == booking.assignment_epoch
        assert (
            booking.assignment.eta_end is None
            or booking.assignment.eta_end.p50_at == booking.assignment.predicted_end_at
        )
        assert (booking.assignment.revised_at is None) == (booking.assignment.revisions == 0)
    if booking.state is BookingState.SCHEDULED:
        assert booking.release_at is not None
    assert booking.has_ended == (booking.ended_at is not None)


def test_a_timeline_with_a_gap_or_a_double_does_not_fold() -> None:
    _, timeline = lived([ev.BookingCreated(**created()), ev.SearchOpened(deadline_at=NOW, cause="test")])

    for broken in ([timeline[1]], [timeline[0], timeline[0]]):
        with pytest.raises(ValueError, match="expected seq"):
            fold(broken)


def test_nothing_but_a_quote_or_a_booking_begins_a_life() -> None:
    for data in (ev.BookingCompleted(), ev.BookingCreated(**{**created(), "terms": None})):
        with pytest.raises(Conflict) as refusal:
            apply(None, data, NOW, "booking-1")  # type: ignore[arg-type]
        assert refusal.value.code is Code.WRONG_STATE


def test_a_decision_without_events_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="at least one event"):
        record(None, [], booking_id="b", actor=CUSTOMER, at=NOW, real_at=NOW, causation_id="op")  # type: ignore[arg-type]


def created() -> dict[str, Any]:
    facts = {"customer_id": CUSTOMER.id, "area_id": "berlin", "terms": some_terms()}
    return {**facts, "release_at": None, "search_deadline_at": later(1800)}


def test_a_released_job_begins_again_at_what_is_not_done() -> None:
    assigned = {"provider_id": "ada", "epoch": 1, "offer_id": None, "vehicle": "bicycle"}
    times = {"predicted_pickup_at": NOW, "predicted_end_at": NOW}
    released = {"provider_id": "ada", "epoch": 1, "reason": "flat tyre", "search_deadline_at": NOW}
    booking, _ = lived(
        [
            ev.BookingCreated(**created()),
            ev.BookingAssigned(**assigned, **times),
            ev.StopStarted(stop_id="s1"),
            ev.AssignmentReleased(**released),
        ]
    )

    assert booking is not None
    assert [stop.state for stop in booking.terms.stops] == [StopState.PENDING, StopState.PENDING]
    assert (booking.assignment_epoch, booking.assignment) == (2, None)


WON = [
    ev.BookingCreated(
        customer_id=CUSTOMER.id, area_id="berlin", terms=some_terms(), release_at=None, search_deadline_at=later(1800)
    ),
    ev.BookingAssigned(
        provider_id="ada",
        epoch=1,
        offer_id=None,
        vehicle=VehicleType.BICYCLE,
        predicted_pickup_at=later(300),
        predicted_end_at=later(900),
    ),
    ev.StopStarted(stop_id="s1"),
    ev.StopDone(stop_id="s1", next_stop_id="s2"),
]
ABOUT_GOODS = st.sampled_from(
    [name for name in sorted(EVENTS) if name.startswith(("hand_over.", "offer", "stop."))]
).flatmap(lambda name: EVENTS[name])


@given(st.lists(ABOUT_GOODS, max_size=30))
def test_goods_on_board_are_with_one_holder_from_event_to_event(sequence: list[Any]) -> None:
    _, timeline = lived([*WON, *sequence])

    holder = None
    for length in range(1, len(timeline) + 1):
        event = timeline[length - 1]
        if event.type in {"booking.assigned", "hand_over.taken"}:
            holder = event.data.provider_id
        booking = fold(timeline[:length])
        assert booking is not None
        assert not booking.on_board or booking.provider_id == holder
