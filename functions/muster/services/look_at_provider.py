"""Look at one provider at work: does the plan still hold, and is what was noticed before still so?"""

from collections.abc import Sequence

from muster.ports.backend import Backend
from muster.services.execution import for_system, perform
from muster.services.revise_etas import revise_route
from muster.services.scenes import known_disruptions, scene_of
from shared.models.change import Decision, Versioned
from shared.models.disruption import Disruption, DisruptionKind
from shared.recovery.detectors import detect
from shared.recovery.episodes import Change, Step, judge
from shared.recovery.noting import noted
from shared.recovery.signs import Scene
from shared.units import DisruptionId

K = DisruptionKind
_MOST = 50
"""Open disruptions of one provider that are looked at together."""
MOVES_THE_ETA = frozenset(
    {
        K.LATE_START,
        K.PICKUP_NOT_READY,
        K.LONG_STOP,
        K.SIGNAL_LOST,
        K.PROVIDER_INACTIVE,
        K.OFF_ROUTE,
        K.TRAFFIC_DELAY,
    }
)
"""Kinds after which the times told before are in doubt."""


def look_at_provider(backend: Backend, uid: str) -> int:
    """Run the detectors over a provider's scene and commit what they find.

    It may run at any time and any number of times: what is noticed already is not noticed again, and of two looks at once
    one loses the race and leaves it at that.

    Returns:
        How many disruptions changed.
    """
    scene = scene_of(backend, uid)
    if scene is None:
        return 0
    read = {one.value.disruption_id: one for one in backend.store.disruptions_of(uid, _MOST)}
    if not scene.bookings and not read:
        return 0
    findings = detect(scene)
    begun = [one.disruption_id for one in findings.signs if one.begins and one.disruption_id not in read]
    read |= known_disruptions(backend, begun)
    changes = judge(scene, findings, {one: document.value for one, document in read.items()})
    if changes:
        _commit(backend, scene, changes, read)
    return len(changes)


def _commit(
    backend: Backend, scene: Scene, changes: Sequence[Change], read: dict[DisruptionId, Versioned[Disruption]]
) -> None:
    uid, first = scene.provider.provider_id, changes[0].after
    once = for_system("look", f"{uid}.{first.disruption_id}.{first.version}")
    decisions = iter([noted(changes, read, scene.now, scene.real_now)])
    perform(backend, once, lambda: next(decisions, Decision(())))
    for change in changes:
        log_change(backend, change)
    causes = [one.after.kind for one in changes if one.step is Step.OPENED and one.after.kind in MOVES_THE_ETA]
    if causes:
        revise_route(backend, uid, f"disruption.{causes[0].value}")


def log_change(backend: Backend, change: Change) -> None:
    """Write a line for on-call: what was noticed, how long after it began."""
    after = change.after
    delay = (after.detected_at - after.onset_at).total_seconds()
    backend.log.step(
        "disruption",
        change.step.value,
        disruption_id=after.disruption_id,
        booking_id=after.booking_id,
        kind=after.kind.value,
        severity=after.severity.value,
        delay_s=round(delay),
    )
