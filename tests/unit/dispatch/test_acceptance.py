"""The learned chance of a yes: sane before there is data, moved by answers, and the same wherever it is asked for."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from shared.dispatch.acceptance.advancing import advanced, answer_of, fitting, unlearned
from shared.dispatch.acceptance.columns import predicted
from shared.dispatch.acceptance.features import COUNT, FEATURES, SLICES, terms_of
from shared.dispatch.acceptance.learning import MOST_PROVIDERS, Answer, learned, untrained
from shared.dispatch.acceptance.odds import AS_PREDICTED, calibrate, calibration_terms, chances
from shared.dispatch.acceptance.view import AcceptanceView, view_of
from shared.dispatch.engine import decide, decide_window
from shared.dispatch.loading import own_rate
from shared.dispatch.problem import WindowProblem
from shared.dispatch.rationale import record
from shared.dispatch.replay import ReplayCode, replay
from shared.models.acceptance import AcceptanceModel, Circumstances, ProviderEffect
from shared.models.dispatch_settings import DispatchSettings, ScoreWeights
from shared.models.offer import OfferState
from shared.models.provider import Link, VehicleType
from shared.units import AreaId, DecisionId, Uid
from tests.builders import an_offer, later
from tests.windows import a_job, a_window, a_worker, the_proposal

WEIGHTS = ScoreWeights()
BLANK = untrained(AreaId("berlin"), WEIGHTS)
NEAR, FAR = 120, 1500
YES, NO = "yes", "no"


def asked_at(travel_s: int = NEAR, **what: Any) -> Circumstances:
    return Circumstances(**{"travel_s": travel_s, "hour": 12, "vehicle": VehicleType.BICYCLE, **what})


def said(answer: str, travel_s: int = NEAR, uid: str = "p1", **what: Any) -> Answer:
    return Answer(provider_id=Uid(uid), about=asked_at(travel_s, **what), accepted=answer == "yes")


def chance(model: AcceptanceModel, about: Circumstances, uid: str = "p1") -> float:
    view = view_of(model, [Uid(uid)])
    assert view is not None
    return predicted(view, Uid(uid), about, WEIGHTS.prior_offers)


def far_ones_declined() -> AcceptanceModel:
    crowd = [f"p{place:02}" for place in range(40)]
    return learned(
        BLANK, [said(YES if s == NEAR else NO, s, uid) for _ in range(5) for uid in crowd for s in (NEAR, FAR)], WEIGHTS
    )


@pytest.mark.parametrize(("made", "accepted"), [(0, 0), (5, 0), (5, 5), (40, 11), (3, 9)])
def test_before_there_is_data_a_providers_own_record_decides_as_it_always_did(made: int, accepted: int) -> None:
    own = own_rate(np.array([made]), np.array([accepted]), DispatchSettings())

    about = asked_at(FAR, offers_made=made, offers_accepted=accepted)

    assert chance(BLANK, about) == pytest.approx(own[0], abs=1e-12)


def test_an_untrained_model_decides_as_none_does() -> None:
    workers = [a_worker("p1", 700, offers_made=9, offers_accepted=2), a_worker("p2", 300), a_worker("p3", 2500)]
    without = a_window([a_job("b1"), a_job("b2", wave=2)], workers)

    assert decide_window(replace(without, acceptance=view_of(BLANK, []))) == decide_window(without)


def test_who_declined_far_pickups_is_expected_to_decline_them() -> None:
    model = far_ones_declined()

    assert chance(model, asked_at(NEAR), "stranger") > 0.8
    assert chance(model, asked_at(FAR), "stranger") < 0.2


def test_each_provider_is_learned_apart() -> None:
    both = [said(YES if uid == "glad" else NO, uid=uid) for _ in range(30) for uid in ("glad", "glum")]

    model = learned(BLANK, both, WEIGHTS)

    assert chance(model, asked_at(), "glad") > 0.8
    assert chance(model, asked_at(), "glum") < 0.2


def test_a_change_of_behaviour_is_followed() -> None:
    before = learned(BLANK, [said(YES, uid=f"p{n % 20}") for n in range(1000)], WEIGHTS)

    after = learned(before, [said(NO if n % 4 else YES, uid=f"p{n % 21}") for n in range(300)], WEIGHTS)

    assert chance(before, asked_at()) > 0.9
    assert 0.1 < chance(after, asked_at()) < 0.5


@pytest.mark.parametrize(("always", "then"), [("yes", "no"), ("no", "yes")])
def test_the_belief_stays_within_bounds_however_one_sided_the_answers_are(always: str, then: str) -> None:
    one_sided = learned(BLANK, [said(always, uid=f"p{n % 3}") for n in range(3000)], WEIGHTS)

    turned = learned(one_sided, [said(then, uid=f"p{n % 3}") for n in range(60)], WEIGHTS)

    assert (chance(one_sided, asked_at()) > 0.9) == (always == YES)
    assert (chance(turned, asked_at()) > 0.5) == (then == YES)
    assert max(map(abs, turned.weights)) < 10
    assert max(map(abs, turned.calibration)) < 10


def test_learning_in_two_goes_is_learning_in_one() -> None:
    answers = [said(YES if n % 3 else NO, 60 * n, f"p{n % 7}") for n in range(60)]

    in_two = learned(learned(BLANK, answers[:25], WEIGHTS), answers[25:], WEIGHTS)

    assert in_two == learned(BLANK, answers, WEIGHTS)


def test_a_model_reports_how_well_it_was_calibrated() -> None:
    sure_and_wrong = learned(
        BLANK, [said(NO, uid=f"p{n}", offers_made=90, offers_accepted=90) for n in range(5)], WEIGHTS
    )

    assert BLANK.calibration_error == 0
    assert sure_and_wrong.calibration_error > 0.3


def test_the_providers_silent_longest_are_forgotten_first() -> None:
    crowd = {Uid(f"p{n}"): ProviderEffect(mean=0.1, variance=0.5, heard=n) for n in range(MOST_PROVIDERS)}
    full = BLANK.model_copy(update={"providers": crowd, "answers": MOST_PROVIDERS})

    model = learned(full, [said(YES, uid="new")], WEIGHTS)

    assert len(model.providers) == MOST_PROVIDERS
    assert "new" in model.providers
    assert "p0" not in model.providers


def test_every_term_has_a_place_of_its_own() -> None:
    places = [place for part in SLICES.values() for place in range(COUNT)[part]]

    assert sorted(places) == list(range(COUNT))
    assert terms_of(asked_at(FAR, wave=3, busy=True, stale=True, pressure=2.0, trip_s=900, open_offers=2)).shape == (
        COUNT,
    )


def test_a_calibration_read_between_its_bends_is_the_calibration() -> None:
    odds = np.linspace(-7.9, 7.9, 500)
    bent = (0.1, 0.8, 0.3, -0.2, 0.4, 0.0, -0.5)

    assert calibrate(odds, bent) == pytest.approx(chances(calibration_terms(odds) @ np.array(bent)), abs=1e-12)
    assert calibrate(odds, AS_PREDICTED) == pytest.approx(chances(odds), abs=1e-12)


def a_learned_window() -> WindowProblem:
    workers = [a_worker("p1", 700, link=Link.STALE, load=1), a_worker("p2", 100), a_worker("p3", 6000)]
    jobs = [a_job("b1", wave=3), a_job("b2", dropoff=None, service_s=300)]
    settings = DispatchSettings(strategy="broadcast")
    return a_window(jobs, workers, settings=settings, hour=130, acceptance=view_of(far_ones_declined(), [Uid("p1")]))


def test_an_offer_keeps_the_circumstances_that_its_chance_rests_on() -> None:
    problem = a_learned_window()
    view = problem.acceptance
    assert view is not None

    asks = the_proposal(decide_window(problem)).providers

    for ask in asks:
        again = predicted(view, ask.provider_id, ask.circumstances, problem.settings.weights.prior_offers)
        assert ask.acceptance == round(again, 4)


def test_a_provider_who_is_expected_to_decline_costs_more() -> None:
    hopeless = AcceptanceView(
        version=1, typical=0.8, weights=BLANK.weights, calibration=AS_PREDICTED, effects={Uid("p1"): -9.0}
    )
    window = a_window([a_job()], [a_worker("p1", 100), a_worker("p2", 180)])

    assert the_proposal(decide_window(window)).providers[0].provider_id == "p1"
    assert the_proposal(decide_window(replace(window, acceptance=hopeless))).providers[0].provider_id == "p2"


def test_a_decision_by_a_learned_model_replays() -> None:
    problem = a_learned_window()

    kept = record(problem, decide(problem), decision_id=DecisionId("d1"), solver_version="test")

    assert replay(kept).code == ReplayCode.SAME


def test_a_model_of_other_features_is_not_used_and_started_anew() -> None:
    old = BLANK.model_copy(update={"features": "0", "version": 7})

    assert view_of(old, []) is None
    assert fitting(old, AreaId("berlin"), WEIGHTS).features == FEATURES
    assert fitting(old, AreaId("berlin"), WEIGHTS).version == 7


@pytest.mark.parametrize(
    ("ended", "told"),
    [
        ({"state": OfferState.ACCEPTED}, YES),
        ({"state": OfferState.DECLINED}, NO),
        ({"state": OfferState.EXPIRED, "link": Link.FRESH}, NO),
        ({"state": OfferState.EXPIRED, "link": Link.LOST, "seen": True}, NO),
        ({"state": OfferState.EXPIRED, "link": Link.LOST}, None),
        ({"state": OfferState.EXPIRED, "link": Link.STALE}, None),
        ({"state": OfferState.WITHDRAWN}, None),
        ({"state": OfferState.ACCEPTED, "circumstances": None}, None),
    ],
    ids=str,
)
def test_silence_is_a_no_unless_the_phone_was_out_of_reach(ended: dict[str, Any], told: str | None) -> None:
    answer = answer_of(an_offer(**{"circumstances": asked_at(), **ended}))

    assert (("yes" if answer.accepted else "no") if answer else None) == told


def test_what_was_learned_from_is_never_learned_from_again() -> None:
    same_time = [
        an_offer(offer_id=f"o{n}", state=OfferState.DECLINED, circumstances=asked_at(), answered_at=later(9))
        for n in range(3)
    ]
    first = advanced(BLANK, unlearned(BLANK, same_time[:2]), WEIGHTS)

    left = unlearned(first, same_time)
    second = advanced(first, left, WEIGHTS)

    assert [offer.offer_id for offer in left] == ["o2"]
    assert unlearned(second, same_time) == []
    assert (second.answers, second.version) == (3, 3)
