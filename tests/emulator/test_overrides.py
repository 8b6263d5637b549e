"""A new operator is given the role, signs in, and has their own way: through the real functions and the Auth emulator."""

import pytest
from google.cloud.firestore import FieldFilter

from benchmarks.person import Heard, Person
from benchmarks.town import Town, open_offers
from devtools import schedule_clock
from muster.adapters.firestore_store import FirestoreStore
from shared import paths
from shared.models.override import Override, OverrideState
from simulator.auth import API_KEY, PASSWORD
from simulator.backend_client import Refused
from tests.emulator.conftest import OpenTown
from tests.emulator.reading import booking, events, eventually, folds, work_off


def signed_in_again(town: Town, uid: str) -> Person:
    """Somebody whose account exists, with the claims that it has by now."""
    root = f"http://{town.suite.host('auth')}/identitytoolkit.googleapis.com/v1"
    known = {"email": f"{uid}@example.com", "password": PASSWORD, "returnSecureToken": True}
    answer = town.http.post(f"{root}/accounts:signInWithPassword?key={API_KEY}", json=known)
    answer.raise_for_status()
    return Person(uid, answer.json()["idToken"], town.suite, town.http)


def override(town: Town, override_id: str) -> Override:
    found = FirestoreStore(town.server).get(paths.override(override_id), Override)
    assert found is not None
    return found.value


def test_somebody_becomes_an_operator_and_reassigns_a_booking_until_a_provider_has_left(new_town: OpenTown) -> None:
    town = new_town()
    ada, bob = town.provider("ada"), town.provider("bob", north_m=2000)
    offers = open_offers(ada)
    booking_id = town.customer().call("place_booking", **town.order())["booking_id"]
    (offer_id,) = offers.until(lambda docs: len(docs) == 1)
    ada.call("accept_offer", offer_id=offer_id)
    newcomer = town.customer("olga")
    change = {"kind": "reassign", "booking_id": booking_id, "provider_id": bob.uid}

    with pytest.raises(Refused) as too_early:
        newcomer.call("preview_override", change=change)
    town.admin.call("put_operator", uid=newcomer.uid, role="operator", areas=[town.area_id])
    olga = signed_in_again(town, newcomer.uid)
    in_area = FieldFilter("area_id", "==", town.area_id)
    seen = Heard(olga.client().collection(paths.OVERRIDES).where(filter=in_area).limit(50))
    looked = olga.call("preview_override", change=change)
    bob.call("set_duty", duty="offline")
    with pytest.raises(Refused) as moved:
        olga.call("commit_override", override_id=looked["override_id"], reason_code="local_knowledge")
    bob.call("set_duty", duty="online")
    olga.call("commit_override", override_id=looked["override_id"], reason_code="local_knowledge")
    taken_by = booking(town.server, booking_id).provider_id
    olga.call("undo_override", override_id=looked["override_id"])

    assert too_early.value.code == "X905"
    assert moved.value.code == "D251"
    assert [(one["field"], one["was"], one["is"]) for one in moved.value.details["moved"]] == [
        ("duty", "online", "offline")
    ]
    assert looked["impact"]["bookings"][0]["end_after"] is not None
    assert taken_by == bob.uid
    assert booking(town.server, booking_id).provider_id == ada.uid
    assert events(town.server, booking_id).count("booking.assigned") == 3
    assert folds(town.server, booking_id)
    seen.until(lambda docs: [one["state"] for one in docs.values()] == ["undone"])
    seen.close()
    offers.close()


def test_an_override_learns_its_outcome_by_schedule_and_whoever_lost_the_role_is_refused(new_town: OpenTown) -> None:
    town = new_town()
    bob = town.provider("bob")
    olga = town.operator("olga")
    booking_id = town.customer().call("place_booking", **town.order())["booking_id"]
    change = {"kind": "assign", "booking_id": booking_id, "provider_id": bob.uid}
    override_id = olga.call("preview_override", change=change)["override_id"]
    olga.call("commit_override", override_id=override_id, reason_code="fairness")

    work_off(bob, town.server, booking_id)
    eventually(lambda: town.server.document(paths.fact(booking_id)).get().exists)
    schedule_clock.fire(town.suite, "rollup")
    town.admin.call("put_operator", uid=olga.uid, role="operator", areas=[town.area_id], revoke_sessions=True)
    with pytest.raises(Refused) as revoked:
        olga.call("list_alternatives", booking_id=booking_id)

    kept = override(town, override_id)
    assert kept.state is OverrideState.COMMITTED
    assert [one.outcome for one in kept.outcomes] == ["completed"]
    assert revoked.value.code == "X904"
