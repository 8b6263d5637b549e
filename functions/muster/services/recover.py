"""Recover from a disruption: weigh what could be done, do the safe thing by the area's playbook, ask an operator about the rest."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from muster.ports.backend import Backend
from muster.services.execution import Once, for_system, moment_of, perform
from muster.services.gathering import existing
from muster.services.weighing import Weighed, asking_of, weigh
from shared import paths
from shared.booking.change import Moment
from shared.dispatch.changing_hands import Meeting, not_met
from shared.errors import MusterError
from shared.messages.events import Actor, ActorKind
from shared.models.change import Decision
from shared.models.disruption import Disruption, DisruptionState, RecoveryOption
from shared.recovery.abandoning import given_up, is_abandoned
from shared.recovery.escalation import escalated, is_moot, moot, put_off
from shared.recovery.executing import carried_out
from shared.recovery.handing_on import Next, handed_to_an_operator, look_at, waited
from shared.recovery.orders import Asking, Order, left
from shared.recovery.playbooks import Course, Verdict, verdict

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
    path = paths.disruption(disruption_id)
    at_hand = [existing(backend, path, Disruption)]
    if not at_once and not is_due(backend, at_hand[0].value):
        return
    version = at_hand[0].value.version
    once = for_system("recover", f"{disruption_id}.{version}")
    once = Once(once.key, once.request_hash, PLAYBOOK, disruption_id)

    def decide() -> Decision:
        # what was read to see whether it is due serves the first time; after a race that was lost it is read anew
        current = at_hand.pop() if at_hand else existing(backend, path, Disruption)
        if current.value.version != version or current.value.state is not DisruptionState.OPEN:
            return Decision(())
        weighed = weigh(backend, current)
        return _decided(backend, weighed, moment_of(backend, once))

    result = perform(backend, once, decide)
    course, chosen = str(result.get("course", "left")), result.get("action")
    backend.log.step("recover", course, disruption_id=disruption_id, chosen=chosen)


def is_due(backend: Backend, disruption: Disruption) -> bool:
    """Whether it is to be weighed now: open, with nobody asked, and not before what was done about it could help."""
    waits = disruption.judge_at is not None and disruption.judge_at > backend.clock.now()
    return disruption.state is DisruptionState.OPEN and not waits


def _decided(backend: Backend, weighed: Weighed, moment: Moment) -> Decision:
    """Close what is about nothing, go on with a hand-over, give up what is lost; else do what the playbook says."""
    booking = weighed.case.booking
    if is_moot(weighed.disruption.value, booking):
        return moot(weighed.disruption, moment)
    asking = asking_of(backend, weighed, moment)
    if booking is not None and booking.hand_over is not None:
        return _handed_on(weighed, asking, moment)
    if _is_lost(weighed, moment.at):
        return given_up(weighed.order(weighed.options[0], "playbook"), moment)
    return _acted(weighed, asking, moment)


def _is_lost(weighed: Weighed, now: datetime) -> bool:
    """Whether all that could be done has had its time."""
    settings = weighed.around.situation.area.detection
    return is_abandoned(weighed.disruption.value, weighed.case.booking, settings, now)


def _acted(weighed: Weighed, asking: Asking, moment: Moment) -> Decision:
    """Do what the playbook says; wait when no option turns out to be possible."""
    severity = weighed.disruption.value.severity
    return _first_possible(
        weighed.order(weighed.options[0], "playbook"),
        lambda order: verdict(order.options, order.play, severity),
        lambda order: put_off(order, moment),
        asking,
        moment,
    )


def _handed_on(weighed: Weighed, asking: Asking, moment: Moment) -> Decision:
    """Go on with a hand-over under way: it was ordered once, by whoever decided it."""
    done = weighed.disruption.value.recovery
    return _first_possible(
        weighed.order(weighed.options[0], done.by if done else "playbook"),
        lambda order: _next_asked(order, moment),
        lambda order: _asks_nobody(order, moment),
        asking,
        moment,
    )


def _first_possible(
    order: Order,
    judge: Callable[[Order], Verdict | None],
    otherwise: Callable[[Order], Decision],
    asking: Asking,
    moment: Moment,
) -> Decision:
    """Do what ``judge`` says; an option that turns out to be impossible gives way to what it says without that one.

    Args:
        order: with the options as weighed.
        judge: what to do, and by which option; None for nothing.
        otherwise: what it comes to when nothing is to be done, or nothing could be.
        asking: for offers.
        moment: who, when and why.
    """
    for _ in range(_MOST_TRIES):
        judged = judge(order)
        if judged is None:
            break
        try:
            return _done(replace(order, option=judged.option), judged.course, asking, moment)
        except MusterError as refusal:
            options = _without(order.options, judged.option, refusal)
            order = replace(order, options=options, option=options[0])
    return otherwise(order)


def _done(order: Order, course: Course, asking: Asking, moment: Moment) -> Decision:
    if course is Course.EXECUTE:
        return carried_out(order, asking, moment)
    return escalated(order, moment) if course is Course.ESCALATE else put_off(order, moment)


def _next_asked(order: Order, moment: Moment) -> Verdict | None:
    """Who is asked next to take the goods over."""
    option = look_at(order, moment.at).option
    return Verdict(Course.EXECUTE, option) if option else None


def _asks_nobody(order: Order, moment: Moment) -> Decision:
    """What becomes of a hand-over for which nobody is asked now."""
    then = look_at(order, moment.at).next
    if then is Next.PART:
        return _parted(order, moment)
    return waited(order, moment) if then is Next.WAIT else handed_to_an_operator(order, moment)


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
