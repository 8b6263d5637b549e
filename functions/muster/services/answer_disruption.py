"""What becomes of a disruption that waits for an operator: an answer, or the fallback when none comes in time.

The options are weighed anew when the answer comes. What the operator chose is carried out as it stands now, and refused with
its code when it is not possible any more.
"""

from dataclasses import replace

from muster.ports.backend import Backend
from muster.services.execution import Once, moment_of
from muster.services.gathering import existing
from muster.services.weighing import Weighed, asking_of, weigh
from shared import paths
from shared.booking.change import Moment
from shared.dispatch import approvals
from shared.errors import MusterError
from shared.messages.commands import DecideTriage
from shared.models.change import Decision, Versioned
from shared.models.disruption import Disruption, RecoveryAction, RecoveryOption
from shared.models.triage import Triage, TriageState
from shared.recovery.escalation import answered, is_asked
from shared.recovery.executing import carried_out
from shared.recovery.orders import By
from shared.recovery.playbooks import chosen_of, fallback_of, is_worth_it, waiting_of
from shared.units import DisruptionId


def answer_disruption(backend: Backend, once: Once, item: Versioned[Triage], command: DecideTriage) -> Decision:
    """Carry out the option that the operator names, or the recommended one; a rejection leaves things as they are.

    Raises:
        Conflict: ``B110``, ``D205``, ``D206``, ``D211`` when it can not be done any more.
        Missing: ``X909``.
        Rejected: ``D232 NO_SUCH_OPTION``.
    """
    disruption = _disruption_of(backend, item.value)
    if not is_asked(item.value, disruption.value):
        return approvals.close_moot(item, moment_of(backend, once))
    weighed = weigh(backend, disruption)
    if command.approve:
        option = _wanted(item.value, command, weighed)
        return _done(backend, once, item, weighed, option, "operator", TriageState.APPROVED, command.reason)
    waiting = waiting_of(weighed.options)
    return _done(backend, once, item, weighed, waiting, "operator", TriageState.REJECTED, command.reason)


def _wanted(item: Triage, command: DecideTriage, weighed: Weighed) -> RecoveryOption:
    """What is named; else what was recommended, with whoever is best for it now, unless that stopped being worth it meanwhile."""
    if command.action is not None or command.provider_id is not None:
        return chosen_of(weighed.options, command.action, command.provider_id)
    recommended = item.options[0]
    option = chosen_of(weighed.options, recommended.action, None)
    is_spent = is_worth_it(recommended, weighed.play) and not is_worth_it(option, weighed.play)
    return waiting_of(weighed.options) if is_spent else option


def lapse_disruption(backend: Backend, once: Once, item: Versioned[Triage]) -> Decision:
    """Run the fallback; waiting where that can not be done either."""
    disruption = _disruption_of(backend, item.value)
    if not is_asked(item.value, disruption.value):
        return approvals.close_moot(item, moment_of(backend, once))
    weighed = weigh(backend, disruption)
    option = fallback_of(weighed.options, RecoveryAction(item.value.fallback), weighed.play)
    once = replace(once, causation_id=disruption.value.disruption_id)
    try:
        return _done(backend, once, item, weighed, option, "fallback", TriageState.LAPSED, None)
    except MusterError:
        waiting = waiting_of(weighed.options)
        return _done(backend, once, item, weighed, waiting, "fallback", TriageState.LAPSED, None)


def _disruption_of(backend: Backend, item: Triage) -> Versioned[Disruption]:
    return existing(backend, paths.disruption(DisruptionId(item.disruption_id or "")), Disruption)


def _done(
    backend: Backend,
    once: Once,
    item: Versioned[Triage],
    weighed: Weighed,
    option: RecoveryOption,
    by: By,
    state: TriageState,
    reason: str | None,
) -> Decision:
    moment: Moment = moment_of(backend, once)
    decision = carried_out(weighed.order(option, by), asking_of(backend, weighed, moment), moment)
    closed = answered(item, state, option.action, reason, moment)
    return replace(decision, writes=(*decision.writes, closed))
