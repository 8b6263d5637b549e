import numpy as np
import pytest

from shared.dispatch.confidence import chances_of_a_yes, confidences

SURE: dict[str, float] = {"yes": 1.0, "margin_s": np.inf, "position_age_s": 0, "promise": 1.0}


def confidence(**doubt: float) -> float:
    columns = {part: np.array([value]) for part, value in {**SURE, **doubt}.items()}
    return confidences(**columns, lost_after_s=180)[0]


def test_a_proposal_without_any_doubt_is_certain() -> None:
    assert confidence() == 1.0


@pytest.mark.parametrize("doubt", [{"yes": 0.5}, {"margin_s": 0}, {"position_age_s": 90}, {"promise": 0.5}], ids=str)
def test_each_doubt_lowers_confidence(doubt: dict[str, float]) -> None:
    assert confidence(**doubt) < 1.0


def test_one_hopeless_part_can_not_be_bought_off() -> None:
    assert confidence(promise=0.0) < 0.2


def test_asking_more_makes_a_yes_likelier() -> None:
    chances = chances_of_a_yes(np.array([0.5, 0.5, 0.5]), np.array([0, 1]))

    assert chances.tolist() == [0.5, 0.75]


def test_where_nobody_is_asked_there_are_no_chances() -> None:
    assert not len(chances_of_a_yes(np.zeros(0), np.zeros(0, dtype=np.int64)))
