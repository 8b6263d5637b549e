"""From where a plan goes on: the newest sign counts."""

from typing import Any

from shared.eta.route_forecast import Start
from shared.eta.start import Signs, start_of
from shared.models.booking import Booking
from shared.models.dispatch_settings import DispatchSettings
from shared.models.progress import Progress
from shared.models.provider import Link, RouteStop
from shared.models.stop import StopState
from tests.builders import CENTRE, NOW, a_delivery_pair, a_point, a_position, a_provider, an_assigned_booking, later
from tests.builders import some_terms as terms_with

HERE = a_point(north_m=700)
ADA = a_provider(route=(RouteStop(booking_id="booking-1", stop_id="s2"),))


def picked_up(ago_s: float) -> Booking:
    pickup, dropoff = a_delivery_pair()
    left = later(-ago_s)
    done = pickup.model_copy(update={"state": StopState.DONE, "arrived_at": left, "finished_at": left})
    return an_assigned_booking(terms=terms_with(stops=(done, dropoff)))


def start(*bookings: Booking, **signs: Any) -> Start:
    known = {"position": a_position(point=HERE), "progress": None, "now": NOW, "real_now": NOW, **signs}
    return start_of(ADA, bookings, Signs(**known), DispatchSettings())


def test_a_fresh_position_is_where_it_goes_on() -> None:
    found = start(picked_up(ago_s=60))

    assert (found.place, found.age_s, found.accuracy_m, found.link) == (HERE, 0, 8.0, Link.FRESH)


def test_a_stop_finished_since_the_last_position_is_the_newer_sign() -> None:
    found = start(picked_up(ago_s=30), now=NOW, real_now=later(100))

    assert (found.place, found.age_s, found.link) == (CENTRE, 30, Link.STALE)


def test_without_a_position_the_last_stop_is_all_that_is_known() -> None:
    found = start(picked_up(ago_s=400), position=None)

    assert (found.place, found.age_s, found.link) == (CENTRE, 400, Link.LOST)


def test_without_any_sign_nobody_knows() -> None:
    found = start(position=None)

    assert (found.place, found.link) == (None, Link.LOST)


def test_on_a_fast_clock_a_position_is_older_in_business_time() -> None:
    assert start(real_now=later(10), now=later(600), rate=60).age_s == 600


def test_a_pace_counts_only_on_the_leg_on_which_it_was_measured() -> None:
    of_leg = {"provider_id": "provider-1", "area_id": "berlin", "booking_id": "booking-1", "since": NOW, "pace": 1.4}
    measured = {"to_stop_m": 900, "nearest_m": 900, "at": NOW, "seen_at": NOW}
    this, other = (Progress(**of_leg, **measured, stop_id=stop_id) for stop_id in ("s2", "s1"))

    assert (start(progress=this).pace, start(progress=other).pace) == (1.4, None)
