"""Forget devices that have been silent for so long that the push service no longer knows them; on schedule."""

from muster.ports.backend import Backend
from muster.ports.store import CommitLost, CommitUnknown
from shared.models.change import erase
from shared.notify.reach import PURGED_AFTER

_BATCH = 300


def tidy_devices(backend: Backend) -> int:
    """Delete old registrations, each only if it has not been refreshed meanwhile.

    Returns:
        How many were deleted.
    """
    gone = 0
    for device in backend.store.devices_silent(backend.clock.real_now() - PURGED_AFTER, _BATCH):
        try:
            backend.store.commit([erase(device)])
        except (CommitLost, CommitUnknown):
            backend.log.step("tidy_devices", "refreshed_meanwhile")
        else:
            gone += 1
    return gone
