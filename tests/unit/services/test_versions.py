"""What an area, its zones and its playbook were: every version stays readable, and a change touches what it names alone."""

import pytest
from pydantic import ValidationError

from shared import paths
from shared.errors import Code
from shared.models.area import ServiceArea, SettingsVersion
from shared.models.dispatch_settings import AutonomyMode, DispatchSettings
from shared.models.playbook import Playbook, PlaybookVersion
from shared.models.zone import Zone, ZoneVersion
from tests.builders import ADMIN, OPERATOR
from tests.simulation.invariants import violations
from tests.unit.services.territory import SUPERVISOR, close, put_area, put_zone
from tests.world import AREA, World, refused

MONDAYS = [{"weekdays": [0], "opens": "08:00", "closes": "18:00"}]


def test_what_is_not_given_of_an_area_stays_as_it_is_setting_by_setting() -> None:
    world = World()
    put_area(
        world, ADMIN, dispatch={"offer_ttl_s": 90, "weights": {"idle": 0.5}}, supply={"most_per_run": 2}, paused=True
    )

    put_area(world, ADMIN, dispatch={"weights": {"travel": 2}}, tariff={"base_minor": 1})

    area = world.store.value(paths.service_area(AREA), ServiceArea)
    assert (area.dispatch.offer_ttl_s, area.dispatch.weights.idle, area.dispatch.weights.travel) == (90, 0.5, 2)
    assert (area.supply.most_per_run, area.paused, area.tariff.base_minor, area.tariff.per_km_minor) == (
        2,
        True,
        1,
        110,
    )


def test_a_version_of_settings_holds_all_of_them_and_who_changed_them() -> None:
    world = World()
    put_area(world, SUPERVISOR, supply={"most_per_run": 2}, tariff={"base_minor": 1}, paused=True)

    kept = world.store.value(paths.area_settings(AREA, 2), SettingsVersion)

    area = world.store.value(paths.service_area(AREA), ServiceArea)
    shared = ("dispatch", "supply", "detection", "tariff", "revisions", "overrides", "name", "timezone", "paused")
    assert kept.changed_by == SUPERVISOR.id
    assert [getattr(kept, name) for name in shared] == [getattr(area, name) for name in shared]


def test_every_version_of_a_zone_stays_readable_with_who_made_it() -> None:
    world = World()
    shaping_id = close(world)["shaping_id"]
    world.do(ADMIN, "end_shaping", shaping_id=shaping_id)
    put_zone(world, SUPERVISOR, name="Centre", expected_version=3)

    kept = [world.store.value(paths.zone_version("mitte", version), ZoneVersion) for version in (1, 2, 3, 4)]

    assert [(one.version, one.zone.name, len(one.zone.closures)) for one in kept] == [
        (1, "Mitte", 0),
        (2, "Mitte", 1),
        (3, "Mitte", 0),
        (4, "Centre", 0),
    ]
    assert [one.changed_by for one in kept] == [ADMIN.id, OPERATOR.id, ADMIN.id, SUPERVISOR.id]
    assert {one.zone.geometry for one in kept} == {world.store.value(paths.zone("mitte"), Zone).geometry}


def test_what_is_not_given_of_a_zone_stays_as_it_is() -> None:
    world = World()
    put_zone(world, ADMIN, hours=MONDAYS, priority=3, active=False)
    close(world)
    before = world.store.value(paths.zone("mitte"), Zone)

    put_zone(world, SUPERVISOR, name="Centre")

    after = world.store.value(paths.zone("mitte"), Zone)
    assert (after.name, len(after.hours), len(after.closures), after.version) == ("Centre", 1, 1, before.version + 1)
    assert (after.hours, after.closures) == (before.hours, before.closures)
    assert (after.priority, after.active) == (3, False)


def test_an_empty_list_clears_the_hours_and_closures_of_a_zone() -> None:
    world = World()
    put_zone(world, ADMIN, hours=MONDAYS)
    close(world)

    put_zone(world, ADMIN, hours=[], closures=[])

    zone = world.store.value(paths.zone("mitte"), Zone)
    assert (zone.hours, zone.closures) == ((), ())


def test_a_zone_that_is_to_be_new_does_not_replace_one_that_is_there() -> None:
    world = World()

    with refused(Code.STALE_VERSION):
        put_zone(world, ADMIN, expected_version=0)

    assert put_zone(world, ADMIN, "altona", expected_version=0)["version"] == 1


def test_every_version_of_a_playbook_stays_readable_with_who_made_it() -> None:
    world = World()
    strict = [{"kind": "late_start", "most_risk": 0.1}]
    world.do(ADMIN, "put_playbook", area_id=AREA, plays=[])
    world.do(SUPERVISOR, "put_playbook", area_id=AREA, plays=strict, expected_version=1)

    kept = [world.store.value(paths.playbook_version(AREA, version), PlaybookVersion) for version in (1, 2)]

    live = world.store.value(paths.playbook(AREA), Playbook)
    assert [(one.version, len(one.plays), one.changed_by) for one in kept] == [(1, 0, ADMIN.id), (2, 1, SUPERVISOR.id)]
    assert dict(live) == dict(kept[1])


def test_a_playbook_that_somebody_else_changed_keeps_their_version_alone() -> None:
    world = World()
    world.do(ADMIN, "put_playbook", area_id=AREA, plays=[], expected_version=0)

    with refused(Code.STALE_VERSION):
        world.do(SUPERVISOR, "put_playbook", area_id=AREA, plays=[], expected_version=0)

    assert world.store.get(paths.playbook_version(AREA, 2), PlaybookVersion) is None


SPANS = [name for name in DispatchSettings.model_fields if name.endswith("_s")]


@pytest.mark.parametrize("span", SPANS)
def test_a_span_that_no_calendar_holds_is_refused(span: str) -> None:
    with pytest.raises(ValidationError, match=span):
        World(dispatch={span: 10**13})


@pytest.mark.parametrize("mode", AutonomyMode)
@pytest.mark.parametrize("span", SPANS)
def test_an_area_dispatches_with_the_longest_span_there_may_be(span: str, mode: AutonomyMode) -> None:
    world = World(dispatch={"mode": mode, span: 10**10})
    ada = world.a_provider_on_duty("ada")
    world.a_booking()
    world.settle()
    for offer in world.offers_to("ada"):
        world.do(ada, "decline_offer", offer_id=offer.offer_id)
    world.clock.advance(20)

    world.settle()
    world.sweep()

    assert violations(world) == []
