"""What detectors look at, as it is read: a provider at work, with the bookings held and what is believed of them."""

from collections.abc import Iterable
from typing import Any

from muster.ports.backend import Backend
from muster.services.at_work import bookings_held, whereabouts
from shared import paths
from shared.models.change import Versioned
from shared.models.disruption import Disruption
from shared.models.provider import Provider
from shared.recovery.signs import Scene
from shared.units import DisruptionId


def scene_of(backend: Backend, uid: str) -> Scene | None:
    """Read a provider at work in two requests; None for a provider nobody knows.

    The clocks are read last, so that silence and delay are judged by what could have been known.
    """
    found = backend.store.get_each(whereabouts(uid))
    if paths.provider(uid) not in found:
        return None
    provider: Provider = found[paths.provider(uid)].value
    held = provider.active_bookings
    found |= backend.store.get_each(bookings_held(provider))
    area = found.get(paths.service_area(provider.area_id))
    if area is None:
        return None
    return Scene(
        area=area.value,
        provider=provider,
        bookings={one: at.value for one in held if (at := found.get(paths.booking(one)))},
        position=_value(found, paths.position(uid)),
        progress=_value(found, paths.progress(uid)),
        etas={one: at.value for one in held if (at := found.get(paths.eta(one)))},
        now=backend.clock.now(),
        real_now=backend.clock.real_now(),
        rate=backend.clock.rate,
    )


def known_disruptions(backend: Backend, ids: Iterable[DisruptionId]) -> dict[DisruptionId, Versioned[Disruption]]:
    """Read the documents of these disruptions, open or not; absent ones are left out."""
    wanted = [paths.disruption(one) for one in ids]
    found = backend.store.get_many(wanted, Disruption) if wanted else {}
    return {one.value.disruption_id: one for one in found.values()}


def _value(found: dict[str, Versioned[Any]], path: str) -> Any:
    return found[path].value if path in found else None
