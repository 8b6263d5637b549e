"""A breakdown with goods on board, through the real functions: another provider is asked, comes, and brings them on."""

import pytest
from google.api_core.exceptions import PermissionDenied

from benchmarks.person import Person
from benchmarks.town import open_offers
from shared import paths
from shared.models.booking import BookingState
from shared.models.disruption import DisruptionKind, DisruptionState, RecoveryAction
from simulator.backend_client import Refused
from tests.emulator.conftest import OpenTown
from tests.emulator.reading import booking, events, eventually, folds
from tests.emulator.troubles import ON_FOOT, Job, Story, begin, stored

BREAKDOWN = Story(
    DisruptionKind.PROVIDER_TROUBLE, Job.at_the_pickup, RecoveryAction.HAND_OVER, (RecoveryAction.HAND_OVER,)
)


def sees(person: Person, booking_id: str) -> bool:
    try:
        return bool(person.client().document(paths.booking(booking_id)).get().exists)
    except PermissionDenied:
        return False


def test_goods_whose_provider_breaks_down_are_taken_over_and_delivered(new_town: OpenTown) -> None:
    job = begin(new_town, BREAKDOWN)
    server, booking_id = job.town.server, job.booking_id
    job.at_the_pickup()
    job.press("complete_stop")
    bob = job.town.provider("bob", north_m=100)
    asked = open_offers(bob)

    trouble = str(job.ada.call("report_problem", booking_id=booking_id, kind="provider_trouble")["disruption_id"])
    (offer_id,) = asked.until(lambda docs: len(docs) == 1)
    asked.close()
    assert not sees(bob, booking_id)
    bob.call("accept_offer", offer_id=offer_id)
    assert sees(bob, booking_id)

    meeting = {"booking_id": booking_id, "epoch": 1, "stop_id": "h3"}
    bob.call("start_stop", **meeting)
    bob.call("arrive_at_stop", override_reason=ON_FOOT, **meeting)
    with pytest.raises(Refused, match="D215"):
        bob.call("complete_stop", **meeting)
    job.press("complete_stop", "h3")
    assert booking(server, booking_id).provider_id == job.ada.uid
    assert bob.call("complete_stop", **meeting)["epoch"] == 2

    bob.call("arrive_at_stop", booking_id=booking_id, epoch=2, stop_id="s2", override_reason=ON_FOOT)
    bob.call("complete_stop", booking_id=booking_id, epoch=2, stop_id="s2")
    ended = booking(server, booking_id)
    assert (ended.state, ended.provider_id) == (BookingState.COMPLETED, bob.uid)
    told = [event for event in events(server, booking_id) if event.startswith("hand_over")]
    assert told == ["hand_over.sought", "hand_over.agreed", "hand_over.given", "hand_over.taken"]
    after = eventually(
        lambda: stored(job.town, trouble), lambda one: one.recovery is not None and one.recovery.late is not None
    )
    assert (after.state, after.end_reason) == (DisruptionState.RECOVERED, "hand_over")
    eventually(lambda: folds(server, booking_id))
