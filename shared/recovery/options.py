"""What could be done about a disruption: for each kind the sensible options, each with what it would mean, best first."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta

from shared.booking.shaping import widened_until
from shared.dispatch.handing_over import MEETING_S
from shared.errors import Code, MusterError
from shared.models.booking import Booking
from shared.models.disruption import DisruptionKind, RecoveryAction, RecoveryOption
from shared.models.provider import Link
from shared.recovery.cases import ACTIONS, Case
from shared.recovery.delays import with_trouble
from shared.recovery.impact import impact_of, standing
from shared.recovery.moves import handed_over
from shared.recovery.outlook import NOBODY, searched_for
from shared.recovery.pricing import priced, refused, unpriced
from shared.recovery.prospects import Prospect, search
from shared.recovery.resequencing import reinserted
from shared.recovery.situation import Situation, given, without
from shared.units import Uid

K, A = DisruptionKind, RecoveryAction

ABOUT_THE_CUSTOMER = frozenset({K.PICKUP_NOT_READY, K.ADDRESS_PROBLEM, K.FAILED_HANDOFF})
"""Kinds about which the customer can do something; of the others the provider is reminded."""
REMINDED = 0.5
"""Share of a standstill that is left when the provider it depends on is told: a prior,"""
ASKED_ABOUT = 0.75
"""and when it is the customer, who may not be able to do much: what is not ready is no readier for knowing."""
MEETING_RISK = 0.5
"""Chance that two people do not come to meet as planned: a prior."""
OTHERS = 2
"""Providers who are thought of for a job by name."""
UNHEARD = 0.9
"""What a reminder leaves where nobody hears of the provider: a phone that does not report hardly rings."""


def options_for(case: Case) -> tuple[RecoveryOption, ...]:
    """List what could be done, best first; what can not be done now comes last, with its code."""
    listed = [option for action in ACTIONS[case.disruption.kind] for option in _BUILDERS[action](case)]
    return tuple(sorted(listed, key=lambda one: (one.refused is not None, one.cost_s)))


def _wait(case: Case) -> Iterable[RecoveryOption]:
    uids = [case.holder] if case.holder else []
    return [unpriced(case, A.WAIT, impact=standing(case.troubled, uids))]


def _notify(case: Case) -> Iterable[RecoveryOption]:
    """Once an episode: who was told knows it."""
    if _was_done(case, A.NOTIFY, A.HAND_OVER):
        return []
    is_customers = case.disruption.kind in ABOUT_THE_CUSTOMER
    after = with_trouble(case.raw, case.disruption, ASKED_ABOUT if is_customers else _left_when_reminded(case))
    told = None if is_customers else case.holder
    return [priced(case, A.NOTIFY, impact_of(case.troubled, after), provider_id=told)]


def _left_when_reminded(case: Case) -> float:
    return UNHEARD if _is_out_of_reach(case) else REMINDED


def _was_done(case: Case, *actions: RecoveryAction) -> bool:
    """Whether one of these was what was done last, in this episode."""
    done = case.disruption.recovery
    return done is not None and done.action in actions and done.executed_at >= case.disruption.detected_at


def _reroute(case: Case) -> Iterable[RecoveryOption]:
    if case.holder is None:
        return [refused(case, A.REROUTE, Code.WRONG_STATE)]
    found = [
        priced(case, A.REROUTE, impact_of(case.troubled, after), provider_id=case.holder)
        for after in reroutings(case.troubled, case.holder)
    ]
    return sorted(found, key=lambda one: one.cost_s)[:1]


def reroutings(situation: Situation, uid: Uid) -> list[Situation]:
    """Give the orders of a party's plan that differ from it by where one booking's stops are."""
    party, found = situation.party(uid), []
    for booking in situation.held_by(uid):
        try:
            after = reinserted(situation, uid, booking.booking_id)
        except MusterError:
            continue
        if after.party(uid).provider.route != party.provider.route:
            found.append(after)
    return found


def _reassign(case: Case) -> Iterable[RecoveryOption]:
    """A booking that can leave its batch does so by name."""
    if case.batched and A.UNBATCH in ACTIONS[case.disruption.kind]:
        return []
    return _to_others(case, A.REASSIGN, OTHERS)


def _unbatch(case: Case) -> Iterable[RecoveryOption]:
    return _to_others(case, A.UNBATCH, 1) if case.batched else []


def _to_others(case: Case, action: RecoveryAction, most: int) -> list[RecoveryOption]:
    """Release the booking and ask somebody in particular first, then others: nobody is given a job unasked."""
    booking = case.booking
    if booking is None:
        return [refused(case, action, Code.NOT_FOUND)]
    try:
        released = without(case.troubled, booking.booking_id)
    except MusterError as refusal:
        return [refused(case, action, refusal.code)]
    prospects = search(released, released.booking(booking.booking_id), OTHERS + 2).prospects
    if not prospects:
        return [refused(case, action, Code.NOBODY_ELSE)]
    return [_to(case, action, released, booking, prospects, turn) for turn in range(min(most, len(prospects)))]


def _to(
    case: Case,
    action: RecoveryAction,
    released: Situation,
    booking: Booking,
    prospects: tuple[Prospect, ...],
    turn: int,
) -> RecoveryOption:
    first = prospects[turn]
    foreseen = searched_for(released, released.booking(booking.booking_id), (first, *_but(prospects, turn)))
    try:
        after = given(released, booking.booking_id, first.provider_id)
    except MusterError as refusal:
        return refused(case, action, refusal.code, provider_id=first.provider_id)
    impact = impact_of(case.troubled, after, {booking.booking_id: foreseen})
    return priced(case, action, impact, provider_id=first.provider_id, risk=1 - foreseen.sure)


def _but(prospects: tuple[Prospect, ...], turn: int) -> tuple[Prospect, ...]:
    return prospects[:turn] + prospects[turn + 1 :]


def _hand_over(case: Case) -> Iterable[RecoveryOption]:
    """Once an episode, to one after the other: where nobody came, nobody will for being asked again."""
    booking = case.booking
    if booking is None or not booking.on_board:
        return [refused(case, A.HAND_OVER, Code.WRONG_STATE)]
    if booking.hand_over is None and _was_done(case, A.HAND_OVER):
        return []
    if case.disruption.kind is not K.PROVIDER_TROUBLE and _is_out_of_reach(case):
        return [refused(case, A.HAND_OVER, Code.LINK_LOST)]
    passed_over = _asked_for_goods(booking)
    if passed_over is None:
        return [refused(case, A.HAND_OVER, Code.WRONG_STATE)]
    found = []
    for uid in case.troubled.parties:
        if uid == case.holder or uid in passed_over:
            continue
        try:
            after = handed_over(case.troubled, booking.booking_id, uid, MEETING_S)
        except MusterError:
            continue
        impact = impact_of(case.troubled, after)
        found.append(priced(case, A.HAND_OVER, impact, provider_id=uid, risk=MEETING_RISK))
    return sorted(found, key=lambda one: one.cost_s)[:1] or [refused(case, A.HAND_OVER, Code.NOBODY_ELSE)]


def _is_out_of_reach(case: Case) -> bool:
    """Whether nobody can tell the holder to wait where they were seen last; who reported trouble knows."""
    return case.holder is not None and case.troubled.party(case.holder).link is Link.LOST


def _asked_for_goods(booking: Booking) -> frozenset[Uid] | None:
    """Who was asked in vain to come for what is on board; None while somebody is asked, or has agreed."""
    if booking.hand_over is None:
        return frozenset()
    search = booking.search
    if search is None or search.open_offers or not booking.hand_over.is_sought:
        return None
    return frozenset(search.declined_at)


def _return(case: Case) -> Iterable[RecoveryOption]:
    booking = case.booking
    if booking is None or not booking.on_board or booking.returning or booking.meeting is not None:
        return [refused(case, A.RETURN, Code.WRONG_STATE)]
    after = replace(case.troubled, bookings={**case.troubled.bookings, booking.booking_id: booking.model_copy()})
    impact = impact_of(case.troubled, after, {booking.booking_id: NOBODY})
    return [priced(case, A.RETURN, impact, provider_id=case.holder)]


def _refund(case: Case) -> Iterable[RecoveryOption]:
    booking = case.booking
    if booking is None or booking.terms.fare.amount_minor == 0:
        return [refused(case, A.REFUND, Code.WRONG_STATE)]
    return [unpriced(case, A.REFUND)]


def _rebalance(case: Case) -> Iterable[RecoveryOption]:
    """Once an episode; the schedule goes on with it.

    Worth the price of the pressure over its limit, for each booking that waits in the zone.
    """
    if _was_done(case, A.REBALANCE, A.WIDEN_WINDOWS):
        return []
    pressure = case.disruption.evidence_named("pressure")
    over = max(0.0, pressure.value - (pressure.limit or 1.0)) if pressure else 0.0
    price_s = case.troubled.area.dispatch.weights.pressure_s
    return [unpriced(case, A.REBALANCE, cost_s=-price_s * over * _waiting(case))]


def _widen_windows(case: Case) -> Iterable[RecoveryOption]:
    """It serves nobody sooner, so whatever does goes first: a second for each that waits."""
    if not case.troubled.area.detection.overload_extra_s or _is_widened(case):
        return []
    return [unpriced(case, A.WIDEN_WINDOWS, cost_s=-_waiting(case))]


def _is_widened(case: Case) -> bool:
    """Whether promises of the zone are widened for a while yet, or would be if staff had not ended it."""
    situation, settings, zone_id = case.troubled, case.troubled.area.detection, case.disruption.zone_id
    soon = situation.now + timedelta(seconds=settings.again_after_s)
    if zone_id is not None and widened_until(situation.area, zone_id, situation.now) > soon:
        return True
    done = case.disruption.recovery if _was_done(case, A.WIDEN_WINDOWS) else None
    return done is not None and done.executed_at + timedelta(seconds=settings.overload_extra_for_s) > soon


def _waiting(case: Case) -> float:
    """Bookings that wait in the zone, at least one."""
    waiting = case.disruption.evidence_named("waiting")
    return max(1.0, waiting.value if waiting else 1.0)


def _review(case: Case) -> Iterable[RecoveryOption]:
    return [unpriced(case, A.REVIEW)]


_BUILDERS: Mapping[RecoveryAction, Callable[[Case], Iterable[RecoveryOption]]] = {
    A.WAIT: _wait,
    A.REROUTE: _reroute,
    A.REASSIGN: _reassign,
    A.UNBATCH: _unbatch,
    A.NOTIFY: _notify,
    A.WIDEN_WINDOWS: _widen_windows,
    A.REBALANCE: _rebalance,
    A.HAND_OVER: _hand_over,
    A.RETURN: _return,
    A.REFUND: _refund,
    A.REVIEW: _review,
}
