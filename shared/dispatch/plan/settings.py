"""What may be chosen about the plan. Times are in the unit of the plan; costs are times of one order."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanSettings:
    """One configuration; the defaults are for a unit of one minute.

    Attributes:
        pickup_in: from arrival at a pickup to when it is taken over; ``pickup_out``: from then until the courier leaves.
        dropoff_in: the same at the door; ``dropoff_out`` too.
        unassigned_cost: of an order that no route holds.
        max_group: orders taken over at one stop; 1 switches bundling off.
        max_on_board: orders carried at one time.
        between_drops: whether somebody still carrying may pick up more; without it a trip has one pickup.
        drive_weight: cost of a unit of driving.
        leave_early: how long before the last useful moment a courier sets off; 0 holds to the last.
        leave_share: where ready times are unsure, the chance that an order is ready when the courier comes, from which on
            the courier sets off; 0 goes as soon as it may be.
        settle_share: the same chance from which on a courier at the place is bound to what is planned there.
        settle_early: how long before the last useful moment a courier at the place is bound to what is planned there; more
            than 0 is for ready times that are only estimated, so that food ready early is taken early.
        scarcity_weight: cost of taking a courier whom likely orders will miss, for each unit by which the next order is
            then expected to be later.
        memory: after which time an order counts for 1/e in the history of its pickup place.
        prior_orders: of the average kind, which every pickup place has a share of in its history; for places with few
            orders, and early in the day.
        foresight: couriers who come free within this count as free where likely orders are weighed.
        tries_per_order, max_tries, max_work: budget of the repair search in one decision: tries for each waiting order, in
            all, and tries times waiting orders, because a try takes longer the more orders wait.
        annealing: by how much more the first try may cost than what it replaces, on average; it falls to 0 over the tries.
        max_removed: orders taken out of the plan at most in one try.
        noise: what a noisy try adds to the cost of a place at most.
        preposition: whether idle couriers move to where orders are likely, within ``preposition_radius``, when they come
            free and every ``preposition_period`` after, if it lowers the expected lateness of the next order by
            ``preposition_min_gain``, but not with less than ``preposition_shift_left`` of the shift to go. Of the way there,
            ``preposition_lag`` counts as further distance from there, for the time in which the courier can't be used.
        history_limit: from this distance on, a courier counts as just as far away.
    """

    pickup_in: int = 2
    pickup_out: int = 2
    dropoff_in: int = 2
    dropoff_out: int = 2
    unassigned_cost: float = 1000.0
    max_group: int = 5
    max_on_board: int = 8
    between_drops: bool = True
    drive_weight: float = 0.0
    leave_early: int = 0
    leave_share: float = 0.1
    settle_early: int = 0
    settle_share: float = 0.0
    scarcity_weight: float = 1.0
    memory: float = 200.0
    prior_orders: float = 5.0
    foresight: int = 5
    tries_per_order: int = 30
    max_tries: int = 300
    max_work: int = 7_000
    annealing: float = 0.5
    max_removed: int = 6
    noise: float = 2.0
    preposition: bool = True
    preposition_radius: int = 8
    preposition_period: int = 5
    preposition_min_gain: float = 0.02
    preposition_shift_left: int = 10
    preposition_lag: float = 0.3
    history_limit: int = 16
