"""Assign or reassign a booking by an operator's hand."""

from dataclasses import replace
from typing import Any

from muster.ports.backend import Backend
from muster.services.execution import Once, for_command, moment_of, perform
from muster.services.gathering import area_of, booking_of, check_staff, holder_of, provider_of
from muster.services.running import running_of
from shared import paths
from shared.booking.terms import trip_m
from shared.dispatch import assigning
from shared.dispatch.assignment_forecast import forecast_for
from shared.eta.speeds import road_s
from shared.messages.commands import AssignBooking
from shared.messages.events import Actor
from shared.models.area import ServiceArea
from shared.models.booking import Booking
from shared.models.change import Decision, Versioned
from shared.models.contacts import Contacts
from shared.models.provider import Position, Provider
from shared.units import Seconds


def assign_booking(backend: Backend, actor: Actor, command: AssignBooking) -> dict[str, Any]:
    """Give the booking to the named provider in one commit, taking it from whoever holds it; staff only.

    Raises:
        Denied: ``X905 WRONG_ROLE``.
        Rejected: ``D209 NOT_ELIGIBLE``.
        Conflict: ``B110``, ``D205``, ``D206``, ``D211``, ``X910``.
    """
    once = for_command(actor, command.op_id, command)
    return perform(backend, once, lambda: assignment(backend, once, command))


def assignment(backend: Backend, once: Once, command: AssignBooking) -> Decision:
    """Decide what ``assign_booking`` commits; refused as there."""
    booking = booking_of(backend, command.booking_id)
    check_staff(once.actor, booking.value.area_id)
    area = area_of(backend, booking.value.area_id)
    holder = holder_of(backend, booking.value)
    provider = provider_of(backend, command.provider_id)
    contacts = backend.store.get(paths.contacts(command.booking_id), Contacts)
    moment = moment_of(backend, once)
    position = backend.store.get(paths.position(provider.value.provider_id), Position)
    way_s = _way_s(booking.value, provider.value, position, area)
    forecast = forecast_for(booking.value, moment.at, way_s, area.dispatch.fleet_speed_mps, provider.value.vehicle)
    forecast = replace(forecast, nearby_s=area.revisions.nearby_s)
    running = running_of(backend, provider.value, position, area.dispatch)
    crew = assigning.Crew(provider, contacts.value if contacts else None, running)
    return assigning.assign_by_hand(command, booking, holder, crew, forecast, area, moment)


def _way_s(booking: Booking, provider: Provider, position: Versioned[Position] | None, area: ServiceArea) -> Seconds:
    first = booking.terms.stops[0].point
    if position is None or first is None:
        return 0
    return round(road_s(trip_m([position.value.point, first]), area.dispatch.fleet_speed_mps, provider.vehicle))
