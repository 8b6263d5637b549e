"""Many providers, one booking: one winner, and everybody else knows why not."""

import pytest

from benchmarks import accept_race, callable_race
from benchmarks.accept_race import NaiveStore, race
from benchmarks.backends import backend_on
from devtools.suite import Suite
from muster.adapters.firestore_client import connect
from muster.adapters.firestore_store import FirestoreStore
from tests.emulator.conftest import OpenTown

NAIVE_ROUNDS = 5


@pytest.mark.parametrize("rounds", [30, pytest.param(accept_race.ROUNDS, marks=pytest.mark.proof)])
def test_exactly_one_of_twenty_wins_through_the_accept_service(functions_suite: Suite, rounds: int) -> None:
    score = race(backend_on(FirestoreStore(connect(functions_suite.project_id))), rounds)

    assert score.faults == []
    assert score.told["won"] == rounds
    assert sum(score.told.values()) == rounds * accept_race.RIVALS


def test_the_race_catches_an_accept_that_reads_and_then_writes(functions_suite: Suite) -> None:
    score = race(backend_on(NaiveStore(connect(functions_suite.project_id))), NAIVE_ROUNDS)

    assert score.faults


@pytest.mark.parametrize(
    ("rivals", "rounds"),
    [(8, 2), pytest.param(callable_race.RIVALS, callable_race.ROUNDS, marks=pytest.mark.proof)],
)
def test_exactly_one_wins_over_the_callable(new_town: OpenTown, rivals: int, rounds: int) -> None:
    told, faults = callable_race.race(new_town(**callable_race.BROADCAST), rounds, rivals)

    assert faults == []
    assert told[callable_race.WON] == rounds
    assert sum(told.values()) == rounds * rivals
