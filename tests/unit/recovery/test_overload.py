"""When a zone is overloaded, and when it no longer is."""

import pytest

from shared.models.detection import DetectionSettings
from shared.models.disruption import Disruption, DisruptionKind, DisruptionState, Recovery, RecoveryAction
from shared.models.facts import ZoneState
from shared.models.supply import SupplyLevel
from shared.recovery.episodes import Step
from shared.recovery.overload import judge_zone
from tests.builders import NOW, later
from tests.scenes import a_disruption

S = DisruptionState
L = SupplyLevel
KEPT = None


def a_state(level: SupplyLevel, since_s: float, waiting: int, oldest_wait_s: int = 300) -> ZoneState:
    since = later(1000 - since_s)
    counted = {"waiting": waiting, "oldest_wait_s": oldest_wait_s, "computed_at": later(1000)}
    return ZoneState(zone_id="mitte", area_id="berlin", level=level, level_since=since, **counted)


def an_overload(state: DisruptionState = S.OPEN, detected_s: float = 0, **changes: object) -> Disruption:
    facts = {"disruption_id": "region_overloaded.mitte", "kind": DisruptionKind.REGION_OVERLOADED, "zone_id": "mitte"}
    nobodys = {"booking_id": None, "provider_id": None, "assignment_epoch": None, "stop_id": None}
    return a_disruption(**facts, **nobodys, state=state, onset_at=NOW, detected_at=later(detected_s), **changes)


def recovered(executed_s: float) -> Disruption:
    done = Recovery(action=RecoveryAction.REBALANCE, by="playbook", actor_id="m", executed_at=later(executed_s))
    return an_overload(S.RECOVERED, recovery=done)


@pytest.mark.parametrize(
    ("level", "since_s", "waiting", "before", "step"),
    [
        (L.SHORT, 240, 5, None, Step.OPENED),
        (L.SHORT, 239, 9, None, KEPT),
        (L.BUSY, 900, 9, None, KEPT),
        (L.SHORT, 900, 4, None, KEPT),
        (L.SHORT, 900, 9, an_overload(), KEPT),
        (L.SHORT, 900, 0, an_overload(), KEPT),
        (L.BUSY, 60, 9, an_overload(), Step.CLEARED),
        (L.CALM, 60, 0, an_overload(detected_s=881), KEPT),
        (L.SHORT, 900, 9, an_overload(S.CLEARED, ended_at=later(881)), KEPT),
        (L.SHORT, 900, 9, an_overload(S.CLEARED, ended_at=later(880)), Step.OPENED),
        (L.SHORT, 900, 9, recovered(401), KEPT),
        (L.SHORT, 900, 9, recovered(400), Step.OPENED),
    ],
)
def test_an_overload_begins_when_a_zone_stays_short_and_ends_when_it_no_longer_is(
    level: SupplyLevel, since_s: float, waiting: int, before: Disruption | None, step: Step | None
) -> None:
    change = judge_zone(a_state(level, since_s, waiting), before, DetectionSettings(), later(1000))

    assert (change.step if change else None) == step


def test_the_next_overload_of_a_zone_is_the_next_episode_of_its_document() -> None:
    change = judge_zone(a_state(L.SHORT, 900, 9), recovered(0), DetectionSettings(), later(1000))

    assert change is not None
    assert (change.after.disruption_id, change.after.episodes, change.after.recovery) == (
        "region_overloaded.mitte",
        2,
        None,
    )


def test_bookings_that_wait_for_their_goods_are_no_overload() -> None:
    assert judge_zone(a_state(L.SHORT, 900, 9, oldest_wait_s=299), None, DetectionSettings(), later(1000)) is None
