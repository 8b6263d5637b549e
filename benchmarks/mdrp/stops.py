"""What is written down of a simulated day: one line for each thing that a courier did."""

from dataclasses import dataclass
from enum import StrEnum


class StopKind(StrEnum):
    """Why a courier went somewhere."""

    MOVE = "move"
    PICKUP = "pickup"
    DROPOFF = "dropoff"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A leg and what was done at its end, all in minutes of the day.

    Attributes:
        place: the restaurant, or the order whose door it is.
        decided_min: when it was decided; the courier leaves then.
        served_min: when the food changed hands; for a move, when the courier arrived.
        left_min: when the courier is free again.
    """

    courier: int
    kind: StopKind
    place: int
    orders: tuple[int, ...] = ()
    decided_min: int
    arrived_min: int
    served_min: int
    left_min: int
