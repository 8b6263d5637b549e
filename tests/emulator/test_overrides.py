"""A new operator is given the role, signs in, and has their own way: through the real functions and the Auth emulator."""

import pytest
from google.cloud.firestore import FieldFilter

from benchmarks.person import Heard, Person
from benchmarks.town import Town
from devtools import schedule_clock
from muster.adapters.firestore_store import FirestoreStore
from shared import collection_names, paths
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


def held(town: Town, provider: Person) -> str:
    """A booking that an administrator gave to the provider."""
    booking_id = str(town.customer().call("place_booking", **town.order())["booking_id"])
    town.admin.call("assign_booking", booking_id=booking_id, provider_id=provider.uid, reason="to begin with")
    return booking_id


def test_somebody_becomes_an_operator_and_reassigns_a_booking_for_a_while(new_town: OpenTown) -> None:
    town = new_town()
    ada, bob = town.provider("ada"), town.provider("bob", north_m=2000)
    booking_id = held(town, ada)
    newcomer = town.customer("olga")
    change = {"kind": "reassign", "booking_id": booking_id, "provider_id": bob.uid}

    with pytest.raises(Refused) as too_early:
        newcomer.call("preview_override", change=change)
    town.admin.call("put_operator", uid=newcomer.uid, role="operator", areas=[town.area_id])
    olga = signed_in_again(town, newcomer.uid)
    looked = olga.call("preview_override", change=change)
    olga.call("commit_override", override_id=looked["override_id"], reason_code="local_knowledge")
    taken_by = booking(town.server, booking_id).provider_id
    olga.call("undo_override", override_id=looked["override_id"])

    assert too_early.value.code == "X905"
    assert looked["impact"]["bookings"][0]["end_after"] is not None
    assert taken_by == bob.uid
    assert booking(town.server, booking_id).provider_id == ada.uid
    assert events(town.server, booking_id).count("booking.assigned") == 3
    assert folds(town.server, booking_id)


def test_an_override_is_refused_with_what_moved_and_the_area_s_staff_see_it(new_town: OpenTown) -> None:
    town = new_town()
    bob = town.provider("bob")
    booking_id, olga = held(town, town.provider("ada")), town.operator("olga")
    in_area = FieldFilter("area_id", "==", town.area_id)
    seen = Heard(olga.client().collection(collection_names.OVERRIDES).where(filter=in_area).limit(50))
    change = {"kind": "reassign", "booking_id": booking_id, "provider_id": bob.uid}
    override_id = olga.call("preview_override", change=change)["override_id"]
    bob.call("set_duty", duty="offline")

    with pytest.raises(Refused) as moved:
        olga.call("commit_override", override_id=override_id, reason_code="local_knowledge")

    told = [(one["field"], one["was"], one["is"]) for one in moved.value.details["moved"]]
    assert (moved.value.code, told) == ("D251", [("duty", "online", "offline")])
    shown = seen.until(lambda docs: override_id in docs)
    assert shown[override_id]["state"] == "previewed"
    seen.close()


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
