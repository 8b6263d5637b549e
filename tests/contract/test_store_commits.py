"""What a commit promises: all or nothing, one precondition for each document, one winner of a race."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from muster.adapters.meter import Meter
from muster.ports.store import CommitLost, Store
from shared import paths
from shared.models.booking import Booking
from shared.models.change import Versioned, Write, create, put, remove, replace
from shared.models.offer import Offer, OfferState
from shared.models.provider import Position, Provider
from tests.builders import a_position, a_provider, an_offer

OFFER = paths.offer("offer-1")
PROVIDER = paths.provider("provider-1")


def read(store: Store, path: str, kind: type[Any]) -> Versioned[Any]:
    found = store.get(path, kind)
    assert found is not None
    return found


def test_what_is_committed_is_read_back(store: Store) -> None:
    store.commit([create(OFFER, an_offer())])

    assert read(store, OFFER, Offer).value == an_offer()


def test_an_absent_document_is_none(store: Store) -> None:
    assert store.get(OFFER, Offer) is None


def test_get_many_leaves_absent_ones_out_and_reads_each_once(store: Store) -> None:
    store.commit([create(PROVIDER, a_provider())])

    found = store.get_many([PROVIDER, paths.provider("nobody"), PROVIDER], Provider)

    assert {path: versioned.value for path, versioned in found.items()} == {PROVIDER: a_provider()}


def test_documents_of_several_kinds_are_read_at_once(store: Store, meter: Meter) -> None:
    store.commit([create(PROVIDER, a_provider()), create(paths.position("provider-1"), a_position())])
    meter.reset()

    found = store.get_each({PROVIDER: Provider, paths.position("provider-1"): Position, paths.booking("none"): Booking})

    assert {path: versioned.value for path, versioned in found.items()} == {
        PROVIDER: a_provider(),
        paths.position("provider-1"): a_position(),
    }
    assert meter.by_operation() == {
        ("reads", "get providers"): 1,
        ("reads", "get positions"): 1,
        ("reads", "get bookings"): 1,
    }


def test_get_many_of_nothing_is_nothing(store: Store) -> None:
    assert store.get_many([], Provider) == {}


def test_create_is_refused_when_the_document_exists(store: Store) -> None:
    store.commit([create(OFFER, an_offer())])

    with pytest.raises(CommitLost):
        store.commit([create(OFFER, an_offer(state=OfferState.SEEN))])

    assert read(store, OFFER, Offer).value.state is OfferState.PENDING


def test_replace_needs_the_version_that_was_read(store: Store) -> None:
    store.commit([create(OFFER, an_offer())])
    before = read(store, OFFER, Offer)
    store.commit([replace(before, an_offer(state=OfferState.DECLINED))])

    with pytest.raises(CommitLost):
        store.commit([replace(before, an_offer(state=OfferState.ACCEPTED))])

    assert read(store, OFFER, Offer).value.state is OfferState.DECLINED


def test_replace_is_refused_when_the_document_was_deleted(store: Store) -> None:
    store.commit([create(OFFER, an_offer())])
    before = read(store, OFFER, Offer)
    store.commit([remove(OFFER)])

    with pytest.raises(CommitLost):
        store.commit([replace(before, an_offer(state=OfferState.ACCEPTED))])

    assert store.get(OFFER, Offer) is None


def test_replace_is_refused_when_the_document_was_deleted_and_made_again(store: Store) -> None:
    store.commit([create(OFFER, an_offer())])
    before = read(store, OFFER, Offer)
    store.commit([remove(OFFER)])
    store.commit([create(OFFER, an_offer())])

    with pytest.raises(CommitLost):
        store.commit([replace(before, an_offer(state=OfferState.ACCEPTED))])


def test_replace_leaves_nothing_of_the_old_document(store: Store) -> None:
    store.commit([create(OFFER, an_offer(decline_reason="too far", dropoff_cell="u33dc3"))])
    before = read(store, OFFER, Offer)

    store.commit([replace(before, an_offer(dropoff_cell=None))])

    assert read(store, OFFER, Offer).value == an_offer(dropoff_cell=None)


def test_writing_the_same_again_does_not_make_readers_stale(store: Store) -> None:
    store.commit([create(OFFER, an_offer())])
    before = read(store, OFFER, Offer)
    store.commit([put(OFFER, an_offer())])

    store.commit([replace(before, an_offer(state=OfferState.SEEN))])

    assert read(store, OFFER, Offer).value.state is OfferState.SEEN


def test_put_writes_whatever_is_there(store: Store) -> None:
    store.commit([put(OFFER, an_offer())])

    store.commit([put(OFFER, an_offer(state=OfferState.SEEN))])

    assert read(store, OFFER, Offer).value.state is OfferState.SEEN


def test_removing_an_absent_document_is_no_error(store: Store) -> None:
    store.commit([remove(OFFER)])

    assert store.get(OFFER, Offer) is None


def test_a_removal_with_a_token_needs_the_version_that_was_read(store: Store) -> None:
    store.commit([create(OFFER, an_offer())])
    before = read(store, OFFER, Offer)
    store.commit([replace(before, an_offer(state=OfferState.SEEN))])

    with pytest.raises(CommitLost):
        store.commit([Write(OFFER, None, token=before.token)])

    assert read(store, OFFER, Offer).value.state is OfferState.SEEN


def test_a_removal_with_the_right_token_removes(store: Store) -> None:
    store.commit([create(OFFER, an_offer())])

    store.commit([Write(OFFER, None, token=read(store, OFFER, Offer).token)])

    assert store.get(OFFER, Offer) is None


@pytest.mark.parametrize("failing", ["stale", "exists", "deleted"])
def test_one_failed_precondition_stops_every_write_of_the_commit(store: Store, failing: str) -> None:
    store.commit([create(OFFER, an_offer()), create(PROVIDER, a_provider())])
    before = read(store, OFFER, Offer)
    store.commit([remove(OFFER) if failing == "deleted" else replace(before, an_offer(state=OfferState.SEEN))])
    bad = create(OFFER, an_offer()) if failing == "exists" else replace(before, an_offer(state=OfferState.ACCEPTED))

    with pytest.raises(CommitLost):
        store.commit([put(PROVIDER, a_provider(load=1)), bad, create(paths.offer("offer-2"), an_offer())])

    assert read(store, PROVIDER, Provider).value.load == 0
    assert store.get(paths.offer("offer-2"), Offer) is None


def test_a_commit_that_writes_a_document_twice_is_refused(store: Store) -> None:
    with pytest.raises(ValueError, match="twice"):
        store.commit([put(OFFER, an_offer()), remove(OFFER)])


def test_an_empty_commit_does_nothing(store: Store, meter: Meter) -> None:
    store.commit([])

    assert meter.total("writes") == 0


def of_twenty(store: Store, write_of: Callable[[int], Write]) -> list[bool]:
    """Who of twenty that commit at once was let through."""
    start = Barrier(20)

    def attempt(number: int) -> bool:
        start.wait()
        try:
            store.commit([write_of(number)])
        except CommitLost:
            return False
        return True

    with ThreadPoolExecutor(20) as pool:
        return list(pool.map(attempt, range(20)))


def test_of_twenty_who_replace_one_version_exactly_one_wins(store: Store) -> None:
    store.commit([create(OFFER, an_offer(provider_id="nobody"))])
    before = read(store, OFFER, Offer)

    won = of_twenty(store, lambda number: replace(before, an_offer(provider_id=f"provider-{number}")))

    assert won.count(True) == 1
    assert read(store, OFFER, Offer).value.provider_id == f"provider-{won.index(True)}"


def test_of_twenty_who_create_one_document_exactly_one_wins(store: Store) -> None:
    won = of_twenty(store, lambda number: create(OFFER, an_offer(provider_id=f"provider-{number}")))

    assert won.count(True) == 1
    assert read(store, OFFER, Offer).value.provider_id == f"provider-{won.index(True)}"


def test_capacity_is_never_over_committed_when_jobs_race_for_it(store: Store) -> None:
    jobs = [paths.offer(f"offer-{number}") for number in range(10)]
    store.commit([create(PROVIDER, a_provider(capacity=3)), *(create(path, an_offer()) for path in jobs)])

    def attempt(path: str) -> bool:
        while (provider := read(store, PROVIDER, Provider)).value.load < provider.value.capacity:
            fuller = provider.value.model_copy(update={"load": provider.value.load + 1})
            taken = replace(read(store, path, Offer), an_offer(state=OfferState.ACCEPTED))
            try:
                store.commit([replace(provider, fuller), taken])
            except CommitLost:
                continue
            return True
        return False

    with ThreadPoolExecutor(10) as pool:
        won = list(pool.map(attempt, jobs))

    assert won.count(True) == 3
    assert read(store, PROVIDER, Provider).value.load == 3


def test_what_is_billed_is_counted(store: Store, meter: Meter) -> None:
    store.commit([create(OFFER, an_offer()), create(PROVIDER, a_provider()), remove(paths.offer("offer-9"))])
    store.get(OFFER, Offer)
    store.get_many([PROVIDER, paths.provider("nobody")], Provider)
    store.offers_due(an_offer().deadline_at, 10)
    store.devices_of(["provider-1"])
    store.open_bookings_of("customer-1", 5)

    counted = meter.by_operation()

    assert counted == {
        ("writes", "commit offers"): 1,
        ("writes", "commit providers"): 1,
        ("deletes", "commit offers"): 1,
        ("reads", "get offers"): 1,
        ("reads", "get providers"): 2,
        ("reads", "offers_due"): 1,
        ("reads", "devices_of"): 1,
        ("reads", "open_bookings_of"): 1,
    }


def test_a_lost_commit_is_not_counted(store: Store, meter: Meter) -> None:
    store.commit([create(OFFER, an_offer())])

    with pytest.raises(CommitLost):
        store.commit([create(OFFER, an_offer())])

    assert meter.total("writes") == 1
