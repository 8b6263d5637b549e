"""What goes wrong on a simulated day besides ports: phones fall silent, people dawdle, problems are reported, operators meddle."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from muster.services.learn_acceptance import learn_acceptance
from muster.services.learn_demand import learn_demand
from muster.services.learn_etas import learn_etas
from muster.services.roll_up_metrics import roll_up_metrics
from muster.services.snapshot_areas import snapshot_areas
from muster.services.watch import watch
from shared import collection_names
from shared.messages.events import Actor
from shared.models.booking import Booking
from shared.models.disruption import DisruptionKind, RecoveryAction
from shared.models.override import Override, OverrideState
from shared.models.override_change import OverrideKind
from shared.models.playbook import Play
from shared.models.provider import Provider
from shared.recovery.playbooks import DEFAULT_PLAYS
from tests.builders import CUSTOMER, OPERATOR, later
from tests.overrides import WHY

if TYPE_CHECKING:
    from tests.simulation.day import Day

QUICK_TO_NOTICE: dict[str, Any] = {
    "late_start_s": 40,
    "inactive_s": 30,
    "long_stop_s": 30,
    "long_stop_factor": 0.0,
    "not_ready_s": 20,
    "settle_s": 20,
    "again_after_s": 120,
    "aftermath_s": 240,
    "overload_after_s": 60,
    "overload_waiting": 2,
    "overload_wait_s": 0,
}
"""Thresholds for days that are over in an hour."""
QUICK_TO_LOSE: dict[str, Any] = {"stale_after_s": 25, "lost_after_s": 45}
HANDS_OVER: list[dict[str, Any]] = [
    play.model_dump(mode="json")
    for play in {
        **DEFAULT_PLAYS,
        DisruptionKind.PROVIDER_TROUBLE: Play(
            kind=DisruptionKind.PROVIDER_TROUBLE,
            automatic=(RecoveryAction.REASSIGN, RecoveryAction.HAND_OVER),
            most_risk=1.0,
            least_gain_s=0,
            decide_within_s=60,
            fallback=RecoveryAction.HAND_OVER,
        ),
    }.values()
]
"""The default plays, and goods that somebody comes for by themselves when their holder can not go on."""
_LASTS_STEPS = 12
_LEARN_EVERY = 5
_REPORTS = (DisruptionKind.PROVIDER_TROUBLE, DisruptionKind.PICKUP_NOT_READY, DisruptionKind.ADDRESS_PROBLEM)


class Trouble:
    """Trouble of one day, drawn from the day's own chance; ``share`` is how often each kind of it begins."""

    def __init__(self, day: Day, share: float) -> None:
        """Everybody is well to begin with."""
        self._day, self._share = day, share
        self._silent: dict[str, int] = {}
        self._idle: dict[str, int] = {}

    def is_silent(self, person: Actor) -> bool:
        """Whether the phone reports nothing in this step."""
        return self._goes_on(self._silent, person)

    def is_idle(self, person: Actor) -> bool:
        """Whether the person does nothing about the job in this step."""
        return self._goes_on(self._idle, person)

    def happens(self) -> None:
        """Let people report problems and send tracks, and operators have their own way."""
        if self._share == 0 or self._day.is_over:
            return
        for person in self._day.people:
            provider = self._day.world.provider(person.id)
            if provider.route and self._comes():
                self._reports(person, provider)
            if provider.route and self._comes(5):
                self._tracks(person)
        self._breakdowns()
        self._overrides()

    def schedules(self, turn: int) -> None:
        """Run what runs every minute, and now and then what learns."""
        backend, tolerate = self._day.world.backend, self._day.tolerate
        tolerate(lambda: snapshot_areas(backend))
        tolerate(lambda: watch(backend))
        if turn % _LEARN_EVERY == 0:
            for learn in (learn_acceptance, learn_etas, learn_demand, roll_up_metrics):
                tolerate(lambda step=learn: step(backend))

    def _goes_on(self, spells: dict[str, int], person: Actor) -> bool:
        if self._day.is_over:
            return False
        left = spells.get(person.id, 0)
        spells[person.id] = left - 1 if left else (_LASTS_STEPS if self._comes() else 0)
        return spells[person.id] > 0

    def _comes(self, times: float = 1.0) -> bool:
        return self._share > 0 and self._day.random.random() < times * self._share

    def _reports(self, person: Actor, provider: Provider) -> None:
        kind = self._day.random.choice(_REPORTS)
        reporter = CUSTOMER if kind is DisruptionKind.ADDRESS_PROBLEM else person
        self._day.ask(reporter, "report_problem", booking_id=provider.route[0].booking_id, kind=kind.value)

    def _breakdowns(self) -> None:
        """Who breaks down with goods on board says so, and does nothing about the job for a while."""
        for person in self._day.people if self._day.chances.breakdowns else ():
            provider = self._day.world.provider(person.id)
            held = [one for one in map(self._day.world.booking, provider.active_bookings) if one.on_board]
            if held and self._day.random.random() < self._day.chances.breakdowns:
                known = {"booking_id": held[0].booking_id, "kind": DisruptionKind.PROVIDER_TROUBLE.value}
                self._day.ask(person, "report_problem", **known)
                self._idle[person.id] = 2 * _LASTS_STEPS

    def _tracks(self, person: Actor) -> None:
        """Two points at one place: the person stands there."""
        at = self._day.world.position(person.id)
        now = self._day.world.clock.real_now()
        points = [
            {"point": at.point.model_dump(), "accuracy_m": 8, "device_time": (now - timedelta(seconds=ago)).isoformat()}
            for ago in (5, 0)
        ]
        self._day.ask(person, "report_track", points=points)

    def _overrides(self) -> None:
        overrides = self._day.world.store.documents(collection_names.OVERRIDES, Override).values()
        for override in [one for one in overrides if one.state is OverrideState.COMMITTED and self._comes()]:
            self._day.ask(OPERATOR, "undo_override", override_id=override.override_id)
        bookings = self._day.world.store.documents(collection_names.BOOKINGS, Booking).values()
        for booking in [one for one in bookings if self._comes(0.5)]:
            self._has_own_way(booking)

    def _has_own_way(self, booking: Booking) -> None:
        kinds = ("unassign", "unbatch", "cancel", "reopen", "assign", "reassign", "close_zone")
        kind = OverrideKind(self._day.random.choice(kinds))
        change: dict[str, Any] = {"kind": kind.value, "booking_id": booking.booking_id}
        if kind in {OverrideKind.ASSIGN, OverrideKind.REASSIGN}:
            change["provider_id"] = self._day.random.choice(self._day.people).id
        if kind is OverrideKind.CLOSE_ZONE:
            window = {"start_at": later(-60).isoformat(), "end_at": later(1).isoformat()}
            change = {"kind": kind.value, "zone_id": "mitte", "closure": {"window": window, "reason": "flood"}}
        previewed = self._day.ask(OPERATOR, "preview_override", change=change)
        if previewed is not None:
            why = WHY.get(kind.value, "local_knowledge")
            self._day.ask(OPERATOR, "commit_override", override_id=previewed["override_id"], reason_code=why)
