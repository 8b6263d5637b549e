"""When a zone is overloaded, and when it no longer is."""

import pytest

from shared.models.detection import DetectionSettings
from shared.models.disruption import Disruption, DisruptionKind, DisruptionState, Recovery, RecoveryAction
from shared.models.facts import ZoneState
from shared.recovery.episodes import Step
from shared.recovery.overload import judge_zone
from tests.builders import NOW, later
from tests.scenes import a_disruption

S = DisruptionState
KEPT = None


def a_state(pressure: float, waiting: int) -> ZoneState:
    return ZoneState(zone_id="mitte", area_id="berlin", pressure=pressure, waiting=waiting, computed_at=later(1000))


def an_overload(state: DisruptionState = S.OPEN, detected_s: float = 0, **changes: object) -> Disruption:
    facts = {"disruption_id": "region_overloaded.mitte", "kind": DisruptionKind.REGION_OVERLOADED, "zone_id": "mitte"}
    nobodys = {"booking_id": None, "provider_id": None, "assignment_epoch": None, "stop_id": None}
    return a_disruption(**facts, **nobodys, state=state, onset_at=NOW, detected_at=later(detected_s), **changes)


def recovered(executed_s: float) -> Disruption:
    done = Recovery(action=RecoveryAction.REBALANCE, by="playbook", actor_id="m", executed_at=later(executed_s))
    return an_overload(S.RECOVERED, recovery=done)


@pytest.mark.parametrize(
    ("pressure", "waiting", "before", "step"),
    [
        (2.5, 6, None, Step.OPENED),
        (2.49, 9, None, KEPT),
        (9.0, 5, None, KEPT),
        (9.0, 9, an_overload(), KEPT),
        (1.0, 0, an_overload(), KEPT),
        (0.99, 9, an_overload(), Step.CLEARED),
        (0.0, 0, an_overload(detected_s=881), KEPT),
        (9.0, 9, an_overload(S.CLEARED, ended_at=later(881)), KEPT),
        (9.0, 9, an_overload(S.CLEARED, ended_at=later(880)), Step.OPENED),
        (9.0, 9, recovered(401), KEPT),
        (9.0, 9, recovered(400), Step.OPENED),
    ],
)
def test_an_overload_begins_and_ends_at_thresholds_of_its_own(
    pressure: float, waiting: int, before: Disruption | None, step: Step | None
) -> None:
    change = judge_zone(a_state(pressure, waiting), before, DetectionSettings(), later(1000))

    assert (change.step if change else None) == step


def test_the_next_overload_of_a_zone_is_the_next_episode_of_its_document() -> None:
    change = judge_zone(a_state(9.0, 9), recovered(0), DetectionSettings(), later(1000))

    assert change is not None
    assert (change.after.disruption_id, change.after.episodes, change.after.recovery) == (
        "region_overloaded.mitte",
        2,
        None,
    )
