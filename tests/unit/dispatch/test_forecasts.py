from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from shared.booking.customer_view import customer_view
from shared.dispatch.assignment_forecast import forecast_by, forecast_for
from shared.dispatch.codec import problem_json, problem_of
from shared.dispatch.engine import decide_window
from shared.dispatch.forecasts import JobForecast, forecast_leg, forecast_pairs
from shared.dispatch.problem import WindowProblem
from shared.dispatch.ways import to_pickup_s
from shared.eta.forecast import Spreads
from shared.models.eta import EtaWindow, Forecast
from shared.models.provider import VehicleType
from tests.builders import NOW, a_booking, an_assigned_booking, an_assignment, an_offer, later, some_terms
from tests.windows import a_job, a_window, a_worker, the_proposal

STAY = Forecast(p10_s=60, p50_s=180, p90_s=900)


def forecast_of(window: WindowProblem) -> JobForecast:
    first = np.zeros(1, dtype=np.int64)
    return forecast_pairs(window, first, first, np.array([to_pickup_s(window, 0, 0)]))[0]


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"dropoff": None, "service_s": 1800},
        {"service_s": 300, "window_start_s": 900},
        {"service_s": 400, "first_handling": STAY, "last_handling": STAY},
    ],
)
def test_the_middle_of_a_forecast_is_what_was_scored(facts: dict[str, Any]) -> None:
    window = a_window([a_job(**facts)], [a_worker(free_at_s=240, load=1)])

    (ask,) = the_proposal(decide_window(window)).providers

    assert (ask.eta_pickup.p50_s, ask.eta_end.p50_s) == (ask.pickup_s, ask.end_s)
    assert ask.eta_end.p10_s < ask.eta_end.p50_s < ask.eta_end.p90_s


def test_stays_of_uncertain_length_widen_the_end_and_not_the_pickup() -> None:
    plain, unsure = (
        forecast_of(a_window([a_job(service_s=180, first_handling=stay)], [a_worker()])) for stay in (None, STAY)
    )

    assert unsure.pickup == plain.pickup
    assert unsure.end.p90_s > plain.end.p90_s


@pytest.mark.parametrize(("pickup_s", "end_s", "ready_s"), [(600, 2000, 0), (900, 2400, 900)])
def test_a_booking_with_others_between_is_forecast_at_its_planned_times(
    pickup_s: int, end_s: int, ready_s: int
) -> None:
    window = a_window([a_job(window_start_s=ready_s, service_s=60)], [a_worker()])

    among_others = forecast_leg(window, 0, 0, pickup_s=pickup_s, end_s=end_s)

    assert (among_others.pickup.p50_s, among_others.end.p50_s) == (pickup_s, end_s)
    assert among_others.end.p90_s - end_s > forecast_of(window).end.p90_s - forecast_of(window).end.p50_s


def test_doubt_about_travel_lowers_the_confidence_in_a_promise_that_is_tight() -> None:
    job, worker = a_job(promise_end_s=700), a_worker()

    sure, unsure = (
        the_proposal(decide_window(a_window([job], [worker], spreads=spreads))).confidence
        for spreads in (Spreads(travel_late=0.1), Spreads(travel_late=0.8))
    )

    assert sure > unsure


def test_what_was_learned_is_part_of_the_stored_problem() -> None:
    window = a_window([a_job(first_handling=STAY)], [a_worker()], spreads=Spreads(travel_late=0.42))

    read = problem_of(problem_json(window))

    assert (read.jobs[0].first_handling, read.spreads.travel_late) == (STAY, 0.42)


def test_an_accepted_offer_keeps_the_windows_it_was_made_with() -> None:
    offer = an_offer(
        eta_pickup=Forecast(p10_s=100, p50_s=200, p90_s=400), eta_end=Forecast(p10_s=700, p50_s=900, p90_s=1500)
    )

    foreseen = forecast_by(offer, a_booking(), later(20), 5.0, VehicleType.CAR)

    assert foreseen.pickup == EtaWindow(p10_at=later(120), p50_at=later(220), p90_at=later(420))
    assert foreseen.end == EtaWindow(p10_at=later(720), p50_at=later(920), p90_at=later(1520))


def test_an_offer_without_windows_gets_those_of_the_prior() -> None:
    offer = an_offer(pickup_eta_s=300)

    assert forecast_by(offer, a_booking(), NOW, 5.0, VehicleType.CAR) == forecast_for(
        a_booking(), NOW, 300, 5.0, VehicleType.CAR
    )


def test_no_window_begins_before_things_are_ready() -> None:
    booking = a_booking(terms=some_terms(ready_at=later(1000)))
    early = an_offer(
        eta_pickup=Forecast(p10_s=100, p50_s=200, p90_s=400), eta_end=Forecast(p10_s=700, p50_s=900, p90_s=950)
    )

    for offer in (early, an_offer(pickup_eta_s=60)):
        foreseen = forecast_by(offer, booking, NOW, 5.0, VehicleType.CAR)
        assert foreseen.pickup.p10_at == later(1000)
        assert foreseen.end.p10_at >= later(1000)


def test_the_customer_sees_the_window_of_the_assignment() -> None:
    eta = EtaWindow(p10_at=later(800), p50_at=later(900), p90_at=later(1400))
    booking = an_assigned_booking(assignment=an_assignment(eta_end=eta))

    window = customer_view(booking, NOW).eta_window

    assert window is not None
    assert window.end_at - window.start_at == timedelta(seconds=600)
