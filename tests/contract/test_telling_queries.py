"""What the queries of devices, deliveries and webhooks find, in which order, and how many."""

import pytest

from muster.ports.store import Store
from shared import paths
from tests.builders import a_delivery, a_device, a_webhook, a_webhook_call, later
from tests.contract.keeping import ids, keep


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
