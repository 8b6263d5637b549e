"""What is thought of for each kind of disruption, in which order, and what can not be done and why."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shared.errors import Code
from shared.models.booking import Booking
from shared.models.disruption import (
    DisruptionKind,
    Evidence,
    Impact,
    Recovery,
    RecoveryAction,
    RecoveryOption,
    Severity,
)
from shared.models.playbook import Play, Playbook
from shared.models.provider import Link
from shared.recovery.cases import ACTIONS, case_of
from shared.recovery.delays import held_up
from shared.recovery.options import options_for
from shared.recovery.playbooks import DEFAULT_PLAYS, Course, chosen_of, fallback_of, play_for, verdict
from shared.recovery.situation import Party
from tests.builders import NOW
from tests.situations import a_disruption, a_job, a_party, a_situation, held
from tests.world import refused

K, A = DisruptionKind, RecoveryAction


def weighed(
    kind: DisruptionKind, *others: Any, done: int = 0, batched: bool = False, link: Link = Link.FRESH, **changes: Any
) -> list[RecoveryOption]:
    """Ada, 60 s from the pickup of "a", is in trouble; the promise is tight."""
    job = held(a_job("a", 60, 360, done=done, promise_s=500), "ada")
    held_too = [part for part in others if isinstance(part, Booking)]
    ada = replace(a_party("ada", 60 if done else 0, job, *held_too), link=link)
    case = case_of(a_disruption(kind, **changes), a_situation(job, ada, *others), batched=batched)
    return list(options_for(case))


def of(options: list[RecoveryOption], action: RecoveryAction) -> RecoveryOption:
    return next(one for one in options if one.action is action)


@pytest.mark.parametrize("kind", DisruptionKind)
def test_doing_nothing_is_always_among_the_options_and_costs_nothing(kind: DisruptionKind) -> None:
    assert of(weighed(kind, a_party("bob", 100)), A.WAIT).cost_s == 0


@pytest.mark.parametrize("kind", DisruptionKind)
def test_options_are_ranked_and_what_can_not_be_done_comes_last_with_its_code(kind: DisruptionKind) -> None:
    options = weighed(kind, done=1)

    open_ = [one for one in options if one.refused is None]
    assert options == [*sorted(open_, key=lambda one: one.cost_s), *(one for one in options if one.refused)]
    assert {one.action for one in options} <= set(ACTIONS[kind])


def test_every_kind_and_action_is_thought_of() -> None:
    assert set(ACTIONS) == set(DEFAULT_PLAYS) == set(DisruptionKind)
    assert {action for actions in ACTIONS.values() for action in actions} == set(RecoveryAction)


def test_the_job_of_who_stands_still_goes_to_the_one_who_would_do_it_soonest() -> None:
    options = weighed(K.PROVIDER_INACTIVE, a_party("bob", 200), a_party("carol", 100))

    assert [one.provider_id for one in options if one.action is A.REASSIGN] == ["carol", "bob"]
    assert options[0].action is A.REASSIGN
    assert options[0].impact.wait_saved_s > 0
    assert options[0].impact.late_after < options[0].impact.late_before


def test_a_job_is_not_taken_away_when_the_next_one_is_further_than_the_trouble_lasts() -> None:
    options = weighed(K.LATE_START, a_party("bob", 1200), onset_at=NOW - timedelta(seconds=60))

    assert of(options, A.REASSIGN).cost_s > 0
    assert options[0].action is A.NOTIFY


def on_slow_roads(*others: Party, pace: float | None = 1.6) -> RecoveryOption:
    """Ada is 600 s from a pickup, and the drop-off is as far again; her tracks say how slow the road is."""
    job = held(a_job("a", 600, 1200), "ada")
    ada = replace(a_party("ada", 0, job), pace=pace)
    options = options_for(case_of(a_disruption(K.TRAFFIC_DELAY), a_situation(job, ada, *others)))
    return of(list(options), A.REASSIGN)


def test_a_road_is_slow_for_whoever_comes_instead() -> None:
    as_far, near = on_slow_roads(a_party("bob", 0)), on_slow_roads(a_party("bob", 600))

    assert as_far.impact.wait_saved_s < as_far.error_s
    assert near.impact.wait_saved_s > near.error_s
    slow, free = (on_slow_roads(a_party("bob", 600), pace=pace).impact.bookings[0].end_after for pace in (1.6, None))
    assert slow is not None
    assert free is not None
    assert slow.p50_at > free.p50_at + timedelta(seconds=90)


def test_a_reminder_hardly_helps_who_can_not_be_reached() -> None:
    heard, unheard = (of(weighed(K.SIGNAL_LOST, link=link), A.NOTIFY) for link in (Link.STALE, Link.LOST))

    assert heard.impact.wait_saved_s > 4 * unheard.impact.wait_saved_s > 0


def test_who_is_heard_again_is_not_expected_to_stay_silent() -> None:
    silent, back = (
        of(weighed(K.SIGNAL_LOST, a_party("bob", 100), link=link), A.REASSIGN) for link in (Link.LOST, Link.FRESH)
    )

    assert silent.impact.wait_saved_s > 500
    assert back.impact.wait_saved_s < back.error_s


def test_what_goes_to_somebody_else_says_how_far_off_its_forecast_may_be() -> None:
    options = weighed(K.PROVIDER_INACTIVE, a_party("bob", 200))
    gone = of(weighed(K.PROVIDER_TROUBLE, a_party("bob", 200)), A.REASSIGN)

    moved = of(options, A.REASSIGN)
    end = moved.impact.bookings[0].end_after
    assert end is not None
    assert moved.error_s == pytest.approx(0.15 * (end.p50_at - NOW).total_seconds(), abs=1)
    assert [one.error_s for one in (of(options, A.NOTIFY), of(options, A.WAIT), gone)] == [0, 0, 0]


def test_a_silence_that_may_end_at_once_is_sat_out_where_the_next_one_is_not_near() -> None:
    """What has lasted for three minutes lasts for three more in one case of two, and then the holder is there before who comes instead."""
    near, far = (
        of(
            weighed(K.SIGNAL_LOST, a_party("bob", away_s), onset_at=NOW - timedelta(seconds=190), link=Link.LOST),
            A.REASSIGN,
        )
        for away_s in (100, 500)
    )

    assert near.sooner > DEFAULT_PLAYS[K.SIGNAL_LOST].least_chance > far.sooner
    assert far.impact.wait_saved_s > far.error_s, "on average it would save more than its forecast may be wrong"


def test_nobody_is_met_at_the_door_to_which_the_goods_go() -> None:
    assert A.HAND_OVER not in {one.action for one in weighed(K.LONG_STOP, a_party("bob", 100), done=1)}


def test_with_nobody_else_about_the_job_stays() -> None:
    assert of(weighed(K.PROVIDER_INACTIVE), A.REASSIGN).refused == Code.NOBODY_ELSE.label


def test_what_is_on_board_is_met_for_and_not_taken_away() -> None:
    options = weighed(K.PROVIDER_TROUBLE, a_party("bob", 100), done=1)

    assert of(options, A.REASSIGN).refused == Code.STILL_ON_BOARD.label
    assert of(options, A.HAND_OVER).provider_id == "bob"
    assert of(options, A.HAND_OVER).impact.wait_saved_s > 1800
    assert of(options, A.RETURN).cost_s > of(options, A.HAND_OVER).cost_s


def test_nobody_comes_to_one_who_can_not_be_told_to_wait_unless_they_asked_for_it() -> None:
    silent = weighed(K.SIGNAL_LOST, a_party("bob", 100), done=1, link=Link.LOST)
    reported = weighed(K.PROVIDER_TROUBLE, a_party("bob", 100), done=1, link=Link.LOST)

    assert of(silent, A.HAND_OVER).refused == Code.LINK_LOST.label
    assert of(reported, A.HAND_OVER).provider_id == "bob"


def test_nothing_on_board_can_not_be_handed_over_or_returned() -> None:
    options = weighed(K.PROVIDER_TROUBLE, a_party("bob", 100))

    assert of(options, A.HAND_OVER).refused == of(options, A.RETURN).refused == Code.WRONG_STATE.label


def test_who_was_reminded_is_not_reminded_again_in_the_same_episode() -> None:
    told = Recovery(action=A.NOTIFY, by="playbook", actor_id="playbook", executed_at=NOW)
    again = {"detected_at": NOW + timedelta(seconds=1)}

    assert A.NOTIFY not in {one.action for one in weighed(K.PROVIDER_INACTIVE, recovery=told)}
    assert A.NOTIFY in {one.action for one in weighed(K.PROVIDER_INACTIVE, recovery=told, **again)}


def test_a_reminder_goes_to_who_can_help() -> None:
    assert of(weighed(K.PROVIDER_INACTIVE), A.NOTIFY).provider_id == "ada"
    assert of(weighed(K.ADDRESS_PROBLEM, done=1), A.NOTIFY).provider_id is None


def test_a_slow_provider_makes_the_stops_in_a_better_order() -> None:
    out, back = held(a_job("y", 100, 1500), "ada"), held(a_job("z", 400, 500), "ada")

    options = weighed(K.TRAFFIC_DELAY, out, back)

    assert of(options, A.REROUTE).impact.wait_saved_s > 600
    assert of(options, A.REROUTE).impact.providers[0].stops_moved > 0


def test_a_booking_leaves_its_batch_by_name_and_only_then() -> None:
    bob = a_party("bob", 100)

    batched = {one.action for one in weighed(K.PICKUP_NOT_READY, bob, batched=True)}
    alone = {one.action for one in weighed(K.PICKUP_NOT_READY, bob)}

    assert A.UNBATCH in batched
    assert A.REASSIGN not in batched
    assert A.UNBATCH not in alone


def test_an_overload_is_worth_a_move_by_how_far_it_goes_over_its_limit_and_then_a_wider_promise() -> None:
    read = (
        Evidence(name="pressure", value=3.0, limit=2.0, unit="x"),
        Evidence(name="waiting", value=8, limit=4, unit="bookings"),
    )

    zone = {"booking_id": None, "provider_id": None, "assignment_epoch": None, "zone_id": "mitte"}
    options = weighed(K.REGION_OVERLOADED, evidence=read, **zone)

    assert [(one.action, one.cost_s) for one in options[:2]] == [(A.REBALANCE, -160), (A.WIDEN_WINDOWS, -8)]


def test_a_trouble_is_expected_to_last_as_long_again_within_bounds() -> None:
    def after(seconds: float) -> int:
        return held_up(a_disruption(K.PROVIDER_INACTIVE, onset_at=NOW - timedelta(seconds=seconds)), NOW).middle_s

    assert [after(seconds) for seconds in (0, 600, 9999)] == [300, 600, 1800]
    assert held_up(a_disruption(K.TRAFFIC_DELAY), NOW).middle_s == 0


def test_a_silence_may_be_over_at_once_or_last_until_the_job_is_given_up() -> None:
    silent = held_up(a_disruption(K.SIGNAL_LOST, onset_at=NOW - timedelta(seconds=300)), NOW)

    early_s, late_s = silent.vague_s
    assert (silent.middle_s, round(silent.middle_s - early_s), silent.middle_s + late_s) == (300, 33, 2700)
    assert held_up(a_disruption(K.LATE_START), NOW).vague_s == (0.0, 0.0)


def test_who_is_there_knows_better_how_long_it_takes() -> None:
    said = (Evidence(name="expected_delay", value=900),)

    for kind in (K.PICKUP_NOT_READY, K.TRAFFIC_DELAY):
        told = a_disruption(kind, evidence=said, detected_at=NOW - timedelta(seconds=200))
        assert held_up(told, NOW).middle_s == 700


def test_what_goes_on_beyond_the_time_that_was_said_is_not_over() -> None:
    began = {"onset_at": NOW - timedelta(seconds=1000), "detected_at": NOW - timedelta(seconds=900)}
    told = a_disruption(K.PICKUP_NOT_READY, evidence=(Evidence(name="expected_delay", value=600),), **began)

    assert held_up(told, NOW).middle_s == held_up(a_disruption(K.PICKUP_NOT_READY, **began), NOW).middle_s == 500


# Playbooks


def an_option(action: RecoveryAction, cost_s: float = 0, **changes: Any) -> RecoveryOption:
    return RecoveryOption(action=action, cost_s=cost_s, **changes)


WAIT = an_option(A.WAIT)


@pytest.mark.parametrize(
    ("option", "course"),
    [
        (an_option(A.REASSIGN, -500), Course.EXECUTE),
        (an_option(A.REASSIGN, -119), Course.WAIT),
        (an_option(A.REASSIGN, -500, risk=0.31), Course.ESCALATE),
        (an_option(A.HAND_OVER, -500), Course.ESCALATE),
    ],
)
def test_only_what_is_worth_it_safe_and_named_runs_by_itself(option: RecoveryOption, course: Course) -> None:
    play = Play(kind=K.PROVIDER_INACTIVE, automatic=(A.REASSIGN,), most_risk=0.3, least_gain_s=120)

    assert verdict([option, WAIT], play, Severity.WARNING).course is course


def test_a_gain_within_the_error_of_its_own_forecast_is_not_worth_a_change() -> None:
    play = Play(kind=K.SIGNAL_LOST, automatic=(A.REASSIGN, A.NOTIFY), least_gain_s=120)
    noise = an_option(A.REASSIGN, -900, error_s=200, impact=Impact(wait_saved_s=199))
    gain = an_option(A.REASSIGN, -800, error_s=200, impact=Impact(wait_saved_s=200))
    told = an_option(A.NOTIFY, -130)

    assert verdict([noise, WAIT], play, Severity.WARNING).course is Course.WAIT
    assert verdict([noise, gain, told, WAIT], play, Severity.WARNING).option is gain
    assert verdict([noise, told, WAIT], play, Severity.WARNING).option is told
    assert verdict([WAIT, noise, told], play, Severity.WARNING).course is Course.WAIT


def test_what_more_often_helps_nobody_is_not_done_for_what_it_saves_in_a_few_cases() -> None:
    play = Play(kind=K.SIGNAL_LOST, automatic=(A.REASSIGN,), least_chance=0.7)
    gamble, likely = (an_option(A.REASSIGN, -900, sooner=chance) for chance in (0.69, 0.7))

    assert verdict([gamble, WAIT], play, Severity.WARNING).course is Course.WAIT
    assert verdict([gamble, likely, WAIT], play, Severity.WARNING).option is likely
    assert fallback_of([gamble, WAIT], A.REASSIGN, play) is WAIT


def test_a_hopeless_case_goes_to_an_operator_where_the_play_says_so() -> None:
    play = Play(kind=K.PROVIDER_INACTIVE, automatic=(A.REASSIGN,), ask_when_critical=True)

    assert verdict([WAIT], play, Severity.CRITICAL).course is Course.ESCALATE
    assert verdict([WAIT], play, Severity.WARNING).course is Course.WAIT


def test_a_kind_that_an_areas_own_playbook_does_not_name_goes_to_an_operator() -> None:
    play = play_for(Playbook(area_id="berlin"), K.SIGNAL_LOST)

    assert verdict([an_option(A.REASSIGN, -500), WAIT], play, Severity.INFO).course is Course.ESCALATE
    assert (play.fallback, play_for(None, K.SIGNAL_LOST).fallback) == (A.WAIT, A.REASSIGN)


def test_a_fallback_that_can_not_be_done_or_gains_nothing_gives_way_to_waiting() -> None:
    play = Play(kind=K.SIGNAL_LOST, automatic=(A.REASSIGN,))
    refusal = an_option(A.REASSIGN, refused=Code.STILL_ON_BOARD.label)
    noise = an_option(A.REASSIGN, -9, error_s=200, impact=Impact(wait_saved_s=-50))

    assert fallback_of([WAIT, refusal], A.REASSIGN, play) is WAIT
    assert fallback_of([noise, WAIT], A.REASSIGN, play) is WAIT


def test_an_operator_may_choose_any_open_option_by_action_and_provider() -> None:
    options = [an_option(A.REASSIGN, -5, provider_id="bob"), an_option(A.REASSIGN, -3, provider_id="carol"), WAIT]

    assert chosen_of(options, None, None) is options[0]
    assert chosen_of(options, A.REASSIGN, "carol") is options[1]
    with refused(Code.NO_SUCH_OPTION):
        chosen_of(options, A.RETURN, None)
