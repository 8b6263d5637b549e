"""Routing against its checker and against brute force, on problems that nobody made up by hand."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import permutations, product

from hypothesis import given
from hypothesis import strategies as st

from shared.dispatch.routing.checker import violations
from shared.dispatch.routing.ground import Ground, Ride, ground
from shared.dispatch.routing.model import (
    Infeasible,
    Previous,
    RouteJob,
    RoutePlan,
    RouteProblem,
    RoutingSettings,
    StopRef,
)
from shared.dispatch.routing.search import searched
from shared.dispatch.routing.sequence import sequence
from tests.routes import a_delivery, a_driver, on_board

COSTS = RoutingSettings(late_cost=2, end_cost=1, rounds=15)
DRIVING = RoutingSettings(late_cost=0)


@st.composite
def problems(draw: st.DrawFn, *, most_jobs: int = 3, most_drivers: int = 1, timed: bool = True) -> RouteProblem:
    """A few deliveries, waiting or on board, in a plane of seconds that need not obey the triangle."""
    n_jobs, n_drivers = draw(st.integers(0, most_jobs)), draw(st.integers(1, most_drivers))
    n_places = n_drivers + 2 * n_jobs
    legs = st.one_of(st.integers(0, 60), st.just(float("nan"))) if draw(st.integers(0, 9)) == 0 else st.integers(0, 60)
    travel_s = [[draw(legs) for _ in range(n_places)] for _ in range(n_places)]
    drivers = tuple(
        a_driver(f"d{k}", k, capacity=draw(st.integers(1, 3)), shift_end_s=_maybe(draw, 60, 300, wanted=timed))
        for k in range(n_drivers)
    )
    jobs = tuple(_job(draw, k, n_drivers, timed=timed) for k in range(n_jobs))
    return RouteProblem(providers=drivers, jobs=jobs, travel_s=travel_s)


def _job(draw: st.DrawFn, number: int, n_drivers: int, *, timed: bool) -> RouteJob:
    pickup = n_drivers + 2 * number
    door = {"door_due_s": _maybe(draw, 0, 200, wanted=timed), "door_latest_s": _maybe(draw, 60, 400, wanted=timed)}
    limit = {"max_on_board_s": _maybe(draw, 30, 200, wanted=timed)}
    if draw(st.integers(0, 3)) == 0:
        return on_board(f"b{number}", pickup + 1, f"d{draw(st.integers(0, n_drivers - 1))}", **door, **limit)
    at_pickup = {
        "pickup_earliest_s": draw(st.integers(0, 100)) if timed else 0,
        "pickup_service_s": draw(st.integers(0, 9)),
    }
    return a_delivery(f"b{number}", pickup, pickup + 1, **at_pickup, **door, **limit)


def _maybe(draw: st.DrawFn, least: int, most: int, *, wanted: bool) -> int | None:
    return draw(st.one_of(st.none(), st.integers(least, most))) if wanted else None


@st.composite
def sequences(draw: st.DrawFn, problem: RouteProblem) -> Previous:
    """Any previous sequence: shuffled, torn, in part forgotten, with stops that are gone."""
    every = [StopRef(job.booking_id, visit.stop_id) for job in problem.jobs for visit in job.visits]
    gone = StopRef("gone", "door")  # type: ignore[arg-type]
    order = draw(st.permutations([*every, gone]))
    share = [draw(st.integers(0, len(problem.providers))) for _ in order]
    return {
        one.provider_id: tuple(ref for ref, who in zip(order, share, strict=True) if who == index)
        for index, one in enumerate(problem.providers)
    }


def orders_of(chains: Sequence[Sequence[int]]) -> Iterator[tuple[int, ...]]:
    """All sequences in which every chain keeps its order."""
    stops = [job for job, chain in enumerate(chains) for _ in chain]
    for pattern in set(permutations(stops)):
        left = [iter(chain) for chain in chains]
        yield tuple(next(left[job]) for job in pattern)


def brute_force(made: Ground) -> int | None:
    """The least cost of all plans; None when there is none."""
    best: int | None = None
    n_drivers = len(made.providers)
    for share in product(range(n_drivers), repeat=len(made.chains)):
        if any(made.pinned[job] not in {None, who} for job, who in enumerate(share)):
            continue
        costs = [
            _least(made, who, [c for c, own in zip(made.chains, share, strict=True) if own == who])
            for who in range(n_drivers)
        ]
        if any(cost is None for cost in costs):
            continue
        total = sum(cost for cost in costs if cost is not None)
        best = total if best is None else min(best, total)
    return best


def _least(made: Ground, who: int, chains: list[list[int]]) -> int | None:
    rides = [made.drive(who, route) for route in orders_of(chains)]
    return min((ride.cost for ride in rides if isinstance(ride, Ride)), default=None)


@given(st.data())
def test_one_providers_route_costs_what_brute_force_finds(data: st.DataObject) -> None:
    problem = data.draw(problems())
    previous = data.draw(sequences(problem))
    settings = replace(COSTS, moved_price_s=data.draw(st.sampled_from([0, 7])))

    plan = sequence(problem, previous, settings)

    made = ground(problem, previous, settings)
    least = brute_force(made) if isinstance(made, Ground) else None
    if isinstance(plan, RoutePlan):
        assert violations(problem, plan) == ()
        assert (plan.cost, plan.proven) == (least, True)
    else:
        assert (least, plan.proven) == (None, True)


@given(st.data())
def test_shares_of_a_few_providers_cost_what_brute_force_finds_when_nothing_is_timed(data: st.DataObject) -> None:
    problem = data.draw(problems(most_drivers=2, timed=False))
    previous = data.draw(sequences(problem))
    settings = replace(DRIVING, moved_price_s=data.draw(st.sampled_from([0, 7])))

    plan = sequence(problem, previous, settings)

    made = ground(problem, previous, settings)
    least = brute_force(made) if isinstance(made, Ground) else None
    if isinstance(plan, RoutePlan):
        assert violations(problem, plan) == ()
        assert (plan.cost, plan.proven) == (least, True)
    else:
        assert least is None


@given(st.data())
def test_every_plan_of_several_timed_providers_passes_the_checker(data: st.DataObject) -> None:
    problem = data.draw(problems(most_jobs=5, most_drivers=3))
    previous = data.draw(sequences(problem))

    plan = sequence(problem, previous, COSTS)

    if isinstance(plan, RoutePlan):
        assert violations(problem, plan) == ()
    else:
        assert isinstance(plan, Infeasible)
    assert sequence(problem, previous, COSTS) == plan


@given(st.data())
def test_search_is_never_worse_than_where_it_starts(data: st.DataObject) -> None:
    problem = data.draw(problems(most_jobs=5, most_drivers=3))
    start = sequence(problem, None, COSTS)
    if not isinstance(start, RoutePlan):
        return
    before = {route.provider_id: route.refs for route in start.routes}

    made = ground(problem, before, replace(COSTS, seed=data.draw(st.integers(0, 9))))

    assert isinstance(made, Ground)
    again = searched(made, before, None)
    assert isinstance(again, RoutePlan)
    assert again.cost <= start.cost


@given(st.data())
def test_what_is_locked_stays_first_and_with_its_provider(data: st.DataObject) -> None:
    problem = data.draw(problems(most_jobs=4, most_drivers=2, timed=False))
    start = sequence(problem, None, DRIVING)
    if not isinstance(start, RoutePlan):
        return
    locks = [route.refs[: data.draw(st.integers(0, 3))] for route in start.routes]
    drivers = tuple(replace(one, locked=lock) for one, lock in zip(problem.providers, locks, strict=True))

    plan = sequence(replace(problem, providers=drivers), None, DRIVING)

    assert isinstance(plan, RoutePlan)
    assert [route.refs[: len(lock)] for route, lock in zip(plan.routes, locks, strict=True)] == locks
    assert plan.cost == start.cost
