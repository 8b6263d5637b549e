"""What each kind of notification means to the one who gets it: one table, read by the policy, by sending and by the tests."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from shared.models.device import Group
from shared.units import Seconds

_HOUR_S = 3600
_DAY_S = 86_400


class Audience(StrEnum):
    """Groups that are addressed on their own."""

    CUSTOMER = "customer"
    PROVIDER = "provider"
    OPERATORS = "operators"


class Collapse(StrEnum):
    """Which older message a newer one replaces on the phone."""

    NOTHING = "nothing"
    """Each is shown: offers, and what must not be lost. Phones get at most 240 of those a minute."""
    BOOKING = "booking"
    """The latest word about a booking; FCM lets through 20 at once and then one in three minutes."""


class Pace(StrEnum):
    """How often a person may hear of this."""

    ALWAYS = "always"
    """It happens once, or the person waits for it."""
    SPARING = "sparing"
    """It may come again and again: held to the rate of its recipient, and silent in quiet hours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """How one kind goes out.

    Attributes:
        audience: who it is for.
        urgent: high priority, which wakes a sleeping phone.
        ttl_s: how long it matters; an offer's is the time that is left to answer.
        collapse: what it replaces.
        sound: the app's sound; none is silent.
        link: where a tap leads, with the message's ids in braces.
        pace: how often it may come.
        severity: of operators' matters; who chose to hear of graver ones only is left out.
        group: what its owner agreed to hear of.
    """

    audience: Audience
    urgent: bool = False
    ttl_s: Seconds = _HOUR_S
    collapse: Collapse = Collapse.BOOKING
    sound: str | None = "default"
    link: str = "muster://bookings/{booking_id}"
    pace: Pace = Pace.ALWAYS
    severity: str = "info"
    group: Group = Group.STATUS

    @property
    def app(self) -> str:
        """The app it is shown in."""
        return _APPS[self.audience]


_APPS = {Audience.CUSTOMER: "customer", Audience.PROVIDER: "provider", Audience.OPERATORS: "operator"}


def _customer(**changes: object) -> Kind:
    return Kind(audience=Audience.CUSTOMER, **changes)  # type: ignore[arg-type]


def _provider(**changes: object) -> Kind:
    how: dict[str, object] = {"urgent": True, "collapse": Collapse.NOTHING, "group": Group.WORK, **changes}
    return Kind(audience=Audience.PROVIDER, **how)  # type: ignore[arg-type]


def _operators(severity: str, link: str = "muster://triage") -> Kind:
    return Kind(
        audience=Audience.OPERATORS,
        urgent=severity != "info",
        ttl_s=600,
        collapse=Collapse.NOTHING,
        severity=severity,
        group=Group.WORK,
        link=link,
    )


KINDS: Mapping[str, Kind] = {
    "assigned": _customer(),
    "assigned_again": _customer(pace=Pace.SPARING),
    "picked_up": _customer(sound=None),
    "delivered": _customer(ttl_s=_DAY_S, collapse=Collapse.NOTHING),
    "failed": _customer(urgent=True, ttl_s=_DAY_S, collapse=Collapse.NOTHING),
    "returned": _customer(ttl_s=_DAY_S, collapse=Collapse.NOTHING),
    "not_served": _customer(urgent=True, ttl_s=_DAY_S, collapse=Collapse.NOTHING),
    "cancelled": _customer(urgent=True, ttl_s=_DAY_S, collapse=Collapse.NOTHING),
    "searching_again": _customer(pace=Pace.SPARING),
    "delayed": _customer(pace=Pace.SPARING),
    "eta_changed": _customer(pace=Pace.SPARING, sound=None),
    "on_time_again": _customer(pace=Pace.SPARING, sound=None),
    "problem": _customer(urgent=True, pace=Pace.SPARING),
    "offer": _provider(sound="offer", link="muster://offers/{offer_id}"),
    "job_given": _provider(),
    "job_released": _provider(),
    "job_cancelled": _provider(),
    "suggestion": _provider(
        urgent=False, link="muster://suggestions/{suggestion_id}", pace=Pace.SPARING, group=Group.HINTS
    ),
    "nudge": _provider(ttl_s=600, collapse=Collapse.BOOKING, pace=Pace.SPARING),
    "plan_changed": _provider(collapse=Collapse.BOOKING),
    "hand_over": _provider(ttl_s=1800),
    "hand_over_off": _provider(ttl_s=1800),
    "approval": _operators("warning"),
    "search_failing": _operators("critical"),
    "disruption": _operators("critical"),
}
"""Every kind there is. Its name is also the key of its wording."""
