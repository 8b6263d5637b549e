"""A decision made by the real functions is explained and replayed by them, for those who supervise its area."""

import pytest
from google.cloud.firestore import FieldFilter

from benchmarks.town import open_offers
from devtools import schedule_clock
from muster.adapters.firestore_store import FirestoreStore
from shared import collection_names, paths
from shared.models.area import SettingsVersion
from shared.models.decision import DecisionRecord
from shared.models.offer import Offer
from simulator.backend_client import Refused
from tests.emulator.conftest import OpenTown


def test_a_booking_s_decision_is_explained_and_replays_byte_for_byte(new_town: OpenTown) -> None:
    town = new_town()
    near, _far = town.provider("near", north_m=100), town.provider("far", north_m=2500)
    operator, stranger = town.operator(), new_town().operator()
    offers = open_offers(near)
    booking_id = town.customer().call("place_booking", **town.order())["booking_id"]
    (offer_id,) = offers.until(lambda docs: len(docs) == 1)
    offers.close()
    store = FirestoreStore(town.server)
    offer = store.get(paths.offer(offer_id), Offer)
    assert offer is not None
    decision_id = offer.value.decision_id
    stored = store.get(paths.decision(str(decision_id)), DecisionRecord)
    assert stored is not None

    told = operator.call("explain_decision", decision_id=decision_id, booking_id=booking_id)
    replayed = operator.call("replay_decision", decision_id=decision_id)

    (booking,) = told["bookings"]
    assert booking["chosen"] == [near.uid]
    assert booking["turning_points"][0]["better_by_s"] > 0
    assert replayed["code"] == "same"
    assert replayed["replayed_digest"] == stored.value.output_digest
    assert offer.value.circumstances is not None
    assert store.get(paths.area_settings(town.area_id, told["settings_version"]), SettingsVersion) is not None
    for verb in ("explain_decision", "replay_decision"):
        with pytest.raises(Refused) as refused:
            stranger.call(verb, decision_id=decision_id)
        assert refused.value.code == "X905"


def test_the_learning_schedule_runs(new_town: OpenTown) -> None:
    town = new_town()

    schedule_clock.fire(town.suite, "learn")

    answered = FieldFilter("area_id", "==", town.area_id)
    assert list(town.server.collection(collection_names.ACCEPTANCE_MODELS).where(filter=answered).stream()) == []
