from dataclasses import dataclass

import pytest

from shared.dispatch.arrays import are, facts, or_never, things
from shared.dispatch.config import FAR_FUTURE_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Stone:
    weight_g: int
    name: str


def test_things_made_of_columns_are_those_made_one_by_one() -> None:
    made = things(Stone, name=["flint", "chalk"], weight_g=[12, 7])

    assert made == [Stone(weight_g=12, name="flint"), Stone(weight_g=7, name="chalk")]


def test_columns_and_things_are_turned_into_each_other() -> None:
    stones = [Stone(weight_g=12, name="flint"), Stone(weight_g=7, name="chalk")]
    weights_g, names = facts(stones, "weight_g", "name")

    assert things(Stone, weight_g=weights_g, name=names) == stones


def test_no_rows_make_no_things() -> None:
    assert things(Stone, weight_g=[], name=[]) == []


@pytest.mark.parametrize("columns", [{"weight_g": [1, 2]}, {"weight_g": [1, 2], "name": ["flint"]}], ids=str)
def test_a_column_that_lacks_something_is_an_error(columns: dict[str, list[object]]) -> None:
    with pytest.raises((KeyError, ValueError)):
        things(Stone, **columns)


def test_who_is_the_wanted_one_is_told_by_a_flag() -> None:
    assert are(["flint", "chalk", "flint"], "flint").tolist() == [True, False, True]


@pytest.mark.parametrize(
    ("seconds", "told"), [((None, None), [FAR_FUTURE_S] * 2), ((None, 7), [FAR_FUTURE_S, 7]), ([], [])], ids=str
)
def test_seconds_that_are_none_are_never(seconds: list[int | None], told: list[int]) -> None:
    assert or_never(seconds).tolist() == told
