"""What the queries of bookings, their timelines, signals and offers find, in which order, and how many."""

from muster.ports.store import Store
from shared import paths
from shared.messages.events import OfferLine, OffersMade, SearchOpened
from shared.models.booking import ENDED_STATES, OPEN_STATES, BookingState
from shared.models.offer import OPEN_OFFER_STATES, OfferState
from shared.models.signal import Signal
from tests.builders import NOW, a_booking, a_search, an_event, an_offer, later
from tests.contract.keeping import ids, keep, keep_bookings


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
    assert ids(store.bookings_waiting("berlin", 10, later(20))) == ["c", "a"]


def test_an_area_where_many_wait_hides_no_other_area(store: Store) -> None:
    many = [{"booking_id": f"b{number}", "created_at": later(-number)} for number in range(3)]
    keep_bookings(store, *many, {"booking_id": "far", "area_id": "paris"})

    assert store.areas_waiting(2) == ["berlin", "paris"]
    assert store.areas_waiting(1) == ["berlin"]


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
    assert ids(store.bookings_in(states, 10, "berlin", later(20))) == ["a"]
    assert store.bookings_in([], 10) == []


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
    assert ids(store.bookings_due_for_release(later(10), 10, later(10))) == ["exact"]


def test_jobs_that_should_have_moved_on_come_longest_overdue_first(store: Store) -> None:
    due = {"forgotten": 5, "b": 20, "a": 20, "first": 10, "soon": 31, "waiting": None}
    rows = {
        paths.booking(name): a_booking(booking_id=name, check_at=None if at is None else later(at))
        for name, at in due.items()
    }
    keep(store, rows)

    assert ids(store.bookings_to_check(later(6), later(30), 10)) == ["first", "a", "b"]
    assert ids(store.bookings_to_check(later(6), later(30), 1)) == ["first"]


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


def test_the_signals_of_a_booking_come_oldest_first(store: Store) -> None:
    def signal(name: str, at_s: float) -> Signal:
        at = later(at_s)
        return Signal(
            signal_id=name, booking_id="booking-1", area_id="berlin", type="disruption.opened", at=at, recorded_at=at
        )

    keep(
        store, {paths.signal("booking-1", name): signal(name, at_s) for name, at_s in {"z": 1, "y": 2, "x": 2}.items()}
    )
    keep(store, {paths.signal("booking-2", "w"): signal("w", 0)})

    assert [one.signal_id for one in store.signals("booking-1")] == ["z", "x", "y"]


def test_open_offers_are_due_at_their_deadline(store: Store) -> None:
    keep(store, {paths.offer(state): an_offer(offer_id=state, state=state) for state in OfferState})
    keep(store, {paths.offer("later"): an_offer(offer_id="later", deadline_at=later(46))})
    keep(store, {paths.offer("sooner"): an_offer(offer_id="sooner", deadline_at=later(40))})

    assert ids(store.offers_due(later(45), 10)) == ["sooner", *sorted(OPEN_OFFER_STATES)]
    assert ids(store.offers_due(later(45), 1)) == ["sooner"]


def test_the_open_offers_of_a_provider_are_found_by_who_was_asked(store: Store) -> None:
    keep(store, {paths.offer(state): an_offer(offer_id=state, state=state) for state in OfferState})
    keep(store, {paths.offer("other"): an_offer(offer_id="other", provider_id="somebody-else")})

    assert sorted(ids(store.offers_open_to(an_offer().provider_id, 10))) == sorted(OPEN_OFFER_STATES)
    assert len(store.offers_open_to(an_offer().provider_id, 1)) == 1


def test_a_query_sees_what_was_just_committed_and_gives_a_usable_token(store: Store) -> None:
    keep(store, {paths.offer("offer-1"): an_offer()})
    found = store.offers_due(later(45), 10)[0]

    keep_token = found.token
    current = store.get(found.path, type(found.value))

    assert current is not None
    assert current.token == keep_token
