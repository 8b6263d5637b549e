"""What the queries between two instants find, in which order, and how many."""

from muster.ports.store import Store
from shared import paths
from shared.models.facts import Refusal
from shared.models.offer import OfferState
from tests.builders import NOW, an_offer, later, some_facts
from tests.contract.keeping import keep


def test_answered_offers_of_an_area_come_by_the_time_of_their_end(store: Store) -> None:
    ended = {
        "late": {"state": OfferState.EXPIRED, "answered_at": later(30)},
        "early": {"state": OfferState.ACCEPTED, "answered_at": later(10)},
        "first": {"state": OfferState.DECLINED, "answered_at": NOW},
        "withdrawn": {"state": OfferState.WITHDRAWN, "answered_at": later(10)},
        "open": {},
        "before": {"state": OfferState.DECLINED, "answered_at": later(-1)},
        "after": {"state": OfferState.DECLINED, "answered_at": later(60)},
        "elsewhere": {"state": OfferState.DECLINED, "answered_at": later(10), "area_id": "paris"},
    }
    keep(store, {paths.offer(name): an_offer(offer_id=name, **what) for name, what in ended.items()})

    found = store.offers_answered("berlin", NOW, later(60), 10)

    assert [offer.offer_id for offer in found] == ["first", "early", "late"]
    assert [offer.offer_id for offer in store.offers_answered("berlin", NOW, later(60), 2)] == ["first", "early"]


def test_facts_come_from_a_half_open_interval(store: Store) -> None:
    ends = {"before": 9, "start": 10, "inside": 15, "end": 20}
    keep(store, {paths.fact(name): some_facts(booking_id=name, ended_at=later(at)) for name, at in ends.items()})
    keep(store, {paths.fact("far"): some_facts(booking_id="far", ended_at=later(15), area_id="paris")})

    assert [each.booking_id for each in store.facts_between("berlin", later(10), later(20), 10)] == ["start", "inside"]


def test_refusals_come_from_a_half_open_interval(store: Store) -> None:
    def refused(at_s: float, area_id: str = "berlin") -> Refusal:
        at = later(at_s)
        return Refusal(code="B103", cell="u33dc", area_id=area_id, service="courier", at=at, expires_at=later(99))

    times = {"before": 9, "start": 10, "inside": 15, "end": 20}
    keep(store, {paths.refusal(name): refused(at_s) for name, at_s in times.items()})
    keep(store, {paths.refusal("far"): refused(15, "paris")})

    found = store.refusals_between("berlin", later(10), later(20), 10)

    assert [refusal.at for refusal in found] == [later(10), later(15)]
