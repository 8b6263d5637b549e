"""Windows as chance draws them: mostly sensible, here and there odd."""

from dataclasses import replace
from typing import TypeVar

from hypothesis import strategies as st

from shared.dispatch.problem import Job, RoutePromise, WindowProblem, Worker
from shared.eta.estimate import TravelEstimate, travel_estimate
from shared.eta.speeds import speed_book
from shared.eta.travel import Traveller, travel_table
from shared.models.dispatch_settings import AutonomyMode, DispatchSettings, OfferStrategy
from shared.models.provider import Duty, Link, VehicleType
from shared.units import BookingId, Uid, ZoneId
from tests.windows import a_window, north_of_centre

Value = TypeVar("Value")


def mostly(usual: st.SearchStrategy[Value], odd: st.SearchStrategy[Value]) -> st.SearchStrategy[Value]:
    """One in twelve is odd: a window in which everything is odd has nobody to decide about."""
    return st.integers(0, 11).flatmap(lambda lot: odd if lot == 11 else usual)


def either(usual: Value, *odd: Value) -> st.SearchStrategy[Value]:
    return mostly(st.just(usual), st.sampled_from(odd or (usual,)))


places = mostly(st.integers(-2000, 2000), st.sampled_from([0, 7900, 8100])).map(north_of_centre)
far_instants = st.sampled_from([-(10**12), -1, 0, 10**12])
uids = st.integers(0, 11).map(lambda place: Uid(f"p{place:02}"))
few_uids = mostly(st.just(()), st.lists(uids, max_size=3).map(tuple))
zones = st.sampled_from([None, ZoneId("z1"), ZoneId("z2")])

jobs = st.builds(
    Job,
    booking_id=st.just(BookingId("")),
    service=either("courier", "plumbing"),
    pickup=places,
    dropoff=st.none() | places,
    demand=either(1, 2, 5),
    skills=either((), ("cold",)),
    vehicles=either((), (VehicleType.CAR, VehicleType.VAN)),
    window_start_s=mostly(st.integers(-600, 900), far_instants),
    window_end_s=mostly(st.none() | st.integers(900, 4000), far_instants),
    promise_end_s=mostly(st.none() | st.integers(0, 4000), far_instants),
    service_s=st.integers(0, 600),
    waiting_s=st.integers(0, 4000),
    declined_by=few_uids,
    offered_to=few_uids,
    blocked=few_uids,
    preferred=st.none() | uids,
    wave=st.integers(1, 3),
    attempts_left=mostly(st.integers(1, 9), st.just(0)),
    pickup_zone=zones,
    dropoff_zone=zones,
)
promises = st.builds(RoutePromise, booking_id=st.just(BookingId("b99")), slack_s=st.integers(-100, 900))
workers = st.builds(
    Worker,
    provider_id=st.just(Uid("")),
    position=places,
    services=either(("courier", "plumbing"), ("courier",), ()),
    skills=st.sampled_from([(), ("cold", "lift")]),
    vehicle=st.sampled_from(VehicleType),
    duty=either(Duty.ONLINE, Duty.PAUSED),
    link=either(Link.FRESH, Link.STALE, Link.LOST),
    accuracy_m=either(5.0, 80.0, 3000.0, float("nan"), float("inf")),
    position_age_s=st.integers(0, 400),
    heading_deg=mostly(st.none() | st.floats(0, 360), st.just(float("nan"))),
    speed_mps=mostly(st.none() | st.floats(0, 20), st.floats(0, 400)),
    capacity=st.integers(1, 4),
    load=either(0, 1, 4),
    open_offers=either(0, 1, 3),
    max_open_offers=st.integers(1, 3),
    free_at_s=mostly(st.integers(0, 1200), far_instants),
    free_place=st.none() | places,
    zone=zones,
    promises=mostly(st.just(()), st.lists(promises, max_size=2).map(tuple)),
    idle_s=st.integers(0, 4000),
    offers_made=st.integers(0, 50),
    offers_accepted=st.integers(0, 60),
    shift_ends_s=mostly(st.none(), st.integers(0, 2000) | far_instants),
)
travel_times = mostly(st.integers(0, 1500), st.sampled_from([float("nan"), -1, None, 10**15, 61.5]))
area_settings = st.builds(
    DispatchSettings,
    strategy=st.sampled_from(OfferStrategy),
    mode=st.sampled_from(AutonomyMode),
    wave_size=st.integers(1, 3),
    exclude_stale=st.booleans(),
    approval_confidence=st.floats(0, 1),
    offer_lead_s=st.sampled_from([0, 300]),
    most_on_board=st.integers(1, 3),
    between_drops=st.booleans(),
    drive_weight=st.sampled_from([0.0, 0.5]),
    batch_confidence=st.sampled_from([0.0, 0.5]),
)


@st.composite
def windows(draw: st.DrawFn) -> WindowProblem:
    """A window in which ids are mostly unique and a travel provider mostly answers well."""
    some_jobs = [
        replace(job, booking_id=BookingId(f"b{draw(either(place, 0)):02}"))
        for place, job in enumerate(draw(st.lists(jobs, max_size=8)))
    ]
    some_workers = [
        replace(worker, provider_id=Uid(f"p{draw(either(place, 0)):02}"))
        for place, worker in enumerate(draw(st.lists(workers, max_size=8)))
    ]
    rows = mostly(st.just(len(some_workers)), st.integers(0, 9)).flatmap(
        lambda length: st.lists(travel_times, min_size=length, max_size=length)
    )
    grid = draw(st.lists(rows, min_size=len(some_jobs), max_size=len(some_jobs)))
    trips = draw(st.lists(travel_times, min_size=len(some_jobs), max_size=len(some_jobs)))
    travel = travel_table(grid, trips, shape=(len(some_jobs), len(some_workers)), basis="drawn")
    pressure = {ZoneId("z1"): draw(st.floats(allow_nan=True, allow_infinity=True))}
    given = draw(st.sampled_from([None, travel, estimate_of(some_jobs, some_workers, draw(speeds))]))
    routes = draw(st.sampled_from([None, {}]))
    return a_window(
        some_jobs, some_workers, travel=given, settings=draw(area_settings), pressure=pressure, routes=routes
    )


speeds = mostly(
    st.just(()), st.lists(st.sampled_from([float("nan"), -1.0, 0.0, 1e-300, float("inf"), 4.0]), max_size=9)
)


def estimate_of(jobs: list[Job], workers: list[Worker], odd_mps: list[float]) -> TravelEstimate:
    """The estimate that needs no table; odd speeds stand in for the first, and for all that there are of them."""
    travellers = [Traveller(place=worker.start, vehicle=worker.vehicle) for worker in workers]
    plain = travel_estimate(travellers, [(job.pickup, job.dropoff) for job in jobs], speed_book(5.5), hour=12)
    return replace(plain, road_mps=tuple(odd_mps) or plain.road_mps)
