"""What a move means, against truths worked out by hand: 5.5 metres a second on a line, nothing learned, no stays.

Seconds saved are between means, which lie a little later than the middles: delays have a longer tail than early arrivals.
"""

from datetime import datetime, timedelta

import pytest

from shared.models.disruption import BookingImpact, Impact
from shared.models.eta import EtaWindow
from shared.recovery.impact import cost_of, impact_of, standing, stops_moved
from shared.recovery.moves import paused, slowed
from shared.recovery.outlook import searched_for
from shared.recovery.prospects import Prospect
from shared.recovery.resequencing import resequenced
from shared.recovery.situation import cancelled, given, without
from tests.builders import an_area, later
from tests.situations import a_job, a_party, a_situation, held
from tests.unit.recovery.test_situation import stops


def row_of(impact: Impact, booking_id: str) -> BookingImpact:
    return next(row for row in impact.bookings if row.booking_id == booking_id)


def mean_of(window: EtaWindow | None) -> datetime:
    """Swanson's rule, by hand."""
    assert window is not None
    ends = (window.p10_at, window.p90_at)
    return window.p50_at + sum((0.3 * (end - window.p50_at) for end in ends), start=timedelta())


def test_standing_still_puts_every_end_off_by_as_much() -> None:
    job = held(a_job("a", 200, 400, promise_s=500), "ada")
    before = a_situation(job, a_party("ada", 0, job))

    impact = impact_of(before, slowed(before, "ada", held_up_s=300))

    assert row_of(impact, "a").end_before.p50_at == later(400)
    assert row_of(impact, "a").end_after.p50_at == later(700)
    assert impact.wait_saved_s == pytest.approx(-300, rel=0.1)
    assert impact.providers[0].later_s == 300
    assert impact.late_before < 0.5 < impact.late_after


def test_a_halt_that_may_last_long_counts_by_its_mean_and_its_promise_is_less_sure() -> None:
    job = held(a_job("a", 200, 400, promise_s=1500), "ada")
    before = a_situation(job, a_party("ada", 0, job))

    sure = impact_of(before, slowed(before, "ada", held_up_s=300))
    vague = impact_of(before, slowed(before, "ada", held_up_s=300, vague_s=(250.0, 2400.0)))

    assert row_of(vague, "a").end_after.p50_at == row_of(sure, "a").end_after.p50_at == later(700)
    assert vague.wait_saved_s == pytest.approx(sure.wait_saved_s + 0.3 * (250 - 2400), rel=0.1)
    assert vague.late_after > sure.late_after + 0.1


def test_taking_a_booking_out_brings_the_others_forward_and_leaves_it_to_a_search() -> None:
    jobs = held(a_job("a", 100, 200), "ada"), held(a_job("b", 600, 800), "ada")
    before = a_situation(*jobs, a_party("ada", 0, *jobs, plan="b.s1 b.s2 a.s1 a.s2"))

    impact = impact_of(before, without(before, "b"))

    assert row_of(impact, "a").end_before.p50_at == later(800 + 700 + 100)
    assert row_of(impact, "a").end_after.p50_at == later(200)
    assert row_of(impact, "b").end_after is None
    assert row_of(impact, "b").late_chance_after == 1.0
    assert impact.providers[0].later_s == 200 - 1600


def test_a_search_is_foreseen_by_who_would_take_it_and_how_soon_they_answer() -> None:
    job = held(a_job("a", 200, 400), "ada")
    before = a_situation(job, a_party("ada", 0, job), a_party("bob", 100))
    answer_s = an_area().dispatch.offer_ttl_s / 3

    impact = impact_of(slowed(before, "ada", held_up_s=900), without(before, "a"))

    after = row_of(impact, "a").end_after
    assert after is not None
    assert (after.p50_at - later(100 + 200 + answer_s)).total_seconds() == pytest.approx(0, abs=5)
    saved = mean_of(row_of(impact, "a").end_before) - mean_of(after)
    assert impact.wait_saved_s == pytest.approx(saved.total_seconds(), abs=2)
    assert impact.wait_saved_s == pytest.approx(1300 - 300 - answer_s, rel=0.1)


def test_somebody_far_who_is_hardly_ever_asked_does_not_put_the_middle_past_the_latest_likely_end() -> None:
    job = a_job("a", 200, 400)
    situation = a_situation(job, a_party("bob", 100), a_party("eve", 9000))
    asked = (
        Prospect(provider_id="bob", score_s=0, acceptance=0.92),
        Prospect(provider_id="eve", score_s=1, acceptance=0.92),
    )

    end = searched_for(situation, job, asked).end

    assert end is not None
    assert end.p10_at <= end.p50_at <= end.p90_at


def test_a_job_given_to_an_idle_provider_costs_that_zone_one_of_its_idle() -> None:
    job = held(a_job("a", 200, 400), "ada")
    before = a_situation(job, a_party("ada", 0, job), a_party("bob", 100, zone_id="mitte"), idle={"mitte": 3})

    impact = impact_of(before, given(before, "a", "bob"))

    assert impact.idle_left == {"mitte": 2}
    assert {one.provider_id: one.later_s for one in impact.providers} == {"ada": -400, "bob": 300}


def test_a_booking_called_off_is_no_longer_late_and_saves_nobody_a_wait() -> None:
    jobs = held(a_job("a", 100, 200), "ada"), held(a_job("b", 600, 800, promise_s=60), "ada")
    before = a_situation(*jobs, a_party("ada", 0, *jobs))

    impact = impact_of(before, cancelled(before, "b"))

    assert row_of(impact, "b").end_after is None
    assert row_of(impact, "b").late_chance_after == 0.0
    assert impact.wait_saved_s == 0


def test_who_is_paused_no_longer_counts_as_idle() -> None:
    before = a_situation(a_party("bob", 100, zone_id="mitte"), idle={"mitte": 1})

    assert impact_of(before, paused(before, "bob")).idle_left == {"mitte": 0}


def test_doing_nothing_is_told_as_it_stands() -> None:
    job = held(a_job("a", 200, 400, promise_s=100), "ada")

    impact = standing(a_situation(job, a_party("ada", 0, job)), ["ada"])

    assert row_of(impact, "a").end_before == row_of(impact, "a").end_after
    assert impact.late_before == impact.late_after > 0.9
    assert impact.wait_saved_s == 0


def test_the_price_weighs_lateness_as_the_score_does() -> None:
    job = held(a_job("a", 200, 400, promise_s=400), "ada")
    before = a_situation(job, a_party("ada", 0, job))
    settings = before.area.dispatch
    worse = impact_of(before, slowed(before, "ada", held_up_s=3600))

    cost_s = cost_of(worse, settings, {})

    assert cost_s == pytest.approx(3600 + settings.weights.lateness * 3600, rel=0.1)
    assert cost_of(impact_of(before, before), settings, {}) == 0


@pytest.mark.parametrize(
    ("before", "after", "moved"),
    [("a.s1 a.s2", "a.s1 a.s2", 0), ("a.s1 b.s1 c.s1", "c.s1 a.s1 b.s1", 1), ("a.s1 b.s1", "b.s1 x.s1 a.s1", 1)],
)
def test_only_stops_that_pass_others_have_moved(before: str, after: str, moved: int) -> None:
    assert stops_moved(tuple(stops(before)), tuple(stops(after))) == moved


def test_another_order_says_what_it_saves_and_how_many_stops_it_moves() -> None:
    jobs = held(a_job("a", 100, 900), "ada"), held(a_job("b", 300, 500), "ada")
    before = a_situation(*jobs, a_party("ada", 0, *jobs))

    impact = impact_of(before, resequenced(before, "ada", stops("a.s1 b.s1 b.s2 a.s2")))

    assert row_of(impact, "b").end_before.p50_at == later(900 + 600 + 200)
    assert row_of(impact, "b").end_after.p50_at == later(500)
    assert row_of(impact, "a").end_before.p50_at == row_of(impact, "a").end_after.p50_at == later(900)
    assert impact.wait_saved_s == pytest.approx(1200, rel=0.1)
    assert impact.providers[0].stops_moved == 1
