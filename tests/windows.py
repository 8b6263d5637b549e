"""Matching windows for tests: plausible bookings and providers, and the plain travel estimate between them."""

from collections.abc import Sequence
from typing import Any

from shared.dispatch.outcome import Nobody, Proposal, WindowDecision
from shared.dispatch.problem import Job, WindowProblem, Worker
from shared.eta.speeds import speed_book
from shared.eta.travel import Traveller, TravelTable, estimate_table
from shared.models.dispatch_settings import DispatchSettings
from shared.models.place import LatLng
from shared.units import AreaId, BookingId, Uid
from tests.fakes.clock import START

CENTRE = LatLng(lat=52.52, lng=13.405)
METRE_DEG = 1 / 111_195
"""Degrees of latitude to a metre."""


def north_of_centre(metres: float) -> LatLng:
    """A point straight north of the centre; negative is south."""
    return LatLng(lat=CENTRE.lat + metres * METRE_DEG, lng=CENTRE.lng)


def a_job(booking_id: str = "b1", **what: Any) -> Job:
    """A booking picked up at the centre."""
    facts = {"service": "courier", "pickup": CENTRE, "dropoff": north_of_centre(1500), "attempts_left": 12, **what}
    return Job(booking_id=BookingId(booking_id), **facts)


def a_worker(provider_id: str = "p1", metres: float = 500, **what: Any) -> Worker:
    """An idle provider so many metres north of the centre."""
    facts = {"position": north_of_centre(metres), "services": ("courier",), "capacity": 2, **what}
    return Worker(provider_id=Uid(provider_id), **facts)


def estimated(jobs: Sequence[Job], workers: Sequence[Worker]) -> TravelTable:
    """The straight-line estimate for a window."""
    travellers = [Traveller(place=worker.start, vehicle=worker.vehicle) for worker in workers]
    return estimate_table(travellers, [(job.pickup, job.dropoff) for job in jobs], speed_book(5.5), hour=12)


def a_window(
    jobs: Sequence[Job], workers: Sequence[Worker], *, travel: TravelTable | None = None, **what: Any
) -> WindowProblem:
    """A window over these, with the plain estimate unless ``travel`` says otherwise."""
    settings = what.pop("settings", None) or DispatchSettings()
    facts = {"area_id": AreaId("berlin"), "now": START, "settings": settings, **what}
    return WindowProblem(jobs=tuple(jobs), workers=tuple(workers), travel=travel or estimated(jobs, workers), **facts)


def the_proposal(decision: WindowDecision, place: int = 0) -> Proposal:
    """The outcome at this place, which has to be a proposal."""
    outcome = decision.outcomes[place]
    assert isinstance(outcome, Proposal)
    return outcome


def the_nobody(decision: WindowDecision, place: int = 0) -> Nobody:
    """The outcome at this place, which has to be a nobody."""
    outcome = decision.outcomes[place]
    assert isinstance(outcome, Nobody)
    return outcome


def asked(decision: WindowDecision) -> list[list[str]]:
    """Who is asked, by booking."""
    return [
        [ask.provider_id for ask in outcome.providers] if isinstance(outcome, Proposal) else []
        for outcome in decision.outcomes
    ]
