"""Bookings that one provider has on board together: whether that is safe, how sure, and what it would be without."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from shared.dispatch.confidence import DIGITS, MARGIN_SCALE_S
from shared.dispatch.forecasts import forecast_leg
from shared.dispatch.horizon.trips import Leg, Trip
from shared.dispatch.problem import WindowProblem
from shared.eta.forecast import chance_by
from shared.models.decision import BatchRationale, UnbatchedRationale

LEAST_SLIP_S = 60
"""A pickup may always slip by this much before it breaks a batch."""


@dataclass(frozen=True, slots=True)
class Alone:
    """What the plan without batches does for one booking."""

    worker: int
    end_s: int


def batch_of(problem: WindowProblem, trip: Trip, alone: Mapping[int, Alone], gain_s: int) -> BatchRationale | None:
    """The batch of a trip that ``may_be_batched``, if it is a good one: it saves something and is sure enough.

    Otherwise the first booking is asked for alone, and the next window sees about the others.

    Args:
        problem: the window.
        trip: the trip, of at least two bookings.
        alone: each booking of the window in the plan without batches.
        gain_s: by how many seconds all bookings of the window together end sooner because of batching; one that nobody would
            have otherwise counts as ending after ``unassigned_s``, and a second of driving saved as ``drive_weight``.
    """
    sure = _confidence(problem, trip, gain_s)
    if gain_s <= 0 or sure < problem.settings.batch_confidence:
        return None
    return BatchRationale(
        bookings=tuple(problem.jobs[leg.job].booking_id for leg in trip.legs),
        provider_id=problem.workers[trip.worker].provider_id,
        confidence=sure,
        gain_s=gain_s,
        breaks_when_late_s=max(LEAST_SLIP_S, gain_s // len(trip.legs)),
        unbatched=tuple(_unbatched(problem, leg, alone) for leg in trip.legs),
    )


def may_be_batched(problem: WindowProblem, trip: Trip) -> bool:
    """Whether nobody is too long on board, and the worker can be asked for all of the trip and hold all of it at a time."""
    if len(trip.legs) == 1:
        return False
    worker, most = problem.workers[trip.worker], problem.settings.max_extra_on_board_s
    demand = sum(problem.jobs[leg.job].demand for leg in trip.legs)
    return (
        len(trip.legs) <= min(problem.settings.most_on_board, worker.max_open_offers - worker.open_offers)
        and worker.load + demand <= worker.capacity
        and all(_extra_s(problem, leg) <= most for leg in trip.legs)
    )


def _confidence(problem: WindowProblem, trip: Trip, gain_s: int) -> float:
    """Geometric mean of the chances to end each booking as promised, less while the gain is small."""
    log_sum = 0.0
    for leg in trip.legs:
        job = problem.jobs[leg.job]
        end = forecast_leg(problem, leg.job, trip.worker, pickup_s=leg.pickup_s, end_s=leg.end_s).end
        kept = 1.0 if job.promise_end_s is None else chance_by(end, job.promise_end_s)
        log_sum += math.log(max(kept, 1e-9))
    worth = 1 - 0.5 * math.exp(-max(0, gain_s) / MARGIN_SCALE_S)
    return round(math.exp(log_sum / len(trip.legs)) * worth, DIGITS)


def _extra_s(problem: WindowProblem, leg: Leg) -> int:
    """How much longer a booking is on board than it would be on a straight trip."""
    trip_s = int(problem.travel.trip_s[leg.job])
    return leg.end_s - leg.pickup_s - max(0, problem.jobs[leg.job].service_s) - max(0, trip_s)


def _unbatched(problem: WindowProblem, leg: Leg, alone: Mapping[int, Alone]) -> UnbatchedRationale:
    known = alone.get(leg.job)
    return UnbatchedRationale(
        booking_id=problem.jobs[leg.job].booking_id,
        provider_id=problem.workers[known.worker].provider_id if known else None,
        end_s=known.end_s if known else None,
        batched_end_s=leg.end_s,
    )
