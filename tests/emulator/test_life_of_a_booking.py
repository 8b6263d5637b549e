"""From booking to completion through the real functions, each person seeing what is theirs, and not longer."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from google.cloud.firestore import FieldFilter

from benchmarks.person import Heard, Person
from benchmarks.town import Town, open_offers
from shared import collection_names, paths
from shared.models.booking import BookingState
from shared.models.offer import OfferState
from simulator.backend_client import Refused
from tests.emulator.conftest import OpenTown
from tests.emulator.reading import booking, events, eventually, folds, work_off


def placed(town: Town, customer: Person) -> str:
    return str(customer.call("place_booking", **town.order())["booking_id"])


def register(person: Person, app: str) -> None:
    token = f"token-of-{person.uid}"
    person.call("register_device", installation_id=f"phone-{person.uid}", target_kind="token", target=token, app=app)


def test_a_booking_runs_to_its_end_and_everybody_sees_what_is_theirs(new_town: OpenTown) -> None:
    town = new_town()
    customer, provider, operator = town.customer(), town.provider("ada"), town.operator()
    register(customer, "customer")
    register(provider, "provider")
    offers = open_offers(provider)

    booking_id = placed(town, customer)
    (offer_id,) = offers.until(lambda docs: len(docs) == 1)
    provider.call("accept_offer", offer_id=offer_id)
    own = FieldFilter("customer_id", "==", customer.uid)
    live = Heard(customer.client().collection(collection_names.LIVE).where(filter=own).limit(10))
    seen = live.until(lambda docs: len(docs) == 1)
    work_off(provider, town.server, booking_id)

    assert seen[f"{booking_id}.1"]["provider_name"] == "Ada"
    live.until(lambda docs: not docs)
    offers.until(lambda docs: not docs)
    timeline = operator.client().collection(f"{paths.booking(booking_id)}/{collection_names.EVENTS}")
    steps = Heard(timeline.where(filter=FieldFilter("area_id", "==", town.area_id)).limit(100))
    assert len(steps.until(lambda docs: len(docs) > 0)) == len(events(town.server, booking_id))
    assert booking(town.server, booking_id).state is BookingState.COMPLETED
    assert folds(town.server, booking_id)
    told = town.server.collection(collection_names.DELIVERIES)
    eventually(lambda: {doc.get("kind") for doc in told.stream()}, lambda kinds: {"assigned", "delivered"} <= kinds)
    eventually(lambda: town.server.document(paths.fact(booking_id)).get().exists)
    for heard in (live, offers, steps):
        heard.close()


def test_a_stranger_hears_nothing_of_a_booking(new_town: OpenTown) -> None:
    town = new_town()
    booking_id = placed(town, town.customer())

    stranger = Heard(town.customer("stranger").client().document(paths.booking(booking_id)))

    with pytest.raises(TimeoutError, match=r"(?i)denied|permission|false for"):
        stranger.until(lambda docs: len(docs) > 0)
    stranger.close()


def test_a_declined_offer_goes_to_the_next_provider(new_town: OpenTown) -> None:
    town = new_town()
    near, far = town.provider("near"), town.provider("far", north_m=2500)
    offers_near, offers_far = open_offers(near), open_offers(far)
    booking_id = placed(town, town.customer())
    (first,) = offers_near.until(lambda docs: len(docs) == 1)

    near.call("decline_offer", offer_id=first, reason="flat tyre")
    (second,) = offers_far.until(lambda docs: len(docs) == 1)
    far.call("accept_offer", offer_id=second)

    assert booking(town.server, booking_id).provider_id == far.uid
    assert folds(town.server, booking_id)
    offers_near.close()
    offers_far.close()


def test_an_unanswered_offer_ends_by_its_timer_and_the_next_provider_is_asked(new_town: OpenTown) -> None:
    town = new_town()
    near, far = town.provider("near"), town.provider("far", north_m=2500)
    offers_near, offers_far = open_offers(near), open_offers(far)
    booking_id = placed(town, town.customer())
    (first,) = offers_near.until(lambda docs: len(docs) == 1)

    (second,) = offers_far.until(lambda docs: len(docs) == 1)

    with pytest.raises(Refused) as refused:
        near.call("accept_offer", offer_id=first)
    assert refused.value.code in {"D202", "D203", "D204"}
    assert town.server.document(paths.offer(first)).get().get("state") == OfferState.EXPIRED
    far.call("accept_offer", offer_id=second)
    assert "offers.expired" in events(town.server, booking_id)
    offers_near.close()
    offers_far.close()


def test_a_cancellation_that_races_an_accept_leaves_one_truth(new_town: OpenTown) -> None:
    town = new_town()
    customer, provider = town.customer(), town.provider("ada")
    offers = open_offers(provider)
    for _ in range(3):
        booking_id = placed(town, customer)
        (offer_id,) = offers.until(lambda docs: len(docs) == 1)

        with ThreadPoolExecutor(2) as pool:
            accepting = pool.submit(outcome, provider, "accept_offer", offer_id=offer_id)
            cancelling = pool.submit(outcome, customer, "cancel_booking", booking_id=booking_id, reason="race")
            told = accepting.result(), cancelling.result()

        assert told in {("done", "done"), ("D203", "done"), ("D201", "done"), ("B110", "done")}
        assert booking(town.server, booking_id).state is BookingState.CANCELLED
        assert folds(town.server, booking_id)
        eventually(lambda: town.server.document(paths.provider(provider.uid)).get().to_dict() or {}, is_idle)
        offers.until(lambda docs: not docs)
    offers.close()


def is_idle(provider: dict[str, object]) -> bool:
    return provider["load"] == 0 and provider["open_offers"] == 0 and provider["active_bookings"] == {}


def outcome(person: Person, name: str, **fields: object) -> str:
    try:
        person.call(name, op_id=uuid4().hex, **fields)
    except Refused as refused:
        return refused.code
    return "done"
