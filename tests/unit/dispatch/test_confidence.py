from typing import Any

import pytest

from shared.dispatch.confidence import chance_of_a_yes, confidence

SURE: dict[str, Any] = {"yes": 1.0, "margin_s": None, "position_age_s": 0, "lost_after_s": 180, "promise": 1.0}


def test_a_proposal_without_any_doubt_is_certain() -> None:
    assert confidence(**SURE) == 1.0


@pytest.mark.parametrize("doubt", [{"yes": 0.5}, {"margin_s": 0}, {"position_age_s": 90}, {"promise": 0.5}], ids=str)
def test_each_doubt_lowers_confidence(doubt: dict[str, float]) -> None:
    assert confidence(**{**SURE, **doubt}) < 1.0


def test_one_hopeless_part_can_not_be_bought_off() -> None:
    assert confidence(**{**SURE, "promise": 0.0}) < 0.2


def test_asking_more_makes_a_yes_likelier() -> None:
    assert chance_of_a_yes([0.5, 0.5]) == 0.75
    assert chance_of_a_yes([]) == 0.0
