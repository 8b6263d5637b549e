"""Events: what happened to a booking, in the past tense. The timeline is made of these, and state is their fold.

They carry opaque ids and coarse cells, never exact points, names, phones or free text about people.
"""

from shared.messages.events.bookings import (
    AmendedStop,
    BookingAmended,
    BookingCancelled,
    BookingCompleted,
    BookingCreated,
    BookingFailed,
    BookingQuoted,
    BookingReopened,
    BookingReturned,
    BookingUnfulfilled,
    QuoteExpired,
)
from shared.messages.events.recovery import RecoveryEscalated, RecoveryExecuted
from shared.messages.events.search import (
    ApprovalRequested,
    ApprovalResolved,
    AssignmentReleased,
    BookingAssigned,
    EtaRevised,
    OfferDeclined,
    OfferLine,
    OffersExpired,
    OffersMade,
    OffersWithdrawn,
    SearchAlerted,
    SearchOpened,
)
from shared.messages.events.stops import (
    StopArrived,
    StopDone,
    StopFailed,
    StopServicing,
    StopStarted,
)
from shared.messages.events.timeline import (
    SCHEMA_VERSION,
    SYSTEM,
    Actor,
    ActorKind,
    EventData,
    TimelineEvent,
)

__all__ = [
    "SCHEMA_VERSION",
    "SYSTEM",
    "Actor",
    "ActorKind",
    "AmendedStop",
    "ApprovalRequested",
    "ApprovalResolved",
    "AssignmentReleased",
    "BookingAmended",
    "BookingAssigned",
    "BookingCancelled",
    "BookingCompleted",
    "BookingCreated",
    "BookingFailed",
    "BookingQuoted",
    "BookingReopened",
    "BookingReturned",
    "BookingUnfulfilled",
    "EtaRevised",
    "EventData",
    "OfferDeclined",
    "OfferLine",
    "OffersExpired",
    "OffersMade",
    "OffersWithdrawn",
    "QuoteExpired",
    "RecoveryEscalated",
    "RecoveryExecuted",
    "SearchAlerted",
    "SearchOpened",
    "StopArrived",
    "StopDone",
    "StopFailed",
    "StopServicing",
    "StopStarted",
    "TimelineEvent",
]
