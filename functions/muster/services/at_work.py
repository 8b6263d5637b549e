"""What is read of a provider at work, wherever it is judged: who and where they are, then the bookings held."""

from shared import paths
from shared.models.area import ServiceArea
from shared.models.base import Document
from shared.models.booking import Booking
from shared.models.eta import BookingEta
from shared.models.progress import Progress
from shared.models.provider import Position, Provider


def whereabouts(uid: str) -> dict[str, type[Document]]:
    """The provider, where they were last, and how they get on with their next stop."""
    return {paths.provider(uid): Provider, paths.position(uid): Position, paths.progress(uid): Progress}


def bookings_held(provider: Provider) -> dict[str, type[Document]]:
    """The bookings held or to be taken over with what was forecast for them, and the settings of their area."""
    held = provider.engagements
    return (
        {paths.service_area(provider.area_id): ServiceArea}
        | {paths.booking(one): Booking for one in held}
        | {paths.eta(one): BookingEta for one in held}
    )
