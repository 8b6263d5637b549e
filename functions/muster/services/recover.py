"""Recover from a disruption: weigh what could be done, do the safe thing by the area's playbook, ask an operator about the rest."""

from dataclasses import replace
from datetime import datetime

from muster.ports.backend import Backend
from muster.services.execution import Once, for_system, moment_of, perform
from muster.services.gathering import existing
from muster.services.weighing import Weighed, asking_of, weigh
from shared import paths
from shared.booking.change import Moment
from shared.dispatch.handing_over import Meeting, not_met
from shared.errors import MusterError
from shared.messages.events import Actor, ActorKind
from shared.models.change import Decision
from shared.models.disruption import Disruption, DisruptionState, RecoveryOption
from shared.recovery.abandoning import given_up, is_abandoned
from shared.recovery.escalation import escalated, is_moot, moot, put_off
from shared.recovery.executing import carried_out
from shared.recovery.handing_on import Next, handed_to_an_operator, look_at, waited
from shared.recovery.orders import By, Order, left
from shared.recovery.playbooks import Course, verdict

PLAYBOOK = Actor(kind=ActorKind.SYSTEM, id="playbook")
"""Who acts when a playbook does."""
_MOST_TRIES = 6
"""Options tried in one go; each that turns out to be impossible leaves the next best."""


def recover(backend: Backend, disruption_id: str, *, at_once: bool = False) -> None:
    """Deal with an open disruption, once for each of its versions; ``at_once`` even before it is due to be weighed again.

    The option is carried out by one commit that claims the disruption, the booking and every provider as they were judged: if
    any of them moved, all is read and weighed again. One that is no longer open, or waits for an operator, is left alone.

    Raises:
        Missing: ``X909 NOT_FOUND``.
    """
    found = existing(backend, paths.disruption(disruption_id), Disruption)
    if not at_once and not is_due(backend, found.value):
        return
    version = found.value.version
    once = for_system("recover", f"{disruption_id}.{version}")
    once = Once(once.key, once.request_hash, PLAYBOOK, disruption_id)

    def decide() -> Decision:
        current = existing(backend, paths.disruption(disruption_id), Disruption)
        if current.value.version != version or current.value.state is not DisruptionState.OPEN:
            return Decision(())
        weighed = weigh(backend, current)
        if is_moot(current.value, weighed.case.booking):
            return moot(current, moment_of(backend, once))
        if weighed.case.booking is not None and weighed.case.booking.hand_over is not None:
            return _handed_on(backend, weighed, moment_of(backend, once))
        if _is_lost(weighed, backend.clock.now()):
            return given_up(weighed.order(weighed.options[0], "playbook"), moment_of(backend, once))
        return _acted(backend, weighed, moment_of(backend, once))

    result = perform(backend, once, decide)
    course, chosen = str(result.get("course", "left")), result.get("action")
    backend.log.step("recover", course, disruption_id=disruption_id, chosen=chosen)


def is_due(backend: Backend, disruption: Disruption) -> bool:
    """Whether it is to be weighed now: open, with nobody asked, and not before what was done about it could help."""
    waits = disruption.judge_at is not None and disruption.judge_at > backend.clock.now()
    return disruption.state is DisruptionState.OPEN and not waits


def _is_lost(weighed: Weighed, now: datetime) -> bool:
    """Whether all that could be done has had its time."""
    settings = weighed.around.situation.area.detection
    return is_abandoned(weighed.disruption.value, weighed.case.booking, settings, now)


def _acted(backend: Backend, weighed: Weighed, moment: Moment) -> Decision:
    """Do what the playbook says; what turns out to be impossible gives way to the next best."""
    options = weighed.options
    for _ in range(_MOST_TRIES):
        judged = verdict(options, weighed.play, weighed.disruption.value.severity)
        order = replace(weighed, options=options).order(judged.option, "playbook")
        try:
            if judged.course is Course.EXECUTE:
                return carried_out(order, asking_of(backend, weighed, moment), moment)
            return escalated(order, moment) if judged.course is Course.ESCALATE else put_off(order, moment)
        except MusterError as refusal:
            options = _without(options, judged.option, refusal)
    return put_off(replace(weighed, options=options).order(options[0], "playbook"), moment)


def _handed_on(backend: Backend, weighed: Weighed, moment: Moment) -> Decision:
    """Go on with a hand-over under way: it was ordered once, by whoever decided it."""
    done, options = weighed.disruption.value.recovery, weighed.options
    by: By = done.by if done else "playbook"
    for _ in range(_MOST_TRIES):
        order = replace(weighed, options=options).order(options[0], by)
        look = look_at(order, moment.at)
        if look.next is Next.PART:
            return _parted(order, moment)
        if look.option is None:
            break
        try:
            return carried_out(replace(order, option=look.option), asking_of(backend, weighed, moment), moment)
        except MusterError as refusal:
            options = _without(options, look.option, refusal)
    return waited(order, moment) if look.next is Next.WAIT else handed_to_an_operator(order, moment)


def _parted(order: Order, moment: Moment) -> Decision:
    decision = not_met(_meeting(order), moment)
    return replace(decision, writes=(*decision.writes, left(order, moment)))


def _meeting(order: Order) -> Meeting:
    booking = order.the_booking()
    receiver_id = booking.value.hand_over.receiver_id if booking.value.hand_over else None
    return Meeting(booking, order.provider(booking.value.provider_id), order.provider(receiver_id))


def _without(
    options: tuple[RecoveryOption, ...], failed: RecoveryOption, refusal: MusterError
) -> tuple[RecoveryOption, ...]:
    """The options with one refused, which puts it last."""
    refused = failed.model_copy(update={"refused": refusal.code.label})
    return (*(one for one in options if one is not failed), refused)
