"""Working out a run's figures."""

from datetime import timedelta
from typing import Any

from shared.messages import events as ev
from shared.messages.events import TimelineEvent
from shared.models.booking import BookingState
from shared.models.provider import VehicleType
from simulator.backend_client import CallStats
from simulator.evidence import Evidence
from simulator.figures import Figures, figures, spread
from simulator.function_log import FunctionLog, Step
from tests.builders import NOW, a_booking, an_assignment, an_event, an_offer, later, some_terms

RATE = 12


def at(second: float, seq: int, data: Any) -> TimelineEvent:
    """An event so many business seconds after NOW."""
    return an_event(seq=seq, data=data, occurred_at=later(second), recorded_at=NOW + timedelta(seconds=second / RATE))


def a_timeline(offer_s: float = 24, accept_s: float = 84, done_s: float = 600) -> tuple[TimelineEvent, ...]:
    created = ev.BookingCreated(
        customer_id="customer-1", area_id="berlin", terms=some_terms(), release_at=None, search_deadline_at=later(1800)
    )
    offered = ev.OffersMade(
        decision_id="decision-1",
        wave=1,
        offers=(ev.OfferLine(offer_id="offer-1", provider_id="provider-1"),),
        deadline_at=later(200),
    )
    won = ev.BookingAssigned(
        provider_id="provider-1",
        epoch=1,
        offer_id="offer-1",
        vehicle=VehicleType.BICYCLE,
        predicted_pickup_at=later(300),
        predicted_end_at=later(900),
    )
    return (
        at(0, 1, created),
        at(offer_s, 2, offered),
        at(accept_s, 3, won),
        at(done_s, 4, ev.StopDone(stop_id="s1")),
        at(done_s + 400, 5, ev.BookingCompleted()),
    )


def some_figures(steps: tuple[Step, ...] = (), **changes: Any) -> Figures:
    completed = a_booking(state=BookingState.COMPLETED, assignment=an_assignment(), ended_at=later(1000))
    evidence: dict[str, Any] = {
        "now": later(2000),
        "bookings": {"booking-1": completed},
        "timelines": {"booking-1": a_timeline()},
    }
    return figures(Evidence(**{**evidence, **changes}), FunctionLog(steps, {"expireoffer": 3}), CallStats())


def a_step(**changes: Any) -> Step:
    return Step(
        **{
            "action": "place_booking",
            "outcome": "done",
            "latency_ms": 10.0,
            "reads": 4,
            "writes": 6,
            **changes,
        }
    )


def test_times_come_from_the_timeline_in_both_clocks() -> None:
    worked_out = some_figures()

    assert worked_out.first_offer_s.median == 24
    assert worked_out.first_offer_real_s.median == 2
    assert worked_out.offer_to_accept_s.median == 60
    assert worked_out.offer_to_accept_real_s.median == 5
    assert worked_out.pickup_s.median == 600
    assert worked_out.delivery_s.median == 1000


def test_eta_error_is_actual_minus_predicted() -> None:
    assert some_figures().eta_error_s.median == 100


def test_quotes_that_were_not_booked_are_no_bookings() -> None:
    quoted = a_booking(booking_id="booking-2", state=BookingState.EXPIRED)
    waiting = a_booking(booking_id="booking-3")

    worked_out = some_figures(bookings={"booking-2": quoted, "booking-3": waiting})

    assert worked_out.placed == 1
    assert worked_out.outcomes == {}
    assert worked_out.still_open == {"searching": 1}


def test_cost_is_counted_per_completed_booking_with_all_else_apart() -> None:
    worked_out = some_figures(
        (
            a_step(),
            a_step(latency_ms=None, reads=1, writes=0),
            a_step(action="report_track", reads=2, writes=1),
            a_step(action="expireoffer", reads=1, writes=0),
            a_step(action="sweep", reads=9, writes=0),
            a_step(action="put_zone", reads=1, writes=3),
        )
    )

    assert (worked_out.cost.reads, worked_out.cost.writes, worked_out.cost.invocations) == (6, 6, 2)
    assert worked_out.cost.reads_per_completed == 6
    assert worked_out.positions.invocations == 1
    assert worked_out.timer_polls == 2
    assert worked_out.schedules.reads == 9
    assert worked_out.set_up.writes == 3


def test_without_a_completed_booking_there_is_no_cost_per_booking() -> None:
    worked_out = some_figures((a_step(),), bookings={"booking-1": a_booking()})

    assert worked_out.cost.reads == 4
    assert worked_out.cost.reads_per_completed is None


def test_offers_are_counted_by_how_they_ended() -> None:
    offers = (an_offer(), an_offer(state="declined"), an_offer(state="declined"))

    assert some_figures(offers=offers).offers == {"declined": 2, "pending": 1}


def test_a_spread_has_median_nearest_rank_p95_and_mean() -> None:
    values = spread(range(1, 101))

    assert (values.count, values.median, values.p95, values.mean) == (100, 50.5, 95, 50.5)
    assert spread([]).median is None
