"""Hostile reports: what is malformed is refused whole, and what is well formed moves nobody but its own sender."""

import math
from typing import Any

import pytest
from pydantic import ValidationError

from shared import collection_names, paths
from shared.messages.commands import ReportTrack
from shared.models.place import LatLng
from shared.models.progress import Progress
from shared.models.provider import Position
from tests.builders import CENTRE, a_point
from tests.world import World

GOOD: dict[str, Any] = {"point": CENTRE.model_dump(), "accuracy_m": 8, "device_time": "2026-03-02T12:00:00Z"}


@pytest.mark.parametrize(
    "sent",
    [
        {"points": []},
        {"points": [GOOD] * 101},
        {"points": [GOOD] * 1000},
        {"points": [{**GOOD, "point": {"lat": 91.0, "lng": 13.4}}]},
        {"points": [{**GOOD, "point": {"lat": 52.5, "lng": -180.1}}]},
        {"points": [{**GOOD, "point": {"lat": math.nan, "lng": 13.4}}]},
        {"points": [{**GOOD, "point": {"lat": "52.5", "lng": "13.4"}}]},
        {"points": [{**GOOD, "accuracy_m": math.nan}]},
        {"points": [{**GOOD, "accuracy_m": math.inf}]},
        {"points": [{**GOOD, "accuracy_m": -1}]},
        {"points": [{**GOOD, "speed_mps": math.nan}]},
        {"points": [{**GOOD, "speed_mps": 401}]},
        {"points": [{**GOOD, "heading_deg": 361}]},
        {"points": [{**GOOD, "device_time": "2026-03-02T12:00:00"}]},
        {"points": [{**GOOD, "device_time": "yesterday"}]},
        {"points": [{**GOOD, "suspect": []}]},
        {"points": [GOOD, {**GOOD, "accuracy_m": math.nan}]},
        {"points": [GOOD], "provider_id": "bob"},
    ],
)
def test_a_malformed_report_is_refused_whole(sent: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ReportTrack.model_validate({"op_id": "op-00000001", **sent})


def test_a_report_moves_nobody_but_its_sender() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    world.a_provider_on_duty("bob", north_m=2000)
    before = world.store.value(paths.position("bob"), Position)
    world.clock.advance(10)

    point = {**GOOD, "point": a_point(50).model_dump(), "device_time": world.clock.real_now().isoformat()}
    world.do(ada, "report_track", points=[point])

    assert world.store.value(paths.position("bob"), Position) == before
    assert world.store.documents(collection_names.PROGRESS, Progress) == {}, "nobody is on a job"


def test_a_full_batch_of_nonsense_costs_what_one_point_costs() -> None:
    world = World()
    ada = world.a_provider_on_duty("ada")
    world.clock.advance(100)
    at = world.clock.real_now().isoformat()
    nonsense = [{**GOOD, "point": LatLng(lat=n / 2, lng=-n).model_dump(), "device_time": at} for n in range(100)]
    calls: list[str] = []
    world.store.on_call = calls.append

    told = world.do(ada, "report_track", points=nonsense)

    assert told == {"kept": 0, "suspect": 100, "arrived": None}
    assert calls == ["get_many", "get", "get", "commit"], (
        "a known provider, the area's settings and roads, and one write"
    )
