from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from shared.dispatch.columns import pairs
from shared.dispatch.engine import decide_window
from shared.dispatch.loading import columns_of
from shared.dispatch.problem import RoutePromise
from shared.dispatch.score import score
from shared.eta.travel import travel_table
from shared.models.decision import ScoreTerm
from shared.models.dispatch_settings import DispatchSettings, ScoreWeights
from shared.units import BookingId, ZoneId
from tests.windows import a_job, a_window, a_worker, asked, north_of_centre

LATE = RoutePromise(booking_id=BookingId("b0"), slack_s=-60)


def terms_of(
    job: dict[str, Any], worker: dict[str, Any], weights: ScoreWeights | None = None, **window: Any
) -> dict[ScoreTerm, int]:
    travel = travel_table([[100]], [300], shape=(1, 1), basis="test")
    settings = DispatchSettings(weights=weights or ScoreWeights())
    problem = a_window([a_job(**job)], [a_worker(**worker)], travel=travel, settings=settings, **window)
    only = np.zeros(1, dtype=np.int64)
    return dict(zip(ScoreTerm, score(pairs(columns_of(problem), only, only))[0].tolist(), strict=True))


@pytest.mark.parametrize(
    ("term", "job", "worker", "seconds"),
    [
        (ScoreTerm.TRAVEL, {}, {}, 100),
        (ScoreTerm.ROUTE, {}, {"free_at_s": 240}, 240),
        (ScoreTerm.ROUTE, {}, {"free_at_s": -240}, 0),
        (ScoreTerm.EARLY_WAIT, {"window_start_s": 500}, {}, 200),
        (ScoreTerm.EARLY_WAIT, {"window_start_s": 500}, {"free_at_s": 450}, 0),
        (ScoreTerm.LATENESS, {"promise_end_s": 350}, {}, 100),
        (ScoreTerm.LATENESS, {"promise_end_s": 400}, {}, 0),
        (ScoreTerm.LATENESS, {}, {"free_at_s": 100_000}, 0),
        (ScoreTerm.DIRECTION, {}, {"heading_deg": 0.0, "speed_mps": 5.0}, 30),
        (ScoreTerm.DIRECTION, {}, {"heading_deg": 90.0, "speed_mps": 5.0}, 15),
        (ScoreTerm.DIRECTION, {}, {"heading_deg": 180.0, "speed_mps": 5.0}, 0),
        (ScoreTerm.DIRECTION, {}, {"heading_deg": 0.0, "speed_mps": 0.2}, 0),
        (ScoreTerm.DIRECTION, {}, {"heading_deg": 0.0, "speed_mps": 5.0, "metres": 0}, 0),
        (ScoreTerm.POSITION, {}, {"position_age_s": 50}, 10),
        (ScoreTerm.POSITION, {}, {"accuracy_m": 55.0}, 10),
        (ScoreTerm.ACCEPTANCE, {}, {}, 12),
        (ScoreTerm.ACCEPTANCE, {}, {"offers_made": 5, "offers_accepted": 0}, 36),
        (ScoreTerm.ACCEPTANCE, {}, {"offers_made": 5, "offers_accepted": 9}, 6),
        (ScoreTerm.IDLE, {}, {"idle_s": 1000}, -30),
        (ScoreTerm.IDLE, {}, {"idle_s": 90_000}, -54),
        (ScoreTerm.PROMISES, {}, {"promises": (LATE, replace(LATE, slack_s=9000))}, 60),
        (ScoreTerm.CAPACITY, {}, {"capacity": 2}, 5),
        (ScoreTerm.CAPACITY, {"demand": 2}, {"capacity": 2}, 0),
        (ScoreTerm.PREFERENCE, {"preferred": "p1"}, {}, -120),
        (ScoreTerm.PREFERENCE, {"preferred": "p9"}, {}, 0),
        (ScoreTerm.WAITING, {"waiting_s": 90}, {}, -90),
        (ScoreTerm.WAITING, {"waiting_s": 90_000}, {}, -7200),
    ],
    ids=str,
)
def test_a_term_prices_its_fact_in_seconds(
    term: ScoreTerm, job: dict[str, Any], worker: dict[str, Any], seconds: int
) -> None:
    assert terms_of(job, worker)[term] == seconds


@pytest.mark.parametrize(
    ("own", "dropoff", "seconds"),
    [("calm", "calm", 0), ("calm", "busy", -40), ("busy", "calm", 40), (None, "calm", 0), ("flooded", "calm", 40)],
)
def test_leaving_a_zone_under_pressure_costs_and_entering_one_pays(own: str | None, dropoff: str, seconds: int) -> None:
    pressure = {ZoneId("calm"): 1.0, ZoneId("busy"): 3.0, ZoneId("flooded"): 99.0}

    terms = terms_of({"pickup_zone": "calm", "dropoff_zone": dropoff}, {"zone": own}, pressure=pressure)

    assert terms[ScoreTerm.PRESSURE] == seconds


def test_a_pressure_that_is_no_number_counts_as_neutral() -> None:
    pressure = {ZoneId("odd"): float("nan")}

    assert terms_of({"pickup_zone": "calm"}, {"zone": "odd"}, pressure=pressure)[ScoreTerm.PRESSURE] == 0


def test_a_weight_of_nothing_turns_a_term_off() -> None:
    assert terms_of({}, {}, ScoreWeights(travel=0))[ScoreTerm.TRAVEL] == 0


@pytest.mark.parametrize("accuracy_m", [float("inf"), float("nan"), 1e308])
@pytest.mark.parametrize("weight", [0.0, 100.0])
def test_a_provider_of_no_known_accuracy_leaves_the_other_scores_alone(accuracy_m: float, weight: float) -> None:
    weights = ScoreWeights(inaccuracy=weight)
    nobody_trusts = a_worker("lost", accuracy_m=accuracy_m)
    problem = a_window([a_job()], [nobody_trusts, a_worker()], settings=DispatchSettings(weights=weights))

    assert asked(decide_window(problem)) == [["p1"]]


def test_direction_is_right_across_the_antimeridian() -> None:
    start = north_of_centre(0).model_copy(update={"lng": 179.99})
    pickup = north_of_centre(0).model_copy(update={"lng": -179.99})

    terms = terms_of({"pickup": pickup}, {"position": start, "heading_deg": 90.0, "speed_mps": 5.0})

    assert terms[ScoreTerm.DIRECTION] == 0


def test_an_absurd_fact_is_cut_to_the_limit_of_a_term() -> None:
    assert terms_of({"promise_end_s": -(10**15)}, {"free_at_s": 10**15})[ScoreTerm.LATENESS] == 1_000_000
