"""A slow quarter of the city is noticed through tracks: by forecasts of the next window, within ten minutes, by nobody's word."""

from typing import Any

from muster.services.learn_etas import learn_etas
from shared import paths
from shared.eta.learned import LearnedEta
from shared.eta.speeds import RELATIVE_SPEED
from shared.geo.cells import SPEED_PRECISION, encode
from shared.models.eta import EtaModel
from shared.models.place import LatLng
from shared.models.provider import VehicleType
from shared.units import Geohash
from tests.builders import OPERATOR, a_point
from tests.world import AREA, World

FLEET_MPS = 5.5
LINE_MPS = FLEET_MPS * RELATIVE_SPEED[VehicleType.BICYCLE]
SLOW_EAST_M, QUICK_EAST_M = 0, -5500
RIDERS, LEG_M = 5, 3500
SLOWNESS = 1.6


def on_the_road(world: World, uid: str, east_m: float) -> Any:
    """A provider who has set out for a pickup some kilometres to the south."""
    actor = world.a_provider_on_duty(uid, north_m=LEG_M, east_m=east_m)
    stops = [
        {"type": "pickup", "point": a_point(0, east_m).model_dump()},
        {"type": "dropoff", "point": a_point(900, east_m).model_dump()},
    ]
    booking_id = world.a_booking(stops=stops)
    world.do(OPERATOR, "assign_booking", booking_id=booking_id, provider_id=uid, reason="the only one")
    world.press(actor, "start_stop", booking_id)
    return actor


def report(world: World, actor: Any, where: LatLng) -> None:
    at = world.clock.real_now().isoformat()
    point = {"point": where.model_dump(), "accuracy_m": 10, "device_time": at}
    world.do(actor, "report_track", points=[point])


def factor_at(world: World, east_m: float) -> float:
    now = world.clock.now()
    known = world.store.value(paths.eta_model(AREA), EtaModel)
    cell = Geohash(encode(a_point(LEG_M - 500, east_m), SPEED_PRECISION))
    return LearnedEta(known).speed_book(FLEET_MPS, now).factors[cell][now.hour]


def test_a_slow_quarter_is_seen_within_ten_minutes_and_the_others_are_not() -> None:
    world = World(dispatch={"mode": "manual"})
    quarters = {"s": (SLOW_EAST_M, LINE_MPS / SLOWNESS), "q": (QUICK_EAST_M, LINE_MPS)}
    riders = [
        (on_the_road(world, f"{name}{n}", east_m + 20 * n), east_m + 20 * n, mps)
        for name, (east_m, mps) in quarters.items()
        for n in range(RIDERS)
    ]

    for second in range(0, 595, 7):
        for actor, east_m, mps in riders:
            report(world, actor, a_point(max(0.0, LEG_M - mps * second), east_m))
        world.clock.advance(7)
        if second // 300 != (second + 7) // 300:
            learn_etas(world.backend)

    slow, quick = factor_at(world, SLOW_EAST_M), factor_at(world, QUICK_EAST_M)
    assert 1 / slow > 1.3
    assert 0.93 < quick < 1.07
