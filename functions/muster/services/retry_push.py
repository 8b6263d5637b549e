"""Try a delivery again whose time has come: what did not get through, or was held back."""

from muster.ports.backend import Backend
from muster.services.deliver_notice import close_delivery, reached, retry_delivery
from muster.services.execution import is_time_for
from muster.services.gathering import booking_of, existing
from shared import paths
from shared.errors import Missing
from shared.models.booking import Booking
from shared.models.change import Versioned
from shared.models.device import Device
from shared.models.push import Delivery, TargetState
from shared.models.supply import Suggestion, SuggestionState
from shared.notify.policy import still_matters
from shared.notify.sparing import LOOK_BACK, MOST_LOOKED_AT, is_superseded
from shared.notify.writing import Matter
from shared.units import Uid


def retry_push(backend: Backend, delivery_id: str) -> Delivery | None:
    """Send what is still pending, if it still matters; too early, done before or over, nothing is sent.

    Raises:
        Missing: ``X909`` for a delivery that does not exist.
    """
    held = existing(backend, paths.delivery(delivery_id), Delivery)
    delivery, real_now = held.value, backend.clock.real_now()
    if not is_time_for(backend, delivery.retry_at):
        return None
    if delivery.matters_until <= real_now:
        close_delivery(backend, held, TargetState.EXPIRED, "TOO_LATE")
        return None
    booking = _booking(backend, delivery)
    if (why := _needless(backend, delivery, booking)) is not None:
        close_delivery(backend, held, TargetState.MOOT, why)
        return None
    matter = Matter(
        event_id=delivery.event_id,
        kind=delivery.kind,
        area_id=delivery.area_id,
        ids=delivery.ids,
        expires_at=delivery.matters_until,
    )
    return retry_delivery(backend, held, matter, _devices(backend, delivery), booking)


def _booking(backend: Backend, delivery: Delivery) -> Booking | None:
    """The booking it is about, if it is about one that is still there."""
    booking_id = delivery.ids.get("booking_id")
    try:
        return booking_of(backend, booking_id).value if booking_id else None
    except Missing:
        return None


def _needless(backend: Backend, delivery: Delivery, booking: Booking | None) -> str | None:
    """Why a message is not sent any more: its matter is over, or a later one says more."""
    if not (_matters(delivery, booking) if booking else _is_open_suggestion(backend, delivery)):
        return "OVER"
    if delivery.sent_at is not None or len(delivery.recipients) != 1:
        return None
    since = backend.clock.real_now() - LOOK_BACK
    lately = backend.store.deliveries_to(delivery.recipients[0], since, MOST_LOOKED_AT)
    return "SUPERSEDED" if is_superseded(delivery, lately) else None


def _matters(delivery: Delivery, booking: Booking) -> bool:
    """Whether it does to anybody; in a group it does to all or to none."""
    return any(still_matters(delivery.kind, delivery.ids, Uid(uid), booking) for uid in delivery.recipients)


def _is_open_suggestion(backend: Backend, delivery: Delivery) -> bool:
    """Whether it is a hint, about no booking, that may still be answered."""
    suggestion_id = delivery.ids.get("suggestion_id")
    found = backend.store.get(paths.suggestion(suggestion_id), Suggestion) if suggestion_id else None
    return found is not None and found.value.state is SuggestionState.OPEN


def _devices(backend: Backend, delivery: Delivery) -> list[Versioned[Device]]:
    """The devices that are to be tried again, unless they went over to somebody else meanwhile."""
    owner_of = {
        paths.device(one.installation_id): one.recipient for one in delivery.targets if one.state is TargetState.PENDING
    }
    found = backend.store.get_many(list(owner_of), Device)
    still_theirs = [device for path, device in found.items() if device.value.owner == owner_of[path]]
    return reached(backend, still_theirs, delivery.kind)
