"""What a provider's phone sends, and how often."""

import random
import time
from datetime import timedelta
from typing import Any

import pytest
from google.cloud.firestore import SERVER_TIMESTAMP

from shared.geo.distance import haversine_m
from shared.models.place import LatLng
from simulator import phone as phone_module
from simulator.phone import Phone
from simulator.travel import Trip
from tests.builders import a_point
from tests.unit.simulator.acting import PROVIDER, Documents, RecordingBackend, a_world, point_of, run


class Carried:
    """A phone with everything it talks to."""

    def __init__(self, rate: float = 1000.0) -> None:
        self.backend = RecordingBackend()
        self.world = a_world(self.backend, rate)
        self.client: Any = Documents()
        self.phone = Phone(self.world, PROVIDER, self.client, a_point(), random.Random(1))


def test_a_position_is_written_as_the_rules_want_it() -> None:
    carried = Carried()

    run(carried.phone.write_position())

    (fields,) = carried.client.written
    assert fields["provider_id"] == "provider-1"
    assert fields["server_time"] is SERVER_TIMESTAMP
    assert len(fields["geohash"]) >= 8
    assert not {"matchable", "area_id"} & set(fields)
    near = LatLng(lat=point_of(fields).latitude, lng=point_of(fields).longitude)
    assert haversine_m(near, a_point()) < 50


def test_two_writes_keep_their_distance_in_real_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(phone_module, "LEAST_APART_S", 0.2)
    carried = Carried()

    async def twice() -> float:
        await carried.phone.write_position()
        started_s = time.monotonic()
        await carried.phone.write_position()
        return time.monotonic() - started_s

    assert run(twice()) >= 0.19


def test_a_refused_position_is_a_fault_of_the_run() -> None:
    carried = Carried()
    carried.client.is_closed_to_us = True

    run(carried.phone.write_position())

    assert len(carried.world.diary.faults) == 1


def test_an_idle_phone_writes_only_when_its_last_position_grows_old() -> None:
    carried = Carried()

    async def look_twice() -> None:
        await carried.phone.keep_fresh()
        await carried.phone.keep_fresh()

    run(look_twice())

    assert len(carried.client.written) == 1


def test_a_ride_ends_at_its_destination_and_is_reported_on_the_way() -> None:
    carried = Carried()
    there = a_point(east_m=500)
    trip = Trip(a_point(), there, carried.world.clock.now(), travel_s=50)

    arrived = run(carried.phone.travel(trip, goes_on=lambda: True))

    assert arrived
    assert carried.phone.point == there
    assert carried.backend.last("report_track").points[0].speed_mps == pytest.approx(10, rel=0.01)


def test_lingering_ends_when_the_business_time_has_come() -> None:
    carried = Carried()

    assert run(carried.phone.linger(carried.world.clock.now() + timedelta(seconds=30), goes_on=lambda: True))


def test_lingering_ends_at_once_when_the_plan_changes() -> None:
    carried = Carried(rate=1.0)

    assert not run(carried.phone.linger(carried.world.clock.now() + timedelta(hours=1), goes_on=lambda: False))
