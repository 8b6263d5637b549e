"""Whether a problem can be read at all: the rules that need no route to be judged."""

from collections.abc import Iterable, Iterator
from itertools import accumulate

from shared.dispatch.routing.model import Infeasible, Reason, RouteJob, RouteProblem, RouteProvider, StopRef, Visit
from shared.units import Uid


def fault(problem: RouteProblem) -> Infeasible | None:
    """The first rule that the problem breaks; None when it can be read."""
    checks = (_providers, _jobs, _locks)
    return next((found for check in checks for found in check(problem)), None)


def _whole(*values: object) -> bool:
    return all(isinstance(value, int) and not isinstance(value, bool) for value in values if value is not None)


def _repeated(ids: Iterable[str]) -> Iterator[int]:
    seen: set[str] = set()
    for index, one in enumerate(ids):
        if one in seen:
            yield index
        seen.add(one)


def _providers(problem: RouteProblem) -> Iterator[Infeasible]:
    if problem.jobs and not problem.providers:
        yield Infeasible(Reason.NO_PROVIDER, problem.jobs[0].booking_id)
    for index in _repeated(provider.provider_id for provider in problem.providers):
        yield Infeasible(Reason.DUPLICATE, provider_id=problem.providers[index].provider_id)
    for provider in problem.providers:
        reason = _provider_reason(provider, len(problem.travel_s))
        if reason:
            yield Infeasible(reason, provider_id=provider.provider_id)


def _provider_reason(provider: RouteProvider, n_places: int) -> Reason | None:
    if not _whole(provider.place, provider.free_s, provider.capacity, provider.shift_end_s):
        return Reason.NOT_A_NUMBER
    return None if 0 <= provider.place < n_places else Reason.UNKNOWN_PLACE


def _jobs(problem: RouteProblem) -> Iterator[Infeasible]:
    known = {provider.provider_id for provider in problem.providers}
    for index in _repeated(job.booking_id for job in problem.jobs):
        yield Infeasible(Reason.DUPLICATE, problem.jobs[index].booking_id)
    for job in problem.jobs:
        if not job.visits:
            yield Infeasible(Reason.NOTHING_TO_VISIT, job.booking_id)
        for index in _repeated(visit.stop_id for visit in job.visits):
            yield Infeasible(Reason.DUPLICATE, job.booking_id, job.visits[index].stop_id)
        yield from (
            Infeasible(reason, job.booking_id, visit.stop_id)
            for visit in job.visits
            if (reason := _visit_reason(visit, len(problem.travel_s)))
        )
        yield from _job_as_a_whole(job, known, problem.providers)


def _visit_reason(visit: Visit, n_places: int) -> Reason | None:
    times = (visit.earliest_s, visit.latest_s, visit.due_s, visit.service_s)
    if not _whole(visit.place, visit.load, *times) or visit.service_s < 0:
        return Reason.NOT_A_NUMBER
    if not 0 <= visit.place < n_places:
        return Reason.UNKNOWN_PLACE
    if visit.latest_s is not None and visit.latest_s < visit.earliest_s:
        return Reason.WINDOW_CONTRADICTORY
    return None


def _job_as_a_whole(job: RouteJob, known: set[Uid], providers: tuple[RouteProvider, ...]) -> Iterator[Infeasible]:
    if not _whole(job.on_board, job.since_s, job.max_on_board_s):
        yield Infeasible(Reason.NOT_A_NUMBER, job.booking_id)
        return
    held = list(accumulate((visit.load for visit in job.visits), initial=job.on_board))
    if min(held) < 0 or held[-1] != 0:
        yield Infeasible(Reason.UNBALANCED_LOAD, job.booking_id)
    if (job.provider_id is None and job.on_board) or (job.provider_id is not None and job.provider_id not in known):
        yield Infeasible(Reason.UNKNOWN_PROVIDER, job.booking_id, provider_id=job.provider_id)
    able = [one.capacity for one in providers if job.provider_id in {None, one.provider_id}]
    if max(held) > max(able, default=max(held)):
        worst = held.index(max(held))
        yield Infeasible(Reason.CAPACITY, job.booking_id, job.visits[max(0, worst - 1)].stop_id, job.provider_id)


def _locks(problem: RouteProblem) -> Iterator[Infeasible]:
    jobs = {job.booking_id: job for job in problem.jobs}
    holder: dict[str, Uid] = {}
    progress: dict[str, int] = {}
    seen: set[StopRef] = set()
    for provider in problem.providers:
        for ref in provider.locked:
            reason = _lock_reason(ref, provider, jobs.get(ref.booking_id), holder, progress, seen)
            if reason:
                yield Infeasible(reason, ref.booking_id, ref.stop_id, provider.provider_id)


def _lock_reason(
    ref: StopRef,
    provider: RouteProvider,
    job: RouteJob | None,
    holder: dict[str, Uid],
    progress: dict[str, int],
    seen: set[StopRef],
) -> Reason | None:
    if job is None or all(visit.stop_id != ref.stop_id for visit in job.visits):
        return Reason.LOCK_UNKNOWN
    if ref in seen:
        return Reason.LOCK_TWICE
    seen.add(ref)
    mine = holder.setdefault(ref.booking_id, job.provider_id or provider.provider_id)
    if mine != provider.provider_id:
        return Reason.LOCK_OF_ANOTHER
    index = progress.get(ref.booking_id, 0)
    if job.visits[index].stop_id != ref.stop_id:
        return Reason.LOCK_OUT_OF_ORDER
    progress[ref.booking_id] = index + 1
    return None
