"""Coded errors: every refusal has a code, a cause and an action; each code has an entry in ``docs/errors.md``.

The class says what the shell does with it (``muster/triggers/errors.py`` is the one table): ``Rejected`` is the caller's
fault, ``Conflict`` lost a race, ``Missing`` names something that is not there, ``Denied`` may not, ``Unavailable`` may be
tried again.
"""

from dataclasses import dataclass, field
from enum import Enum
from typing import Any


@dataclass(frozen=True)
class ErrorText:
    """What a code means: ``cause`` for the reader of the log, ``action`` for the person who can mend it."""

    number: str
    cause: str
    action: str


class Code(Enum):
    """The error catalogue. The member's name is the error's name; ``B`` booking, ``D`` dispatch, ``X`` runtime."""

    # Input and identity
    INVALID_ARGUMENT = ErrorText("X901", "The request does not have the documented shape.", "Correct the named field.")
    NOT_JSON = ErrorText(
        "X902", "The body is not strict JSON.", "Send UTF-8 JSON without NaN, Infinity or deep nesting."
    )
    TOO_LARGE = ErrorText("X903", "The body is larger than this command accepts.", "Send less in one request.")
    UNAUTHENTICATED = ErrorText("X904", "The caller is not signed in.", "Sign in and send the ID token.")
    WRONG_ROLE = ErrorText("X905", "The caller's role may not do this.", "Ask an administrator for the role or area.")
    TOO_MANY_REQUESTS = ErrorText("X906", "The caller sent too many commands.", "Wait a moment, then try again.")
    OP_ID_REUSED = ErrorText("X907", "This op_id was used for another request.", "Use a new op_id for a new request.")
    UNAVAILABLE = ErrorText("X908", "A service that Muster needs did not answer.", "Try again with the same op_id.")
    NOT_FOUND = ErrorText("X909", "What the request names does not exist.", "Check the identifier.")
    STALE_VERSION = ErrorText("X910", "The document changed since it was read.", "Read it again and decide anew.")
    WEBHOOK_PAUSED = ErrorText("X920", "The webhook is paused.", "Make it active first.")
    BAD_WEBHOOK_URL = ErrorText("X921", "The address is not one of a public server by HTTPS.", "Give such an address.")
    INTERNAL = ErrorText("X999", "Muster failed.", "Report the op_id to the operators of this deployment.")

    # Booking
    NOT_SERVICEABLE = ErrorText("B101", "No zone serves this place.", "Choose a place inside a served zone.")
    SERVICE_NOT_OFFERED = ErrorText("B102", "The zone does not offer this service.", "Choose another service or place.")
    ZONE_CLOSED = ErrorText("B103", "The zone is closed for now.", "Try after the closure ends, or another place.")
    OUTSIDE_HOURS = ErrorText("B104", "The zone is outside its opening hours.", "Book for a time inside the hours.")
    DIFFERENT_AREAS = ErrorText("B105", "The stops lie in different service areas.", "Book stops of one service area.")
    QUOTE_EXPIRED = ErrorText("B106", "The quote has expired.", "Ask for a new quote.")
    QUOTE_MISMATCH = ErrorText("B107", "The booking differs from the quote.", "Ask for a quote of what you will book.")
    BAD_WINDOW = ErrorText("B108", "The time window is in the past, empty or too far ahead.", "Choose a later window.")
    BAD_STOPS = ErrorText("B109", "The stops do not form a job.", "Send one service stop, or pickups before drop-offs.")
    WRONG_STATE = ErrorText("B110", "The booking's state does not allow this move.", "Read the booking's state.")
    NOT_YOURS = ErrorText("B111", "The booking or offer belongs to somebody else.", "Act on your own.")
    TOO_LATE_TO_CANCEL = ErrorText("B112", "Something is already on board.", "Report a failed hand-off to return it.")
    TOO_LATE_TO_AMEND = ErrorText("B113", "This stop is finished or under way.", "Amend stops that have not begun.")
    PROOF_REQUIRED = ErrorText("B114", "The stop needs a proof that is missing or wrong.", "Give every required proof.")
    STOP_OUT_OF_ORDER = ErrorText("B115", "An earlier stop has to be finished first.", "Work the stops in order.")
    NOT_NEAR_STOP = ErrorText(
        "B116", "The position does not support this arrival.", "Press when there, or give a reason."
    )
    REOPEN_TOO_LATE = ErrorText("B117", "The time to reopen this booking has passed.", "Make a new booking.")
    BAD_GEOMETRY = ErrorText("B118", "The zone's geometry is not valid.", "Mend the ring that is named.")
    TOO_MANY_OPEN_BOOKINGS = ErrorText("B119", "The customer has too many open bookings.", "End one first.")
    SUSPECT_PLACE = ErrorText("B120", "The coordinates are 0,0.", "Send the real place.")

    # Dispatch
    ALREADY_TAKEN = ErrorText("D201", "Another provider took the booking.", "Remove the offer; nothing to do.")
    OFFER_EXPIRED = ErrorText("D202", "The offer's deadline has passed.", "Remove the offer; wait for the next.")
    OFFER_WITHDRAWN = ErrorText("D203", "The offer was withdrawn.", "Remove the offer; nothing to do.")
    OFFER_ANSWERED = ErrorText("D204", "The offer was already answered.", "Read the offer's state.")
    NO_CAPACITY = ErrorText("D205", "The provider has no free capacity.", "Finish a job first.")
    NOT_ON_DUTY = ErrorText("D206", "The provider is not online.", "Go online first.")
    LINK_LOST = ErrorText("D207", "The provider's position is lost.", "Send a position, then answer again.")
    STALE_EPOCH = ErrorText(
        "D208", "The job was given to somebody else meanwhile.", "Stop work on it; read the booking."
    )
    NOT_ELIGIBLE = ErrorText("D209", "The provider may not do this job.", "Choose one with the skills and capacity.")
    TRIAGE_DECIDED = ErrorText("D210", "The triage item was already decided.", "Read the item's state.")
    STILL_ON_BOARD = ErrorText("D211", "The provider carries something of this job.", "Use a hand-over or a return.")
    HAS_ACTIVE_JOBS = ErrorText("D212", "The provider still has active jobs.", "Finish or release them first.")

    NOT_GIVEN_YET = ErrorText("D215", "The holder has not said that the goods are given.", "Ask them to confirm first.")
    INPUTS_MISSING = ErrorText("D213", "A part of the decision's inputs is gone.", "Explain it by its readable part.")
    INPUTS_CORRUPT = ErrorText(
        "D214", "The decision's inputs are not the ones it was made from.", "Explain it by its readable part."
    )
    NOT_REPORTABLE = ErrorText(
        "D220", "This kind of problem is not one that the caller can report.", "Report one of the kinds that are named."
    )

    SERVICE_PAUSED = ErrorText("D241", "The service is paused here for now.", "Try after the pause ends.")
    SHAPING_CONFLICT = ErrorText("D242", "A measure of this kind acts here at that time.", "End that one first.")
    SHAPING_OVER = ErrorText("D243", "The measure is over or was ended.", "Read its document; set a new one.")
    CLOSURE_CONFLICT = ErrorText(
        "D244", "The zone is closed at that time for another reason.", "End that closure, or give its reason."
    )
    SUGGESTION_OVER = ErrorText("D245", "The suggestion is answered, expired or overtaken.", "Remove it.")
    # Recovery
    ORDER_IMPOSSIBLE = ErrorText(
        "D230", "The stops can not be done in that order.", "Keep what is under way first and each booking's own order."
    )
    NOBODY_ELSE = ErrorText("D231", "Nobody else could be asked for the job now.", "Wait, or bring providers online.")
    NO_SUCH_OPTION = ErrorText("D232", "The option is not open for this disruption.", "Choose one that is not refused.")
    BAD_PLAYBOOK = ErrorText(
        "D233", "The playbook names something that can not be.", "Correct the plays that are named."
    )
    OVERRIDE_EXPIRED = ErrorText("D250", "The preview of this override is too old.", "Preview it again.")
    WORLD_MOVED = ErrorText("D251", "What the preview rests on has changed.", "Look at what moved; preview it again.")
    OVERRIDE_CLOSED = ErrorText("D252", "The override was already committed or undone.", "Read the override's state.")
    UNDO_TOO_LATE = ErrorText(
        "D253", "The time to undo this override has passed.", "Preview an override that mends it."
    )
    NOT_UNDOABLE = ErrorText("D254", "The override's effect can not be undone any more.", "See what stands against it.")
    WRONG_REASON = ErrorText("D255", "This reason is not one for this kind of override.", "Choose one of those listed.")
    PAUSED_BY_OPERATOR = ErrorText("D256", "An operator paused this provider.", "Ask the operators to end the pause.")

    @property
    def label(self) -> str:
        """The number and the name, as clients and logs show it: ``D201 ALREADY_TAKEN``."""
        return f"{self.value.number} {self.name}"


@dataclass
class MusterError(Exception):
    """The one root. ``details`` holds plain JSON values that help the caller (never personal data)."""

    code: Code
    details: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        """Say the code, the cause and what to do."""
        return f"{self.code.label}: {self.code.value.cause} {self.code.value.action}"


class Rejected(MusterError):
    """The request can not be done as asked: the caller's fault, permanent until the caller changes it."""


class Conflict(MusterError):
    """The world moved first: the caller lost a race and is told what is true now."""


class Missing(MusterError):
    """What the request names is not there."""


class Denied(MusterError):
    """The caller may not do this."""


class Unavailable(MusterError):
    """Something Muster needs did not answer: safe to try again with the same ``op_id``."""
