"""Why an order was not delivered: because nobody could, or because it was left for others."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from benchmarks.mdrp.instance import Instance
from benchmarks.mdrp.stops import Stop, StopKind
from benchmarks.mdrp.travel import MinuteTravel


class Why(StrEnum):
    """The first of these that holds."""

    IMPOSSIBLE = "impossible"
    """Wherever all couriers had waited since they came on, none could have picked it up within the shift: true of any dispatcher."""
    OUT_OF_REACH = "out_of_reach"
    """From where the couriers were when it was placed, after what they were sent to do before, none could any more."""
    LEFT = "left"
    """Some could have; they were kept for others."""


class Undelivered(NamedTuple):
    """An order that nobody delivered.

    Attributes:
        order: its name.
        short_min: by how many minutes even the best placed courier would have come too late; 0 where somebody would not.
        could: how many couriers could have picked it up when it was placed.
    """

    order: str
    why: Why
    short_min: int
    could: int


def undelivered(instance: Instance, travel: MinuteTravel, log: Sequence[Stop]) -> tuple[Undelivered, ...]:
    """Explain each order that is not delivered by the log of a day that is over."""
    delivered = {stop.place for stop in log if stop.kind is StopKind.DROPOFF}
    left = [number for number in range(len(instance.orders)) if number not in delivered]
    return tuple(_explained(instance, travel, log, number) for number in left)


def _explained(instance: Instance, travel: MinuteTravel, log: Sequence[Stop], number: int) -> Undelivered:
    name = instance.orders[number].name
    if (short_min := min(_short_min(instance, travel, number, _starts(instance, travel)), default=0)) > 0:
        return Undelivered(name, Why.IMPOSSIBLE, short_min, 0)
    shorts_min = list(_short_min(instance, travel, number, _places_at(instance, travel, log, number)))
    could = sum(short_min <= 0 for short_min in shorts_min)
    if not could:
        return Undelivered(name, Why.OUT_OF_REACH, min(shorts_min), 0)
    return Undelivered(name, Why.LEFT, 0, could)


class _Place(NamedTuple):
    """Where a courier can set out from, and the first minute of it."""

    place: int
    free_min: int


def _short_min(instance: Instance, travel: MinuteTravel, number: int, places: Sequence[_Place]) -> Iterator[int]:
    """By how much each courier's first pickup of an order would be after the shift."""
    order, half_min = instance.orders[number], instance.pickup_service_min // 2
    for courier, (place, free_min) in zip(instance.couriers, places, strict=True):
        arrived_min = free_min + travel.leg(place, order.restaurant)
        yield max(order.ready_min, max(arrived_min, order.placed_min) + half_min) - courier.off_min


def _starts(instance: Instance, travel: MinuteTravel) -> list[_Place]:
    return [_Place(travel.start(number), one.on_min) for number, one in enumerate(instance.couriers)]


def _places_at(instance: Instance, travel: MinuteTravel, log: Sequence[Stop], number: int) -> list[_Place]:
    """Where all couriers were, or were going, when an order was placed."""
    placed_min, places = instance.orders[number].placed_min, _starts(instance, travel)
    for stop in log:
        if stop.decided_min < placed_min:
            place = travel.door(stop.place) if stop.kind is StopKind.DROPOFF else stop.place
            places[stop.courier] = _Place(place, stop.left_min)
    return [one._replace(free_min=max(one.free_min, placed_min)) for one in places]
