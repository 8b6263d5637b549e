"""Zone pressure, and the size at which a search for supply starts."""

from shared.models.booking import BookingState
from shared.supply.pressure import Look, zone_states
from tests.builders import NOW, a_booking, a_delivery_pair, a_stop, a_zone, an_assigned_booking, some_terms


def waiting_in(zone_id: str, state: BookingState = BookingState.SEARCHING, number: int = 1) -> object:
    stops = (a_stop(zone_id=zone_id), a_delivery_pair()[1])
    return a_booking(booking_id=f"{zone_id}-{state.value}-{number}", state=state, terms=some_terms(stops=stops))


def test_pressure_is_open_demand_over_idle_supply_with_one_to_spare() -> None:
    bookings = [waiting_in("mitte", number=n) for n in range(4)] + [waiting_in("mitte", BookingState.AWAITING_APPROVAL)]
    look = Look("berlin", [a_zone()], bookings, ["mitte"])  # type: ignore[arg-type]

    (state,) = zone_states(look, NOW)

    assert (state.waiting, state.idle_providers, state.pressure) == (5, 1, 2.5)


def test_work_under_way_is_no_open_demand_and_later_bookings_are_none_yet() -> None:
    later = waiting_in("mitte", BookingState.SCHEDULED)
    look = Look("berlin", [a_zone()], [an_assigned_booking(), later], [])  # type: ignore[arg-type, list-item]

    (state,) = zone_states(look, NOW)

    assert (state.waiting, state.active, state.pressure) == (0, 1, 0)


def test_each_zone_has_its_own_figures_in_order_of_id() -> None:
    zones = [a_zone(zone_id="nord"), a_zone()]
    look = Look("berlin", zones, [waiting_in("nord")], ["nord", "mitte"])  # type: ignore[arg-type, list-item]

    assert [(s.zone_id, s.waiting, s.idle_providers) for s in zone_states(look, NOW)] == [
        ("mitte", 0, 1),
        ("nord", 1, 1),
    ]
