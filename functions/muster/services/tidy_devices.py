"""Forget devices that have been silent for so long that the push service no longer knows them; on schedule."""

from muster.ports.backend import Backend
from muster.services.execution import kept
from shared.models.change import erase
from shared.notify.reach import PURGED_AFTER

_BATCH = 300


def tidy_devices(backend: Backend) -> int:
    """Delete old registrations, each only if it has not been refreshed meanwhile.

    Returns:
        How many were deleted.
    """
    silent = backend.store.devices_silent(backend.clock.real_now() - PURGED_AFTER, _BATCH)
    return sum(kept(backend, erase(device), "tidy_devices", "refreshed_meanwhile") for device in silent)
