"""The chance of a yes for all pairs of a window: a part of the booking, one of the provider, one of the way between them."""

from dataclasses import dataclass
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from shared.dispatch.acceptance.features import (
    LONGEST_S,
    MAX_OPEN_OFFERS,
    MAX_WAVE,
    SLICES,
    TRAVEL_KNOTS_S,
    TRIP_KNOTS_S,
    VEHICLES,
    Floats,
    Group,
    hinges,
    hour_terms,
    terms_of,
)
from shared.dispatch.acceptance.odds import calibrate, record_effect
from shared.dispatch.acceptance.view import AcceptanceView
from shared.dispatch.problem import WindowProblem, Worker
from shared.models.acceptance import HOURS_A_WEEK, Circumstances
from shared.models.base import rows_of
from shared.models.provider import Link
from shared.units import Uid

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptanceColumns:
    """Log-odds in parts that add up; ``way`` has an entry for each second of travel. Nothing of it before calibration."""

    job: Floats
    worker: Floats
    way: Floats
    calibration: tuple[float, ...]

    def chances(self, job: Ints, worker: Ints, travel_s: Ints) -> Floats:
        """Chance of a yes for pairs; index arrays and times broadcast."""
        odds = self.job[job] + self.worker[worker] + self.way[np.clip(travel_s, 0, LONGEST_S)]
        return calibrate(odds, self.calibration)


def acceptance_columns(problem: WindowProblem, trip_s: Ints, pressure: Floats) -> AcceptanceColumns | None:
    """Take what was learned apart for a window; None when nothing was.

    Args:
        problem: the window.
        trip_s: of each booking, from pickup to end.
        pressure: of each booking's pickup zone.
    """
    view = problem.acceptance
    if view is None:
        return None
    weights = np.array(view.weights)
    return AcceptanceColumns(
        job=_job_part(problem, weights, trip_s, pressure),
        worker=_worker_part(problem, view, weights),
        way=hinges(np.arange(LONGEST_S + 1, dtype=np.float64), TRAVEL_KNOTS_S) @ weights[SLICES[Group.TRAVEL]],
        calibration=view.calibration,
    )


def _job_part(problem: WindowProblem, weights: Floats, trip_s: Ints, pressure: Floats) -> Floats:
    waves = np.array([_wave_term(job.wave) for job in problem.jobs], dtype=np.float64)
    trips = hinges(trip_s.astype(np.float64), TRIP_KNOTS_S) @ weights[SLICES[Group.TRIP]]
    part: Floats = trips + waves * weights[SLICES[Group.WAVE]] + (pressure - 1) * weights[SLICES[Group.PRESSURE]]
    return part


def _wave_term(wave: int) -> int:
    return min(max(wave, 1), MAX_WAVE) - 1


def _worker_part(problem: WindowProblem, view: AcceptanceView, weights: Floats) -> Floats:
    workers = problem.workers
    vehicle = np.array([VEHICLES.index(worker.vehicle) for worker in workers], dtype=np.int64)
    busy = np.array([worker.load > 0 for worker in workers], dtype=np.float64)
    open_offers = np.array([min(max(0, w.open_offers), MAX_OPEN_OFFERS) for w in workers], dtype=np.float64)
    stale = np.array([worker.link == Link.STALE for worker in workers], dtype=np.float64)
    effects = np.array([_effect_of(problem, view, worker) for worker in workers], dtype=np.float64)
    busy_weight, open_weight = weights[SLICES[Group.BUSY]]
    common = weights[SLICES[Group.BASE]][0] + hour_terms(problem.hour) @ weights[SLICES[Group.HOUR]]
    part: Floats = (
        common
        + weights[SLICES[Group.VEHICLE]][vehicle]
        + busy_weight * busy
        + open_weight * open_offers
        + weights[SLICES[Group.LINK]] * stale
        + effects
    )
    return part


def _effect_of(problem: WindowProblem, view: AcceptanceView, worker: Worker) -> float:
    prior_offers = problem.settings.weights.prior_offers
    return effect_of(view, worker.provider_id, worker.offers_made, worker.offers_accepted, prior_offers)


def effect_of(view: AcceptanceView, uid: Uid, made: int, accepted: int, prior_offers: float) -> float:
    """How much gladder a provider is than others: as learned, or where the record puts a stranger."""
    learned = view.effects.get(uid)
    return record_effect(made, accepted, view.typical, prior_offers) if learned is None else learned


def predicted(view: AcceptanceView, uid: Uid, about: Circumstances, prior_offers: float) -> float:
    """Predict one offer by itself: the same chance as the columns give."""
    effect = effect_of(view, uid, about.offers_made, about.offers_accepted, prior_offers)
    odds = np.array([terms_of(about) @ np.array(view.weights) + effect])
    return float(calibrate(odds, view.calibration)[0])


def circumstances_of(
    problem: WindowProblem, jobs: Ints, workers: Ints, travel_s: Ints, trip_s: Ints, pressure: Floats
) -> list[Circumstances]:
    """Write down on what the chances of pairs rest, to be kept in the offers and learned from."""
    asked = [problem.workers[worker] for worker in workers.tolist()]
    made = [max(0, one.offers_made) for one in asked]
    return rows_of(
        Circumstances,
        travel_s=np.maximum(0, travel_s).tolist(),
        trip_s=np.maximum(0, trip_s).tolist(),
        hour=repeat(problem.hour % HOURS_A_WEEK, len(asked)),
        vehicle=[one.vehicle for one in asked],
        wave=[max(1, problem.jobs[job].wave) for job in jobs.tolist()],
        busy=[one.load > 0 for one in asked],
        open_offers=[max(0, one.open_offers) for one in asked],
        stale=[one.link == Link.STALE for one in asked],
        pressure=pressure.tolist(),
        offers_made=made,
        offers_accepted=[min(max(0, one.offers_accepted), most) for one, most in zip(asked, made, strict=True)],
    )
