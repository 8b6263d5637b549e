"""From a problem that a provider reports to the job in other hands, through the real functions and topics."""

from benchmarks.town import open_offers
from muster.adapters.firestore_store import FirestoreStore
from shared import paths
from shared.models.disruption import Disruption, DisruptionKind, DisruptionState
from tests.emulator.conftest import OpenTown
from tests.emulator.reading import booking, events, eventually, folds


def test_the_job_of_a_provider_who_can_not_go_on_finds_other_hands_by_itself(new_town: OpenTown) -> None:
    town = new_town(offer_ttl_s=60)
    ada = town.provider("ada")
    first = open_offers(ada)
    booking_id = town.customer().call("place_booking", **town.order())["booking_id"]
    (offer_id,) = first.until(lambda docs: len(docs) == 1)
    ada.call("accept_offer", offer_id=offer_id)
    bob = town.provider("bob", north_m=200)
    second = open_offers(bob)

    kind = DisruptionKind.PROVIDER_TROUBLE
    ada.call("report_problem", booking_id=booking_id, kind=kind.value)
    (asked,) = second.until(lambda docs: len(docs) == 1)
    bob.call("accept_offer", offer_id=asked)

    noticed = FirestoreStore(town.server).get(paths.disruption(f"{kind.value}.{booking_id}.1"), Disruption)
    assert noticed is not None
    assert noticed.value.state is DisruptionState.RECOVERED
    assert noticed.value.recovery is not None
    assert noticed.value.recovery.by == "playbook"
    assert booking(town.server, booking_id).provider_id == bob.uid
    assert "recovery.executed" in events(town.server, booking_id)
    eventually(lambda: folds(town.server, booking_id))
    first.close()
    second.close()
