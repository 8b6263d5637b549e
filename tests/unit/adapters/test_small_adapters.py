"""Ids, the push recorder and the meter."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from muster.adapters.meter import Meter, collection_of
from muster.adapters.push_recorder import PushRecorder
from muster.adapters.random_ids import RandomIds
from shared.models.push import Envelope
from tests.builders import a_device, a_push
from tests.fakes.messaging import MemoryLog


def test_ids_sort_by_the_time_they_were_made_and_never_repeat() -> None:
    now_ms = iter([*range(1_700_000_000_000, 1_700_000_001_000), *[1_800_000_000_000] * 1000])
    ids = RandomIds(lambda: next(now_ms))

    made = [ids.new("bkg") for _ in range(2000)]

    assert made[:1000] == sorted(made[:1000])
    assert len(set(made)) == 2000
    assert all(re.fullmatch(r"bkg_[0-9A-HJKMNP-TV-Z]{26}", each) for each in made)


def test_an_id_begins_as_the_ulid_specification_says() -> None:
    assert RandomIds(lambda: 1_469_918_176_385).new("x").startswith("x_01ARYZ6S41")


def test_an_id_is_made_of_the_time_by_default() -> None:
    assert RandomIds().new("bkg") < RandomIds(lambda: 4_000_000_000_000).new("bkg")


def test_a_push_is_recorded_for_each_device_and_logged_without_its_target() -> None:
    log = MemoryLog()

    answers = PushRecorder(log).send([Envelope(message=a_push(), device=a_device())])

    assert [answer.status for answer in answers] == [200]
    assert [line.fields for line in log.of("push")] == [{"nid": "offer-1", "kind": "offer"}]


@pytest.mark.parametrize(
    ("path", "collection"),
    [("bookings/b-1", "bookings"), ("bookings/b-1/events/000001", "bookings/events")],
)
def test_a_collection_is_named_without_ids(path: str, collection: str) -> None:
    assert collection_of(path) == collection


def test_requests_that_run_at_once_are_metered_apart() -> None:
    meter = Meter()

    def request(reads: int) -> int:
        for _ in range(reads):
            meter.count("reads", "get offers", 1)
        return meter.take()["reads"]

    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(request, [10, 20, 30, 40]))

    assert taken == [10, 20, 30, 40]
    assert meter.total("reads") == 100
    assert meter.by_operation() == {("reads", "get offers"): 100}


def test_a_meter_can_start_again() -> None:
    meter = Meter()
    meter.count("writes", "commit offers", 3)

    meter.reset()

    assert meter.total("writes") == 0
    assert meter.take() == {}
