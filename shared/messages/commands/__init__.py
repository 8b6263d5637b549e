"""Commands: what clients may ask for, in the imperative. Each has an ``op_id`` and is done once.

Shapes only: a command that decodes is well formed, not yet allowed. The actor comes from the verified token.
"""

from shared.messages.commands.base import (
    BookingCommand,
    Command,
)
from shared.messages.commands.customers import (
    AmendBooking,
    BookingRequest,
    CancelBooking,
    PlaceBooking,
    PlaceQuoted,
    QuoteBooking,
    ReopenBooking,
    StopAmendment,
    StopRequest,
)
from shared.messages.commands.devices import AckPush, RegisterDevice, UnregisterDevice
from shared.messages.commands.operators import (
    AssignBooking,
    CloseZone,
    DecideTriage,
    ExplainDecision,
    PutOperator,
    PutProvider,
    PutServiceArea,
    PutZone,
    ReplayDecision,
    RevealContact,
    UnbatchBooking,
)
from shared.messages.commands.partners import PutWebhook, ReplayWebhook, TryWebhook
from shared.messages.commands.providers import (
    AcceptOffer,
    AckOffer,
    ArriveAtStop,
    CompleteStop,
    DeclineOffer,
    FailStop,
    OfferCommand,
    ReleaseAssignment,
    ReportTrack,
    SetDuty,
    StartService,
    StartStop,
    StopCommand,
)

__all__ = [
    "AcceptOffer",
    "AckOffer",
    "AckPush",
    "AmendBooking",
    "ArriveAtStop",
    "AssignBooking",
    "BookingCommand",
    "BookingRequest",
    "CancelBooking",
    "CloseZone",
    "Command",
    "CompleteStop",
    "DecideTriage",
    "DeclineOffer",
    "ExplainDecision",
    "FailStop",
    "OfferCommand",
    "PlaceBooking",
    "PlaceQuoted",
    "PutOperator",
    "PutProvider",
    "PutServiceArea",
    "PutWebhook",
    "PutZone",
    "QuoteBooking",
    "RegisterDevice",
    "ReleaseAssignment",
    "ReopenBooking",
    "ReplayDecision",
    "ReplayWebhook",
    "ReportTrack",
    "RevealContact",
    "SetDuty",
    "StartService",
    "StartStop",
    "StopAmendment",
    "StopCommand",
    "StopRequest",
    "TryWebhook",
    "UnbatchBooking",
    "UnregisterDevice",
]
