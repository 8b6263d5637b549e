import pytest

from shared.eta.learned import LearnedEta
from shared.models.eta import EtaWindow, Forecast
from shared.models.facts import BookingFacts, StopFact, TripFact
from shared.models.provider import VehicleType
from shared.models.stop import StopType
from shared.units import AreaId, Geohash, ZoneId
from tests.builders import NOW, later, some_facts

ZONE, CELL, FLEET_MPS = ZoneId("mitte"), Geohash("u2edk7"), 5.0


def a_delivery(over_plan_s: int = 0, trip_took_s: int = 600, end_after_s: int = 1500) -> BookingFacts:
    """Bookings whose trip of 3.9 km should take 600 seconds by car."""
    return some_facts(
        stops=(StopFact(type=StopType.DROPOFF, zone_id=ZONE, cell=CELL, over_plan_s=over_plan_s),),
        trip=TripFact(cell=CELL, vehicle=VehicleType.CAR, trip_m=3900, took_s=trip_took_s),
        told_end=Forecast(p10_s=1400, p50_s=1500, p90_s=1800),
        end_after_s=end_after_s,
    )


def after(times: int, **what: int) -> LearnedEta:
    learned = LearnedEta()
    for _ in range(times):
        learned.learn(a_delivery(**what), 12, FLEET_MPS)
    return learned


def stay(learned: LearnedEta, planned_s: int = 120, hour: int = 12) -> Forecast:
    return learned.handling(StopType.DROPOFF, ZONE, CELL, hour, planned_s)


def test_before_anything_was_learned_a_stay_takes_what_was_planned() -> None:
    assert stay(LearnedEta()).p50_s == 120


def test_stays_longer_than_planned_are_learned_as_such() -> None:
    learned = after(30, over_plan_s=240)

    assert stay(learned).p50_s == pytest.approx(360, abs=20)
    assert stay(learned, planned_s=600).p50_s == pytest.approx(840, abs=20)


def test_stops_that_many_forget_to_end_do_not_make_windows_of_hours() -> None:
    learned = LearnedEta()
    for number in range(200):
        over_s = 6 * 3600 if number % 8 == 0 else 0
        learned.learn(a_delivery(over_plan_s=over_s, end_after_s=1500 + over_s), 12, FLEET_MPS)

    known = stay(learned, planned_s=120)
    assert known.p50_s <= 240
    assert learned.spreads().widen_late * (known.p90_s - known.p50_s) <= 1.1 * 3600


def test_a_stay_is_forecast_anew_after_more_was_learned() -> None:
    learned = after(30, over_plan_s=240)
    before = stay(learned)

    for _ in range(30):
        learned.learn(a_delivery(over_plan_s=900), 12, FLEET_MPS)

    assert stay(learned).p50_s > before.p50_s + 300


def test_a_stay_is_never_forecast_to_take_less_than_nothing() -> None:
    assert stay(after(30, over_plan_s=-100), planned_s=30).p10_s == 0


def test_a_share_that_moves_is_read_off_what_was_seen() -> None:
    """One hand-over in eight takes a quarter of an hour more: between 85 % and 95 % lies a cliff, which no factor finds."""
    holds, misses = after(0), after(0)
    for number in range(80):
        over_s = 900 if number % 8 == 0 else 0
        holds.learn(a_delivery(over_plan_s=over_s, end_after_s=1500), 12, FLEET_MPS)
        misses.learn(a_delivery(over_plan_s=over_s, end_after_s=2500 if over_s else 1500), 12, FLEET_MPS)

    def told_late_s(learned: LearnedEta) -> float:
        known = stay(learned)
        return learned.spreads().widen_late * (known.p90_s - known.p50_s)

    assert told_late_s(holds) < 300
    assert told_late_s(misses) > 800


def test_slow_trips_slow_the_speed_book_down_in_their_cell_and_hour() -> None:
    factors = after(30, trip_took_s=1200).speed_book(FLEET_MPS).factors

    assert factors["u2edk"][12] < 0.7
    assert factors["u2edk"][3] == 1.0


def test_windows_that_do_not_hold_are_widened_on_that_side() -> None:
    spreads = after(20, end_after_s=2500).spreads()

    assert spreads.widen_late > 1.2
    assert spreads.widen_early <= 1.0


def test_a_day_of_trouble_widens_further_than_one_outcome_in_thirty_would() -> None:
    assert after(120, end_after_s=2500).spreads().widen_late > 1.7


def told_again(learned: LearnedEta, early_s: float = 300, late_s: float = 600) -> tuple[float, float]:
    """Half-widths, in seconds, of a window whose middle lies ten minutes ahead."""
    window = EtaWindow(p10_at=later(600 - early_s), p50_at=later(600), p90_at=later(600 + late_s))
    again = learned.told_again(window, NOW)
    assert again.p50_at == window.p50_at
    return (again.p50_at - again.p10_at).total_seconds(), (again.p90_at - again.p50_at).total_seconds()


def told_twice(times: int, revisions: int, end_after_s: int = 1500) -> LearnedEta:
    """Windows told again that always held, by far, towards late."""
    learned = LearnedEta()
    last = Forecast(p10_s=1499, p50_s=1500, p90_s=2400)
    for _ in range(times):
        facts = a_delivery(end_after_s=end_after_s).model_copy(update={"told_last": last, "revisions": revisions})
        learned.learn(facts, 12, FLEET_MPS)
    return learned


def test_what_is_told_again_is_as_wide_as_what_was_told_again_had_to_be() -> None:
    early_s, late_s = told_again(told_twice(60, revisions=1))

    assert told_again(LearnedEta()) == (300, 600)
    assert late_s < 500, "none came later than the window said"
    assert told_again(told_twice(60, revisions=1, end_after_s=1400))[0] > 330, "all came sooner"
    assert early_s <= 300


def test_what_was_told_once_says_nothing_of_what_is_told_again() -> None:
    assert told_again(told_twice(60, revisions=0)) == (300, 600)


def test_nobody_is_told_that_it_may_be_over_already() -> None:
    assert told_again(told_twice(90, revisions=1, end_after_s=1400), early_s=590)[0] <= 600


def test_trips_as_expected_narrow_the_spread_of_travel() -> None:
    assert after(60).spreads().travel_late < LearnedEta().spreads().travel_late


def test_what_is_stored_says_the_same_when_it_is_read_back() -> None:
    learned = after(25, over_plan_s=60, trip_took_s=700, end_after_s=1900)

    read = LearnedEta(learned.document(AreaId("vienna"), NOW))

    assert (stay(read), read.spreads()) == (stay(learned), learned.spreads())
    assert read.document(AreaId("vienna"), NOW) == learned.document(AreaId("vienna"), NOW)
