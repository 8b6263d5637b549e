"""A window that looks ahead: who is held for later, who is asked now, and what travels together."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from shared.dispatch import config
from shared.dispatch.checker import violations
from shared.dispatch.engine import decide, decide_window
from shared.dispatch.explain import explain
from shared.dispatch.horizon.keeping import area_plan
from shared.dispatch.outcome import Held, Nobody, Proposal, WindowDecision
from shared.dispatch.problem import WindowProblem
from shared.dispatch.rationale import record
from shared.dispatch.replay import ReplayCode, replay
from shared.eta.travel import travel_table
from shared.models.dispatch_settings import DispatchSettings
from shared.models.place import LatLng
from shared.models.plan import PlannedVisit, VisitKind
from shared.models.provider import VehicleType
from shared.units import DecisionId, Uid
from tests.fakes.clock import START
from tests.windows import a_job, a_window, a_worker, asked, north_of_centre, the_nobody, the_proposal

LEAD_S = DispatchSettings().offer_lead_s
AHEAD = {"routes": {}}
TOGETHER = {"capacity": 3, "max_open_offers": 2}


def the_hold(decision: WindowDecision, place: int = 0) -> Held:
    outcome = decision.outcomes[place]
    assert isinstance(outcome, Held)
    return outcome


def sound(problem: WindowProblem) -> WindowDecision:
    decision = decide_window(problem)
    assert violations(problem, decision) == ()
    return decision


def test_who_is_needed_later_is_not_asked_yet() -> None:
    window = a_window([a_job(window_start_s=3600)], [a_worker()], **AHEAD)

    hold = the_hold(sound(window))

    travel_s = int(window.travel.to_pickup_s[0, 0])
    assert (hold.provider_id, hold.pickup_s, hold.offer_s) == ("p1", 3600, 3600 - travel_s - LEAD_S)


def test_the_provider_is_asked_when_the_last_useful_moment_is_near() -> None:
    window = a_window([a_job(window_start_s=LEAD_S)], [a_worker()], **AHEAD)

    assert asked(sound(window)) == [["p1"]]


def test_without_a_plan_everybody_found_is_asked_at_once() -> None:
    window = a_window([a_job(window_start_s=3600)], [a_worker()])

    assert asked(sound(window)) == [["p1"]]


def test_a_full_provider_around_the_corner_is_waited_for_when_that_is_sooner() -> None:
    near = a_worker("near", capacity=1, load=1, free_at_s=200, free_place=north_of_centre(50))
    far = a_worker("far", metres=7000)

    hold = the_hold(sound(a_window([a_job()], [far, near], **AHEAD)))

    assert hold.provider_id == "near"


def test_a_full_provider_is_not_waited_for_when_somebody_idle_is_sooner() -> None:
    near = a_worker("near", capacity=1, load=1, free_at_s=2000, free_place=north_of_centre(50))
    idle = a_worker("idle", metres=1000)

    assert asked(sound(a_window([a_job()], [idle, near], **AHEAD))) == [["idle"]]


def test_a_booking_that_must_not_wait_any_longer_is_offered_at_once() -> None:
    window = a_window([a_job(window_start_s=3600, offer_by_s=0)], [a_worker()], **AHEAD)

    assert asked(sound(window)) == [["p1"]]


def test_two_bookings_at_one_place_go_to_one_provider_when_there_is_nobody_else() -> None:
    jobs = [a_job("b1"), a_job("b2", dropoff=north_of_centre(1600))]

    decision = sound(a_window(jobs, [a_worker(**TOGETHER)], **AHEAD))

    assert asked(decision) == [["p1"], ["p1"]]
    assert the_proposal(decision, 0).batch == the_proposal(decision, 1).batch


def test_a_batch_says_what_would_be_without_it_and_when_it_breaks() -> None:
    jobs = [a_job("b1"), a_job("b2", dropoff=north_of_centre(1600))]

    batch = the_proposal(sound(a_window(jobs, [a_worker(**TOGETHER)], **AHEAD))).batch

    assert batch is not None
    assert set(batch.bookings) == {"b1", "b2"}
    assert {one.booking_id for one in batch.unbatched} == {"b1", "b2"}
    gained = sum((one.end_s or 0) - one.batched_end_s for one in batch.unbatched)
    assert gained == batch.gain_s > 0
    assert 0 < batch.breaks_when_late_s <= batch.gain_s


def test_bookings_that_only_together_fit_into_a_shift_go_together() -> None:
    jobs = [a_job("b1"), a_job("b2", dropoff=north_of_centre(1600))]

    decision = sound(a_window(jobs, [a_worker(**TOGETHER, shift_ends_s=600)], **AHEAD))

    batch = the_proposal(decision, 0).batch
    assert batch is not None
    assert batch == the_proposal(decision, 1).batch
    assert sorted(one.provider_id or "nobody" for one in batch.unbatched) == ["nobody", "p1"]
    assert batch.gain_s > 0


@pytest.mark.parametrize(
    "setting",
    [{"most_on_board": 1}, {"batch_confidence": 1.0}, {"max_extra_on_board_s": 0}],
    ids=["switched off", "not sure enough", "too long on board"],
)
def test_a_batch_that_is_not_allowed_leaves_the_second_booking_for_later(setting: dict[str, float]) -> None:
    jobs = [a_job("b1"), a_job("b2", dropoff=north_of_centre(-1600))]
    settings = DispatchSettings().model_copy(update=setting)

    decision = sound(a_window(jobs, [a_worker(**TOGETHER)], settings=settings, **AHEAD))

    assert sorted(type(outcome).__name__ for outcome in decision.outcomes) == ["Held", "Proposal"]
    assert all(outcome.batch is None for outcome in decision.outcomes if isinstance(outcome, Proposal))


def test_where_trips_have_one_pickup_bookings_of_two_places_do_not_travel_together() -> None:
    jobs = [a_job("b1"), a_job("b2", pickup=north_of_centre(100), dropoff=north_of_centre(1600))]
    free, plain = DispatchSettings(), DispatchSettings(between_drops=False)

    together, apart = (sound(a_window(jobs, [a_worker(**TOGETHER)], settings=one, **AHEAD)) for one in (free, plain))

    assert the_proposal(together).batch is not None
    assert sorted(type(outcome).__name__ for outcome in apart.outcomes) == ["Held", "Proposal"]


def test_a_plan_made_when_more_could_be_picked_up_on_the_way_is_made_anew() -> None:
    jobs = [a_job("b1"), a_job("b2", pickup=north_of_centre(100), dropoff=north_of_centre(1600))]
    kept = tuple(
        PlannedVisit(kind=kind, bookings=(job.booking_id,))
        for kind in (VisitKind.PICKUP, VisitKind.DROPOFF)
        for job in jobs
    )
    plain = DispatchSettings(between_drops=False)

    decision = sound(a_window(jobs, [a_worker(**TOGETHER)], settings=plain, routes={Uid("p1"): kept}))

    assert sorted(type(outcome).__name__ for outcome in decision.outcomes) == ["Held", "Proposal"]


def test_where_driving_has_a_price_the_nearest_does_both_and_nobody_comes_from_afar() -> None:
    jobs = [a_job("b1"), a_job("b2", dropoff=north_of_centre(-1600))]
    workers = [a_worker("near"), a_worker("far", metres=2800)]
    dear = DispatchSettings(drive_weight=1.0)

    sooner, shorter = (
        decide_window(a_window(jobs, workers, settings=one, **AHEAD)) for one in (DispatchSettings(), dear)
    )

    assert asked(sooner) == [["near"], ["far"]]
    assert {the_hold(shorter).provider_id, *asked(replace(shorter, outcomes=shorter.outcomes[1:]))[0]} == {"near"}


def test_a_provider_who_answers_one_offer_at_a_time_is_asked_for_the_first_of_a_batch() -> None:
    jobs = [a_job("b1"), a_job("b2", dropoff=north_of_centre(1600))]

    decision = sound(a_window(jobs, [a_worker(capacity=3, max_open_offers=1)], **AHEAD))

    assert sorted(type(outcome).__name__ for outcome in decision.outcomes) == ["Held", "Proposal"]
    assert all(outcome.batch is None for outcome in decision.outcomes if isinstance(outcome, Proposal))


def test_the_next_window_goes_on_from_the_plan() -> None:
    jobs = [a_job("b1", window_start_s=3600), a_job("b2", window_start_s=3600, pickup=north_of_centre(900))]
    first = a_window(jobs, [a_worker("p1"), a_worker("p2", metres=700)], **AHEAD)
    before = sound(first)

    after = sound(replace(first, routes=before.routes))

    assert set(before.routes) == {"p1", "p2"}
    assert after.routes == before.routes


def test_what_a_plan_remembers_of_bookings_that_are_gone_is_forgotten() -> None:
    planned = sound(a_window([a_job("gone", window_start_s=3600)], [a_worker()], **AHEAD)).routes

    after = sound(a_window([a_job("b1", window_start_s=3600)], [a_worker()], routes=planned))

    assert {booking for visits in after.routes.values() for visit in visits for booking in visit.bookings} == {"b1"}


@pytest.mark.parametrize(
    "remembered",
    [
        [(VisitKind.PICKUP, "b1")],
        [(VisitKind.DROPOFF, "b1"), (VisitKind.PICKUP, "b1")],
        [(VisitKind.PICKUP, "b1"), (VisitKind.DROPOFF, "b1")] * 2,
        [(VisitKind.PICKUP, "b1"), (VisitKind.PICKUP, "b1"), (VisitKind.DROPOFF, "b1")],
        [(VisitKind.PICKUP, "b1", "b1"), (VisitKind.DROPOFF, "b1")],
    ],
)
def test_what_a_plan_remembers_of_a_booking_out_of_order_costs_nobody_a_place(
    remembered: list[tuple[str, ...]],
) -> None:
    visits = tuple(PlannedVisit(kind=kind, bookings=tuple(bookings)) for kind, *bookings in remembered)
    jobs = [a_job(name, window_start_s=3600) for name in ("b1", "b2")]

    decision = sound(a_window(jobs, [a_worker()], routes={Uid("p1"): visits}))

    assert [the_hold(decision, place).provider_id for place in (0, 1)] == ["p1", "p1"]


def test_who_declined_loses_the_booking_from_the_plan() -> None:
    workers = [a_worker("p1"), a_worker("p2", metres=900)]
    planned = sound(a_window([a_job(window_start_s=3600)], workers, **AHEAD)).routes

    hold = the_hold(sound(a_window([a_job(window_start_s=3600, declined_by=("p1",))], workers, routes=planned)))

    assert (list(planned), hold.provider_id) == (["p1"], "p2")


def test_fairness_counts_in_the_plan_as_it_does_in_the_score() -> None:
    busy_day = a_worker("p1", metres=500, idle_s=0)
    long_idle = a_worker("p2", metres=520, idle_s=1800)

    assert asked(sound(a_window([a_job()], [busy_day, long_idle], **AHEAD))) == [["p2"]]


@pytest.mark.parametrize(("promise_end_s", "first"), [(None, 1), (7200, 1), (600, 0)])
def test_the_shorter_trip_goes_first_unless_the_promise_of_the_longer_is_near(
    promise_end_s: int | None, first: int
) -> None:
    longer = a_job("b1", dropoff=north_of_centre(2400), promise_end_s=promise_end_s)
    shorter = a_job("b2", dropoff=north_of_centre(1600), promise_end_s=7200)

    decision = sound(a_window([longer, shorter], [a_worker(capacity=1)], **AHEAD))

    assert isinstance(decision.outcomes[first], Proposal)
    assert isinstance(decision.outcomes[1 - first], Held)


@pytest.mark.parametrize("waited_s", [0, 60, 1500])
def test_how_long_a_booking_has_waited_does_not_change_who_is_planned_for_it(waited_s: int) -> None:
    jobs = [a_job("b1", window_start_s=-waited_s), a_job("b2", window_start_s=-waited_s, dropoff=north_of_centre(1600))]
    workers = [a_worker("near", **TOGETHER), a_worker("far", metres=4000)]

    assert asked(sound(a_window(jobs, workers, **AHEAD))) == [["near"], ["near"]]


@pytest.mark.parametrize("kind", [VehicleType.BICYCLE, VehicleType.FOOT])
@pytest.mark.parametrize("trip_s", [None, 2_000_000_000])
def test_ways_longer_than_can_be_counted_do_not_upset_a_plan(kind: VehicleType, trip_s: int | None) -> None:
    nowhere = a_worker("nowhere", position=LatLng(lat=0, lng=0), vehicle=kind)
    jobs = [a_job(dropoff=None), a_job("b2", dropoff=LatLng(lat=-52, lng=-166))]
    travel = travel_table([[60, None], [60, None]], [0, trip_s], shape=(2, 2), basis="test")
    slow = DispatchSettings(fleet_speed_mps=0.5)

    decision = sound(a_window(jobs, [a_worker(vehicle=kind), nowhere], travel=travel, settings=slow, **AHEAD))

    assert ["p1"] in asked(decision)


def test_work_of_less_than_no_time_ends_no_sooner_than_it_begins() -> None:
    hold = the_hold(sound(a_window([a_job(window_start_s=3600, service_s=-7200)], [a_worker()], **AHEAD)))

    assert (hold.pickup_s, hold.end_s > hold.pickup_s) == (3600, True)


@pytest.mark.parametrize("unthinkable", [{"free_at_s": 10**20}, {"shift_ends_s": 10**20}])
def test_an_unthinkable_time_of_one_provider_leaves_no_booking_without(unthinkable: dict[str, int]) -> None:
    window = a_window([a_job(), a_job("b2")], [a_worker("odd", metres=0, **unthinkable), a_worker()], **AHEAD)

    assert not any(isinstance(outcome, Nobody) for outcome in decide_window(window).outcomes)


def test_what_is_planned_for_the_end_of_time_can_be_kept() -> None:
    end_of_time_s = int((datetime.max.replace(tzinfo=UTC) - START).total_seconds())
    window = a_window([a_job(window_start_s=end_of_time_s)], [a_worker(shift_ends_s=end_of_time_s)], **AHEAD)

    plan = area_plan(window, sound(window), DecisionId("d1"))

    assert plan.held == ()


@pytest.mark.parametrize("demand", [0, -1])
def test_a_booking_that_takes_up_no_room_is_planned_like_any_other(demand: int) -> None:
    decision = sound(a_window([a_job(demand=demand)], [a_worker()], **AHEAD))

    assert asked(decision) == [["p1"]]


def test_a_booking_that_nobody_may_have_is_explained_as_before() -> None:
    window = a_window([a_job(service="plumbing")], [a_worker()], **AHEAD)

    assert the_nobody(sound(window)) == the_nobody(sound(replace(window, routes=None)))


def test_a_window_too_large_for_a_plan_is_matched_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config, "MAX_PLAN_JOBS", 0)
    window = a_window([a_job(window_start_s=3600)], [a_worker()], **AHEAD)

    assert asked(decide_window(window)) == [["p1"]]


def test_a_plan_is_replayed_byte_for_byte_and_told_in_words() -> None:
    jobs = [a_job("b1"), a_job("b2", dropoff=north_of_centre(1600)), a_job("b3", window_start_s=3600)]
    window = a_window(jobs, [a_worker(**TOGETHER), a_worker("p2", metres=3000)], **AHEAD)

    kept = record(window, decide(window), decision_id=DecisionId("d1"), solver_version="test")

    assert replay(kept).code is ReplayCode.SAME
    words = "\n".join(explain(kept).text)
    assert "held for" in words
    assert "unbatched" in words
