"""Moves on a copy of the world: each is possible or refused as the real one is, and leaves the original alone."""

import pytest

from shared.errors import Code
from shared.models.booking import BookingState
from shared.models.provider import Duty, Link, RouteStop
from shared.recovery.moves import handed_over, paused
from shared.recovery.resequencing import reinserted, resequenced, under_way
from shared.recovery.situation import cancelled, given, without
from tests.situations import a_job, a_party, a_situation, held, in_words
from tests.world import refused


def test_a_booking_taken_away_is_searched_for_again_and_its_holder_is_free() -> None:
    job = held(a_job("a", 200, 400), "ada")
    before = a_situation(job, a_party("ada", 0, job))

    after = without(before, "a")

    assert after.bookings["a"].state is BookingState.SEARCHING
    assert after.parties["ada"].provider.route == ()
    assert before.bookings["a"].provider_id == "ada"
    assert in_words(before.parties["ada"]) == "a.s1 a.s2"


def test_what_is_on_board_can_not_be_taken_away_or_called_off() -> None:
    job = held(a_job("a", 200, 400, done=1), "ada")
    situation = a_situation(job, a_party("ada", 200, job))

    with refused(Code.STILL_ON_BOARD):
        without(situation, "a")
    with refused(Code.TOO_LATE_TO_CANCEL):
        cancelled(situation, "a")


def test_a_booking_is_given_to_somebody_where_it_fits_on_the_way() -> None:
    far = held(a_job("z", 100, 900, done=1), "bob")
    situation = a_situation(a_job("a", 300, 500), far, a_party("bob", 200, far))

    after = given(situation, "a", "bob")

    assert in_words(after.parties["bob"]) == "z.s2 a.s1 a.s2"
    assert after.parties["bob"].provider.load == 2
    assert after.bookings["a"].provider_id == "bob"


def test_a_booking_moves_from_one_to_another_and_its_epoch_rises() -> None:
    job = held(a_job("a", 200, 400), "ada")

    after = given(a_situation(job, a_party("ada", 0, job), a_party("bob", 100)), "a", "bob")

    assert after.bookings["a"].assignment_epoch == 3
    assert in_words(after.parties["bob"]) == "a.s1 a.s2"
    assert after.parties["ada"].provider.active_bookings == {}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"capacity": 1, "load": 1}, Code.NO_CAPACITY),
        ({"duty": Duty.PAUSED}, Code.NOT_ON_DUTY),
        ({"services": ("repair",)}, Code.NOT_ELIGIBLE),
    ],
)
def test_nobody_is_given_what_they_may_not_do(changes: dict[str, object], code: Code) -> None:
    bob = a_party("bob", 0)
    unfit = type(bob)(provider=bob.provider.model_copy(update=changes), position=bob.position)

    with refused(code):
        given(a_situation(a_job("a", 200, 400), unfit), "a", "bob")


def test_nobody_out_of_reach_is_given_anything() -> None:
    with refused(Code.LINK_LOST):
        given(a_situation(a_job("a", 200, 400), a_party("bob", 0, link=Link.LOST)), "a", "bob")


def stops(words: str) -> list[RouteStop]:
    return [RouteStop(booking_id=word.split(".")[0], stop_id=word.split(".")[1]) for word in words.split()]


def test_a_plan_is_done_in_another_order() -> None:
    jobs = held(a_job("a", 200, 900), "ada"), held(a_job("b", 300, 500), "ada")
    situation = a_situation(*jobs, a_party("ada", 0, *jobs))

    after = resequenced(situation, "ada", stops("a.s1 b.s1 b.s2 a.s2"))

    assert in_words(after.parties["ada"]) == "a.s1 b.s1 b.s2 a.s2"
    assert after.parties["ada"].provider.free_place == jobs[0].terms.stops[1].point


@pytest.mark.parametrize(
    ("order", "code"),
    [
        ("a.s2 b.s2 b.s1", Code.ORDER_IMPOSSIBLE),
        ("b.s1 b.s2 a.s2", Code.ORDER_IMPOSSIBLE),
        ("a.s2 b.s1", Code.STALE_VERSION),
        ("a.s2 b.s1 b.s2 c.s1", Code.STALE_VERSION),
    ],
)
def test_an_order_that_can_not_be_is_refused(order: str, code: Code) -> None:
    jobs = held(a_job("a", 100, 900, done=1), "ada"), held(a_job("b", 300, 500), "ada")

    with refused(code):
        resequenced(a_situation(*jobs, a_party("ada", 200, *jobs)), "ada", stops(order))


def test_a_bookings_stops_go_where_they_fit_best_and_what_is_under_way_stays() -> None:
    jobs = (
        held(a_job("a", 100, 150, done=1), "ada"),
        held(a_job("y", 300, 900), "ada"),
        held(a_job("z", 310, 500), "ada"),
    )
    situation = a_situation(*jobs, a_party("ada", 120, *jobs, plan="a.s2 y.s1 y.s2 z.s1 z.s2"))

    after = reinserted(situation, "ada", "z")

    assert in_words(after.parties["ada"]) == "a.s2 y.s1 z.s1 z.s2 y.s2"
    assert [stop.booking_id for stop in under_way(situation, "ada")] == ["a"]
    with refused(Code.ORDER_IMPOSSIBLE):
        reinserted(situation, "ada", "a")


def test_who_is_paused_keeps_the_work_and_is_given_no_more() -> None:
    job = held(a_job("a", 200, 400), "ada")

    after = paused(a_situation(job, a_job("b", 1, 2), a_party("ada", 0, job)), "ada")

    assert in_words(after.parties["ada"]) == "a.s1 a.s2"
    with refused(Code.NOT_ON_DUTY):
        given(after, "b", "ada")


def test_what_is_on_board_is_handed_over_where_its_holder_is() -> None:
    job = held(a_job("a", 0, 800, done=1), "ada")
    situation = a_situation(job, a_party("ada", 200, job), a_party("bob", 300))

    after = handed_over(situation, "a", "bob", 180)

    assert in_words(after.parties["bob"]) == "a.meeting a.s2"
    assert in_words(after.parties["ada"]) == ""
