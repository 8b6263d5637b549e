"""One document a kind and subject, through its episodes."""

from datetime import datetime

import pytest

from shared.models.detection import DetectionSettings
from shared.models.disruption import Disruption, DisruptionKind, DisruptionState, Recovery, RecoveryAction, Severity
from shared.models.stop import StopState
from shared.recovery.episodes import Change, Step, judge
from shared.recovery.severity import severity_of
from shared.recovery.signs import Scene, Sign
from tests.builders import a_provider, a_window, later, some_terms
from tests.scenes import LATER, a_disruption, a_running_booking, a_scene, a_sign, finding

K, S = DisruptionKind, DisruptionState


def after(known: Disruption | None, *signs: Sign, scene: Scene | None = None, unknown: bool = False) -> list[Change]:
    kinds = frozenset({K.PROVIDER_INACTIVE}) if unknown else frozenset()
    documents = {known.disruption_id: known} if known else {}
    return list(judge(scene or a_scene(), finding(*signs, unknown=kinds), documents))


def recovered(executed_at: datetime) -> Disruption:
    done = Recovery(action=RecoveryAction.NOTIFY, by="playbook", actor_id="muster", executed_at=executed_at)
    return a_disruption(state=S.RECOVERED, recovery=done, ended_at=executed_at)


def test_a_sign_past_its_threshold_opens_a_disruption_with_its_evidence() -> None:
    (change,) = after(None, a_sign())

    assert (change.step, change.before) == (Step.OPENED, None)
    assert change.after.disruption_id == "provider_inactive.booking-1.1"
    assert (change.after.onset_at, change.after.detected_at) == (later(LATER - 300), later(LATER))
    assert [one.name for one in change.after.evidence] == ["still"]
    assert (change.after.episodes, change.after.version) == (1, 1)


def test_a_sign_between_the_thresholds_opens_nothing_and_closes_nothing() -> None:
    between = a_sign(begins=False)

    assert after(None, between) == []
    assert after(a_disruption(), between) == []


def test_what_is_noticed_already_is_not_noticed_again() -> None:
    assert after(a_disruption(), a_sign()) == []


def test_signs_that_are_gone_clear_it() -> None:
    for signs in ((), (a_sign(begins=False, lasts=False),)):
        (change,) = after(a_disruption(), *signs)

        assert (change.step, change.after.state) == (Step.CLEARED, S.CLEARED)
        assert (change.after.end_reason, change.after.ended_at) == ("signs_gone", later(LATER))


def test_what_was_noticed_a_moment_ago_is_not_over_yet() -> None:
    assert after(a_disruption(detected_at=later(LATER - 119))) == []
    assert after(a_disruption(detected_at=later(LATER - 120))) != []


def test_signs_that_come_and_go_are_one_episode() -> None:
    ended = a_disruption(state=S.CLEARED, ended_at=later(LATER - 119))

    assert after(ended, a_sign()) == []


def test_one_that_comes_back_later_is_the_next_episode_of_the_same_document() -> None:
    ended = a_disruption(state=S.CLEARED, ended_at=later(LATER - 120), end_reason="signs_gone", version=4)

    (change,) = after(ended, a_sign())

    assert change.after.disruption_id == ended.disruption_id
    assert (change.after.state, change.after.episodes, change.after.version) == (S.OPEN, 2, 5)
    assert (change.after.ended_at, change.after.end_reason) == (None, None)


def test_after_a_recovery_the_signs_get_time_to_go_away() -> None:
    assert after(recovered(later(LATER - 599)), a_sign()) == []
    assert [change.step for change in after(recovered(later(LATER - 600)), a_sign())] == [Step.OPENED]


def test_without_news_nothing_is_cleared() -> None:
    assert after(a_disruption(), unknown=True) == []


def test_what_somebody_reported_is_not_over_because_no_reading_shows_it() -> None:
    assert after(a_disruption(reported_by="provider-1")) == []


def test_it_is_over_with_the_stop_that_it_was_about() -> None:
    scene = a_scene(a_running_booking(StopState.DONE, StopState.ENROUTE))

    (change,) = after(a_disruption(reported_by="provider-1"), scene=scene)

    assert (change.after.state, change.after.end_reason) == (S.CLEARED, "stop_finished")


@pytest.mark.parametrize("held", [{}, {"booking-1": 2}])
def test_it_is_moot_when_the_provider_no_longer_has_the_job(held: dict[str, int]) -> None:
    scene = a_scene(provider=a_provider(active_bookings=held))

    (change,) = after(a_disruption(state=S.ESCALATED), scene=scene)

    assert (change.step, change.after.state) == (Step.MOOT, S.MOOT)


@pytest.mark.parametrize("kind", [K.CANCELLATION, K.FAILED_HANDOFF])
def test_an_aftermath_outlives_its_booking_and_settles_in_time(kind: DisruptionKind) -> None:
    about = {"kind": kind, "disruption_id": f"{kind}.booking-1"}
    idle = a_scene(provider=a_provider(), bookings={})

    assert after(a_disruption(**about, detected_at=later(LATER - 1799)), scene=idle) == []
    (change,) = after(a_disruption(**about, detected_at=later(LATER - 1800)), scene=idle)
    assert change.after.end_reason == "settled"


def test_it_grows_worse_with_the_chance_that_the_promise_is_missed() -> None:
    terms = some_terms(stops=a_running_booking().terms.stops)
    missed = terms.promise.model_copy(update={"window": a_window(0, 900)})
    late = a_running_booking(terms=terms.model_copy(update={"promise": missed}))

    (change,) = after(a_disruption(version=2), a_sign(booking=late), scene=a_scene(late))

    assert (change.step, change.after.severity, change.after.version) == (Step.WORSENED, Severity.CRITICAL, 3)
    assert after(change.after, a_sign(booking=late), scene=a_scene(late)) == []


def test_it_does_not_grow_milder_while_it_is_open() -> None:
    assert after(a_disruption(severity=Severity.CRITICAL), a_sign()) == []


@pytest.mark.parametrize(
    ("kind", "chance", "severity"),
    [
        (K.LONG_STOP, 0.29, Severity.INFO),
        (K.LONG_STOP, 0.3, Severity.WARNING),
        (K.LONG_STOP, 0.7, Severity.CRITICAL),
        (K.SIGNAL_LOST, 0.0, Severity.WARNING),
        (K.PROVIDER_TROUBLE, 0.0, Severity.CRITICAL),
    ],
)
def test_severity_follows_the_promise_and_is_never_less_than_the_kind_demands(
    kind: DisruptionKind, chance: float, severity: Severity
) -> None:
    assert severity_of(kind, chance, DetectionSettings()) is severity
