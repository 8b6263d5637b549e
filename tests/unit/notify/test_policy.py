"""The notification policy, event by event, judged on the booking as it is when the message goes out."""

from typing import Any

import pytest

from shared.messages import events as ev
from shared.messages.events import SYSTEM, Actor, ActorKind
from shared.models.booking import Booking, BookingState, HandOver, Search
from shared.models.disruption import DisruptionKind, RecoveryAction
from shared.models.eta import EtaWindow, RevisionReason
from shared.models.provider import VehicleType
from shared.models.stop import StopState
from shared.notify.kinds import KINDS, Audience
from shared.notify.policy import notices_for
from tests.builders import (
    CUSTOMER,
    NOW,
    OPERATOR,
    a_booking,
    a_delivery_pair,
    a_search,
    a_stop,
    an_assigned_booking,
    an_assignment,
    an_event,
    later,
    some_terms,
)

ADA = Actor(kind=ActorKind.PROVIDER, id="provider-1")
ASSIGNED = {"provider_id": "provider-1", "epoch": 1, "vehicle": "bicycle"}
TIMES = {"predicted_pickup_at": NOW, "predicted_end_at": NOW}
RELEASED = ev.AssignmentReleased(provider_id="provider-1", epoch=1, reason="flat tyre", search_deadline_at=NOW)


def told(data: Any, booking: Booking, actor: Actor = SYSTEM, now: Any = NOW) -> list[tuple[str, str | None, str]]:
    notices = notices_for([an_event(data=data, actor=actor)], booking, now)
    return [(KINDS[notice.kind].audience.value, notice.recipient, notice.kind) for notice in notices]


def test_a_win_is_told_to_the_customer_and_a_gift_also_to_the_provider() -> None:
    booking = an_assigned_booking()
    customer = ("customer", CUSTOMER.id, "assigned")

    assert told(ev.BookingAssigned(**ASSIGNED, **TIMES, offer_id="offer-1"), booking, ADA) == [customer]
    given = told(ev.BookingAssigned(**ASSIGNED, **TIMES, offer_id=None), booking, OPERATOR)
    assert given == [("provider", "provider-1", "job_given"), customer]


def test_a_win_that_is_over_is_told_to_nobody() -> None:
    event = ev.BookingAssigned(**ASSIGNED, **TIMES, offer_id=None)

    assert told(event, a_booking()) == []
    assert told(event, an_assigned_booking(assignment_epoch=3, assignment=None)) == []


def test_who_gave_a_job_back_is_not_told_that_they_did() -> None:
    again = ("customer", CUSTOMER.id, "searching_again")

    assert told(RELEASED, a_booking(), ADA) == [again]
    assert told(RELEASED, a_booking(), OPERATOR) == [("provider", "provider-1", "job_released"), again]


def test_a_release_that_somebody_made_up_for_is_no_news_to_the_customer() -> None:
    assert told(RELEASED, an_assigned_booking(), ADA) == []
    assert told(RELEASED, a_booking(state=BookingState.CANCELLED), ADA) == []


@pytest.mark.parametrize(
    ("by", "holder", "expected"),
    [
        ("customer", None, []),
        ("customer", "provider-1", [("provider", "provider-1", "job_cancelled")]),
        ("operator", None, [("customer", CUSTOMER.id, "cancelled")]),
        ("system", None, [("customer", CUSTOMER.id, "cancelled")]),
    ],
)
def test_a_cancellation_is_told_to_whoever_did_not_make_it(by: str, holder: str | None, expected: Any) -> None:
    event = ev.BookingCancelled(by=by, reason="flood", provider_id=holder)

    assert told(event, a_booking(state=BookingState.CANCELLED)) == expected


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (ev.BookingCompleted(), "delivered"),
        (ev.BookingFailed(reason="closed"), "failed"),
        (ev.BookingReturned(), "returned"),
        (ev.BookingUnfulfilled(code="no_providers"), "not_served"),
    ],
)
def test_an_end_is_told_to_the_customer(data: Any, kind: str) -> None:
    assert told(data, a_booking(state=BookingState.COMPLETED)) == [("customer", CUSTOMER.id, kind)]


def test_what_waits_for_operators_is_urgent_and_goes_to_all_of_them() -> None:
    event = an_event(data=ev.SearchAlerted(triage_id="tri-1", deadline_at=NOW))

    (notice,) = notices_for([event], a_booking(), NOW)

    assert (KINDS[notice.kind].audience, notice.recipient, KINDS[notice.kind].urgent) == (
        Audience.OPERATORS,
        None,
        True,
    )


def test_only_open_offers_are_told_and_only_while_there_is_time() -> None:
    lines = tuple(ev.OfferLine(offer_id=f"offer-{n}", provider_id=f"provider-{n}") for n in (1, 2))
    event = ev.OffersMade(decision_id=None, wave=1, offers=lines, deadline_at=later(45))
    open_offers: Search = a_search(open_offers={"offer-2": "provider-2"})

    assert told(event, a_booking(search=open_offers)) == [("provider", "provider-2", "offer")]
    assert told(event, a_booking(search=open_offers), now=later(45)) == []
    assert told(event, a_booking()) == []


def picked_up(*states: StopState) -> Booking:
    pickup, dropoff = a_delivery_pair()
    pickups = tuple(
        pickup.model_copy(update={"stop_id": f"s{n}", "sequence": n, "state": state})
        for n, state in enumerate(states, 1)
    )
    stops = (*pickups, dropoff.model_copy(update={"stop_id": "s9", "sequence": 9}))
    return an_assigned_booking(state=BookingState.IN_PROGRESS, terms=some_terms(stops=stops))


def test_the_last_pickup_is_told_and_no_other_stop() -> None:
    event = ev.StopDone(stop_id="s1")

    assert told(event, picked_up(StopState.DONE)) == [("customer", CUSTOMER.id, "picked_up")]
    assert told(event, picked_up(StopState.DONE, StopState.PENDING)) == []
    assert told(ev.StopDone(stop_id="s9"), picked_up(StopState.DONE)) == []
    assert told(ev.StopFailed(stop_id="s9", reason="closed", action=None), picked_up(StopState.DONE)) == []


def revised(reason: RevisionReason, *, end_s: float = 1800) -> ev.EtaRevised:
    end = EtaWindow(p10_at=later(end_s - 60), p50_at=later(end_s), p90_at=later(end_s + 60))
    return ev.EtaRevised(
        epoch=1, pickup=None, end=end, before=end, reason=reason, cause=None, shift_s=600, late_chance=0.5
    )


def believing(end_s: float = 1800, **changes: Any) -> Booking:
    """A booking whose customer was told that end, and is seen as late past the promise."""
    end = revised(RevisionReason.LATER, end_s=end_s).end
    return an_assigned_booking(assignment=an_assignment(predicted_end_at=end.p50_at, eta_end=end), **changes)


@pytest.mark.parametrize(
    ("reason", "end_s", "kind"),
    [
        (RevisionReason.PROMISE_AT_RISK, 3700, "delayed"),
        (RevisionReason.LATER, 3700, "delayed"),
        (RevisionReason.LATER, 1800, "eta_changed"),
        (RevisionReason.TOLD_TIME_PASSED, 1800, "eta_changed"),
        (RevisionReason.EARLIER, 1800, "eta_changed"),
        (RevisionReason.PROMISE_SAFE_AGAIN, 1800, "on_time_again"),
    ],
)
def test_another_time_is_told_as_what_it_means(reason: RevisionReason, end_s: float, kind: str) -> None:
    assert told(revised(reason, end_s=end_s), believing(end_s)) == [("customer", CUSTOMER.id, kind)]


def test_a_time_that_was_told_anew_or_does_not_matter_any_more_is_not_told() -> None:
    event = revised(RevisionReason.LATER)

    assert told(event, believing(2400)) == []
    assert told(event, believing(state=BookingState.COMPLETED)) == []
    assert told(event, a_booking()) == []


def executed(action: RecoveryAction, uid: str | None) -> ev.RecoveryExecuted:
    kind = DisruptionKind.PROVIDER_INACTIVE
    return ev.RecoveryExecuted(disruption_id="d-1", kind=kind, action=action, by="playbook", provider_id=uid)


@pytest.mark.parametrize(
    ("action", "uid", "expected"),
    [
        (RecoveryAction.NOTIFY, "provider-1", [("provider", "provider-1", "nudge")]),
        (RecoveryAction.NOTIFY, None, [("customer", CUSTOMER.id, "problem")]),
        (RecoveryAction.REROUTE, "provider-1", [("provider", "provider-1", "plan_changed")]),
        (RecoveryAction.REASSIGN, "bob", []),
        (RecoveryAction.HAND_OVER, "bob", []),
    ],
)
def test_a_recovery_is_told_to_whom_it_asks_something_of(
    action: RecoveryAction, uid: str | None, expected: Any
) -> None:
    assert told(executed(action, uid), an_assigned_booking()) == expected
    assert told(executed(action, uid), a_booking(state=BookingState.CANCELLED)) == []


def handing_over(receiver_id: str | None = "bob") -> Booking:
    stop = a_stop(stop_id="h3", type="hand_over", sequence=3)
    hand_over = HandOver(
        disruption_id="d-1", stop_id="h3", meeting=None if receiver_id else stop, receiver_id=receiver_id
    )
    return an_assigned_booking(state=BookingState.IN_PROGRESS, hand_over=hand_over)


def agreed(uid: str = "bob") -> ev.HandOverAgreed:
    return ev.HandOverAgreed(
        provider_id=uid, offer_id="off-1", stop_id="h3", vehicle=VehicleType.BICYCLE, meet_by=later(900)
    )


def test_the_holder_hears_that_somebody_comes_while_it_is_so() -> None:
    assert told(agreed(), handing_over()) == [("provider", "provider-1", "hand_over")]
    assert told(agreed(), handing_over(None)) == []
    assert told(agreed(), handing_over("carol")) == []


def test_the_customer_hears_who_has_the_goods_now_and_nobody_else_does() -> None:
    taken = ev.HandOverTaken(from_provider_id="ada", provider_id="provider-1", epoch=2, offer_id="off-1")
    now_theirs = an_assigned_booking(assignment=an_assignment(epoch=2), state=BookingState.IN_PROGRESS)

    assert told(taken, now_theirs) == [("customer", CUSTOMER.id, "assigned_again")]
    assert told(taken, an_assigned_booking(assignment=an_assignment(epoch=3))) == []


def test_nobody_waits_or_comes_in_vain_for_a_hand_over_that_is_off() -> None:
    failed = ev.HandOverFailed(provider_id="bob", stop_id="h3", reason="not met in time")
    ended = ev.HandOverEnded(reason="looked into it", provider_id="bob")

    both = [("provider", "provider-1", "hand_over_off"), ("provider", "bob", "job_released")]
    assert told(failed, handing_over(None)) == told(ended, an_assigned_booking()) == both
    assert told(ev.HandOverEnded(reason="nobody came"), an_assigned_booking()) == []


def test_what_a_playbook_leaves_open_goes_to_the_operators_of_the_area() -> None:
    asked = ev.RecoveryEscalated(
        disruption_id="d-1",
        kind=DisruptionKind.SIGNAL_LOST,
        triage_id="t-1",
        recommended=RecoveryAction.HAND_OVER,
        deadline_at=NOW,
    )

    assert told(asked, an_assigned_booking()) == [("operators", None, "disruption")]
