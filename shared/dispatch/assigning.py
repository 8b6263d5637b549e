"""Assignments: given by an accepted offer or by an operator's hand, released, and given anew; fenced by the epoch."""

from dataclasses import dataclass
from dataclasses import replace as replace_fields

from shared import paths
from shared.booking.change import (
    NOTHING_ELSE,
    Extra,
    Moment,
    booking_change,
    check_version,
    search_deadline,
    wake_dispatch,
    withdraw_open_offers,
)
from shared.booking.load import Course, behind, reserved, with_job
from shared.booking.moving import check_holder
from shared.booking.stops import Job, freeing, the_rest_anew
from shared.booking.terms import release_of
from shared.dispatch.assignment_forecast import Forecast, around
from shared.dispatch.begun_plan import Running
from shared.dispatch.replanning import replanned
from shared.errors import Code, Conflict, MusterError, Rejected
from shared.messages import events as ev
from shared.messages.commands import AssignBooking, ReleaseAssignment
from shared.messages.routing import workflow_step
from shared.models.area import ServiceArea
from shared.models.booking import Booking, BookingState
from shared.models.change import Decision, Message, Versioned, Write, put, replace
from shared.models.contacts import Contacts
from shared.models.eta import EtaCause
from shared.models.provider import Duty, LiveAssignment, Provider
from shared.units import OfferId


@dataclass(frozen=True)
class Crew:
    """Who takes a job, as read, with the personal data that the two people need from now on.

    ``running`` is what the provider does already; without it a new job's stops go behind all others.
    """

    provider: Versioned[Provider]
    contacts: Contacts | None
    running: Running | None = None


def assigned(
    booking: Versioned[Booking],
    crew: Crew,
    forecast: Forecast,
    moment: Moment,
    *,
    offer_id: OfferId | None,
    before: tuple[ev.EventData, ...] = (),
    after: tuple[ev.EventData, ...] = (),
    extra: Extra = NOTHING_ELSE,
) -> Decision:
    """Give the job to one provider.

    Raises:
        Conflict: ``D205 NO_CAPACITY``, ``D206 NOT_ON_DUTY``, ``B110 WRONG_STATE``.
    """
    provider = crew.provider.value
    if provider.duty is not Duty.ONLINE:
        raise Conflict(Code.NOT_ON_DUTY)
    course, forecast = course_for(booking.value, crew, forecast, moment)
    epoch = booking.value.assignment_epoch + 1 + sum(isinstance(e, ev.AssignmentReleased) for e in before)
    event = ev.BookingAssigned(
        provider_id=provider.provider_id,
        epoch=epoch,
        offer_id=offer_id,
        vehicle=provider.vehicle,
        predicted_pickup_at=forecast.pickup.p50_at,
        predicted_end_at=forecast.end.p50_at,
        eta_pickup=forecast.pickup,
        eta_end=forecast.end,
        nearby_s=forecast.nearby_s,
    )
    by_offer = offer_id is not None
    claimed = with_job(provider, booking.value, epoch, course=course, end_at=forecast.end.p50_at, by_offer=by_offer)
    writes: tuple[Write, ...] = (replace(crew.provider, claimed), live_write(booking.value, crew, epoch, moment))
    merged = Extra(
        writes=(*writes, *extra.writes),
        messages=(*extra.messages, *_look_again(booking.value, provider, epoch)),
        result={"epoch": epoch, "provider_id": provider.provider_id, **(extra.result or {})},
    )
    return booking_change(booking, booking.value.booking_id, [*before, event, *after], moment, extra=merged)


def _look_again(booking: Booking, provider: Provider, epoch: int) -> tuple[Message, ...]:
    """Have the plan forecast anew for the bookings held before, which the new one may have put off."""
    if not provider.engagements:
        return ()
    key = f"{booking.booking_id}.{epoch}"
    return (workflow_step("revise_routes", key, uids=[provider.provider_id], cause=EtaCause.OTHER_STOPS.value),)


def course_for(booking: Booking, crew: Crew, forecast: Forecast, moment: Moment) -> tuple[Course, Forecast]:
    """The provider's plan with the job in it, and when the job is expected then."""
    provider = crew.provider.value
    found = replanned(provider, crew.running, booking, moment.at) if crew.running else None
    if found is None:
        return behind(provider, booking, forecast.end.p50_at), forecast
    pickup, end = around(forecast.pickup, found.pickup_at), around(forecast.end, found.end_at)
    return found.course, replace_fields(forecast, pickup=pickup, end=end)


def live_write(booking: Booking, crew: Crew, epoch: int, moment: Moment) -> Write:
    """Let the two people of a job see of each other what they need, under this epoch."""
    provider, contacts = crew.provider.value, crew.contacts
    live = LiveAssignment(
        booking_id=booking.booking_id,
        epoch=epoch,
        customer_id=booking.customer_id,
        provider_id=provider.provider_id,
        provider_name=provider.name,
        vehicle=provider.vehicle,
        customer_name=contacts.name if contacts else None,
        customer_phone=contacts.phone if contacts else None,
        addresses=contacts.addresses if contacts else {},
        notes=contacts.notes if contacts else None,
        created_at=moment.real_at,
    )
    return put(paths.live(booking.booking_id, epoch), live)


def release(command: ReleaseAssignment, job: Job, area: ServiceArea, moment: Moment) -> Decision:
    """Take or give a job back before anything is on board; the search starts again without this provider, in time for the job.

    Raises:
        Denied: ``B111 NOT_YOURS``.
        Conflict: ``D208 STALE_EPOCH``, ``D211 STILL_ON_BOARD``.
    """
    booking = job.booking.value
    check_holder(booking, command.epoch, moment)
    check_version(booking, command.expected_version)
    release_at = release_of(booking.terms.ready_at, moment.at, area.dispatch.scheduled_lead_s)
    event = released_event(booking, command.reason, area, moment).model_copy(update={"release_at": release_at})
    wake = wake_dispatch(area, moment.at, f"{booking.booking_id}-e{booking.assignment_epoch}-released")
    extra = Extra(writes=freeing(job, moment.at), messages=(wake, *the_rest_anew(job)))
    return booking_change(job.booking, booking.booking_id, [event], moment, extra=extra)


def released_event(booking: Booking, reason: str, area: ServiceArea, moment: Moment) -> ev.AssignmentReleased:
    """Say that a booking's holder no longer has it.

    Raises:
        Conflict: ``B110 WRONG_STATE`` when nobody holds it, ``D211 STILL_ON_BOARD``.
    """
    if booking.assignment is None:
        raise Conflict(Code.WRONG_STATE, {"state": booking.state.value})
    if booking.on_board or booking.returning:
        raise Conflict(Code.STILL_ON_BOARD)
    return ev.AssignmentReleased(
        provider_id=booking.assignment.provider_id,
        epoch=booking.assignment.epoch,
        reason=reason,
        search_deadline_at=search_deadline(booking.terms.ready_at, area, moment.at),
    )


def assign_by_hand(
    command: AssignBooking,
    booking: Versioned[Booking],
    holder: Versioned[Provider] | None,
    crew: Crew,
    forecast: Forecast,
    area: ServiceArea,
    moment: Moment,
) -> Decision:
    """Assign or reassign as an operator wants it, still one commit with every precondition.

    Args:
        command: what was asked.
        booking: the booking as read.
        holder: who holds it now, as read, or None.
        crew: who shall have it.
        forecast: predicted pickup and end with the new provider.
        area: the booking's area.
        moment: who, when and why.

    Raises:
        Rejected: ``D209 NOT_ELIGIBLE``.
        Conflict: ``B110``, ``D205``, ``D206``, ``D211``, ``X910``.
    """
    now = booking.value
    check_version(now, command.expected_version)
    check_eligible(now, crew.provider.value)
    if holder is not None and holder.value.provider_id == crew.provider.value.provider_id:
        raise Conflict(Code.WRONG_STATE, {"state": now.state.value, "reason": "already theirs"})
    void, steps = withdraw_open_offers(now, "assigned by operator")
    before: list[ev.EventData] = [released_event(now, command.reason, area, moment)] if holder else []
    if now.state is BookingState.AWAITING_APPROVAL and now.search is not None and now.search.triage_id is not None:
        before.append(ev.ApprovalResolved(triage_id=now.search.triage_id, outcome="moot"))
    job = Job(booking, holder) if holder else None
    writes, anew = (freeing(job, moment.at), the_rest_anew(job)) if job else ((), ())
    return assigned(
        booking,
        crew,
        forecast,
        moment,
        offer_id=None,
        before=(*void, *before),
        extra=Extra(writes=writes, messages=(*steps, *anew)),
    )


def can_be_asked(booking: Booking, provider: Provider) -> bool:
    """Whether an offer of ``booking`` could go out to ``provider`` now."""
    try:
        check_eligible(booking, provider)
        reserved(provider, booking.terms.requirements.demand)
    except MusterError:
        return False
    return True


def check_eligible(booking: Booking, provider: Provider) -> None:
    """Refuse a provider who may not do this job at all; capacity and duty are judged by the claim.

    Raises:
        Rejected: ``D209 NOT_ELIGIBLE`` with what is missing.
    """
    needs = booking.terms.requirements
    missing = [f"skill:{skill}" for skill in needs.skills if skill not in provider.skills]
    if booking.terms.service not in provider.services:
        missing.append(f"service:{booking.terms.service}")
    if needs.vehicles and provider.vehicle not in needs.vehicles:
        missing.append(f"vehicle:{'|'.join(vehicle.value for vehicle in needs.vehicles)}")
    if provider.area_id != booking.area_id:
        missing.append(f"area:{booking.area_id}")
    if missing:
        raise Rejected(Code.NOT_ELIGIBLE, {"missing": missing})
