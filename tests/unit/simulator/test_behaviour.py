"""How providers answer offers."""

import random

from simulator.behaviour import Answer, acceptance, respond
from simulator.scenario import Temperament
from tests.builders import an_offer


def answers(temperament: Temperament, pickup_m: float = 500, count: int = 400) -> list[Answer]:
    rng = random.Random(1)
    return [respond(an_offer(), temperament, pickup_m, rng).answer for _ in range(count)]


def test_the_nearer_the_pickup_the_likelier_the_yes() -> None:
    temperament = Temperament(willingness=0.9, patience_m=3000)

    assert acceptance(temperament, 100, 900) > acceptance(temperament, 2000, 900) > acceptance(temperament, 9000, 900)


def test_willingness_has_halved_where_patience_ends() -> None:
    assert acceptance(Temperament(willingness=0.8, patience_m=3000), 3000, 900) == 0.4


def test_a_poor_fare_is_taken_half_as_gladly() -> None:
    temperament = Temperament()

    assert acceptance(temperament, 0, 100) == acceptance(temperament, 0, 900) / 2


def test_a_willing_neighbour_always_accepts() -> None:
    assert set(answers(Temperament(willingness=1.0), pickup_m=0)) == {Answer.ACCEPT}


def test_some_offers_are_ignored_and_some_declined() -> None:
    drawn = answers(Temperament(willingness=0.5, ignores=0.2))

    assert set(drawn) == set(Answer)
    assert 0.1 < drawn.count(Answer.IGNORE) / len(drawn) < 0.3


def test_an_answer_comes_before_any_offer_runs_out() -> None:
    rng = random.Random(1)

    delays = [respond(an_offer(), Temperament(delay_s=3.0), 500, rng).after_s for _ in range(500)]

    assert min(delays) > 0
    assert max(delays) < 10
