"""Many providers, one booking: one winner, and everybody else knows why not."""

from benchmarks import accept_race, callable_race
from benchmarks.accept_race import NaiveStore, race
from benchmarks.backends import backend_on
from devtools.suite import Suite
from muster.adapters.firestore_client import connect
from muster.adapters.firestore_store import FirestoreStore
from tests.emulator.conftest import OpenTown

ROUNDS, NAIVE_ROUNDS = 30, 5


def test_exactly_one_of_twenty_wins_through_the_accept_service(functions_suite: Suite) -> None:
    score = race(backend_on(FirestoreStore(connect(functions_suite.project_id))), ROUNDS)

    assert score.faults == []
    assert score.told["won"] == ROUNDS
    assert sum(score.told.values()) == ROUNDS * accept_race.RIVALS


def test_the_race_catches_an_accept_that_reads_and_then_writes(functions_suite: Suite) -> None:
    score = race(backend_on(NaiveStore(connect(functions_suite.project_id))), NAIVE_ROUNDS)

    assert score.faults


def test_exactly_one_of_twenty_wins_over_the_callable(new_town: OpenTown) -> None:
    told, faults = callable_race.race(new_town(**callable_race.BROADCAST), rounds=2)

    assert faults == []
    assert told[callable_race.WON] == 2
    assert sum(told.values()) == 2 * callable_race.RIVALS
