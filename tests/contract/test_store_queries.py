"""What each named query finds, in which order, and how many."""

from datetime import datetime
from typing import Any

import pytest

from muster.ports.store import Store
from shared import paths
from shared.messages.events import OfferLine, OffersMade, SearchOpened
from shared.models.base import Document
from shared.models.booking import ENDED_STATES, OPEN_STATES, BookingState
from shared.models.change import create
from shared.models.disruption import DisruptionState
from shared.models.facts import Refusal
from shared.models.offer import OPEN_OFFER_STATES, OfferState
from shared.models.provider import Duty
from shared.models.triage import TriageState
from tests.builders import (
    NOW,
    a_booking,
    a_commit_record,
    a_delivery,
    a_device,
    a_position,
    a_provider,
    a_search,
    a_triage_item,
    a_webhook,
    a_webhook_call,
    a_zone,
    an_area,
    an_event,
    an_offer,
    later,
    some_facts,
)
from tests.scenes import a_disruption


def keep(store: Store, documents: dict[str, Document]) -> None:
    store.commit([create(path, document) for path, document in documents.items()])


def keep_bookings(store: Store, *changes: dict[str, Any]) -> None:
    keep(store, {paths.booking(each["booking_id"]): a_booking(**each) for each in changes})


def ids(found: list[Any]) -> list[str]:
    return [versioned.path.rsplit("/", 1)[-1] for versioned in found]


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


def test_zones_are_found_by_any_of_their_cells(store: Store) -> None:
    keep(
        store,
        {
            paths.zone("a"): a_zone(zone_id="a", cells=("u33d", "u336")),
            paths.zone("b"): a_zone(zone_id="b", cells=("u336",)),
            paths.zone("c"): a_zone(zone_id="c", cells=("u33e",)),
            paths.zone("closed"): a_zone(zone_id="closed", cells=("u33d",), active=False),
        },
    )

    assert [zone.zone_id for zone in store.zones_by_cells(["u33d", "u336"])] == ["a", "b"]
    assert store.zones_by_cells(["u33d"]) == [a_zone(zone_id="a", cells=("u33d", "u336"))]
    assert store.zones_by_cells([]) == []


def test_a_zone_look_up_by_more_than_thirty_cells_is_a_fault_of_the_caller(store: Store) -> None:
    with pytest.raises(ValueError, match="at most 30"):
        store.zones_by_cells([f"u33{digit}" for digit in "0123456789bcdefghjkmnpqrstuvwxy"])


def test_zones_of_an_area_are_its_active_ones(store: Store) -> None:
    keep(
        store,
        {
            paths.zone("a"): a_zone(zone_id="a"),
            paths.zone("b"): a_zone(zone_id="b"),
            paths.zone("closed"): a_zone(zone_id="closed", active=False),
            paths.zone("far"): a_zone(zone_id="far", area_id="paris"),
        },
    )

    assert [zone.zone_id for zone in store.zones_of_area("berlin")] == ["a", "b"]
    assert [zone.zone_id for zone in store.zones_of_area("berlin", limit=1)] == ["a"]


def test_bookings_that_wait_for_a_window_come_oldest_first(store: Store) -> None:
    keep_bookings(
        store,
        {"booking_id": "a", "created_at": later(30)},
        {"booking_id": "b", "created_at": later(10)},
        {"booking_id": "c", "created_at": later(20)},
        {"booking_id": "ended", "state": BookingState.CANCELLED},
        {"booking_id": "far", "area_id": "paris"},
        {"booking_id": "asking", "search": a_search(open_offers={"offer-1": "provider-1"})},
    )

    assert store.areas_waiting(10) == ["berlin", "paris"]
    assert ids(store.bookings_waiting("berlin", 10)) == ["b", "c", "a"]
    assert ids(store.bookings_waiting("berlin", 2)) == ["b", "c"]


def test_equally_old_bookings_come_by_id(store: Store) -> None:
    keep_bookings(store, {"booking_id": "b"}, {"booking_id": "a"}, {"booking_id": "c"})

    assert ids(store.bookings_waiting("berlin", 10)) == ["a", "b", "c"]


def test_bookings_in_any_of_several_states_come_oldest_first(store: Store) -> None:
    keep_bookings(
        store,
        {"booking_id": "a", "created_at": later(30), "state": BookingState.ASSIGNED},
        {"booking_id": "b", "created_at": later(10)},
        {"booking_id": "c", "created_at": later(20), "area_id": "paris"},
        {"booking_id": "ended", "state": BookingState.FAILED},
    )
    states = [BookingState.SEARCHING, BookingState.ASSIGNED]

    assert ids(store.bookings_in(states, 10)) == ["b", "c", "a"]
    assert ids(store.bookings_in(states, 2)) == ["b", "c"]
    assert ids(store.bookings_in(states, 10, "berlin")) == ["b", "a"]
    assert store.bookings_in([], 10) == []


def test_zones_changed_since_an_instant_come_in_order_of_change(store: Store) -> None:
    keep(
        store,
        {
            paths.zone("old"): a_zone(zone_id="old", changed_at=later(-1)),
            paths.zone("second"): a_zone(zone_id="second", changed_at=later(20)),
            paths.zone("first"): a_zone(zone_id="first", changed_at=later(0)),
            paths.zone("never"): a_zone(zone_id="never"),
        },
    )

    assert [zone.zone_id for zone in store.zones_changed(later(0), 10)] == ["first", "second"]


def test_scheduled_bookings_are_due_from_their_release_on(store: Store) -> None:
    scheduled = {"state": BookingState.SCHEDULED}
    keep_bookings(
        store,
        {"booking_id": "late", "release_at": later(20), **scheduled},
        {"booking_id": "exact", "release_at": later(10), **scheduled},
        {"booking_id": "early", "release_at": later(5), **scheduled},
        {"booking_id": "released", "release_at": later(5)},
        {"booking_id": "unset", **scheduled},
    )

    assert ids(store.bookings_due_for_release(later(10), 10)) == ["early", "exact"]
    assert ids(store.bookings_due_for_release(later(10), 1)) == ["early"]


def test_quotes_expire_at_their_time(store: Store) -> None:
    quoted = {"state": BookingState.QUOTED}
    keep_bookings(
        store,
        {"booking_id": "valid", "quote_expires_at": later(11), **quoted},
        {"booking_id": "expired", "quote_expires_at": later(10), **quoted},
        {"booking_id": "placed", "quote_expires_at": later(10)},
    )

    assert ids(store.quotes_expired(later(10), 10)) == ["expired"]


def test_open_bookings_of_a_customer_are_counted_up_to_the_limit(store: Store) -> None:
    states = [*sorted(OPEN_STATES), *sorted(ENDED_STATES), BookingState.QUOTED]
    keep_bookings(store, *({"booking_id": str(state), "state": state} for state in states))
    keep_bookings(store, {"booking_id": "other", "customer_id": "customer-2"})

    assert store.open_bookings_of("customer-1", 100) == len(OPEN_STATES)
    assert store.open_bookings_of("customer-1", 3) == 3
    assert store.open_bookings_of("customer-3", 3) == 0


def test_positions_are_found_by_geohash_range_area_and_duty(store: Store) -> None:
    def at(uid: str, geohash: str, **changes: Any) -> tuple[str, Document]:
        return paths.position(uid), a_position(provider_id=uid, geohash=geohash, **changes)

    keep(
        store,
        dict(
            [
                at("last", "u33dzzz"),
                at("first", "u33d000"),
                at("below", "u33czzz"),
                at("end", "u33e"),
                at("far", "u33d111", area_id="paris"),
                at("off", "u33d111", matchable=False),
            ]
        ),
    )

    def found(limit: int, *ranges: tuple[str, str]) -> list[str]:
        return [each.provider_id for each in store.positions_in(ranges, "berlin", limit)]

    assert found(10, ("u33d", "u33e")) == ["first", "last"]
    assert found(1, ("u33d", "u33e")) == ["first"]
    assert found(10, ("u33e", "u33f"), ("u33c", "u33d")) == ["below", "end"]
    assert found(10) == []


def test_positions_of_an_area_are_the_matchable_ones(store: Store) -> None:
    keep(
        store,
        {
            paths.position("a"): a_position(provider_id="a"),
            paths.position("b"): a_position(provider_id="b", matchable=False),
            paths.position("c"): a_position(provider_id="c", area_id=None),
        },
    )

    assert [each.provider_id for each in store.positions_of_area("berlin", 10)] == ["a"]


def test_providers_of_an_area_are_those_not_offline(store: Store) -> None:
    duties = {"a": Duty.ONLINE, "b": Duty.PAUSED, "c": Duty.OFFLINE}
    keep(store, {paths.provider(uid): a_provider(provider_id=uid, duty=duty) for uid, duty in duties.items()})
    keep(store, {paths.provider("far"): a_provider(provider_id="far", area_id="paris")})

    assert [each.provider_id for each in store.providers_of_area("berlin", 10)] == ["a", "b"]
    assert [each.provider_id for each in store.providers_of_area("berlin", 1)] == ["a"]


def test_open_offers_are_due_at_their_deadline(store: Store) -> None:
    keep(store, {paths.offer(state): an_offer(offer_id=state, state=state) for state in OfferState})
    keep(store, {paths.offer("later"): an_offer(offer_id="later", deadline_at=later(46))})
    keep(store, {paths.offer("sooner"): an_offer(offer_id="sooner", deadline_at=later(40))})

    assert ids(store.offers_due(later(45), 10)) == ["sooner", *sorted(OPEN_OFFER_STATES)]
    assert ids(store.offers_due(later(45), 1)) == ["sooner"]


def test_open_disruptions_are_due_when_they_are_to_be_weighed_again(store: Store) -> None:
    due = {state: a_disruption(disruption_id=state, state=state, judge_at=later(60)) for state in DisruptionState}
    keep(store, {paths.disruption(state): one for state, one in due.items()})
    keep(store, {paths.disruption("never"): a_disruption(disruption_id="never")})
    keep(store, {paths.disruption("later"): a_disruption(disruption_id="later", judge_at=later(61))})

    assert ids(store.disruptions_due(later(60), 10)) == ["open"]


def test_a_timeline_comes_by_sequence_and_is_its_bookings_own(store: Store) -> None:
    for seq in (11, 2, 1):
        keep(store, {paths.event("booking-1", seq): an_event(seq=seq)})
    keep(store, {paths.event("booking-2", 1): an_event(booking_id="booking-2")})

    events = store.timeline("booking-1")

    assert [event.seq for event in events] == [1, 2, 11]
    assert events[0].data == SearchOpened(deadline_at=NOW, cause="test")


def test_offers_made_are_found_among_a_bookings_events(store: Store) -> None:
    made = OffersMade(
        decision_id=None, wave=1, offers=(OfferLine(offer_id="offer-1", provider_id="ada"),), deadline_at=NOW
    )
    keep(store, {paths.event("booking-1", seq): an_event(seq=seq) for seq in (1, 3)})
    keep(store, {paths.event("booking-1", seq): an_event(seq=seq, data=made) for seq in (4, 2)})

    events = store.offers_made("booking-1")

    assert [event.seq for event in events] == [2, 4]


def test_pending_commits_come_oldest_first(store: Store) -> None:
    def kept(key: str, committed_at: datetime, *, pending: bool = True) -> tuple[str, Document]:
        return paths.commit(key), a_commit_record(key=key, committed_at=committed_at, pending=pending)

    keep(
        store,
        dict(
            [
                kept("callable:b:op-1", later(20)),
                kept("callable:a:op-1", later(10)),
                kept("sent", later(10), pending=False),
                kept("exactly", later(30)),
            ]
        ),
    )

    assert ids(store.commits_pending(later(30), 10)) == ["callable:a:op-1", "callable:b:op-1"]
    assert ids(store.commits_pending(later(30), 1)) == ["callable:a:op-1"]


def test_open_triage_items_are_due_at_their_deadline(store: Store) -> None:
    items = {
        "due": a_triage_item(triage_id="due"),
        "waiting": a_triage_item(triage_id="waiting", deadline_at=later(121)),
        "decided": a_triage_item(triage_id="decided", state=TriageState.APPROVED),
    }
    keep(store, {paths.triage(name): item for name, item in items.items()})

    assert ids(store.triage_due(later(120), 10)) == ["due"]


def test_devices_are_found_by_owner(store: Store) -> None:
    owners = {"i1": "ada", "i2": "ada", "i3": "bob", "i4": "eve"}
    keep(store, {paths.device(name): a_device(installation_id=name, owner=owner) for name, owner in owners.items()})

    assert ids(store.devices_of(["ada", "bob", "ada"])) == ["i1", "i2", "i3"]
    assert store.devices_of([]) == []


def test_a_device_look_up_for_more_than_thirty_people_is_a_fault_of_the_caller(store: Store) -> None:
    with pytest.raises(ValueError, match="at most 30"):
        store.devices_of(f"uid-{number}" for number in range(31))


def test_a_groups_devices_are_found_by_app_and_area_page_by_page(store: Store) -> None:
    areas = {"i1": ("berlin",), "i2": ("paris",), "i3": ("paris", "berlin"), "i4": (), "i5": ("berlin",)}
    phones = {name: a_device(installation_id=name, app="operator", areas=held) for name, held in areas.items()}
    keep(store, {paths.device(name): phone for name, phone in phones.items()})
    keep(store, {paths.device("i6"): a_device(installation_id="i6", app="provider", areas=("berlin",))})

    assert ids(store.devices_in_group("operator", "berlin", "", 2)) == ["i1", "i3"]
    assert ids(store.devices_in_group("operator", "berlin", "i3", 2)) == ["i5"]


def test_devices_are_found_by_target_and_by_how_long_they_have_been_silent(store: Store) -> None:
    for number, name in enumerate(["i1", "i2", "i3"]):
        target = "token-of-one-phone" if number < 2 else "another-token"
        phone = a_device(installation_id=name, target=target, refreshed_at=later(number))
        keep(store, {paths.device(name): phone})

    assert ids(store.devices_at("token-of-one-phone", 10)) == ["i1", "i2"]
    assert ids(store.devices_silent(later(2), 10)) == ["i1", "i2"]


def test_deliveries_are_found_by_their_next_try_and_by_whom_they_went_to(store: Store) -> None:
    for number, uids in enumerate([("ada",), ("bob", "ada"), ("bob",)]):
        sent = a_delivery(
            delivery_id=f"d{number}",
            recipients=uids,
            recorded_at=later(number),
            retry_at=later(10) if number else None,
        )
        keep(store, {paths.delivery(sent.delivery_id): sent})

    assert [each.value.delivery_id for each in store.deliveries_due(later(10), 10)] == ["d1", "d2"]
    assert [each.delivery_id for each in store.deliveries_to("ada", later(0), 10)] == ["d1", "d0"]
    assert [each.delivery_id for each in store.deliveries_to("ada", later(1), 10)] == ["d1"]


def test_webhooks_are_found_by_area_while_active_and_calls_by_their_next_attempt(store: Store) -> None:
    hooks = {"h1": {}, "h2": {"state": "paused"}, "h3": {"area_id": "paris"}}
    keep(store, {paths.webhook(name): a_webhook(webhook_id=name, **fields) for name, fields in hooks.items()})
    calls = {"c1": later(10), "c2": later(20), "c3": None}
    keep(store, {paths.webhook_call(name): a_webhook_call(call_id=name, retry_at=at) for name, at in calls.items()})

    assert [each.value.webhook_id for each in store.webhooks_of("berlin", 10)] == ["h1"]
    assert [each.value.call_id for each in store.webhook_calls_due(later(10), 10)] == ["c1"]


def test_what_was_told_about_a_booking_is_found_newest_first(store: Store) -> None:
    told = {"d1": ("booking-1", 1), "d2": ("booking-1", 2), "d3": ("booking-2", 3)}
    for name, (booking_id, at) in told.items():
        sent = a_delivery(delivery_id=name, ids={"booking_id": booking_id}, recorded_at=later(at))
        keep(store, {paths.delivery(name): sent})
    calls = {"c1": ("booking-1", 1), "c2": ("booking-1", 2), "c3": ("booking-2", 3)}
    for name, (booking_id, at) in calls.items():
        keep(store, {paths.webhook_call(name): a_webhook_call(call_id=name, booking_id=booking_id, first_at=later(at))})

    assert [one.delivery_id for one in store.deliveries_about("booking-1", 10)] == ["d2", "d1"]
    assert [one.delivery_id for one in store.deliveries_about("booking-1", 1)] == ["d2"]
    assert [one.call_id for one in store.webhook_calls_about("booking-1", 10)] == ["c2", "c1"]


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


def test_all_areas_are_listed(store: Store) -> None:
    keep(store, {paths.service_area(name): an_area(area_id=name) for name in ("paris", "berlin")})

    assert store.area_ids() == ["berlin", "paris"]


def test_a_query_sees_what_was_just_committed_and_gives_a_usable_token(store: Store) -> None:
    keep(store, {paths.offer("offer-1"): an_offer()})
    found = store.offers_due(later(45), 10)[0]

    keep_token = found.token
    current = store.get(found.path, type(found.value))

    assert current is not None
    assert current.token == keep_token
