"""How well the chance of a yes is predicted, on simulated providers whose behaviour the model was not told.

Each population has its own hidden behaviour, none of it logistic. Offers are predicted as they come and learned from a few minutes
later, in batches, as the schedule does. Judged is the second half: the expected calibration error over ten bins of equal
mass, and the Brier score; beside them those of each provider's own smoothed rate, of a constant, and of the hidden
chances themselves, whose calibration error is what the number of offers alone leaves.
"""

# ruff: noqa: PLR2004 - the numbers are the hidden behaviour itself

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean

import numpy as np

from benchmarks.figures import Table
from shared.dispatch.acceptance.columns import predicted
from shared.dispatch.acceptance.learning import Answer, learned, untrained
from shared.dispatch.acceptance.view import view_of
from shared.models.acceptance import HOURS_A_WEEK, Circumstances
from shared.models.dispatch_settings import ScoreWeights
from shared.models.provider import VehicleType
from shared.units import AreaId, Uid

OFFERS, PROVIDERS, BATCH, SEEDS, WEEKS = 10_000, 150, 20, 3, 8
BINS = 10
WANTED_ECE = 0.05
WEIGHTS = ScoreWeights()
PEERS = ("learned", "own rate", "constant", "hidden chance")


@dataclass(frozen=True)
class Person:
    """A provider as nature made them; the model never sees this."""

    willingness: float
    patience_s: float
    sleepy_from: int
    vehicle: VehicleType


@dataclass(frozen=True)
class Moment:
    """An offer as the hidden behaviour sees it; ``late`` is the second half."""

    travel_s: float
    trip_s: float
    hour: int
    late: bool


Nature = Callable[[Moment, Person, Person], float]
"""Chance of a yes: of a moment, of who is asked, and of who they have become in the second half."""


def _knee(moment: Moment, _now: Person, _then: Person) -> float:
    """Near ones are taken gladly; beyond seven minutes patience runs out, to a few who go anywhere."""
    return 0.92 if moment.travel_s < 420 else max(0.08, 0.92 - 0.0025 * (moment.travel_s - 420))


def _moody(moment: Moment, _now: Person, _then: Person) -> float:
    """Six parts of the day, each another mood; weekend evenings are worse."""
    hour = moment.hour % 24
    is_night_out = moment.hour >= 120 and hour >= 18
    return (0.35, 0.85, 0.6, 0.95, 0.5, 0.75)[hour // 4] * (0.6 if is_night_out else 1.0)


def _people(_moment: Moment, now: Person, _then: Person) -> float:
    """Everybody has a rate of their own, from never to always."""
    return 0.02 + 0.96 * now.willingness


def _mixed(moment: Moment, now: Person, _then: Person) -> float:
    """Own rate, own patience, own bad hours, and no love for long trips: all multiplied."""
    near = 1 / (1 + (moment.travel_s / now.patience_s) ** 4)
    sleepy = 0.6 if (moment.hour - now.sleepy_from) % 24 < 6 else 1.0
    return (0.1 + 0.88 * now.willingness) * near * sleepy * (0.7 if moment.trip_s > 1500 else 1.0)


def _drift(moment: Moment, now: Person, then: Person) -> float:
    """Half way, everybody becomes somebody else: less willing, less patient, and busy before noon."""
    if not moment.late:
        return (0.4 + 0.55 * now.willingness) * (1.0 if moment.travel_s < 600 else 0.4)
    before_noon = 0.5 if 8 <= moment.hour % 24 < 14 else 1.0
    return (0.1 + 0.6 * then.willingness) * (1.0 if moment.travel_s < 240 else 0.5) * before_noon


def _slump(moment: Moment, now: Person, then: Person) -> float:
    """Half way, better paid work comes to town: everything halves at once."""
    return _knee(moment, now, then) * (0.45 if moment.late else 1.0)


NATURES: Mapping[str, Nature] = {
    "patience with a knee": _knee,
    "moody hours": _moody,
    "each their own": _people,
    "all of it": _mixed,
    "drift half way": _drift,
    "slump half way": _slump,
}


@dataclass
class Seen:
    """The second half: what each peer predicted, and what came."""

    predicted: dict[str, list[float]] = field(default_factory=lambda: {peer: [] for peer in PEERS})
    accepted: list[float] = field(default_factory=list)

    def error(self, peer: str) -> float:
        """Expected calibration error over bins of equal mass."""
        told, came = np.array(self.predicted[peer]), np.array(self.accepted)
        bins = np.array_split(np.argsort(told, kind="stable"), BINS)
        return float(sum(abs(told[place].mean() - came[place].mean()) * len(place) for place in bins) / len(told))

    def brier(self, peer: str) -> float:
        """Mean squared error of the chances."""
        return float(np.mean((np.array(self.predicted[peer]) - np.array(self.accepted)) ** 2))


class Town:
    """Providers of one nature, asked one after another; some far more often than others."""

    def __init__(self, nature: Nature, seed: int) -> None:
        self._nature, self._rng = nature, random.Random(seed)
        self._now, self._then = ([self._person() for _ in range(PROVIDERS)] for _ in range(2))
        self._activity = [self._rng.paretovariate(1.5) for _ in range(PROVIDERS)]
        self._made, self._accepted = [0] * PROVIDERS, [0] * PROVIDERS

    def _person(self) -> Person:
        return Person(
            willingness=self._rng.betavariate(1.2, 0.9),
            patience_s=self._rng.uniform(240, 900),
            sleepy_from=self._rng.randrange(24),
            vehicle=self._rng.choice(list(VehicleType)),
        )

    def live(self, offers: int) -> Seen:
        """Let the offers be made, predicted, answered and learned from."""
        seen, model, waiting = Seen(), untrained(AreaId("town"), WEIGHTS), list[Answer]()
        view = view_of(model, map(_uid, range(PROVIDERS)))
        for number in range(offers):
            late = number >= offers // 2
            answer, chance = self._ask(int(number * WEEKS * HOURS_A_WEEK / offers) % HOURS_A_WEEK, late=late)
            if late and view is not None:
                told = predicted(view, answer.provider_id, answer.about, WEIGHTS.prior_offers)
                self._note(seen, answer, told, chance)
            waiting.append(answer)
            if len(waiting) == BATCH:
                model, waiting = learned(model, waiting, WEIGHTS), []
                view = view_of(model, map(_uid, range(PROVIDERS)))
        return seen

    def _ask(self, hour: int, *, late: bool) -> tuple[Answer, float]:
        (place,) = self._rng.choices(range(PROVIDERS), self._activity)
        travel_s, trip_s = min(2400.0, self._rng.lognormvariate(5.9, 0.7)), self._rng.uniform(200, 2400)
        about = Circumstances(
            travel_s=int(travel_s),
            trip_s=int(trip_s),
            hour=hour,
            vehicle=self._now[place].vehicle,
            offers_made=self._made[place],
            offers_accepted=self._accepted[place],
        )
        chance = self._nature(Moment(travel_s, trip_s, hour, late), self._now[place], self._then[place])
        accepted = self._rng.random() < chance
        self._made[place] += 1
        self._accepted[place] += accepted
        return Answer(provider_id=_uid(place), about=about, accepted=accepted), chance

    def _note(self, seen: Seen, answer: Answer, told: float, chance: float) -> None:
        prior, about = WEIGHTS.prior_offers, answer.about
        own = (about.offers_accepted + prior * WEIGHTS.prior_acceptance) / (about.offers_made + prior)
        for peer, value in zip(PEERS, (told, own, WEIGHTS.prior_acceptance, chance), strict=True):
            seen.predicted[peer].append(value)
        seen.accepted.append(float(answer.accepted))


def _uid(place: int) -> Uid:
    return Uid(f"p{place:03}")


def run(offers: int = OFFERS) -> Table:
    """Let each population live with several seeds."""
    lives = {name: [Town(nature, seed).live(offers) for seed in range(SEEDS)] for name, nature in NATURES.items()}
    rows = [
        (name, *(f"{_mean_error(seen, peer):.3f}" for peer in PEERS), *(f"{_mean_brier(seen, p):.3f}" for p in PEERS))
        for name, seen in lives.items()
    ]
    worst = {name: max(one.error("learned") for one in seen) for name, seen in lives.items()}
    misses = tuple(
        f"{name}: {error:.3f}, wanted at most {WANTED_ECE}" for name, error in worst.items() if error > WANTED_ECE
    )
    numbers = {
        name: {peer: {"ece": _mean_error(seen, peer), "brier": _mean_brier(seen, peer)} for peer in PEERS}
        | {"worst_ece": worst[name]}
        for name, seen in lives.items()
    }
    columns = ("hidden behaviour", *(f"ECE: {peer}" for peer in PEERS), *(f"Brier: {peer}" for peer in PEERS))
    notes = (
        f"means of {SEEDS} seeds, {offers} offers each, second half; the worst single ECE is {max(worst.values()):.3f}"
    )
    return Table("Acceptance", columns, rows, numbers, notes=notes, misses=misses)


def _mean_error(lives: Sequence[Seen], peer: str) -> float:
    return fmean(seen.error(peer) for seen in lives)


def _mean_brier(lives: Sequence[Seen], peer: str) -> float:
    return fmean(seen.brier(peer) for seen in lives)
