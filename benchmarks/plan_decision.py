"""How long one decision of the rolling plan takes at the peak of a large city: some 130 waiting orders, 220 couriers.

A made-up city, the same for the same seed, is played minute by minute under the strict rules of the meal delivery
instances. Each decision counts with all that belongs to it: reading the state of the world, planning with bundles and repair
search, prices, prepositioning, obeying. The first decision is measured in a fresh interpreter, imports included.
"""

from __future__ import annotations

import subprocess
import sys
import time
from random import Random
from statistics import median

from benchmarks.figures import Table, in_ms, misses_of, percentile
from benchmarks.mdrp.instance import Courier, Instance, Order
from benchmarks.mdrp.kitchens import Kitchens
from benchmarks.mdrp.muster import Muster
from benchmarks.mdrp.travel import MinuteTravel
from benchmarks.mdrp.world import World
from devtools.project import ROOT
from devtools.steps import say
from shared.dispatch.plan.settings import PlanSettings

COURIERS, RESTAURANTS, ORDERS_PER_MIN = 220, 300, 8
DECISIONS, WARM_UP_MIN, COLD_RUNS, SEED = 300, 60, 3, 1
WANTED = {"p99 of a decision in ms": 30.0, "first decision of a fresh process in s": 1.5}
_SIDE_M, _CENTRE_M, _METRES_PER_MIN = 12_000, 2_500, 320
_COLD = "from benchmarks.plan_decision import first_decision; first_decision()"


def run(decisions: int = DECISIONS) -> Table:
    """Play the peak; start fresh processes."""
    say(f"Plan decision: {decisions} decisions of one process, and the first of {COLD_RUNS} fresh ones")
    world, muster = _peak(WARM_UP_MIN + decisions)
    took_s, waiting = [], []
    for minute in range(WARM_UP_MIN + decisions):
        world.tick(minute)
        size, one_s = len(world.waiting), _timed(muster)
        if minute >= WARM_UP_MIN:
            took_s.append(one_s)
            waiting.append(size)
    cold_s = median(_cold() for _ in range(COLD_RUNS))
    p50_s, p99_s = percentile(took_s, 0.5), percentile(took_s, 0.99)
    reached = dict(zip(WANTED, (p99_s * 1000, cold_s), strict=True))
    rows = [
        ("waiting orders, median and most", f"{median(waiting):g}, {max(waiting)}"),
        ("couriers", str(COURIERS)),
        ("p50 on one core", in_ms(p50_s)),
        ("p99 on one core", in_ms(p99_s)),
        ("first decision of a fresh process", in_ms(cold_s)),
    ]
    numbers = {"p50_s": p50_s, "p99_s": p99_s, "cold_s": cold_s, "decisions": decisions, "waiting": median(waiting)}
    return Table("Plan decision", ("", ""), rows, numbers, misses=misses_of(reached, WANTED))


def first_decision() -> None:
    """Decide once with nothing known, as many orders waiting as at the peak."""
    world, muster = _peak(16)
    world.tick(16)
    muster.decide()


def made_up_city(minutes: int, seed: int = SEED) -> Instance:
    """Restaurants around the centre, doors and couriers around them; ``minutes`` of orders at the rate of the peak."""
    chance = Random(seed)

    def somewhere(spread_m: float) -> tuple[float, float]:
        return chance.gauss(_SIDE_M / 2, spread_m), chance.gauss(_SIDE_M / 2, spread_m)

    restaurants = tuple(somewhere(_CENTRE_M) for _ in range(RESTAURANTS))
    orders = tuple(
        Order(
            name=f"o{number}",
            door=somewhere(_CENTRE_M),
            placed_min=number // ORDERS_PER_MIN,
            restaurant=min(int(chance.expovariate(8 / RESTAURANTS)), RESTAURANTS - 1),
            ready_min=number // ORDERS_PER_MIN + max(2, round(chance.gauss(15, 6))),
        )
        for number in range(minutes * ORDERS_PER_MIN)
    )
    couriers = tuple(
        Courier(name=f"c{number}", start=somewhere(_CENTRE_M), on_min=0, off_min=minutes + 120)
        for number in range(COURIERS)
    )
    return Instance(
        name=f"made-up-{seed}",
        restaurants=restaurants,
        orders=orders,
        couriers=couriers,
        metres_per_min=_METRES_PER_MIN,
        pickup_service_min=4,
        dropoff_service_min=4,
        target_min=40,
        maximum_min=90,
        pay_per_order=10,
        pay_per_hour=15,
    )


def _peak(minutes: int) -> tuple[World, Muster]:
    city = made_up_city(minutes)
    world = World(city, MinuteTravel(city), Kitchens(city))
    return world, Muster(world, PlanSettings(), seed=SEED)


def _timed(muster: Muster) -> float:
    """Time of one core: the decision waits for nothing, and what else the machine does should not count."""
    started_s = time.process_time()
    muster.decide()
    return time.process_time() - started_s


def _cold() -> float:
    started_s = time.perf_counter()
    subprocess.run([sys.executable, "-c", _COLD], cwd=ROOT, check=True)
    return time.perf_counter() - started_s
