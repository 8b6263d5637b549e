"""Learns from answers, one after another: a logistic regression with a Gaussian belief about every number in it.

Each answer moves the belief to the most likely one, exactly, and narrows it by the curvature there (sequential Laplace
updating: Spiegelhalter and Lauritzen 1990, Sequential updating of conditional probabilities on directed graphical
structures). However great the surprise, a step never goes past what the answer can explain. Three things are believed:

* weights of the circumstances, the same for all providers; they drift back to the prior unless answers hold them;
* an effect of each provider beside them; strangers begin where their record puts them;
* a calibration of the resulting log-odds: a line (Platt 1999), bent at a few knots. It moves quickly: when behaviour changes,
  it draws the predictions to what comes true long before every weight has been learned anew.

A pure fold: the same answers in the same order give the same model.
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from shared.dispatch.acceptance.features import COUNT, FEATURES, PRIOR_SD, Floats, terms_of
from shared.dispatch.acceptance.odds import AS_PREDICTED, calibration_terms, chances, log_odds, record_effect
from shared.models.acceptance import AcceptanceModel, Circumstances, ProviderEffect, Reliability
from shared.models.dispatch_settings import ScoreWeights
from shared.units import AreaId, Uid

MOST_PROVIDERS = 2000
"""Who answered longest ago is forgotten first: some 100 bytes each, within the 1 MiB of a document."""
WEIGHT_MEMORY = 10_000
"""Answers after which an unsupported weight has lost most of what it had learned."""
BASE_DRIFT = 2e-5
"""Variance that the common level gains with each answer: it follows a change within some 500 answers."""
EFFECT_VARIANCE = 1.0
"""How different providers are: the variance of their log-odds before anything is known."""
EFFECT_DRIFT = 0.005
"""Variance that a provider's effect gains with each answer of theirs: it follows a change within some 40."""
CALIBRATION_SD = 0.3
CALIBRATION_DRIFT: Floats = np.array([2e-5, 1e-5, *(5e-5 for _ in AS_PREDICTED[2:])])
LEAST_SLOPE = 0.05
SURPRISE_MEMORY = 60
"""Answers over which the mean standardised surprise is taken; by chance alone its standard deviation is 0.09."""
LEAST_CHANCE = 0.05
"""One answer against all odds is no alarm."""
ALARM = 0.25
"""A mean surprise beyond this is no chance: behaviour has changed,"""
ALARM_DRIFT = 0.02
"""and the calibration gains this much variance with each answer until it has caught up."""
TYPICAL_PRIOR, TYPICAL_MEMORY = 50, 2000
TYPICAL_WITHIN = (0.02, 0.98)
_HALVINGS = 30
_FARTHEST = 30.0
BINS = 10
BIN_MEMORY = 5000
"""Answers over which the reported reliability is taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A provider's yes or no, and the circumstances in which it was asked for."""

    provider_id: Uid
    about: Circumstances
    accepted: bool


def untrained(area_id: AreaId, weights: ScoreWeights) -> AcceptanceModel:
    """Give the model that has learned nothing: a provider's own record, drawn towards the area's prior."""
    return AcceptanceModel(
        area_id=area_id,
        features=FEATURES,
        typical=weights.prior_acceptance,
        weights=tuple(_prior(weights).tolist()),
        covariance=_triangle(np.diag(PRIOR_SD**2)),
        calibration=AS_PREDICTED,
        calibration_covariance=_triangle(np.eye(len(AS_PREDICTED)) * CALIBRATION_SD**2),
        reliability=(Reliability(),) * BINS,
    )


def learned(model: AcceptanceModel, answers: Iterable[Answer], weights: ScoreWeights) -> AcceptanceModel:
    """Learn from further answers, oldest first; each is predicted before it is learned from.

    Args:
        model: what was known before, of the present ``FEATURES``.
        answers: yes or no, in the order in which they came.
        weights: the area's prior.
    """
    student = _Student(model, weights)
    for answer in answers:
        student.hear(answer)
    return student.model()


class _Student:
    """The belief while it is being moved."""

    def __init__(self, model: AcceptanceModel, weights: ScoreWeights) -> None:
        self._before, self._settings, self._prior = model, weights, _prior(weights)
        self._weights = _Belief(np.array(model.weights), _square(model.covariance, COUNT))
        size = len(AS_PREDICTED)
        self._calibration = _Belief(np.array(model.calibration), _square(model.calibration_covariance, size))
        self._providers = dict(model.providers)
        self._typical, self._answers, self._surprise = model.typical, model.answers, model.surprise
        self._reliability = [(bin_.answers, bin_.predicted, bin_.accepted) for bin_ in model.reliability]

    def hear(self, answer: Answer) -> None:
        self._drift()
        terms, yes = terms_of(answer.about), float(answer.accepted)
        effect, variance = self._effect_of(answer)
        odds = float(terms @ self._weights.mean + effect)
        told = calibration_terms(np.array([odds]))[0]
        calibrated = float(told @ self._calibration.mean)
        predicted = float(chances(np.array([calibrated]))[0])
        self._note(predicted, yes)
        self._be_surprised(predicted, yes)
        self._calibration.learn(told, calibrated, yes)
        self._calibration.mean[1] = max(self._calibration.mean[1], LEAST_SLOPE)
        step = self._weights.learn(terms, odds, yes, other_variance=variance)
        self._answers += 1
        self._providers[answer.provider_id] = ProviderEffect(
            mean=effect + variance * step.push,
            variance=max(0.0, variance - variance * variance * step.narrowing),
            heard=self._answers,
        )
        self._typical += (yes - self._typical) / min(TYPICAL_PRIOR + self._answers, TYPICAL_MEMORY)

    def _drift(self) -> None:
        keep = 1 - 1 / WEIGHT_MEMORY
        level = self._weights.mean[0]
        self._weights.mean = self._prior + keep * (self._weights.mean - self._prior)
        self._weights.mean[0] = level
        self._weights.covariance *= keep**2
        self._weights.covariance[np.diag_indices(COUNT)] += (1 - keep**2) * PRIOR_SD**2
        self._weights.covariance[0, 0] += BASE_DRIFT
        self._calibration.covariance[np.diag_indices(len(AS_PREDICTED))] += CALIBRATION_DRIFT

    def _be_surprised(self, predicted: float, yes: float) -> None:
        chance = min(max(predicted, LEAST_CHANCE), 1 - LEAST_CHANCE)
        surprise = (yes - chance) / math.sqrt(chance * (1 - chance))
        self._surprise += (surprise - self._surprise) / SURPRISE_MEMORY
        if abs(self._surprise) > ALARM:
            self._calibration.covariance[np.diag_indices(len(AS_PREDICTED))] += ALARM_DRIFT

    def _effect_of(self, answer: Answer) -> tuple[float, float]:
        """Mean and variance of the provider's effect before this answer."""
        known, about = self._providers.get(answer.provider_id), answer.about
        if known is not None:
            return known.mean, min(known.variance + EFFECT_DRIFT, EFFECT_VARIANCE)
        typical = min(max(self._typical, TYPICAL_WITHIN[0]), TYPICAL_WITHIN[1])
        mean = record_effect(about.offers_made, about.offers_accepted, typical, self._settings.prior_offers)
        return mean, EFFECT_VARIANCE / (1 + EFFECT_VARIANCE * about.offers_made * typical * (1 - typical))

    def _note(self, predicted: float, yes: float) -> None:
        keep = 1 - 1 / BIN_MEMORY
        self._reliability = [(keep * n, keep * p, keep * y) for n, p, y in self._reliability]
        place = min(BINS - 1, int(predicted * BINS))
        n, p, y = self._reliability[place]
        self._reliability[place] = (n + 1, p + predicted, y + yes)

    def model(self) -> AcceptanceModel:
        latest = sorted(self._providers, key=lambda uid: (-self._providers[uid].heard, uid))[:MOST_PROVIDERS]
        return self._before.model_copy(
            update={
                "answers": self._answers,
                "surprise": self._surprise,
                "typical": min(max(self._typical, TYPICAL_WITHIN[0]), TYPICAL_WITHIN[1]),
                "weights": tuple(self._weights.mean.tolist()),
                "covariance": _triangle(self._weights.covariance),
                "calibration": tuple(self._calibration.mean.tolist()),
                "calibration_covariance": _triangle(self._calibration.covariance),
                "providers": {uid: self._providers[uid] for uid in sorted(latest)},
                "reliability": tuple(Reliability(answers=n, predicted=p, accepted=y) for n, p, y in self._reliability),
            }
        )


@dataclass(frozen=True, slots=True)
class _Step:
    """How far one answer moves a belief: weights by ``push`` times their spread, which ``narrowing`` takes in."""

    push: float
    narrowing: float


@dataclass(slots=True)
class _Belief:
    """A Gaussian over weights."""

    mean: Floats
    covariance: Floats

    def learn(self, terms: Floats, odds: float, yes: float, *, other_variance: float = 0.0) -> _Step:
        """Move by one answer.

        Args:
            terms: what the weights were multiplied by.
            odds: the log-odds of a yes as they were believed.
            yes: 1 or 0.
            other_variance: of what was added to the log-odds beside these weights.
        """
        spread = self.covariance @ terms
        step = _step(odds, float(terms @ spread) + other_variance, yes)
        self.mean = self.mean + spread * step.push
        self.covariance = self.covariance - np.outer(spread, spread) * step.narrowing
        return step


def _step(odds: float, variance: float, yes: float) -> _Step:
    """Solve for the most likely log-odds after an answer, believed to be ``odds`` with ``variance`` before it.

    There, ``moved = variance * (yes - chance(odds + moved))``, which has one solution between 0 and the first step.
    """
    inner, outer = 0.0, variance * (yes - _chance(odds))
    for _ in range(_HALVINGS):
        middle = (inner + outer) / 2
        short = abs(middle) < variance * abs(yes - _chance(odds + middle))
        inner, outer = (middle, outer) if short else (inner, middle)
    likely = _chance(odds + (inner + outer) / 2)
    certainty = likely * (1 - likely)
    return _Step(push=yes - likely, narrowing=certainty / (1 + certainty * variance))


def _chance(odds: float) -> float:
    return 1 / (1 + math.exp(-min(max(odds, -_FARTHEST), _FARTHEST)))


def _prior(weights: ScoreWeights) -> Floats:
    prior = np.zeros(COUNT)
    prior[0] = log_odds(weights.prior_acceptance)
    return prior


def _triangle(matrix: Floats) -> tuple[float, ...]:
    return tuple(matrix[np.triu_indices(len(matrix))].tolist())


def _square(triangle: tuple[float, ...], size: int) -> Floats:
    matrix = np.zeros((size, size))
    matrix[np.triu_indices(size)] = triangle
    whole: Floats = matrix + np.triu(matrix, 1).T
    return whole
