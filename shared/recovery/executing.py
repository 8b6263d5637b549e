"""Carrying out an option: one commit over the disruption, the booking and every provider it moves, as they were judged.

Nobody is given a job unasked: who is to take one over is sent an offer in the commit that takes it from its holder, and if
they decline, the search goes on like any other.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from shared.booking import stops
from shared.booking.change import Extra, Moment, booking_change
from shared.booking.shaping import set_measure, widened_until
from shared.booking.stops import Job, freeing
from shared.dispatch import batching
from shared.dispatch.assigning import released_event
from shared.dispatch.handing_over import MEETING_S, rest_of, sought
from shared.dispatch.offering import Ask, make_offers
from shared.errors import Code, Conflict, Missing
from shared.messages import events as ev
from shared.messages.commands import FailStop
from shared.messages.routing import workflow_step
from shared.models.change import Decision, Message, Write
from shared.models.change import replace as replaced
from shared.models.disruption import RecoveryAction
from shared.models.place import Window
from shared.models.shaping import Shaping, ShapingKind
from shared.recovery.impact import cost_of, impact_of
from shared.recovery.moves import handed_over
from shared.recovery.options import reroutings
from shared.recovery.orders import Asking, Order, settled
from shared.recovery.outlook import foreseen_for, foreseen_on
from shared.recovery.situation import without
from shared.units import ShapingId, Uid

A = RecoveryAction


def carried_out(order: Order, asking: Asking, moment: Moment) -> Decision:
    """Carry out an option.

    Args:
        order: what, and on which grounds.
        asking: for the offers of a job that goes to somebody else.
        moment: who, when and why.

    Raises:
        Conflict: ``B110``, ``D205``, ``D206``, ``D211``: what was possible when it was judged is not any more.
        Missing: ``X909 NOT_FOUND``.
    """
    decision = _DO[order.option.action](order, asking, moment)
    told = {
        "course": "executed",
        "disruption_id": order.disruption.value.disruption_id,
        "action": order.option.action.value,
        "provider_id": order.option.provider_id,
    }
    return replace(
        decision, writes=(*decision.writes, settled(order, moment)), result={**(decision.result or {}), **told}
    )


def _executed(order: Order, **changes: object) -> ev.RecoveryExecuted:
    return ev.RecoveryExecuted(
        disruption_id=order.disruption.value.disruption_id,
        kind=order.disruption.value.kind,
        action=order.option.action,
        by=order.by,
        provider_id=order.option.provider_id,
        predicted_wait_saved_s=order.option.impact.wait_saved_s,
    ).model_copy(update=changes)


def _say(
    order: Order, moment: Moment, *writes: Write, messages: tuple[Message, ...] = (), **changes: object
) -> Decision:
    """Put what is done on the booking's timeline; trouble with a zone has none."""
    if order.booking is None:
        return Decision(writes, messages)
    booking = order.booking
    extra = Extra(writes, messages)
    return booking_change(booking, booking.value.booking_id, [_executed(order, **changes)], moment, extra=extra)


def _only_say(order: Order, _asking: Asking, moment: Moment) -> Decision:
    return _say(order, moment)


def _wait(_order: Order, _asking: Asking, _moment: Moment) -> Decision:
    """Nothing happens to the booking, so its timeline says nothing."""
    return Decision(())


def _reroute(order: Order, _asking: Asking, moment: Moment) -> Decision:
    """Write the best order of now over the plan; the bookings held are not claimed, since who finishes a stop claims the plan."""
    situation, uid = order.case.troubled, order.option.provider_id
    snapshot = order.provider(uid)
    orders = reroutings(situation, snapshot.value.provider_id)
    if not orders:
        raise Conflict(Code.WRONG_STATE, {"reason": "no other order"})
    settings, pressure = situation.area.dispatch, situation.pressure
    best = min(orders, key=lambda after: cost_of(impact_of(situation, after), settings, pressure))
    plan = best.party(snapshot.value.provider_id).provider
    return _say(order, moment, replaced(snapshot, plan), messages=(revise_step(order, [snapshot.value.provider_id]),))


def _reassign(order: Order, asking: Asking, moment: Moment) -> Decision:
    """Take the job back and ask the next provider, in one commit."""
    booking = order.the_booking()
    holder = order.provider(booking.value.provider_id)
    reason = f"recovery: {order.disruption.value.kind.value}"
    released = released_event(booking.value, reason, order.case.troubled.area, moment)
    decision = make_offers(
        booking,
        [_ask(order)],
        decision_id=None,
        deadline=asking.deadline,
        new_id=asking.new_id,
        moment=moment,
        before=[released, _executed(order)],
    )
    free = freeing(Job(booking, holder), moment.at)
    step = revise_step(order, [holder.value.provider_id])
    return replace(decision, writes=(*decision.writes, *free), messages=(*decision.messages, step))


def _ask(order: Order) -> Ask:
    booking = order.the_booking().value
    asked = order.provider(order.option.provider_id)
    copy = without(order.case.troubled, booking.booking_id)
    pickup, end = foreseen_for(copy, booking.booking_id, asked.value.provider_id)
    return Ask(asked, pickup.p50_s, eta_pickup=pickup, eta_end=end)


def _hand_over(order: Order, asking: Asking, moment: Moment) -> Decision:
    """Ask somebody to come to the holder for what is on board; nothing of it moves before both say that it did."""
    booking, uid = order.the_booking(), order.option.provider_id
    place = order.case.troubled.party(order.provider(booking.value.provider_id).value.provider_id).place
    if place is None:
        raise Conflict(Code.WRONG_STATE, {"reason": "nobody knows where the goods are"})
    asked = order.provider(uid)
    copy = handed_over(order.case.troubled, booking.value.booking_id, asked.value.provider_id, MEETING_S)
    meet, end = foreseen_on(copy, booking.value.booking_id, asked.value.provider_id)
    rest = rest_of(booking.value, place, order.case.troubled.area)
    return make_offers(
        booking,
        [Ask(asked, meet.p50_s, eta_pickup=meet, eta_end=end, rest=rest)],
        decision_id=None,
        deadline=asking.deadline,
        new_id=asking.new_id,
        moment=moment,
        before=[sought(booking.value, place, order.disruption.value.disruption_id, moment.at), _executed(order)],
    )


def _unbatch(order: Order, asking: Asking, moment: Moment) -> Decision:
    booking, batch = order.the_booking().value, order.batch
    if batch is None:
        raise Conflict(Code.WRONG_STATE, {"state": booking.state.value, "reason": "in no batch"})
    known = order.case.troubled.bookings
    members = [known[one] for one in batch.value.bookings if one in known]
    apart = batching.split(batch, members, booking.booking_id, order.disruption.value.kind.value)
    decision = _reassign(order, asking, moment)
    return replace(decision, writes=(*decision.writes, apart))


def _return(order: Order, _asking: Asking, moment: Moment) -> Decision:
    """Give the stop up: what is on board goes back where it came from."""
    booking = order.the_booking()
    upcoming = booking.value.next_stop
    if upcoming is None:
        raise Conflict(Code.WRONG_STATE, {"state": booking.value.state.value})
    command = FailStop(
        op_id=f"return-{booking.value.booking_id}"[:64],
        booking_id=booking.value.booking_id,
        stop_id=upcoming.stop_id,
        epoch=booking.value.assignment_epoch,
        reason=f"recovery: {order.disruption.value.kind.value}",
    )
    holder = order.provider(booking.value.provider_id)
    return stops.fail(command, Job(booking, holder), moment, after=(_executed(order),))


def _refund(order: Order, _asking: Asking, moment: Moment) -> Decision:
    """Ask the payment hook for all of the fare, once for each booking."""
    booking = order.the_booking().value
    fare = booking.terms.fare
    step = workflow_step(
        "refund",
        booking.booking_id,
        booking_id=booking.booking_id,
        amount_minor=fare.amount_minor,
        currency=fare.currency,
        reason=order.disruption.value.kind.value,
    )
    return _say(order, moment, messages=(step,), refund_minor=fare.amount_minor)


def _rebalance(order: Order, _asking: Asking, moment: Moment) -> Decision:
    value = order.disruption.value
    key = f"{value.disruption_id}.{value.version}"
    step = workflow_step("rebalance", key, area_id=value.area_id, cause=value.disruption_id)
    return _say(order, moment, messages=(step,))


def _widen_windows(order: Order, _asking: Asking, moment: Moment) -> Decision:
    """Set a measure of demand shaping, as staff could, from where the last one ends; staff may end it."""
    value, settings = order.disruption.value, order.area.value.detection
    if value.zone_id is None:
        raise Missing(Code.NOT_FOUND, {"zone_id": None})
    start_at = widened_until(order.area.value, value.zone_id, moment.at)
    shaping = Shaping(
        shaping_id=ShapingId(f"{value.disruption_id}.{value.version}"),
        area_id=value.area_id,
        kind=ShapingKind.WIDEN_WINDOWS,
        zone_id=value.zone_id,
        window=Window(start_at=start_at, end_at=start_at + timedelta(seconds=settings.overload_extra_for_s)),
        extra_s=settings.overload_extra_s,
        reason=f"recovery: {value.kind.value}",
        set_by=Uid(moment.actor.id),
        set_at=moment.at,
    )
    return _say(order, moment, *set_measure(order.area, shaping, moment.at))


def revise_step(order: Order, uids: list[Uid]) -> Message:
    """Ask for the forecasts of plans that changed to be made anew."""
    value = order.disruption.value
    key = f"{value.disruption_id}.{value.version}"
    return workflow_step("revise_routes", key, uids=[*uids], cause=f"disruption.{value.kind.value}")


_DO: Mapping[RecoveryAction, Callable[[Order, Asking, Moment], Decision]] = {
    A.WAIT: _wait,
    A.NOTIFY: _only_say,
    A.REROUTE: _reroute,
    A.REASSIGN: _reassign,
    A.UNBATCH: _unbatch,
    A.WIDEN_WINDOWS: _widen_windows,
    A.REBALANCE: _rebalance,
    A.HAND_OVER: _hand_over,
    A.RETURN: _return,
    A.REFUND: _refund,
    A.REVIEW: _wait,
}
