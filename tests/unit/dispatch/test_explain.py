"""An explanation says who was asked, on what grounds, and what would have changed it."""

import pytest

from shared.dispatch.engine import decide
from shared.dispatch.explain import explain
from shared.dispatch.problem import WindowProblem
from shared.dispatch.rationale import record
from shared.models.decision import DecisionRecord, NobodyCode, Remedy, ScoreTerm, SolverFallback
from shared.models.explanation import BookingExplanation
from shared.units import BookingId, DecisionId
from tests.windows import a_job, a_window, a_worker

B1 = BookingId("b1")


def recorded(problem: WindowProblem, forced: SolverFallback | None = None) -> DecisionRecord:
    return record(problem, decide(problem, forced=forced), decision_id=DecisionId("d1"), solver_version="test")


def a_near_and_a_far_provider() -> WindowProblem:
    return a_window([a_job()], [a_worker("p1", 700), a_worker("p2", 100)])


def booking(kept: DecisionRecord, booking_id: BookingId = B1) -> BookingExplanation:
    (only,) = explain(kept, booking_id).bookings
    return only


def text(kept: DecisionRecord, booking_id: BookingId | None = None) -> str:
    return "\n".join(explain(kept, booking_id).text)


def without_inputs(kept: DecisionRecord) -> DecisionRecord:
    return kept.model_copy(update={"replay": kept.replay.model_copy(update={"chunks": ()})})


def test_candidates_are_ranked_with_terms_that_add_up() -> None:
    told = booking(recorded(a_near_and_a_far_provider()))

    assert [(one.rank, one.provider_id, one.chosen) for one in told.candidates] == [(1, "p2", True), (2, "p1", False)]
    assert all(sum(one.terms.values()) == one.total_s for one in told.candidates)
    assert told.runner_up == "p1"


def test_what_spoke_most_for_the_winner_comes_first() -> None:
    told = booking(recorded(a_near_and_a_far_provider()))

    first = told.decided_by[0]
    assert first.term is ScoreTerm.TRAVEL
    assert first.gap_s == first.runner_up_s - first.winner_s > 0


def test_the_runner_up_is_told_by_how_much_it_missed_and_wins_the_tie_by_its_lower_id() -> None:
    told = booking(recorded(a_near_and_a_far_provider()))

    (point,) = told.turning_points
    margin_s = told.candidates[1].total_s - told.candidates[0].total_s
    assert point.provider_id == "p1"
    assert point.better_by_s == margin_s
    assert point.terms[0] is ScoreTerm.TRAVEL


def test_a_better_candidate_who_was_needed_elsewhere_would_have_had_to_be_better_still() -> None:
    jobs = [a_job("b1", waiting_s=0), a_job("b2", preferred="p2")]

    told = booking(recorded(a_window(jobs, [a_worker("p1", 300), a_worker("p2", 250)])))

    assert told.chosen == ("p1",)
    assert told.candidates[0].provider_id == "p2"
    assert told.turning_points[0].provider_id == "p2"
    assert (told.turning_points[0].better_by_s or 0) > 100


def test_the_weight_that_would_have_decided_otherwise_is_named() -> None:
    workers = [a_worker("p1", 500, idle_s=0), a_worker("p2", 700, idle_s=900)]

    told = booking(recorded(a_window([a_job()], workers)))

    change = told.setting_change
    assert change is not None
    assert (change.setting, change.now, change.first_asked) == ("weights.travel", 1.0, "p2")
    assert 0.3 < change.would_be < 0.7


def test_nobody_is_explained_by_what_would_have_changed_it() -> None:
    kept = recorded(a_window([a_job(service="plumbing")], [a_worker("p1"), a_worker("p2")]))

    told = booking(kept)

    assert told.nobody is NobodyCode.ALL_EXCLUDED
    assert told.would_change[0].remedy is Remedy.RELAX_REQUIREMENTS
    assert told.setting_change is None
    assert "2 no service" in text(kept)


def test_a_record_without_its_inputs_is_explained_by_its_readable_part() -> None:
    told = explain(without_inputs(recorded(a_near_and_a_far_provider())), B1)

    assert told.replay == "chunks_missing"
    assert told.bookings[0].chosen == ("p2",)
    assert told.bookings[0].turning_points == ()


def test_a_booking_that_the_readable_part_left_out_is_found_by_deciding_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.dispatch.config.READABLE_JOBS", 1)
    kept = recorded(a_window([a_job("b1"), a_job("b2")], [a_worker("p1"), a_worker("p2")]))

    assert booking(kept, BookingId("b2")).booking_id == "b2"
    assert explain(kept).bookings_left_out == 1


def test_a_booking_of_another_decision_is_not_explained() -> None:
    assert explain(recorded(a_near_and_a_far_provider()), BookingId("b9")).bookings == ()


def test_a_large_window_is_explained_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.dispatch.explain.MOST_BOOKINGS", 2)

    told = explain(recorded(a_window([a_job(f"b{n}") for n in range(5)], [a_worker()])))

    assert len(told.bookings) == 2
    assert told.bookings_left_out == 3


def test_the_words_name_the_winner_the_reason_and_the_turn() -> None:
    said = text(recorded(a_near_and_a_far_provider()))

    assert "Booking b1: p2 asked" in said
    assert "what spoke for p2: travel" in said
    assert "p1 is asked first if" in said


def test_the_words_say_when_a_better_provider_was_needed_elsewhere() -> None:
    jobs = [a_job("b1", waiting_s=0), a_job("b2", preferred="p2")]

    assert "is needed more by another booking" in text(
        recorded(a_window(jobs, [a_worker("p1", 300), a_worker("p2", 250)])), B1
    )


def test_the_words_blame_the_plan_and_no_other_booking_for_who_was_passed_over_by_it() -> None:
    ready_later = a_job(window_start_s=420)

    said = text(recorded(a_window([ready_later], [a_worker("near", 100), a_worker("far", 800, idle_s=600)], routes={})))

    assert "Booking b1: far asked" in said
    assert "near is 62 s better here, but the plan ahead is better with far." in said
    assert "another booking" not in said


def test_the_words_say_when_the_matching_was_greedy() -> None:
    assert "greedy, not optimal: deadline" in text(recorded(a_near_and_a_far_provider(), SolverFallback.DEADLINE))
