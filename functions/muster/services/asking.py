"""Providers to ask, as read, in the order of the proposal."""

from collections.abc import Mapping, Sequence

from muster.ports.backend import Backend
from shared import paths
from shared.dispatch.offers import Ask
from shared.errors import Code, Missing
from shared.models.acceptance import Circumstances
from shared.models.provider import Provider
from shared.units import Seconds, Uid


def asks_for(
    backend: Backend,
    uids: Sequence[Uid],
    pickup_eta_s: Mapping[Uid, Seconds],
    circumstances: Mapping[Uid, Circumstances],
) -> list[Ask]:
    """Read the providers to ask.

    Raises:
        Missing: ``X909`` when one of them is not there.
    """
    found = backend.store.get_many([paths.provider(uid) for uid in uids], Provider)
    absent = [uid for uid in uids if paths.provider(uid) not in found]
    if absent:
        raise Missing(Code.NOT_FOUND, {"providers": absent})
    return [Ask(found[paths.provider(uid)], max(0, pickup_eta_s.get(uid, 0)), circumstances.get(uid)) for uid in uids]
