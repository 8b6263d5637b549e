"""How a provider answers an offer: pure, so that a seed decides it."""

from __future__ import annotations

import random
from dataclasses import dataclass
from enum import StrEnum

from shared.models.offer import Offer
from simulator.scenario import Temperament

FAIR_FARE_MINOR = 300
"""An offer that pays less is taken half as gladly."""


class Answer(StrEnum):
    """What the provider does with an offer."""

    ACCEPT = "accept"
    DECLINE = "decline"
    IGNORE = "ignore"


@dataclass(frozen=True)
class Response:
    """An answer and how many real seconds it takes."""

    answer: Answer
    after_s: float


def acceptance(temperament: Temperament, pickup_m: float, fare_minor: int) -> float:
    """Probability that the provider takes a job so far away, so well paid."""
    near = 1 / (1 + (pickup_m / temperament.patience_m) ** 3)
    paid = 1.0 if fare_minor >= FAIR_FARE_MINOR else 0.5
    return temperament.willingness * near * paid


def respond(offer: Offer, temperament: Temperament, pickup_m: float, rng: random.Random) -> Response:
    """Draw the answer to an offer.

    Args:
        offer: what is asked.
        temperament: who is asked.
        pickup_m: straight way to the pickup, as the map on the phone shows it.
        rng: the provider's own source of chance.
    """
    after_s = min(rng.expovariate(1 / temperament.delay_s) + 0.3, 8.0)
    if rng.random() < temperament.ignores:
        return Response(Answer.IGNORE, after_s)
    is_taken = rng.random() < acceptance(temperament, pickup_m, offer.fare_minor)
    return Response(Answer.ACCEPT if is_taken else Answer.DECLINE, after_s)
