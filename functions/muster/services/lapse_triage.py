"""Run the fallback of a triage item that nobody decided in time."""

from muster.ports.backend import Backend
from muster.services.answer_disruption import lapse_disruption
from muster.services.approving import approved, askable
from muster.services.execution import for_system, moment_of, perform
from muster.services.gathering import area_of, booking_of, existing
from shared import paths
from shared.dispatch import approvals
from shared.dispatch.approvals import Verdict
from shared.models.change import Decision
from shared.models.triage import Triage


def lapse_triage(backend: Backend, triage_id: str) -> None:
    """Run an item's fallback after its deadline: the proposal goes out to those who can be asked still, or it is searched again."""
    once = for_system("triage", triage_id)

    def decide() -> Decision:
        item = existing(backend, paths.triage(triage_id), Triage)
        approvals.check_open(item.value)
        if item.value.disruption_id is not None:
            return lapse_disruption(backend, once, item)
        booking = booking_of(backend, str(item.value.booking_id))
        if not approvals.awaits(item.value, booking.value):
            return approvals.close_moot(item, moment_of(backend, once))
        area = area_of(backend, item.value.area_id)
        chosen = askable(backend, item.value, booking.value)
        if not chosen:
            return approvals.reject(item, booking, area, Verdict("lapsed"), moment_of(backend, once))
        return approved(backend, once, item, booking, area, chosen, Verdict("lapsed"))

    perform(backend, once, decide)
