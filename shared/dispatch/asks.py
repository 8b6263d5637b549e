"""Who is asked for what, all of a window at once: predicted times, chances, and what they rest on."""

from dataclasses import replace

from shared.dispatch.acceptance.columns import circumstances_of
from shared.dispatch.arrays import things
from shared.dispatch.candidates import CandidateSet
from shared.dispatch.columns import Ints
from shared.dispatch.forecasts import forecast_leg, forecast_pairs
from shared.dispatch.horizon.trips import Leg
from shared.dispatch.outcome import Ask
from shared.dispatch.problem import WindowProblem


def asks_of(problem: WindowProblem, candidates: CandidateSet, arcs: Ints) -> list[Ask]:
    """Make one ask of each of these positions in the candidate set, in their order."""
    job, worker, way_s = candidates.job[arcs], candidates.worker[arcs], candidates.travel_s[arcs]
    columns, foreseen = candidates.columns, forecast_pairs(problem, job, worker, way_s)
    known = circumstances_of(problem, job, worker, way_s, columns.jobs.trip_s[job], columns.jobs.left_pressure[job])
    return things(
        Ask,
        provider_id=[problem.workers[whom].provider_id for whom in worker.tolist()],
        total_s=candidates.total_s[arcs].tolist(),
        pickup_s=candidates.pickup_s[arcs].tolist(),
        end_s=candidates.end_s[arcs].tolist(),
        acceptance=[round(chance, 4) for chance in candidates.acceptance[arcs].tolist()],
        circumstances=known,
        eta_pickup=[one.pickup for one in foreseen],
        eta_end=[one.end for one in foreseen],
    )


def in_batch(problem: WindowProblem, job: int, worker: int, ask: Ask, leg: Leg) -> Ask:
    """Predict for a booking in a batch what was predicted for it alone."""
    foreseen = forecast_leg(problem, job, worker, pickup_s=leg.pickup_s, end_s=leg.end_s)
    return replace(ask, pickup_s=leg.pickup_s, end_s=leg.end_s, eta_pickup=foreseen.pickup, eta_end=foreseen.end)
