"""Checks what a decision plans beyond its window, sharing only the models with what planned it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from shared.dispatch.faults import Fault, Violation
from shared.dispatch.feasibility import case_of, first_places, reason_of
from shared.dispatch.outcome import Held, Proposal, WindowDecision
from shared.dispatch.problem import Job, WindowProblem, Worker
from shared.models.decision import BatchRationale, ExclusionReason
from shared.models.place import place_key
from shared.models.plan import PlannedVisit, VisitKind
from shared.units import BookingId


def faults_of_plan(problem: WindowProblem, decision: WindowDecision) -> Iterator[Violation]:
    """Every fault of the holds, the batches and the tentative routes."""
    emptied = replace(problem, workers=tuple(replace(w, load=0) if w.free_at_s > 0 else w for w in problem.workers))
    for place, outcome in enumerate(decision.outcomes):
        if isinstance(outcome, Held):
            yield from _faults_of_hold(emptied, place, outcome, decision)
        elif isinstance(outcome, Proposal) and outcome.batch:
            yield from _faults_of_batch(problem, place, outcome, outcome.batch, decision)
    yield from _faults_of_routes(problem, decision)


def _faults_of_hold(problem: WindowProblem, place: int, held: Held, decision: WindowDecision) -> Iterator[Violation]:
    index, job = first_places(problem), problem.jobs[place]
    seen = Violation(fault=Fault.UNKNOWN_PROVIDER, booking_id=held.booking_id, provider_id=held.provider_id)
    if held.provider_id not in index:
        yield seen
        return
    reason = reason_of(case_of(problem, place, index[held.provider_id]), index[held.provider_id])
    if reason:
        yield replace(seen, fault=Fault.EXCLUDED_CHOSEN, reason=reason)
    for too_late in _too_late(job, problem.workers[index[held.provider_id]], held.pickup_s):
        yield replace(seen, fault=Fault.HELD_TOO_LATE, reason=too_late)
    if not max(0, job.window_start_s) <= held.pickup_s <= held.end_s:
        yield replace(seen, fault=Fault.WRONG_PREDICTION)
    if not _is_carried(held, decision):
        yield replace(seen, fault=Fault.NOT_IN_PLAN)


def _is_carried(held: Held, decision: WindowDecision) -> bool:
    visits = [visit.kind for visit in decision.routes.get(held.provider_id, ()) if held.booking_id in visit.bookings]
    everywhere = sum(held.booking_id in visit.bookings for route in decision.routes.values() for visit in route)
    return visits == [VisitKind.PICKUP, VisitKind.DROPOFF] and everywhere == len(visits)


def _too_late(job: Job, worker: Worker, pickup_s: int) -> Iterator[ExclusionReason]:
    """What forbids a pickup at that time: a plan picks up later than who comes for one booking alone."""
    if job.window_end_s is not None and pickup_s > job.window_end_s:
        yield ExclusionReason.WINDOW_UNREACHABLE
    if worker.shift_ends_s is not None and pickup_s > worker.shift_ends_s:
        yield ExclusionReason.SHIFT_ENDS_BEFORE


def _faults_of_batch(
    problem: WindowProblem, place: int, outcome: Proposal, batch: BatchRationale, decision: WindowDecision
) -> Iterator[Violation]:
    seen = Violation(fault=Fault.WRONG_BATCH, booking_id=outcome.booking_id, provider_id=batch.provider_id)
    told = {one.booking_id: one.batch for one in decision.outcomes if isinstance(one, Proposal) and one.batch}
    is_sound = (
        outcome.booking_id in batch.bookings
        and [ask.provider_id for ask in outcome.providers[:1]] == [batch.provider_id]
        and 1 < len(set(batch.bookings)) <= problem.settings.most_on_board
        and all(told.get(booking) == batch for booking in batch.bookings)
        and sum(other.provider_id == batch.provider_id for other in set(told.values())) == 1
        and batch.confidence >= problem.settings.batch_confidence
    )
    index = first_places(problem)
    if not is_sound or batch.provider_id not in index:
        yield seen
        return
    worker = problem.workers[index[batch.provider_id]]
    demand = {job.booking_id: job.demand for job in reversed(problem.jobs)}
    if worker.load + sum(demand[booking] for booking in set(batch.bookings)) > worker.capacity:
        yield replace(seen, fault=Fault.TOO_MANY_ON_BOARD)
    places = {place_key(job.pickup) for job in problem.jobs if job.booking_id in batch.bookings}
    if len(places) > 1 and not problem.settings.between_drops:
        yield replace(seen, fault=Fault.SECOND_PICKUP)
    for too_late in _too_late(problem.jobs[place], worker, outcome.providers[0].pickup_s):
        yield replace(seen, fault=Fault.EXCLUDED_CHOSEN, reason=too_late)


def _faults_of_routes(problem: WindowProblem, decision: WindowDecision) -> Iterator[Violation]:
    demand = {job.booking_id: job.demand for job in reversed(problem.jobs)}
    index = first_places(problem)
    for provider_id, visits in decision.routes.items():
        if provider_id not in index:
            yield Violation(fault=Fault.UNKNOWN_PROVIDER, provider_id=provider_id)
            continue
        most, units = _most_on_board(visits, demand)
        if most > problem.settings.most_on_board or units > max(1, problem.workers[index[provider_id]].capacity):
            yield Violation(fault=Fault.TOO_MANY_ON_BOARD, provider_id=provider_id)
        if not problem.settings.between_drops and _picks_up_while_carrying(visits):
            yield Violation(fault=Fault.SECOND_PICKUP, provider_id=provider_id)


def _picks_up_while_carrying(visits: Sequence[PlannedVisit]) -> bool:
    carried = 0
    for visit in visits:
        if visit.kind is VisitKind.PICKUP and carried:
            return True
        carried += len(visit.bookings) if visit.kind is VisitKind.PICKUP else -len(visit.bookings)
    return False


def _most_on_board(visits: Sequence[PlannedVisit], demand: Mapping[BookingId, int]) -> tuple[int, int]:
    """The most bookings, and the most units of demand, that are on board at any time."""
    on_board: Counter[BookingId] = Counter()
    most = units = 0
    for visit in visits:
        if visit.kind is VisitKind.PICKUP:
            on_board.update(visit.bookings)
        else:
            on_board.subtract(visit.bookings)
        carried = [booking for booking, count in on_board.items() if count > 0]
        most, units = max(most, len(carried)), max(units, sum(demand.get(booking, 0) for booking in carried))
    return most, units
