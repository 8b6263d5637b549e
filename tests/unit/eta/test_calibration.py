from random import Random

import pytest

from shared.eta.calibration import HELD, LEAST, MOST, adjusted, adjusted_mass, widening
from shared.models.eta import Calibration, Forecast


def told(low_s: int, high_s: int) -> Forecast:
    return Forecast(p10_s=low_s, p50_s=(low_s + high_s) // 2, p90_s=high_s)


def test_an_outcome_after_the_window_moves_the_late_end_out_alone() -> None:
    after = adjusted(Calibration(), told(100, 200), 300)

    assert after.high > 0.9
    assert after.low == pytest.approx(0.1, abs=0.003)


def test_an_outcome_inside_moves_both_ends_in_a_little() -> None:
    after = adjusted(Calibration(), told(100, 200), 150)

    assert 0.1 < after.low < 0.103
    assert 0.897 < after.high < 0.9


def test_a_run_of_bad_luck_does_not_lead_to_absurd_windows() -> None:
    calibration = Calibration()
    for _ in range(500):
        calibration = adjusted(calibration, told(100, 200), 900)

    assert calibration.high == pytest.approx(1 - LEAST)
    assert calibration.low == pytest.approx(MOST)


@pytest.mark.parametrize("scale", [0.7, 1.0, 1.3])
def test_windows_of_a_wrong_model_come_to_hold_four_in_five(scale: float) -> None:
    chance, calibration, inside = Random(7), Calibration(), []
    for _ in range(3000):
        early, late = widening(calibration)
        window = Forecast(p10_s=round(10_000 - 1282 * early), p50_s=10_000, p90_s=round(10_000 + 1282 * late))
        actual_s = chance.gauss(10_000, 1000 * scale)
        inside.append(window.p10_s <= actual_s <= window.p90_s)
        calibration = adjusted(calibration, window, actual_s)

    assert sum(inside[500:]) / 2500 == pytest.approx(0.8, abs=0.03)


def test_nothing_is_widened_before_anything_was_learned() -> None:
    assert widening(Calibration()) == pytest.approx((1.0, 1.0))


@pytest.mark.parametrize("lucky", [0.7, 0.8, 0.9])
def test_windows_without_two_ends_to_tell_apart_come_to_hold_four_in_five(lucky: float) -> None:
    """A window of some mass holds one outcome in so many fewer or more than it should: the model is wrong."""
    chance, mass, held = Random(7), HELD, []
    for _ in range(3000):
        held.append(chance.random() < mass + lucky - HELD)
        mass = adjusted_mass(mass, held=held[-1])

    assert sum(held[500:]) / 2500 == pytest.approx(HELD, abs=0.03)


@pytest.mark.parametrize(("held", "limit"), [(False, 1 - 2 * LEAST), (True, 1 - 2 * MOST)])
def test_a_run_of_luck_moves_a_mass_to_its_limit_and_no_further(*, held: bool, limit: float) -> None:
    mass = HELD
    for _ in range(1000):
        mass = adjusted_mass(mass, held=held)

    assert mass == pytest.approx(limit)
