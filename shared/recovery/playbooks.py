"""What an area does by itself, and what it leaves to an operator: the plays that hold, and the verdict on ranked options."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile

from shared.errors import Code, Rejected
from shared.models.disruption import DisruptionKind, RecoveryAction, RecoveryOption, Severity
from shared.models.playbook import Play, Playbook
from shared.recovery.cases import ACTIONS

K, A = DisruptionKind, RecoveryAction

NEVER_BY_ITSELF = frozenset({A.HAND_OVER, A.RETURN, A.REFUND, A.REVIEW})
"""These take an agreement, money or a look: always an operator's, whatever a playbook says."""
NO_FALLBACK = frozenset({A.HAND_OVER, A.RETURN, A.REFUND})
_IF_REPORTED = {K.PROVIDER_TROUBLE: frozenset({A.HAND_OVER})}
"""But for this: who reports not to be able to go on has agreed to give the goods away, and the receiver is asked. Of a provider
who is only silent nobody knows whether they will stand where they were seen last."""


def needs_an_operator(kind: DisruptionKind, actions: frozenset[RecoveryAction]) -> frozenset[RecoveryAction]:
    """Those of ``actions`` that a playbook can not run about a kind of trouble."""
    return actions - _IF_REPORTED.get(kind, frozenset())


_PLAYS = (
    Play(kind=K.PROVIDER_INACTIVE, ask_when_critical=True, automatic=(A.NOTIFY, A.REASSIGN), fallback=A.REASSIGN),
    Play(kind=K.LATE_START, automatic=(A.NOTIFY, A.REASSIGN), fallback=A.REASSIGN),
    Play(kind=K.OFF_ROUTE, automatic=(A.NOTIFY, A.REROUTE, A.REASSIGN), fallback=A.NOTIFY),
    Play(kind=K.LONG_STOP, automatic=(A.NOTIFY, A.REROUTE, A.REASSIGN), fallback=A.NOTIFY),
    Play(kind=K.TRAFFIC_DELAY, automatic=(A.REROUTE, A.UNBATCH, A.REASSIGN), least_gain_s=240),
    Play(kind=K.PICKUP_NOT_READY, automatic=(A.NOTIFY, A.REROUTE, A.UNBATCH), least_gain_s=90, fallback=A.NOTIFY),
    Play(kind=K.CANCELLATION, automatic=(A.REROUTE,), least_gain_s=60),
    Play(kind=K.ADDRESS_PROBLEM, ask_when_critical=True, automatic=(A.NOTIFY,), decide_within_s=180, fallback=A.NOTIFY),
    Play(kind=K.FAILED_HANDOFF, automatic=(), decide_within_s=300),
    Play(kind=K.SIGNAL_LOST, ask_when_critical=True, automatic=(A.NOTIFY, A.REASSIGN), fallback=A.REASSIGN),
    Play(kind=K.PROVIDER_TROUBLE, ask_when_critical=True, automatic=(A.REASSIGN,), least_gain_s=0, fallback=A.REASSIGN),
    Play(kind=K.REGION_OVERLOADED, automatic=(A.REBALANCE, A.WIDEN_WINDOWS), least_gain_s=0, fallback=A.REBALANCE),
)
DEFAULT_PLAYS: Mapping[DisruptionKind, Play] = {play.kind: play for play in _PLAYS}
"""What holds in an area that has no playbook of its own."""


def play_for(playbook: Playbook | None, kind: DisruptionKind) -> Play:
    """Give the play that holds; a kind that an area's own playbook does not name goes to an operator, waiting as fallback."""
    if playbook is None:
        return DEFAULT_PLAYS[kind]
    return next((play for play in playbook.plays if play.kind is kind), Play(kind=kind))


def check_plays(plays: Sequence[Play]) -> None:
    """Refuse plays that contradict each other or name what can not be done about their kind, or not by itself.

    Raises:
        Rejected: ``D233 BAD_PLAYBOOK`` with the faults by kind.
    """
    faults = [
        f"{kind}: named {count} times" for kind, count in Counter(p.kind.value for p in plays).items() if count > 1
    ]
    for play in plays:
        wanted = {*play.automatic, play.fallback} - {A.WAIT}
        faults += [f"{play.kind.value}: no {one.value} for this kind" for one in sorted(wanted - {*ACTIONS[play.kind]})]
        alone = set(play.automatic) & needs_an_operator(play.kind, NEVER_BY_ITSELF)
        alone |= {play.fallback} & needs_an_operator(play.kind, NO_FALLBACK)
        faults += [f"{play.kind.value}: {one.value} never runs by itself" for one in sorted(alone)]
    if faults:
        raise Rejected(Code.BAD_PLAYBOOK, {"faults": faults})


class Course(StrEnum):
    """What becomes of a disruption once its options are ranked."""

    WAIT = "wait"
    """Nothing is worth its change: it is looked at again later."""
    EXECUTE = "execute"
    ESCALATE = "escalate"


@dataclass(frozen=True)
class Verdict:
    """What to do now, and the option it is about."""

    course: Course
    option: RecoveryOption


def is_worth_it(option: RecoveryOption, play: Play) -> bool:
    """Whether an option saves what the play asks for, against doing nothing, and is sure enough to."""
    return option.action is not A.WAIT and _is_sure(option, play) and -option.cost_s >= play.least_gain_s


def _is_sure(option: RecoveryOption, play: Play) -> bool:
    """Whether it saves more than its own forecast may be wrong, and helps in as many cases as the play asks for."""
    outweighs = option.error_s == 0 or option.impact.wait_saved_s >= option.error_s
    return outweighs and option.sooner >= play.least_chance


def verdict(options: Sequence[RecoveryOption], play: Play, severity: Severity) -> Verdict:
    """Judge ranked options by the play.

    Nothing is done that saves less than the play asks for. The first that saves enough runs by itself when the play says so and
    it is not too risky; anything else goes to an operator. A kind for which nothing may run by itself always does.
    """
    if not play.automatic:
        return Verdict(Course.ESCALATE, options[0])
    before_waiting = takewhile(lambda one: one.action is not A.WAIT, options)
    best = next((one for one in before_waiting if is_worth_it(one, play)), None)
    if best is None:
        asks = play.ask_when_critical and severity is Severity.CRITICAL
        return Verdict(Course.ESCALATE if asks else Course.WAIT, waiting_of(options))
    by_itself = set(play.automatic) - needs_an_operator(play.kind, NEVER_BY_ITSELF)
    runs = best.action in by_itself and best.risk <= play.most_risk
    return Verdict(Course.EXECUTE if runs else Course.ESCALATE, best)


def fallback_of(options: Sequence[RecoveryOption], action: RecoveryAction, play: Play) -> RecoveryOption:
    """Give the best open option of the fallback's action; waiting where none is sure enough."""
    found = (one for one in options if one.refused is None and one.action is action and _is_sure(one, play))
    return next(found, waiting_of(options))


def waiting_of(options: Sequence[RecoveryOption]) -> RecoveryOption:
    """Give the option to do nothing."""
    return next((one for one in options if one.action is A.WAIT), RecoveryOption(action=A.WAIT))


def chosen_of(
    options: Sequence[RecoveryOption], action: RecoveryAction | None, provider_id: str | None
) -> RecoveryOption:
    """Give the option that an operator names; the recommended one where none is named.

    Raises:
        Rejected: ``D232 NO_SUCH_OPTION`` with those that are open.
    """
    open_ = [one for one in options if one.refused is None]
    fitting = [
        one for one in open_ if action in {None, one.action} and (provider_id is None or one.provider_id == provider_id)
    ]
    if not fitting:
        raise Rejected(Code.NO_SUCH_OPTION, {"open": sorted({one.action.value for one in open_})})
    return fitting[0]
