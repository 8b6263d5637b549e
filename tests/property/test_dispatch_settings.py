"""Whatever an area is allowed to set, its windows can be decided."""

from dataclasses import replace

import pytest
from hypothesis import given

from shared.dispatch.checker import violations
from shared.dispatch.engine import decide_window
from shared.dispatch.problem import WindowProblem
from shared.eta.estimate import TravelEstimate, travel_estimate
from shared.eta.speeds import speed_book
from shared.eta.travel import Traveller
from shared.models.dispatch_settings import DispatchSettings
from tests.property.drawn_settings import allowed, at_the_edge
from tests.property.drawn_windows import windows
from tests.windows import a_job, a_window, a_worker, north_of_centre

EDGES = dict(at_the_edge(DispatchSettings))


def travel_by(settings: DispatchSettings, problem: WindowProblem) -> TravelEstimate:
    """The estimate that a window is gathered with: by the speed that the area sets."""
    travellers = [Traveller(place=worker.start, vehicle=worker.vehicle) for worker in problem.workers]
    trips = [(job.pickup, job.dropoff) for job in problem.jobs]
    return travel_estimate(travellers, trips, speed_book(settings.fleet_speed_mps), hour=12)


def under(settings: DispatchSettings, problem: WindowProblem) -> WindowProblem:
    return replace(problem, settings=settings, travel=travel_by(settings, problem), routes={})


@pytest.mark.parametrize("settings", EDGES.values(), ids=EDGES.keys())
def test_a_setting_at_its_lowest_or_highest_can_be_decided_by(settings: DispatchSettings) -> None:
    jobs = [a_job(f"b{n}", pickup=north_of_centre(300 * n), promise_end_s=1800) for n in range(3)]
    workers = [a_worker(f"p{n}", metres=-400 * n, capacity=3, max_open_offers=3) for n in range(3)]
    problem = under(settings, a_window(jobs, workers))

    assert violations(problem, decide_window(problem)) == ()


@given(windows(), allowed(DispatchSettings))
def test_any_settings_together_can_be_decided_by(problem: WindowProblem, settings: DispatchSettings) -> None:
    problem = under(settings, problem)

    assert violations(problem, decide_window(problem)) == ()
