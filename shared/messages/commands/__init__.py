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
from shared.messages.commands.devices import (
    RegisterDevice,
    UnregisterDevice,
)
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
from shared.messages.commands.overrides import (
    CommitOverride,
    ListAlternatives,
    OverrideReport,
    PreviewOverride,
    UndoOverride,
)
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
    "AmendBooking",
    "ArriveAtStop",
    "AssignBooking",
    "BookingCommand",
    "BookingRequest",
    "CancelBooking",
    "CloseZone",
    "Command",
    "CommitOverride",
    "CompleteStop",
    "DecideTriage",
    "DeclineOffer",
    "ExplainDecision",
    "FailStop",
    "ListAlternatives",
    "OfferCommand",
    "OverrideReport",
    "PlaceBooking",
    "PlaceQuoted",
    "PreviewOverride",
    "PutOperator",
    "PutProvider",
    "PutServiceArea",
    "PutZone",
    "QuoteBooking",
    "RegisterDevice",
    "ReleaseAssignment",
    "ReopenBooking",
    "ReplayDecision",
    "ReportTrack",
    "RevealContact",
    "SetDuty",
    "StartService",
    "StartStop",
    "StopAmendment",
    "StopCommand",
    "StopRequest",
    "UnbatchBooking",
    "UndoOverride",
    "UnregisterDevice",
]
