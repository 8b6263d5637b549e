"""A new forecast of a running plan as one commit: who is told, what is only kept, and what the dispatcher decides on next.

A told window is an event of its booking. A silent one is only kept for operators, in ``etas``. Either way the provider's
promises move, for dispatch decides on what is believed and not on what was said.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from shared import paths
from shared.booking.change import Moment, booking_change
from shared.booking.customer_view import told_end
from shared.booking.load import with_ends
from shared.eta.booking_forecast import BookingForecast
from shared.eta.learned import LearnedEta
from shared.eta.readings import with_reading
from shared.eta.revision import Revision, Told, Verdict, revise
from shared.eta.route_forecast import StopForecast
from shared.messages.events import EtaRevised
from shared.models.area import RevisionSettings
from shared.models.booking import Assignment, Booking
from shared.models.change import Decision, Versioned, Write, put, replace
from shared.models.eta import BookingEta, EtaCause, EtaReading, EtaWindow, RevisionReason, StopEta
from shared.models.provider import Provider
from shared.models.stop import Stop, StopState
from shared.units import BookingId

_NOT_BEGUN = frozenset({StopState.PENDING, StopState.ENROUTE})
KEPT = timedelta(days=30)
"""Real time for which beliefs are kept."""


@dataclass(frozen=True)
class RunningPlan:
    """A provider's plan as it was read, with all that goes with it; bookings by id."""

    provider: Versioned[Provider]
    bookings: Mapping[BookingId, Versioned[Booking]]
    etas: Mapping[BookingId, Versioned[BookingEta]]

    def held(self) -> dict[BookingId, Booking]:
        """Give the bookings that are this provider's to do indeed: by the epoch, others went on to somebody else meanwhile."""
        epochs = self.provider.value.engagements
        found = ((booking_id, one.value) for booking_id, one in self.bookings.items())
        return {booking_id: one for booking_id, one in found if one.assignment_epoch == epochs.get(booking_id)}


@dataclass(frozen=True)
class Outlook:
    """What is believed now: the plan stop by stop and booking by booking, and why it is late where it is.

    Attributes:
        learned: what the area has learned, of windows told again too.
    """

    route: Sequence[StopForecast]
    bookings: Mapping[BookingId, BookingForecast]
    learned: LearnedEta
    cause: EtaCause


@dataclass(frozen=True)
class _Change:
    """One booking's new forecast, and what becomes of it."""

    booking: Versioned[Booking]
    assignment: Assignment
    forecast: BookingForecast
    verdict: Verdict
    eta: BookingEta | None

    @property
    def is_told(self) -> bool:
        return self.verdict.revision is Revision.TELL


def revise_plan(plan: RunningPlan, outlook: Outlook, settings: RevisionSettings, moment: Moment) -> Decision:
    """Decide what becomes of a new forecast; no writes when nothing changed that anybody would notice.

    Returns:
        The decision; its result names the bookings ``told`` and those only ``kept``.
    """
    held = plan.held()
    changes = [
        _change(plan, held[key], one, settings, moment.at) for key, one in outlook.bookings.items() if key in held
    ]
    told = [change for change in changes if change is not None and change.is_told]
    kept = [change for change in changes if change is not None and not change.is_told]
    spoken = [_tell(change, outlook, settings, moment) for change in told]
    writes = (
        *(write for decision in spoken for write in decision.writes),
        *(_eta(change, moment) for change in (*told, *kept)),
        *_provider(plan, outlook, settings, is_told=bool(told)),
    )
    names = {"told": told, "kept": kept}
    result = {name: [one.booking.value.booking_id for one in listed] for name, listed in names.items()}
    return Decision(writes, tuple(message for one in spoken for message in one.messages), result)


def _change(
    plan: RunningPlan, booking: Booking, forecast: BookingForecast, settings: RevisionSettings, now: datetime
) -> _Change | None:
    assignment = booking.assignment
    if assignment is None:
        return None
    verdict = revise(
        _told(assignment),
        forecast.end,
        state=booking.customer_view.state,
        promise_end_at=booking.terms.promise.window.end_at,
        now=now,
        settings=settings,
    )
    known = plan.etas.get(booking.booking_id)
    eta = known.value if known is not None and known.value.epoch == assignment.epoch else None
    if verdict.revision is Revision.NONE or (verdict.revision is Revision.SILENT and _is_same(eta, forecast, settings)):
        return None
    return _Change(plan.bookings[booking.booking_id], assignment, forecast, verdict, eta)


def _told(assignment: Assignment) -> Told:
    told_at = assignment.revised_at or assignment.assigned_at
    return Told(window=told_end(assignment), at=told_at, shift_s=assignment.shift_s)


def _is_same(known: BookingEta | None, forecast: BookingForecast, settings: RevisionSettings) -> bool:
    """Whether that is believed and kept already."""
    if known is None or not known.readings or len(known.stops) != len(forecast.stops):
        return False
    before, after = known.readings[-1].end, forecast.end
    moved_s = max(_apart_s(before.p50_at, after.p50_at), abs(_width_s(after) - _width_s(before)))
    return moved_s < settings.keep_from_s


def _tell(change: _Change, outlook: Outlook, settings: RevisionSettings, moment: Moment) -> Decision:
    booking, forecast = change.booking.value, change.forecast
    event = EtaRevised(
        epoch=change.assignment.epoch,
        pickup=_pickup(booking, forecast),
        end=outlook.learned.told_again(forecast.end, moment.at),
        before=told_end(change.assignment),
        reason=change.verdict.reason,
        cause=_cause(change, outlook),
        shift_s=change.verdict.shift_s,
        late_chance=round(forecast.late_chance, 3),
        nearby_s=settings.nearby_s,
    )
    return booking_change(change.booking, booking.booking_id, [event], moment)


def _pickup(booking: Booking, forecast: BookingForecast) -> EtaWindow | None:
    first = booking.terms.stops[0]
    ahead = forecast.stops[0]
    return ahead.begin if ahead.stop_id == first.stop_id and first.state in _NOT_BEGUN else None


def _cause(change: _Change, outlook: Outlook) -> EtaCause | None:
    """What is behind a delay; who is told a better time keeps the old cause while the promise is still missed."""
    promised_at = change.booking.value.terms.promise.window.end_at
    if change.verdict.shift_s <= 0:
        return change.assignment.cause if change.forecast.end.p50_at > promised_at else None
    is_elsewhere = outlook.route[0].booking_id != change.booking.value.booking_id
    waits = outlook.cause is EtaCause.PICKUP_NOT_READY
    return EtaCause.OTHER_STOPS if waits and is_elsewhere else outlook.cause


def _eta(change: _Change, moment: Moment) -> Write:
    booking, forecast = change.booking.value, change.forecast
    before = change.eta.readings if change.eta else (_first_reading(change.assignment),)
    new = EtaReading(at=moment.at, end=forecast.end, told=change.is_told, reason=change.verdict.reason)
    eta = BookingEta(
        booking_id=booking.booking_id,
        area_id=booking.area_id,
        epoch=change.assignment.epoch,
        stops=tuple(StopEta(stop_id=one.stop_id, begin=one.begin, end=one.end) for one in forecast.stops),
        late_chance=round(forecast.late_chance, 3),
        confidence=round(forecast.confidence, 3),
        basis=forecast.basis,
        as_of=moment.at,
        readings=with_reading(before, new),
        expires_at=moment.real_at + KEPT,
    )
    return put(paths.eta(booking.booking_id), eta)


def _first_reading(assignment: Assignment) -> EtaReading:
    """What was told when the job was given."""
    end = assignment.first_end or told_end(assignment)
    return EtaReading(at=assignment.assigned_at, end=end, told=True, reason=RevisionReason.FIRST)


def _provider(plan: RunningPlan, outlook: Outlook, settings: RevisionSettings, *, is_told: bool) -> Iterable[Write]:
    before = plan.provider.value
    last = _last_stop(plan, outlook.route)
    if last is None:
        return
    end_at = {key: one.end.p50_at for key, one in outlook.bookings.items()}
    free_at = outlook.route[-1].end.p50_at
    moved_s = [_apart_s(before.promises[key].predicted_at, at) for key, at in end_at.items() if key in before.promises]
    moved_s.append(_apart_s(before.free_at or free_at, free_at))
    if is_told or max(moved_s) >= settings.keep_from_s or before.free_place != last.point:
        yield replace(plan.provider, with_ends(before, end_at, free_at, last))


def _last_stop(plan: RunningPlan, route: Sequence[StopForecast]) -> Stop | None:
    return plan.bookings[route[-1].booking_id].value.stop(route[-1].stop_id) if route else None


def _apart_s(one: datetime, other: datetime) -> float:
    return abs((one - other).total_seconds())


def _width_s(window: EtaWindow) -> float:
    return (window.p90_at - window.p10_at).total_seconds()
