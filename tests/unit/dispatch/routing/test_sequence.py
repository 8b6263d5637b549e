"""Sequences that can be checked by eye: places are seconds apart on a line, the provider starts at 0."""

import tracemalloc

import pytest

from shared.dispatch.routing.checker import violations
from shared.dispatch.routing.model import Churn, Method, RouteProblem
from tests.routes import a_delivery, a_driver, a_service, in_words, on_a_line, on_board, planned, refs


def test_stops_on_the_way_are_made_on_the_way() -> None:
    problem = on_a_line(a_delivery("far", 10, 40), a_delivery("near", 20, 30))

    plan = planned(problem)

    assert in_words(plan) == "far.pickup near.pickup near.door far.door"
    assert (plan.drive_s, plan.method, plan.proven) == (40, Method.EXACT, True)


def test_capacity_over_time_keeps_a_second_order_off_board() -> None:
    problem = on_a_line(a_delivery("far", 10, 40), a_delivery("near", 20, 30), drivers=[a_driver(capacity=1)])

    plan = planned(problem)

    assert in_words(plan) == "far.pickup far.door near.pickup near.door"


def test_goods_on_board_count_until_they_are_handed_over() -> None:
    jobs = (on_board("held", 30), a_delivery("new", 10, 20))

    plan = planned(on_a_line(*jobs, drivers=[a_driver(capacity=1)]))

    assert in_words(plan) == "held.door new.pickup new.door"


def test_the_stop_under_way_stays_first_though_it_is_a_detour() -> None:
    driver = a_driver(locked=refs("far.pickup"))
    problem = on_a_line(a_delivery("far", 40, 50), a_delivery("near", 10, 20), drivers=[driver])

    plan = planned(problem)

    assert in_words(plan).startswith("far.pickup")
    assert violations(problem, plan) == ()


def test_a_booking_locked_half_way_stays_with_its_provider() -> None:
    drivers = [a_driver(locked=refs("b.pickup")), a_driver("bob", place=50)]

    plan = planned(on_a_line(a_delivery("b", 40, 50), drivers=drivers))

    assert in_words(plan, "ada") == "b.pickup b.door"


def test_a_door_that_closes_is_served_in_time_at_the_price_of_a_detour() -> None:
    jobs = (a_delivery("first", 10, 90), a_delivery("urgent", 20, 0, door_latest_s=45))

    plan = planned(on_a_line(*jobs))

    assert in_words(plan) == "first.pickup urgent.pickup urgent.door first.door"


def test_waiting_for_what_is_not_ready_is_driving_time_saved_but_time_all_the_same() -> None:
    jobs = (a_delivery("late", 10, 20, pickup_earliest_s=500), a_delivery("now", 30, 40, door_due_s=60))

    plan = planned(on_a_line(*jobs), late_cost=10)

    assert in_words(plan) == "now.pickup now.door late.pickup late.door"
    assert plan.routes[0].stops[2].begin_s == 500


def test_a_promise_that_costs_nothing_gives_way_to_the_shorter_way() -> None:
    jobs = (a_delivery("late", 10, 20, pickup_earliest_s=500), a_delivery("now", 30, 40, door_due_s=60))

    plan = planned(on_a_line(*jobs), late_cost=0)

    assert plan.drive_s == 40
    assert plan.lateness_s == plan.routes[0].stops[-1].begin_s - 60


def test_what_goes_cold_is_not_carried_about() -> None:
    jobs = (a_delivery("hot", 10, 60, max_on_board_s=50), a_delivery("other", 20, 30, pickup_service_s=5))

    plan = planned(on_a_line(*jobs))

    times = {f"{stop.ref.booking_id}.{stop.ref.stop_id}": stop for route in plan.routes for stop in route.stops}
    assert times["hot.door"].begin_s - times["hot.pickup"].leave_s <= 50
    assert violations(on_a_line(*jobs), plan) == ()


def test_time_on_board_already_counts_from_when_it_was_picked_up() -> None:
    problem = on_a_line(
        on_board("hot", 60, since_s=-100, max_on_board_s=165), a_delivery("near", 50, 51, pickup_service_s=30)
    )

    plan = planned(problem)

    assert in_words(plan) == "hot.door near.pickup near.door"


def test_nothing_new_is_begun_after_the_shift_but_what_is_on_board_is_brought_home() -> None:
    drivers = [a_driver(shift_end_s=15), a_driver("bob", place=100)]
    problem = on_a_line(a_delivery("early", 10, 90), a_delivery("later", 20, 80), drivers=drivers)

    plan = planned(problem)

    assert in_words(plan, "ada") in {"", "early.pickup early.door"}
    assert "later.pickup" in in_words(plan, "bob")


def test_a_booking_of_one_stop_is_a_booking_like_any_other() -> None:
    plan = planned(on_a_line(a_service("wash", 20, service_s=300), a_delivery("b", 10, 30)))

    assert in_words(plan) == "b.pickup wash.service b.door"


def test_orders_are_shared_so_that_nobody_drives_more_than_need_be() -> None:
    drivers = [a_driver(), a_driver("bob", place=100)]
    problem = on_a_line(a_delivery("left", 10, 5), a_delivery("right", 90, 95), drivers=drivers)

    plan = planned(problem)

    assert (in_words(plan, "ada"), in_words(plan, "bob")) == ("left.pickup left.door", "right.pickup right.door")
    assert plan.proven


def test_identical_places_and_equal_orders_are_no_trouble() -> None:
    jobs = [a_delivery(name, 10, 10) for name in "abcdefghij"]

    plan = planned(on_a_line(*jobs, drivers=[a_driver(place=10), a_driver("bob", place=10)]))

    assert plan.drive_s == 0
    assert violations(on_a_line(*jobs, drivers=[a_driver(place=10), a_driver("bob", place=10)]), plan) == ()


def test_no_jobs_make_an_empty_plan_and_so_do_no_providers() -> None:
    assert planned(on_a_line()).routes[0].stops == ()
    assert planned(RouteProblem(providers=(), jobs=(), travel_s=())).routes == ()


def test_a_new_booking_does_not_reshuffle_what_saves_too_little() -> None:
    jobs = (a_delivery("a", 20, 40), a_delivery("b", 22, 44), a_delivery("c", 10, 50))
    before = {"ada": "a.pickup b.pickup b.door a.door"}

    steady = planned(on_a_line(*jobs), before, moved_price_s=30)
    restless = planned(on_a_line(*jobs), before, moved_price_s=0)

    assert steady.churn == Churn(0, 0)
    assert restless.churn.overtook == 1
    assert restless.drive_s < steady.drive_s <= restless.drive_s + 30


def test_a_booking_given_to_another_provider_is_churn_and_must_pay_for_itself() -> None:
    drivers = [a_driver(place=10), a_driver("bob", place=20)]
    problem = on_a_line(a_delivery("a", 18, 40), drivers=drivers)

    kept = planned(problem, {"ada": "a.pickup a.door"}, moved_price_s=10)
    moved = planned(problem, {"ada": "a.pickup a.door"}, moved_price_s=2)

    assert (in_words(kept, "ada"), kept.churn) == ("a.pickup a.door", Churn())
    assert (in_words(moved, "bob"), moved.churn) == ("a.pickup a.door", Churn(changed_provider=2))


@pytest.mark.parametrize("orders", [12, 15])
def test_a_plan_beyond_the_exact_methods_is_sound_too(orders: int) -> None:
    jobs = [a_delivery(f"b{n:02d}", (37 * n) % 100, (61 * n + 13) % 100) for n in range(orders)]
    problem = on_a_line(*jobs, drivers=[a_driver(), a_driver("bob", place=50)])

    plan = planned(problem, rounds=30)

    assert (plan.method, plan.proven) == (Method.SEARCH, False)
    assert violations(problem, plan) == ()


def test_a_provider_with_many_parcels_on_board_takes_little_memory() -> None:
    parcels = [on_board(f"b{n:02d}", (37 * n) % 100) for n in range(15)]
    problem = on_a_line(*parcels, drivers=[a_driver(capacity=15)])
    tracemalloc.start()

    plan = planned(problem)

    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (plan.method, plan.proven) == (Method.EXACT, True)
    assert peak_bytes < 100_000_000


@pytest.mark.parametrize("rounds", [0, 1, 200])
def test_a_booking_that_two_providers_had_before_is_served_once(rounds: int) -> None:
    problem = on_a_line(a_delivery("a", 10, 40), a_delivery("b", 20, 30), drivers=[a_driver(), a_driver("bob")])
    before = {"ada": "a.pickup a.door b.pickup b.door", "bob": "b.pickup b.door a.pickup a.door"}

    plan = planned(problem, before, exact_labels=0, exact_states=0, rounds=rounds)

    assert violations(problem, plan) == ()


def test_legs_that_nobody_can_drive_are_driven_around() -> None:
    problem = on_a_line(a_service("a", 10), a_service("b", 20))
    travel_s = [list(row) for row in problem.travel_s]
    travel_s[0][10] = float("nan")
    travel_s[0][20] = 20.4

    plan = planned(RouteProblem(providers=problem.providers, jobs=problem.jobs, travel_s=travel_s))

    assert in_words(plan) == "b.service a.service"
    assert plan.drive_s == 31


def test_of_two_ways_to_the_same_place_the_one_that_carries_less_long_is_kept() -> None:
    jobs = (
        a_delivery("hot", 10, 20, max_on_board_s=30),
        a_service("slow", 10, service_s=50),
        a_service("between", 12),
    )

    plan = planned(on_a_line(*jobs))

    assert in_words(plan) == "slow.service hot.pickup between.service hot.door"
    assert plan.drive_s == 20


def test_being_earlier_is_no_gain_where_waiting_lies_ahead_of_what_goes_cold() -> None:
    jobs = (
        a_service("slow", 10, service_s=30),
        a_service("opens", 10, earliest_s=40),
        a_service("then", 11),
        a_delivery("hot", 12, 14, max_on_board_s=40),
        a_service("late", 13, earliest_s=100),
    )

    plan = planned(on_a_line(*jobs))

    assert in_words(plan) == "opens.service slow.service then.service hot.pickup late.service hot.door"
    assert plan.drive_s == 14
