"""Trouble with a running job, reported and noticed through the real functions and triggers, and listened to by operators."""

from google.cloud.firestore import Client, FieldFilter

from benchmarks.person import Heard, Person
from benchmarks.town import open_offers
from devtools import schedule_clock
from muster.adapters.firestore_store import FirestoreStore
from shared import collection_names, paths
from shared.models.disruption import Disruption
from simulator.backend_client import Refused
from tests.emulator.conftest import OpenTown
from tests.emulator.reading import booking, eventually

ON_FOOT = "the test does not ride"


def disruption(server: Client, disruption_id: str) -> Disruption | None:
    found = FirestoreStore(server).get(paths.disruption(disruption_id), Disruption)
    return found.value if found else None


def test_what_is_reported_and_what_fails_is_noticed_and_told_until_it_is_over(new_town: OpenTown) -> None:
    town = new_town(offer_ttl_s=120)
    customer, provider, operator = town.customer(), town.provider("ada"), town.operator()
    in_area = FieldFilter("area_id", "==", town.area_id)
    seen = Heard(operator.client().collection(collection_names.DISRUPTIONS).where(filter=in_area).limit(50))
    offers = open_offers(provider)
    booking_id = customer.call("place_booking", **town.order())["booking_id"]
    (offer_id,) = offers.until(lambda docs: len(docs) == 1)
    provider.call("accept_offer", offer_id=offer_id)
    job = {"booking_id": booking_id, "epoch": 1}

    told = customer.call("report_problem", booking_id=booking_id, kind="address_problem", stop_id="s2")
    again = provider.call("report_problem", booking_id=booking_id, kind="address_problem", stop_id="s2")
    refusal = refused_report(customer, booking_id)
    provider.call("start_stop", **job, stop_id="s1")
    for stop_id in ("s1", "s2"):
        provider.call("arrive_at_stop", **job, stop_id=stop_id, override_reason=ON_FOOT)
        if stop_id == "s1":
            provider.call("complete_stop", **job, stop_id=stop_id)
    provider.call("fail_stop", **job, stop_id="s2", reason="nobody there")
    eventually(lambda: disruption(town.server, f"failed_handoff.{booking_id}") is not None)
    schedule_clock.fire(town.suite, "watch")

    over = disruption(town.server, told["disruption_id"])
    assert told["disruption_id"] == again["disruption_id"] == f"address_problem.{booking_id}"
    assert refusal.startswith("D220")
    assert over is not None
    assert (over.end_reason, over.episodes) == ("stop_finished", 1)
    assert set(seen.until(lambda docs: len(docs) == 2)) == {over.disruption_id, f"failed_handoff.{booking_id}"}
    course = [signal.type for signal in FirestoreStore(town.server).signals(booking_id)]
    assert {"disruption.opened", "disruption.reported", "disruption.cleared"} <= set(course)
    assert booking(town.server, booking_id).check_at is not None
    seen.close()
    offers.close()


def refused_report(customer: Person, booking_id: str) -> str:
    try:
        customer.call("report_problem", booking_id=booking_id, kind="provider_trouble")
    except Refused as refusal:
        return str(refusal.code)
    return "not refused"
