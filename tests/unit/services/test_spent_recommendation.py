"""An operator approves what was recommended a while ago."""

from datetime import timedelta

import pytest

from muster.services.recover import recover
from shared import collection_names, paths
from shared.models.disruption import Disruption, DisruptionKind, RecoveryAction
from shared.models.triage import Triage
from tests.builders import ADMIN, OPERATOR, a_point
from tests.world import AREA, World


@pytest.mark.parametrize(
    ("bob_m", "chosen"), [(100, RecoveryAction.REASSIGN), (4000, RecoveryAction.WAIT)], ids=["still", "spent"]
)
def test_what_was_recommended_is_done_only_while_it_is_worth_it(bob_m: int, chosen: RecoveryAction) -> None:
    world = World()
    job = world.won_by(world.a_provider_on_duty("ada"))
    world.do(ADMIN, "put_playbook", area_id=AREA, plays=[{"kind": "provider_inactive", "automatic": ["notify"]}])
    world.a_provider_on_duty("bob", north_m=100)
    trouble = _stuck(world, job)
    item = next(iter(world.store.documents(collection_names.TRIAGE, Triage).values()))
    world.is_seen("bob", a_point(north_m=bob_m))

    world.do(OPERATOR, "decide_triage", triage_id=item.triage_id, approve=True, reason="as recommended")

    recovery = world.store.value(paths.disruption(trouble), Disruption).recovery
    assert item.options[0].action is RecoveryAction.REASSIGN
    assert recovery is not None
    assert recovery.action is chosen


def _stuck(world: World, job: str) -> str:
    """The provider of a job has stood still for ten minutes."""
    booking, now = world.booking(job), world.clock.now()
    one = Disruption(
        disruption_id=f"provider_inactive.{job}.1",
        area_id=AREA,
        kind=DisruptionKind.PROVIDER_INACTIVE,
        booking_id=booking.booking_id,
        provider_id=booking.provider_id,
        assignment_epoch=booking.assignment_epoch,
        onset_at=now - timedelta(minutes=10),
        detected_at=now,
    )
    world.store.seed({paths.disruption(one.disruption_id): one})
    recover(world.backend, one.disruption_id)
    return one.disruption_id
