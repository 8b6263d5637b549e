"""Providers to ask, as read, in the order of the proposal."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from muster.ports.backend import Backend
from shared import paths
from shared.dispatch.offering import Ask
from shared.dispatch.outcome import Ask as Proposed
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


def foreseen(asks: Sequence[Ask], proposed: Sequence[Proposed]) -> list[Ask]:
    """Put the decision's forecasts to the providers who are asked."""
    by_provider = {one.provider_id: (one.eta_pickup, one.eta_end) for one in proposed}
    listed = [(ask, by_provider[ask.provider.value.provider_id]) for ask in asks]
    return [replace(ask, eta_pickup=pickup, eta_end=end) for ask, (pickup, end) in listed]
