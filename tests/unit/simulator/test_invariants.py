"""What must hold at the end of a run: each invariant is broken once on purpose."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from shared.booking.timeline import record, without_points
from shared.messages import events as ev
from shared.messages.events import SYSTEM, TimelineEvent
from shared.models.booking import Booking, BookingState
from shared.models.offer import OfferState
from shared.models.provider import RouteStop, VehicleType
from simulator.evidence import Evidence
from simulator.invariants import breaches
from tests.builders import (
    CUSTOMER,
    NOW,
    a_booking,
    a_live_assignment,
    a_provider,
    a_triage_item,
    an_assigned_booking,
    an_offer,
    later,
    some_terms,
)

SLACK = timedelta(seconds=180)
CREATED = ev.BookingCreated(
    customer_id=CUSTOMER.id, area_id="berlin", terms=some_terms(), release_at=None, search_deadline_at=later(1800)
)


def assigned(epoch: int, provider_id: str = "provider-1") -> ev.BookingAssigned:
    return ev.BookingAssigned(
        provider_id=provider_id,
        epoch=epoch,
        offer_id=None,
        vehicle=VehicleType.BICYCLE,
        predicted_pickup_at=later(300),
        predicted_end_at=later(900),
    )


def played(*events: Any) -> tuple[Booking, tuple[TimelineEvent, ...]]:
    return record(
        None,
        events,
        booking_id="booking-1",
        actor=SYSTEM,
        at=NOW,
        real_at=NOW,
        causation_id="op-00000001",
    )


def some_evidence(*events: Any, **changes: Any) -> Evidence:
    """A booking held by provider-1, all in order, but for the changes."""
    booking, timeline = played(*(events or (CREATED, assigned(1))))
    route = (RouteStop(booking_id="booking-1", stop_id="s1"),)
    held: Mapping[str, Any] = {
        "now": later(60),
        "bookings": {"booking-1": booking},
        "timelines": {"booking-1": timeline},
        "providers": (a_provider(load=1, active_bookings={"booking-1": 1}, route=route),),
        "live": (a_live_assignment(),),
    }
    return Evidence(**{**held, **changes})


def found(evidence: Evidence) -> set[str]:
    return {breach.invariant for breach in breaches(evidence, SLACK)}


def test_a_run_in_order_breaks_nothing() -> None:
    assert breaches(some_evidence(), SLACK) == []


def test_a_second_winner_without_a_release_is_seen() -> None:
    _, timeline = played(CREATED, assigned(1))
    again = timeline[-1].model_copy(update={"seq": 3, "data": assigned(2, "provider-2")})

    assert "one winner" in found(some_evidence(timelines={"booking-1": (*timeline, again)}))


def test_a_booking_on_two_lists_is_seen() -> None:
    thief = a_provider(provider_id="provider-2", load=1, active_bookings={"booking-1": 1})
    evidence = some_evidence()

    assert "one winner" in found(some_evidence(providers=(*evidence.providers, thief)))


def test_two_accepted_offers_of_one_epoch_are_seen() -> None:
    offers = tuple(
        an_offer(offer_id=f"offer-{n}", provider_id=f"provider-{n}", state=OfferState.ACCEPTED) for n in (1, 2)
    )

    assert "one winner" in found(some_evidence(offers=offers))


def test_a_release_between_two_winners_is_in_order() -> None:
    released = ev.AssignmentReleased(
        provider_id="provider-2", epoch=1, reason="flat_tyre", search_deadline_at=later(1800)
    )
    evidence = some_evidence(CREATED, assigned(1, "provider-2"), released, assigned(3))
    live = (a_live_assignment(epoch=3),)
    providers = (a_provider(load=1, active_bookings={"booking-1": 3}),)

    fixed = some_evidence(bookings=evidence.bookings, timelines=evidence.timelines, live=live, providers=providers)

    assert breaches(fixed, SLACK) == []


def test_a_stored_state_that_its_timeline_does_not_tell_is_seen() -> None:
    booking, _ = played(CREATED, assigned(1))
    changed = booking.model_copy(update={"fee_minor": 999})

    (breach,) = breaches(some_evidence(bookings={"booking-1": changed}), SLACK)

    assert breach.invariant == "timeline folds"
    assert "fee_minor" in breach.what


def test_a_gap_in_a_timeline_is_seen() -> None:
    _, timeline = played(CREATED, assigned(1))

    assert "timeline folds" in found(some_evidence(timelines={"booking-1": timeline[1:]}))


def test_a_booking_without_any_timeline_is_seen() -> None:
    assert "timeline folds" in found(some_evidence(timelines={}))


def test_exact_points_are_no_difference() -> None:
    evidence = some_evidence()
    stored = evidence.bookings["booking-1"]

    assert stored != without_points(stored)
    assert breaches(evidence, SLACK) == []


@pytest.mark.parametrize(
    "booking",
    [
        a_booking(search=None, state=BookingState.SCHEDULED, release_at=later(-600)),
        a_booking(state=BookingState.QUOTED, quote_expires_at=later(-600)),
        a_booking(state=BookingState.AWAITING_APPROVAL),
        an_assigned_booking(assignment=None),
    ],
    ids=lambda booking: booking.state.value,
)
def test_an_open_booking_that_nothing_will_move_is_nowhere(booking: Booking) -> None:
    assert "booking is somewhere" in found(Evidence(now=later(60), bookings={"booking-1": booking}))


def test_a_search_past_its_deadline_is_nowhere_once_the_sweeps_had_their_time() -> None:
    searching = {"booking-1": a_booking()}

    assert "booking is somewhere" not in found(Evidence(now=later(1800 + 179), bookings=searching))
    assert "booking is somewhere" in found(Evidence(now=later(1800 + 181), bookings=searching))


def test_a_booking_that_waits_for_its_operator_is_somewhere() -> None:
    waiting = {"booking-1": a_booking(state=BookingState.AWAITING_APPROVAL)}

    assert "booking is somewhere" not in found(Evidence(now=NOW, bookings=waiting, triage=(a_triage_item(),)))


@pytest.mark.parametrize(
    "provider",
    [
        a_provider(load=1),
        a_provider(load=1, active_bookings={"booking-1": 1, "booking-9": 1}),
        a_provider(load=2, active_bookings={"booking-1": 1}),
        a_provider(load=0, active_bookings={"booking-1": 1}),
        a_provider(load=1, active_bookings={"booking-1": 1}, route=(RouteStop(booking_id="booking-9", stop_id="s1"),)),
    ],
    ids=["does not list", "lists too much", "too heavy", "too light", "goes astray"],
)
def test_a_provider_whose_work_is_not_what_they_hold_is_stuck(provider: Any) -> None:
    assert "nobody stuck" in found(some_evidence(providers=(provider,)))


def test_an_offer_open_after_its_booking_ended_is_forgotten() -> None:
    ended = a_booking(state=BookingState.CANCELLED, ended_at=later(-600))
    evidence = Evidence(
        now=NOW,
        bookings={"booking-1": ended},
        offers=(an_offer(),),
        providers=(a_provider(open_offers=1),),
    )

    assert "no forgotten offer" in found(evidence)


def test_an_offer_long_past_its_deadline_is_forgotten() -> None:
    evidence = some_evidence(now=later(45 + 181), offers=(an_offer(),))

    assert "no forgotten offer" in found(evidence)


def test_a_provider_reserved_by_no_offer_is_seen() -> None:
    (held,) = some_evidence().providers

    assert "no forgotten offer" in found(some_evidence(providers=(held.model_copy(update={"open_offers": 1}),)))


def test_a_live_document_without_its_assignment_is_seen() -> None:
    assert "live ends" in found(some_evidence(live=(a_live_assignment(), a_live_assignment(epoch=7))))


def test_an_assignment_without_its_live_document_is_seen() -> None:
    assert "live ends" in found(some_evidence(live=()))


@pytest.mark.parametrize(
    "changes",
    [{"messages_pending": 1}, {"dead_letters": ("analytics: X901 no",)}],
    ids=["unsent", "dead letter"],
)
def test_messages_that_did_not_get_through_are_seen(changes: dict[str, Any]) -> None:
    assert "messages leave" in found(some_evidence(**changes))


def test_ended_bookings_without_facts_are_counted_and_no_breach() -> None:
    booking, timeline = played(CREATED, ev.BookingCancelled(by=CUSTOMER.id, reason="changed_mind"))
    ended = {"bookings": {"booking-1": booking}, "timelines": {"booking-1": timeline}}

    assert Evidence(now=NOW, **ended, facts=0).facts_missing == 1
    assert Evidence(now=NOW, **ended, facts=1).facts_missing == 0
    assert breaches(Evidence(now=NOW, **ended, facts=0), SLACK) == []
