"""What overrides say: shares with their interval, and weights only when the evidence is on one side."""

from typing import Any

import pytest

from shared.dispatch.config import WEIGHT_OF
from shared.models.area import OverrideSettings
from shared.models.decision import ScoreTerm
from shared.models.dispatch_settings import ScoreWeights
from shared.models.disruption import BookingImpact, Impact
from shared.models.eta import EtaWindow
from shared.models.facts import BookingFacts
from shared.models.override import EngineChoice, Override, OverrideState
from shared.models.override_change import Giving, OverrideKind
from shared.models.override_reason import ReasonCode
from shared.overrides.committing import settled
from shared.overrides.report import contradicted, interval, proposal, rows
from shared.units import BookingId, Uid
from tests.builders import NOW, an_area, later, some_facts

AREA = an_area(overrides=OverrideSettings(least_sample=20))
PERIOD = (later(-60), later(3600))


def a_window(end_s: float) -> EtaWindow:
    return EtaWindow(p10_at=later(end_s - 60), p50_at=later(end_s), p90_at=later(end_s + 60))


def an_override(saved_s: int = 100, **changes: Any) -> Override:
    """Bob got a booking that the engine would have given to ada; predicted to end 50 s sooner, and ended ``saved_s`` sooner."""
    impact = BookingImpact(
        booking_id=BookingId("b-1"),
        promised_at=later(3600),
        end_before=a_window(1000),
        end_after=a_window(950),
        late_chance_before=0.1,
        late_chance_after=0.1,
    )
    known: dict[str, Any] = {
        "override_id": "ovr-1",
        "area_id": "berlin",
        "kind": OverrideKind.ASSIGN,
        "change": Giving(kind=OverrideKind.ASSIGN, booking_id="b-1", provider_id="bob"),
        "state": OverrideState.COMMITTED,
        "impact": Impact(bookings=(impact,)),
        "engine": EngineChoice(
            provider_id="ada",
            end_at=later(1000),
            terms={ScoreTerm.TRAVEL: 100, ScoreTerm.IDLE: -50},
            taken_terms={ScoreTerm.TRAVEL: 120, ScoreTerm.IDLE: 0},
        ),
        "rests_on": (),
        "previewed_by": "olga",
        "previewed_at": NOW,
        "valid_until": later(180),
        "expires_at": None,
        "reason_code": ReasonCode.LOCAL_KNOWLEDGE,
        "committed_at": NOW,
        "awaits": ("b-1",),
        "awaits_outcome": True,
    }
    return settled(Override(**{**known, **changes}), {BookingId("b-1"): ended(1000 - saved_s)}, NOW)


def ended(at_s: float, **changes: Any) -> BookingFacts:
    return some_facts(**{"booking_id": "b-1", "ended_at": later(at_s), **changes})


@pytest.mark.parametrize(("hits", "of"), [(0, 0), (0, 10), (10, 10), (5, 10), (500, 1000)])
def test_an_interval_holds_its_share_and_narrows_with_evidence(hits: int, of: int) -> None:
    low, high = interval(hits, of)

    assert 0 <= low <= (hits / of if of else 0.5) <= high <= 1
    assert high - low <= 2 / (1 + of**0.5)


def test_wilsons_interval_is_wilsons() -> None:
    assert interval(8, 10) == (0.5408, 0.9314)


def test_a_row_says_what_was_foreseen_and_what_came() -> None:
    (row,) = rows([an_override(100), an_override(-300)], least_sample=2)

    assert (row.committed, row.known, row.enough) == (2, 2, True)
    assert (row.mean_predicted_saved_s, row.mean_saved_s, row.mean_error_s) == (50, -100, 150)
    assert (row.better_share, row.right_sign_share) == (0.5, 0.5)


def test_what_was_undone_or_did_not_end_well_is_counted_and_not_compared() -> None:
    undone = an_override(state=OverrideState.UNDONE)
    failed = an_override(0).model_copy(update={"outcomes": ()})

    (row,) = rows([undone, failed], least_sample=5)

    assert (row.committed, row.undone, row.known, row.mean_saved_s) == (2, 1, 0, None)


def test_a_booking_that_was_not_completed_has_no_error() -> None:
    waits = an_override().model_copy(update={"awaits": (BookingId("b-1"),), "awaits_outcome": True, "outcomes": ()})

    (outcome,) = settled(waits, {BookingId("b-1"): ended(500, outcome="cancelled")}, NOW).outcomes

    assert (outcome.outcome, outcome.error_s, outcome.saved_s, outcome.predicted_saved_s) == (
        "cancelled",
        None,
        None,
        50,
    )


def test_settling_twice_is_settling_once() -> None:
    once = an_override()

    assert settled(once, {BookingId("b-1"): ended(1)}, NOW) == once


def test_a_weight_is_proposed_to_shrink_when_those_who_ignore_its_term_are_right() -> None:
    found = proposal([an_override(100)] * 20, AREA, PERIOD, NOW, Uid("sue"))

    assert found is not None
    (change,) = found.changes
    assert (change.term, change.weight, change.overrides, change.better) == (ScoreTerm.IDLE, "idle", 20, 20)
    assert change.proposed == pytest.approx(0.8 * ScoreWeights().idle)
    assert found.settings_version == AREA.version


@pytest.mark.parametrize(("right", "wrong"), [(19, 0), (11, 9), (0, 30)])
def test_thin_or_divided_evidence_proposes_nothing(right: int, wrong: int) -> None:
    overrides = [an_override(100)] * right + [an_override(-100)] * wrong

    assert proposal(overrides, AREA, PERIOD, NOW, Uid("sue")) is None


def test_who_did_as_the_engine_would_contradicts_nothing() -> None:
    same = EngineChoice(
        provider_id="bob", end_at=later(1000), terms={ScoreTerm.TRAVEL: 5}, taken_terms={ScoreTerm.TRAVEL: 5}
    )

    assert contradicted([an_override(engine=same), an_override(engine=None)]) == {}


def test_every_term_that_can_differ_between_candidates_has_its_weight() -> None:
    assert set(ScoreTerm) - set(WEIGHT_OF) == {ScoreTerm.WAITING}
    assert set(WEIGHT_OF.values()) <= set(ScoreWeights.model_fields)
