import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.eta.durations import KEYS_KEPT, MIDDLE_KEPT, NARROW_KEPT, Durations, Prior, Spread

PRIOR = Prior(900, 0.6).points()
PLACE = ("area", "place")
DOCUMENT_BYTES = 1_048_576


def seen(*outcomes: int, chain: tuple[str, ...] = PLACE) -> Durations:
    durations = Durations()
    for took in outcomes:
        durations.learn(chain, took)
    return durations


def width(spread: Spread) -> float:
    return spread.at(0.9) - spread.at(0.1)


def test_before_anything_was_seen_the_prior_speaks() -> None:
    spread = Durations().spread(PLACE, PRIOR)

    assert spread.at(0.5) == pytest.approx(900, rel=0.02)
    assert 350 < spread.at(0.1) < 500
    assert 1700 < spread.at(0.9) < 2200


def test_a_place_that_is_always_the_same_is_soon_believed() -> None:
    few, many = (seen(*[1800] * times).spread(PLACE, PRIOR) for times in (2, 12))

    assert many.at(0.5) == pytest.approx(1800, rel=0.02)
    assert width(many) < width(few)


def test_a_place_without_history_leans_on_the_area() -> None:
    spread = seen(*[300] * 40).spread(("area", "elsewhere"), PRIOR)

    assert spread.at(0.5) == 300


def test_few_outcomes_leave_the_window_wide() -> None:
    untouched = Durations().spread(PLACE, PRIOR)

    assert width(seen(900).spread(PLACE, PRIOR)) > 0.5 * width(untouched)


def test_where_much_may_be_late_the_narrowest_window_is_earlier_than_the_middle_one() -> None:
    spread = Durations().spread(PLACE, PRIOR)

    begin, end = spread.narrowest(0.8, tail=0.01)

    assert begin < spread.at(0.1)
    assert end < spread.at(0.9)
    assert end - begin < 0.9 * width(spread)


@given(
    values=st.lists(st.integers(0, 3600), min_size=1, max_size=30),
    mass=st.floats(0.5, 0.94),
    start=st.floats(0.03, 0.47),
)
def test_no_window_of_the_same_mass_is_narrower_than_the_narrowest(
    values: list[int], mass: float, start: float
) -> None:
    tail = 0.03
    spread = seen(*values).spread(PLACE, PRIOR)
    other = min(start, 1 - tail - mass)

    begin, end = spread.narrowest(mass, tail)

    assert end - begin <= spread.at(other + mass) - spread.at(other) + 1e-6


def test_a_neighbourhood_is_not_known_by_its_first_few_outcomes() -> None:
    """Where one kitchen in six is late, three others on time say nothing about the next."""
    place, neighbourhood = Durations(), Durations(to_the_door=False)
    for known in (place, neighbourhood):
        for took in [100] * 5 + [1000]:
            for _ in range(8):
                known.learn(("area",), took)
        for _ in range(3):
            known.learn(PLACE, 100)

    assert place.spread(PLACE, PRIOR).at(0.9) < 400
    assert neighbourhood.spread(PLACE, PRIOR).at(0.9) > 600


def test_a_place_that_changed_is_told_by_its_latest_outcomes() -> None:
    spread = seen(*[600] * 12, *[1500] * 12).spread(PLACE, PRIOR)

    assert spread.at(0.5) == pytest.approx(1500, rel=0.05)


def test_quantiles_never_cross() -> None:
    spread = seen(10, 2000, 30, 900, 900, 5).spread(PLACE, PRIOR)

    values = [spread.at(share / 100) for share in range(101)]
    assert values == sorted(values)


def test_what_is_stored_says_the_same_when_it_is_read_back() -> None:
    chain = ("area", "area|zone|19", "place")
    before = seen(*range(100, 3000, 7), chain=chain)

    after = Durations(before.remembered())

    assert after.spread(chain, PRIOR) == before.spread(chain, PRIOR)
    after.learn(chain, 60)
    before.learn(chain, 60)
    assert after.spread(chain, PRIOR) == before.spread(chain, PRIOR)


@pytest.mark.parametrize(("zones", "outcomes"), [(KEYS_KEPT + 50, 1), (2000, MIDDLE_KEPT)])
def test_memory_stays_within_a_document_however_much_is_learned(zones: int, outcomes: int) -> None:
    durations = Durations()
    for number in range(zones):
        for _ in range(outcomes):
            durations.learn(("area", f"zone|{number}", "place"), number)

    kept = {one.key: one.took for one in durations.remembered()}
    assert len(kept) <= KEYS_KEPT
    assert sum(len(key) + 8 * len(took) for key, took in kept.items()) < 0.7 * DOCUMENT_BYTES
    assert f"zone|{zones - 1}" in kept
    assert "zone|0" not in kept
    assert len(kept["place"]) == NARROW_KEPT
