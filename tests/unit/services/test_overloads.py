"""An overloaded zone as a story: idle providers are asked over, and new customers are told a later time for as long as it lasts."""

from datetime import timedelta
from typing import Any

import pytest

from muster.services.snapshot_areas import snapshot_areas
from muster.services.watch import watch
from shared import paths
from shared.models.area import ServiceArea
from shared.models.disruption import Disruption, DisruptionState, RecoveryAction
from shared.models.facts import ZoneState
from shared.models.shaping import Shaping
from shared.models.supply import SupplyLevel
from shared.models.zone import Zone
from tests.builders import ADMIN, CENTRE, CUSTOMER, OPERATOR
from tests.world import AREA, World

OVERLOAD = "region_overloaded.mitte"
EXTRA_S, EXTRA_FOR_S = 900, 1800


class Overloaded(World):
    """Mitte has been short of supply for ten minutes, with nine bookings waiting."""

    def __init__(self, *plays: dict[str, Any], **detection: Any) -> None:
        super().__init__(detection=detection)
        self.level = SupplyLevel.SHORT
        if plays:
            self.do(ADMIN, "put_playbook", area_id=AREA, plays=plays)
        self.minutes(1)

    def _count(self) -> None:
        now = self.clock.now()
        counted = {"pressure": 3.0, "waiting": 9, "oldest_wait_s": 600, "computed_at": now}
        since = now - timedelta(seconds=600)
        known = ZoneState(zone_id="mitte", area_id=AREA, level=self.level, level_since=since, **counted)
        self.store.seed({paths.zone_state("mitte"): known})

    def minutes(self, number: int) -> None:
        for _ in range(number):
            self.clock.advance(60)
            self._count()
            watch(self.backend)
            self.sweep()
            self.settle()

    @property
    def overload(self) -> Disruption:
        return self.store.value(paths.disruption(OVERLOAD), Disruption)

    @property
    def done(self) -> RecoveryAction | None:
        return self.overload.recovery.action if self.overload.recovery else None

    @property
    def measures(self) -> tuple[Shaping, ...]:
        return self.store.value(paths.service_area(AREA), ServiceArea).shapings

    def promised(self) -> tuple[float, int]:
        """Seconds until the end that a quote of now promises, and how many of them are the measure's."""
        stops = [{"type": "service", "point": CENTRE.model_dump()}]
        told = self.do(CUSTOMER, "quote_booking", service="repair", stops=stops)
        promise = self.booking(told["booking_id"]).terms.promise
        return (promise.window.end_at - self.clock.now()).total_seconds(), promise.widened_s


def test_supply_is_moved_first_and_promises_are_widened_when_that_is_not_enough() -> None:
    world = Overloaded()
    first, plain = world.done, world.promised()

    world.minutes(3)

    assert (first, world.done) == (RecoveryAction.REBALANCE, RecoveryAction.WIDEN_WINDOWS)
    assert plain[1] == 0
    assert world.promised() == (plain[0] + EXTRA_S, EXTRA_S)
    (measure,) = world.measures
    assert (measure.zone_id, measure.set_by, measure.reason) == ("mitte", "playbook", "recovery: region_overloaded")
    assert world.store.value(paths.shaping(measure.shaping_id), Shaping) == measure
    assert world.overload.state is DisruptionState.OPEN


def test_promises_are_as_ever_once_the_measure_is_over() -> None:
    world = Overloaded()
    plain = world.promised()
    world.minutes(3)

    world.level = SupplyLevel.CALM
    world.minutes(EXTRA_FOR_S // 60)

    assert world.overload.state is DisruptionState.CLEARED
    assert world.promised() == plain


def test_while_it_lasts_one_measure_follows_the_other_without_a_gap() -> None:
    world = Overloaded()
    seen = []

    for _ in range(100):
        world.minutes(1)
        seen.append(world.promised()[1])

    assert set(seen[3:]) == {EXTRA_S}, "never twice the extra, never none"
    assert world.overload.episodes == 1


def test_staff_may_end_what_a_playbook_set() -> None:
    world = Overloaded()
    plain = world.promised()
    world.minutes(3)

    world.do(OPERATOR, "end_shaping", shaping_id=world.measures[0].shaping_id)
    at_once = world.promised()
    world.minutes(10)

    assert at_once == world.promised() == plain, "what a person decided is not undone by the next look"


@pytest.mark.parametrize(
    ("scope", "playbooks"), [({}, 0), ({"zone_id": "mitte"}, 0), ({"service": "repair"}, 1)], ids=str
)
def test_what_staff_widened_for_every_service_is_not_widened_again(scope: dict[str, str], playbooks: int) -> None:
    world = Overloaded()
    window = {"start_at": world.clock.now().isoformat(), "end_at": (world.clock.now() + timedelta(hours=1)).isoformat()}
    asked = {"area_id": AREA, "kind": "widen_windows", "window": window, "extra_min": 20, "reason": "storm", **scope}
    world.do(OPERATOR, "shape_demand", **asked)

    world.minutes(4)

    assert sum(one.set_by == "playbook" for one in world.measures) == playbooks
    assert world.promised()[1] == 20 * 60, "of several measures the widest counts"


def test_an_area_may_leave_promises_to_its_operators() -> None:
    world = Overloaded({"kind": "region_overloaded", "automatic": ["rebalance"], "least_gain_s": 0})

    world.minutes(3)

    assert world.overload.state is DisruptionState.ESCALATED
    assert world.overload.options[0].action is RecoveryAction.WIDEN_WINDOWS
    assert world.measures == ()


def test_an_area_without_an_extra_never_widens() -> None:
    world = Overloaded(overload_extra_s=0)

    world.minutes(30)

    assert world.measures == ()
    assert world.done is RecoveryAction.REBALANCE


def test_the_overload_of_a_zone_that_is_served_no_more_is_over() -> None:
    world = Overloaded()
    zone = world.store.value(paths.zone("mitte"), Zone)
    world.store.seed({paths.zone("mitte"): zone.model_copy(update={"active": False})})
    world._count()

    for _ in range(10):
        world.clock.advance(60)
        snapshot_areas(world.backend)
        watch(world.backend)

    assert world.overload.state is DisruptionState.CLEARED
    assert world.overload.episodes == 1
