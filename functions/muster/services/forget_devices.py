"""Forget the devices of somebody whose sessions end."""

from muster.ports.backend import Backend
from shared.models.change import Write, erase


def forget_devices(backend: Backend, uid: str) -> tuple[Write, ...]:
    """Writes that let nothing be told on any device of theirs until they sign in there again, with the areas of then.

    The devices can not be unregistered by their app any more: its commands are refused.
    """
    return tuple(erase(device) for device in backend.store.devices_of([uid]))
