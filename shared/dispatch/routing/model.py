"""What a route is made from and what it is made of. No third-party package is needed to read this."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from shared.units import BookingId, StopId, Uid


class StopRef(NamedTuple):
    """One stop of one booking."""

    booking_id: BookingId
    stop_id: StopId


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A stop that is still to be served.

    Attributes:
        stop_id: which stop of its booking.
        place: row and column of the travel table.
        earliest_s: service begins no sooner: the goods are ready, the door is open.
        latest_s: service may not begin later; None for no limit.
        due_s: promised; beginning later costs, but is allowed.
        service_s: how long the provider stays.
        load: units taken on board (positive) or handed over (negative) here.
    """

    stop_id: StopId
    place: int
    earliest_s: int = 0
    latest_s: int | None = None
    due_s: int | None = None
    service_s: int = 0
    load: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteJob:
    """What is left of a booking: its visits in the only order in which they may be made.

    Attributes:
        booking_id: which booking.
        visits: at least one.
        on_board: units carried already; then ``provider_id`` says by whom.
        since_s: when the provider left with them; None counts from the start of the plan.
        max_on_board_s: from leaving the first pickup to the beginning of the last visit; None for no limit.
        provider_id: who must do it; None for anyone.
    """

    booking_id: BookingId
    visits: tuple[Visit, ...]
    on_board: int = 0
    since_s: int | None = None
    max_on_board_s: int | None = None
    provider_id: Uid | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteProvider:
    """Somebody who drives; the route may end anywhere.

    Attributes:
        provider_id: who.
        place: where the route starts.
        free_s: when it starts.
        capacity: units on board at most.
        shift_end_s: no visit begins later, but for those that hand over what is on board; None for no limit.
        locked: stops that stay first, in this order: the one under way, or more.
    """

    provider_id: Uid
    place: int
    free_s: int = 0
    capacity: int = 1
    shift_end_s: int | None = None
    locked: tuple[StopRef, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteProblem:
    """Who drives, what is to be done, and how far apart the places are.

    Attributes:
        providers: their order breaks ties.
        jobs: their order breaks ties.
        travel_s: seconds from place (row) to place (column), rounded up to whole ones; a leg that is no finite number or
            negative can't be driven.
    """

    providers: tuple[RouteProvider, ...]
    jobs: tuple[RouteJob, ...]
    travel_s: Sequence[Sequence[float]]


Previous = Mapping[Uid, tuple[StopRef, ...]]
"""The sequence before, by provider; stops that are done or gone since are passed over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingSettings:
    """What a route costs, and how long it is looked for. Budgets are counts, so that the same input gives the same plan.

    Attributes:
        drive_cost: of a second on the road.
        late_cost: of a second by which a visit begins after its ``due_s``.
        end_cost: of a second until the last visit of a booking begins, for each booking.
        moved_price_s: seconds of driving that a change of the previous sequence must save, for each change (``Churn``).
        exact_labels: partial routes of one provider that the exact method may look at before it gives way to the search.
        exact_states: states of the table over sets of bookings of several providers (3 for each delivery, multiplied).
        rounds: tries of the search.
        seed: of the search's chance.
    """

    drive_cost: int = 1
    late_cost: int = 10
    end_cost: int = 0
    moved_price_s: int = 0
    exact_labels: int = 30_000
    exact_states: int = 60_000
    rounds: int = 200
    seed: int = 0


class Churn(NamedTuple):
    """How far a plan departs from the sequence before.

    Attributes:
        changed_provider: stops that another provider makes now.
        overtook: stops made before one which came earlier in the same previous route and is still in the same route.
    """

    changed_provider: int = 0
    overtook: int = 0

    @property
    def changes(self) -> int:
        """Both together, as ``moved_price_s`` charges them."""
        return self.changed_provider + self.overtook


class TimedStop(NamedTuple):
    """A stop with its times: arrival, beginning and end of service."""

    ref: StopRef
    arrive_s: int
    begin_s: int
    leave_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderRoute:
    """One provider's stops in order; ``lateness_s`` sums the seconds after ``due_s``."""

    provider_id: Uid
    stops: tuple[TimedStop, ...]
    drive_s: int
    lateness_s: int

    @property
    def refs(self) -> tuple[StopRef, ...]:
        """The stops without their times."""
        return tuple(stop.ref for stop in self.stops)


class Method(StrEnum):
    """How a plan was found."""

    EXACT = "exact"
    SEARCH = "search"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutePlan:
    """A route for each provider, in the problem's order, also for those who have nothing to do.

    ``cost`` is in units of ``RoutingSettings``; ``proven`` says that no plan costs less.
    """

    routes: tuple[ProviderRoute, ...]
    cost: int
    drive_s: int
    lateness_s: int
    churn: Churn
    method: Method
    proven: bool


class Reason(StrEnum):
    """Why there is no plan."""

    NO_PROVIDER = "no_provider"
    DUPLICATE = "duplicate"
    """Two bookings, two stops of one booking, or two providers have one id."""
    NOTHING_TO_VISIT = "nothing_to_visit"
    NOT_A_NUMBER = "not_a_number"
    """A time, a load, a capacity or a place is no whole number."""
    UNKNOWN_PLACE = "unknown_place"
    UNKNOWN_PROVIDER = "unknown_provider"
    UNKNOWN_TRAVEL = "unknown_travel"
    """No usable leg leads to the stop."""
    WINDOW_CONTRADICTORY = "window_contradictory"
    UNBALANCED_LOAD = "unbalanced_load"
    """A booking hands over what it has not, or keeps something on board for ever."""
    CAPACITY = "capacity"
    LOCK_UNKNOWN = "lock_unknown"
    LOCK_TWICE = "lock_twice"
    LOCK_OUT_OF_ORDER = "lock_out_of_order"
    LOCK_OF_ANOTHER = "lock_of_another"
    TOO_LATE = "too_late"
    AFTER_SHIFT = "after_shift"
    TOO_LONG_ON_BOARD = "too_long_on_board"


class Infeasible(NamedTuple):
    """Why there is no plan: the rule, and the stop or provider where it breaks.

    ``proven`` is False when a search gave up: a plan may exist that it did not find.
    """

    reason: Reason
    booking_id: BookingId | None = None
    stop_id: StopId | None = None
    provider_id: Uid | None = None
    proven: bool = True
