"""Documents for tests: each builder gives a plausible one, and takes what the test is about."""

from datetime import datetime, timedelta
from typing import Any

from shared.booking.customer_view import customer_view
from shared.booking.lifecycle import is_waiting
from shared.messages.events import SYSTEM, Actor, ActorKind, SearchOpened, TimelineEvent
from shared.models.area import ServiceArea
from shared.models.booking import Assignment, Booking, BookingState, Search
from shared.models.change import CommitRecord
from shared.models.contacts import Contacts
from shared.models.device import Device
from shared.models.facts import BookingFacts
from shared.models.offer import Offer
from shared.models.place import LatLng, Window
from shared.models.provider import Duty, LiveAssignment, Position, Provider, VehicleType
from shared.models.push import Delivery, PushMessage
from shared.models.stop import Stop, StopType
from shared.models.terms import BookingTerms, Fare, Promise, PromiseType
from shared.models.triage import Operator, Triage, TriageKind
from shared.models.webhook import Webhook, WebhookCall
from shared.models.zone import Zone, ZoneGeometry
from tests.fakes.clock import START

NOW = START
CENTRE = LatLng(lat=52.52, lng=13.405)
CENTRE_CELL = "u33dc1r"
SQUARE = '{"type":"Polygon","coordinates":[[[13.30,52.45],[13.50,52.45],[13.50,52.60],[13.30,52.60],[13.30,52.45]]]}'
CUSTOMER = Actor(kind=ActorKind.CUSTOMER, id="customer-1")
PROVIDER = Actor(kind=ActorKind.PROVIDER, id="provider-1", areas=("berlin",))
OPERATOR = Actor(kind=ActorKind.OPERATOR, id="operator-1", areas=("berlin",))
ADMIN = Actor(kind=ActorKind.ADMIN, id="admin-1")


def later(seconds: float, than: datetime = NOW) -> datetime:
    """``seconds`` after ``than``."""
    return than + timedelta(seconds=seconds)


def a_window(start_s: float = 0, end_s: float = 3600) -> Window:
    """A window from ``start_s`` to ``end_s`` after NOW."""
    return Window(start_at=later(start_s), end_at=later(end_s))


def a_point(north_m: float = 0, east_m: float = 0) -> LatLng:
    """A point that many metres from the centre of the test area (plane approximation, good to some kilometres)."""
    return LatLng(lat=CENTRE.lat + north_m / 111_195, lng=CENTRE.lng + east_m / 67_660)


def a_stop(**changes: Any) -> Stop:
    """A pickup in the middle of the area."""
    defaults: dict[str, Any] = {
        "stop_id": "s1",
        "type": StopType.PICKUP,
        "sequence": 1,
        "cell": CENTRE_CELL[:6],
        "point": CENTRE,
        "zone_id": "mitte",
        "zone_version": 1,
    }
    return Stop(**{**defaults, **changes})


def a_delivery_pair() -> tuple[Stop, Stop]:
    """A pickup, and a drop-off two kilometres east of it."""
    dropoff = a_stop(stop_id="s2", type=StopType.DROPOFF, sequence=2, point=a_point(east_m=2000), cell="u33dc3")
    return a_stop(), dropoff


def some_terms(**changes: Any) -> BookingTerms:
    """A courier job from pickup to drop-off, as soon as possible."""
    defaults: dict[str, Any] = {
        "service": "courier",
        "stops": a_delivery_pair(),
        "promise": Promise(type=PromiseType.ASAP, window=a_window()),
        "ready_at": NOW,
        "fare": Fare(amount_minor=950, currency="EUR"),
        "trip_m": 2000.0,
    }
    return BookingTerms(**{**defaults, **changes})


def an_assignment(**changes: Any) -> Assignment:
    """The job given to provider-1 by offer-1."""
    defaults: dict[str, Any] = {
        "provider_id": "provider-1",
        "epoch": 1,
        "offer_id": "offer-1",
        "vehicle": VehicleType.BICYCLE,
        "assigned_at": NOW,
        "predicted_pickup_at": later(300),
        "predicted_end_at": later(900),
    }
    return Assignment(**{**defaults, **changes})


def a_search(**changes: Any) -> Search:
    """A search that began now and lasts half an hour."""
    return Search(**{"opened_at": NOW, "deadline_at": later(1800), **changes})


def a_booking(**changes: Any) -> Booking:
    """A booking that is searching; the customer's view is derived unless given."""
    facts: dict[str, Any] = {
        "booking_id": "booking-1",
        "customer_id": CUSTOMER.id,
        "area_id": "berlin",
        "state": BookingState.SEARCHING,
        "terms": some_terms(),
        "created_at": NOW,
        "version": 1,
    }
    facts |= changes
    if facts["state"] is BookingState.SEARCHING:
        facts.setdefault("search", a_search())
    draft = Booking.model_construct(**facts)
    facts.setdefault("waiting", is_waiting(draft))
    facts.setdefault("customer_view", customer_view(draft, facts["created_at"]))
    return Booking(**facts)


def an_assigned_booking(**changes: Any) -> Booking:
    """A booking that provider-1 has won."""
    won = {"state": BookingState.ASSIGNED, "assignment": an_assignment(), "assignment_epoch": 1, "version": 3}
    return a_booking(**{**won, **changes})


def a_provider(**changes: Any) -> Provider:
    """An idle courier on duty."""
    defaults: dict[str, Any] = {
        "provider_id": "provider-1",
        "name": "Ada",
        "area_id": "berlin",
        "duty": Duty.ONLINE,
        "services": ("courier",),
        "idle_since": NOW,
        "duty_changed_at": NOW,
    }
    return Provider(**{**defaults, **changes})


def a_position(**changes: Any) -> Position:
    """A fresh, matchable position at the centre."""
    defaults: dict[str, Any] = {
        "provider_id": "provider-1",
        "point": CENTRE,
        "geohash": CENTRE_CELL,
        "accuracy_m": 8.0,
        "device_time": NOW,
        "server_time": NOW,
        "matchable": True,
        "area_id": "berlin",
        "marks": ("courier",),
    }
    return Position(**{**defaults, **changes})


def an_offer(**changes: Any) -> Offer:
    """A pending offer of booking-1 to provider-1 with 45 seconds to answer."""
    defaults: dict[str, Any] = {
        "offer_id": "offer-1",
        "booking_id": "booking-1",
        "provider_id": "provider-1",
        "area_id": "berlin",
        "epoch": 0,
        "service": "courier",
        "pickup_cell": CENTRE_CELL[:6],
        "dropoff_cell": "u33dc3",
        "fare_minor": 950,
        "made_at": NOW,
        "deadline_at": later(45),
        "answer_by": later(45),
    }
    return Offer(**{**defaults, **changes})


def a_zone(**changes: Any) -> Zone:
    """A square around the centre that is always open."""
    defaults: dict[str, Any] = {
        "zone_id": "mitte",
        "area_id": "berlin",
        "name": "Mitte",
        "geometry": ZoneGeometry(kind="polygon", geojson=SQUARE),
        "cells": ("u33d", "u336"),
        "centroid": CENTRE,
        "services": ("courier", "home_cleaning"),
    }
    return Zone(**{**defaults, **changes})


def an_area(**changes: Any) -> ServiceArea:
    """Berlin with the default settings."""
    defaults: dict[str, Any] = {
        "area_id": "berlin",
        "name": "Berlin",
        "timezone": "Europe/Berlin",
        "centre": CENTRE,
    }
    return ServiceArea(**{**defaults, **changes})


def a_commit_record(**changes: Any) -> CommitRecord:
    """The record of a command whose messages are still to be sent."""
    defaults: dict[str, Any] = {
        "key": "callable:customer-1:op-00000001",
        "request_hash": "0" * 64,
        "result": {"booking_id": "booking-1"},
        "pending": True,
        "committed_at": NOW,
        "expires_at": NOW + timedelta(days=7),
    }
    return CommitRecord(**{**defaults, **changes})


def an_event(**changes: Any) -> TimelineEvent:
    """A step of booking-1's timeline."""
    facts: dict[str, Any] = {"seq": 1, "booking_id": "booking-1", "data": SearchOpened(deadline_at=NOW, cause="test")}
    facts |= changes
    defaults: dict[str, Any] = {
        "event_id": f"{facts['booking_id']}.{facts['seq']}",
        "type": facts["data"].type,
        "area_id": "berlin",
        "actor": SYSTEM,
        "occurred_at": NOW,
        "recorded_at": NOW,
        "causation_id": "op-00000001",
        "correlation_id": facts["booking_id"],
    }
    return TimelineEvent(**{**defaults, **facts})


def some_contacts(**changes: Any) -> Contacts:
    """Who to ring at booking-1."""
    defaults: dict[str, Any] = {
        "booking_id": "booking-1",
        "customer_id": CUSTOMER.id,
        "name": "Grace",
        "phone": "+49 30 1234567",
        "addresses": {"s2": "Torstrasse 1"},
        "expires_at": NOW + timedelta(days=30),
    }
    return Contacts(**{**defaults, **changes})


def a_live_assignment(**changes: Any) -> LiveAssignment:
    """What customer-1 and provider-1 see of each other."""
    defaults: dict[str, Any] = {
        "booking_id": "booking-1",
        "epoch": 1,
        "customer_id": CUSTOMER.id,
        "provider_id": "provider-1",
        "provider_name": "Ada",
        "vehicle": VehicleType.BICYCLE,
        "created_at": NOW,
    }
    return LiveAssignment(**{**defaults, **changes})


def a_triage_item(**changes: Any) -> Triage:
    """A decision on booking-1 that waits for approval."""
    defaults: dict[str, Any] = {
        "triage_id": "triage-1",
        "area_id": "berlin",
        "kind": TriageKind.APPROVAL,
        "booking_id": "booking-1",
        "candidates": ("provider-1",),
        "reason": "low confidence",
        "fallback": "wait",
        "opened_at": NOW,
        "deadline_at": later(120),
    }
    return Triage(**{**defaults, **changes})


def an_operator(**changes: Any) -> Operator:
    """Somebody who supervises Berlin."""
    return Operator(**{"uid": OPERATOR.id, "areas": ("berlin",), "role": "operator", **changes})


def a_device(**changes: Any) -> Device:
    """provider-1's phone."""
    defaults: dict[str, Any] = {
        "installation_id": "installation-1",
        "owner": "provider-1",
        "app": "provider",
        "target_kind": "token",
        "target": "token-of-installation-1",
        "refreshed_at": NOW,
    }
    return Device(**{**defaults, **changes})


def a_push(**changes: Any) -> PushMessage:
    """A message to one device."""
    return PushMessage(**{"nid": "offer-1", "kind": "offer", "ids": {"offer_id": "offer-1"}, **changes})


def a_webhook(**changes: Any) -> Webhook:
    """A partner's subscription to what is booked in Berlin."""
    facts: dict[str, Any] = {
        "webhook_id": "hook-1",
        "area_id": "berlin",
        "url": "https://partner.example/hooks",
        "events": ("booking.created",),
        "secrets": ("one secret",),
        "changed_by": "sven",
        "changed_at": NOW,
    }
    return Webhook(**facts | changes)


def a_webhook_call(**changes: Any) -> WebhookCall:
    """A call that was not taken yet."""
    facts: dict[str, Any] = {
        "call_id": "hook-1.booking-1.1",
        "webhook_id": "hook-1",
        "area_id": "berlin",
        "booking_id": "booking-1",
        "seq": 1,
        "state": "retrying",
        "attempts": 1,
        "first_at": NOW,
        "expires_at": NOW,
    }
    return WebhookCall(**facts | changes)


def a_delivery(**changes: Any) -> Delivery:
    """The record of a delivery to nobody yet."""
    facts: dict[str, Any] = {
        "delivery_id": "d-1",
        "event_id": "event-1",
        "kind": "assigned",
        "area_id": "berlin",
        "ids": {"booking_id": "booking-1"},
        "recipients": ("ada",),
        "matters_until": later(3600),
        "drop_at": later(3600),
        "recorded_at": NOW,
        "expires_at": NOW,
    }
    return Delivery(**facts | changes)


def some_facts(**changes: Any) -> BookingFacts:
    """How booking-1 ended."""
    defaults: dict[str, Any] = {
        "booking_id": "booking-1",
        "area_id": "berlin",
        "zone_id": "mitte",
        "service": "courier",
        "outcome": "completed",
        "created_at": NOW,
        "ended_at": later(1200),
        "to_assignment_s": 31.5,
    }
    return BookingFacts(**{**defaults, **changes})
